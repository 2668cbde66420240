"""Writing the minutes text by text: saved as typed, never overwritten unseen, sealed as they were."""

import random
import re
import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gouvernance import scellement
from gouvernance.models import CompteRendu, Passage, PresenceRedaction, Reunion
from gouvernance.operations.presence_redaction import signaler
from gouvernance.operations.redaction import (
    CONCLUSION,
    RIEN_LU,
    ConflitDeTextes,
    TexteEcrit,
    enregistrer_texte,
    textes_lus,
)
from gouvernance.pdf.reunions import rendre_compte_rendu
from gouvernance.scellement.comptes_rendus import verifier_comptes_rendus
from pacte.documents import pdf
from pacte.documents.pdf import RessourceInterdite, rendre_html
from pacte.journal.models import Entree
from pacte.socle.ecriture_legere import en_leger
from pacte.socle.texte_riche import assainir
from tests.factories_accord import compte, fonction
from tests.factories_gouvernance import (
    relue,
    un_projet,
    une_definitive,
    une_invitee,
    une_redaction,
    une_tenue,
)
from tests.gouvernance.charges_xss import CHARGES
from tests.gouvernance.conftest import Connecter
from tests.gouvernance.test_scellement import texte_du_pdf


@pytest.fixture
def r(p: SimpleNamespace) -> SimpleNamespace:
    """A meeting held, its items, and two people who write its minutes."""
    reunion = une_tenue(p, p.avs)
    points = list(reunion.points.order_by("ordre"))
    dora = fonction("chef_service", p.ville)
    compte(dora)
    compte(p.avs)
    return SimpleNamespace(
        reunion=reunion, points=points, point=points[0].pk, camille=p.avs, dora=dora
    )


def adresse(nom: str, reunion: Reunion) -> str:
    return reverse(nom, args=["essai", reunion.pk])


def lu(reunion: Reunion, cle: int | None):
    compte_rendu = CompteRendu.objects.filter(reunion=reunion).first()
    return textes_lus(compte_rendu).get(cle, RIEN_LU)


def ecrire(r: SimpleNamespace, qui, html: str, base: str | None = None, cle: Any = "point"):
    cle = r.point if cle == "point" else cle
    base = lu(r.reunion, cle).base if base is None else base
    return enregistrer_texte(r.reunion, par=qui, cle=cle, ecrit=TexteEcrit(html, base))


def envoyer(client: Client, r: SimpleNamespace, **champs: Any):
    return client.post(adresse("enregistrer_passage", r.reunion), champs)


# --- One text ---------------------------------------------------------------------------------


def test_un_texte_s_enregistre_assaini_et_rend_sa_marque(
    r: SimpleNamespace, connecter: Connecter
) -> None:
    client = connecter(r.camille)
    premier = envoyer(
        client, r, point=r.point, base=RIEN_LU.base, html="<h1>Oui</h1><p onclick=x>a</p>"
    )
    assert premier.status_code == 200
    assert premier.json()["heure"] == "10\u00a0h\u00a000"
    passage = Passage.objects.get()
    assert (passage.texte, passage.mise_en_forme) == ("<h4>Oui</h4><p>a</p>", True)
    suite = envoyer(client, r, point=r.point, base=premier.json()["base"], html="<p>b</p>")
    assert suite.status_code == 200
    passage.refresh_from_db()
    assert (passage.texte, passage.version) == ("<p>b</p>", 2)
    # Sent twice, as a network does: nothing more is written, nothing is refused.
    encore = envoyer(client, r, point=r.point, base=premier.json()["base"], html="<p>b</p>")
    assert encore.json()["base"] == suite.json()["base"]
    assert Passage.objects.get().version == 2


def test_le_premier_mot_prouve_que_la_reunion_s_est_tenue(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs, dans=0)
    point = reunion.points.order_by("ordre").first().pk
    vide = enregistrer_texte(
        reunion, par=p.avs, cle=point, ecrit=TexteEcrit("<p> </p>", RIEN_LU.base)
    )
    assert (vide.texte, relue(reunion).etat) == (RIEN_LU, "invitee")
    assert not CompteRendu.objects.exists()
    enregistrer_texte(reunion, par=p.avs, cle=point, ecrit=TexteEcrit("a", RIEN_LU.base))
    assert relue(reunion).etat == "tenue"


def test_deux_personnes_le_meme_point_rien_n_est_ecrase(
    r: SimpleNamespace, connecter: Connecter
) -> None:
    camille, dora = connecter(r.camille), connecter(r.dora)
    assert envoyer(camille, r, point=r.point, base=RIEN_LU.base, html="un").status_code == 200
    refus = envoyer(dora, r, point=r.point, base=RIEN_LU.base, html="<p>deux</p>")
    assert refus.status_code == 409
    corps = refus.json()
    assert "<p>un</p>" in corps["page"]
    assert "<p>deux</p>" in corps["page"]
    assert str(r.camille.personne) in corps["page"]
    assert (corps["sien"], corps["fusion"]) == ("<p>un</p>", "<p>deux</p><p>un</p>")
    assert Passage.objects.get().texte == "<p>un</p>"
    # Having seen it, she decides.
    assert (
        envoyer(dora, r, point=r.point, base=corps["base"], html=corps["fusion"]).status_code == 200
    )
    assert Passage.objects.get().texte == "<p>deux</p><p>un</p>"


def test_deux_personnes_deux_points_en_meme_temps(r: SimpleNamespace) -> None:
    autre = r.points[1].pk
    ecrire(r, r.camille, "un", RIEN_LU.base)
    ecrire(r, r.dora, "deux", RIEN_LU.base, cle=autre)
    ecrire(r, r.dora, "fin", RIEN_LU.base, cle=CONCLUSION)
    assert lu(r.reunion, r.point).html == "<p>un</p>"
    assert lu(r.reunion, autre).html == "<p>deux</p>"
    assert lu(r.reunion, CONCLUSION).html == "<p>fin</p>"


@pytest.mark.parametrize("cle", ["point", CONCLUSION])
def test_mille_entrelacements_aucun_ecrasement_silencieux(r: SimpleNamespace, cle: Any) -> None:
    """R3: whoever succeeds had read the text that she replaces; whoever had not is refused."""
    cle = r.point if cle == "point" else cle
    hasard = random.Random(20260615)
    lus = {qui: lu(r.reunion, cle) for qui in ("a", "b", "c")}
    gens = {"a": r.camille, "b": r.dora, "c": r.camille}
    refus = ecrits = 0
    actuel = ""
    for tour in range(500):
        qui = hasard.choice("abc")
        if hasard.random() < 0.4:
            lus[qui] = lu(r.reunion, cle)
            assert lus[qui].html == actuel
            continue
        mot = f"<p>{qui}{tour}</p>"
        if lus[qui].html == actuel:
            lus[qui] = ecrire(r, gens[qui], mot, lus[qui].base, cle=cle).texte
            actuel, ecrits = mot, ecrits + 1
            continue
        with pytest.raises(ConflitDeTextes) as refuse:
            ecrire(r, gens[qui], mot, lus[qui].base, cle=cle)
        assert refuse.value.conflits[0].sien.html == actuel
        refus += 1
    assert lu(r.reunion, cle).html == actuel
    assert refus > 100
    assert ecrits > 100


def test_un_point_d_une_autre_reunion_est_refuse(
    r: SimpleNamespace, p: SimpleNamespace, connecter: Connecter
) -> None:
    ailleurs = une_tenue(p, p.avs, dans=-40).points.first().pk
    reponse = envoyer(connecter(r.camille), r, point=ailleurs, base=RIEN_LU.base, html="a")
    assert reponse.status_code == 403
    assert "autre réunion" in reponse.json()["motif"]
    assert not Passage.objects.exists()


def test_un_refus_est_dit_et_journalise(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_definitive(p, p.avs)
    point = reunion.points.order_by("ordre").first().pk
    r = SimpleNamespace(reunion=reunion)
    avant = Passage.objects.get(point=point).texte
    reponse = envoyer(connecter(p.avs), r, point=point, base="1-x", html="autre")
    assert (reponse.status_code, "définitif" in reponse.json()["motif"]) == (403, True)
    assert Entree.objects.filter(action="ecrire_compte_rendu", resultat="refuse").count() == 1
    assert Passage.objects.get(point=point).texte == avant


def test_un_texte_trop_long_est_refuse_avec_son_motif(
    r: SimpleNamespace, connecter: Connecter
) -> None:
    reponse = envoyer(connecter(r.camille), r, point=r.point, base=RIEN_LU.base, html="a" * 100_001)
    assert reponse.status_code == 422
    assert "trop long" in reponse.json()["motif"]


def test_un_projet_soumis_repasse_en_redaction(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    avant = CompteRendu.objects.get(reunion=reunion)
    fait = enregistrer_texte(
        reunion, par=p.avs, cle=CONCLUSION, ecrit=TexteEcrit("a", lu(reunion, CONCLUSION).base)
    )
    apres = CompteRendu.objects.get(reunion=reunion)
    assert (apres.etat, apres.version) == ("redaction", avant.version + 1)
    # The page that wrote it knows: its form stays good.
    assert (fait.version_avant, fait.version) == (avant.version, apres.version)


# --- History and journal ------------------------------------------------------------------------


def test_une_heure_de_frappe_laisse_un_etat_par_minute_et_une_ligne(r: SimpleNamespace) -> None:
    with time_machine.travel(timezone.now(), tick=False) as horloge:
        for seconde in range(0, 600, 5):
            horloge.shift(timedelta(seconds=5))
            ecrire(r, r.camille, f"mot {seconde}")
    assert Passage.objects.get().version == 120
    assert 9 <= Passage.history.count() <= 12
    assert Entree.objects.filter(action="ecrire_compte_rendu").count() == 1


def test_les_mots_d_une_autre_sont_gardes_avant_les_siens(r: SimpleNamespace) -> None:
    ecrire(r, r.camille, "un")
    ecrire(r, r.camille, "un, deux")
    ecrire(r, r.dora, "trois")
    etats = list(Passage.history.order_by("history_id").values_list("texte", flat=True))
    assert etats == ["<p>un</p>", "<p>un, deux</p>", "<p>trois</p>"]
    auteurs = list(Passage.history.order_by("history_id").values_list("history_user", flat=True))
    comptes = [qui.personne.compte_ouvert.pk for qui in (r.camille, r.camille, r.dora)]
    assert auteurs == comptes


def test_les_textes_precedents_sont_montres(r: SimpleNamespace, connecter: Connecter) -> None:
    ecrire(r, r.camille, "Premier <b>texte</b>")
    ecrire(r, r.dora, "Second texte")
    ecrire(r, r.dora, "Une fin", cle=CONCLUSION)
    page = connecter(r.camille).get(adresse("lister_etats_compte_rendu", r.reunion))
    corps = page.content.decode()
    assert "Premier <strong>texte</strong>" in corps
    assert "Second texte" in corps
    assert "Une fin" in corps
    assert str(r.dora.personne) in corps


def test_les_textes_precedents_en_un_nombre_constant_de_requetes(
    r: SimpleNamespace, connecter: Connecter
) -> None:
    client = connecter(r.camille)
    url = adresse("lister_etats_compte_rendu", r.reunion)
    ecrire(r, r.camille, "un")
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as peu:
        client.get(url)
    for point in r.points:
        for qui in (r.camille, r.dora, r.camille):
            ecrire(r, qui, uuid.uuid4().hex, cle=point.pk)
    with CaptureQueriesContext(connection) as beaucoup:
        client.get(url)
    assert len(beaucoup) == len(peu)


# --- Who else writes -------------------------------------------------------------------------------


def test_qui_ecrit_aussi_pendant_trente_secondes(r: SimpleNamespace, connecter: Connecter) -> None:
    ecrire(r, r.camille, "un")
    camille, dora = connecter(r.camille), connecter(r.dora)
    url = adresse("signaler_redaction", r.reunion)
    onglet, sien = uuid.uuid4(), {"onglet": uuid.uuid4()}
    nom = str(r.camille.personne)
    with time_machine.travel(timezone.now(), tick=False) as horloge:
        signal = {"onglet": onglet, "point": r.points[2].pk}
        assert camille.post(url, signal).json()["autres"] == []
        assert dora.post(url, sien).json()["autres"] == [f"{nom} écrit aussi, point 3"]
        horloge.shift(timedelta(seconds=29))
        assert dora.post(url, sien).json()["autres"] == [f"{nom} écrit aussi, point 3"]
        horloge.shift(timedelta(seconds=2))
        assert dora.post(url, sien).json()["autres"] == []
        camille.post(url, {"onglet": onglet})
        assert dora.post(url, sien).json()["autres"] == [f"{nom} écrit aussi"]
        camille.post(url, {"onglet": onglet, "depart": "on"})
        assert dora.post(url, sien).json()["autres"] == []
        # The same person twice says so; the rows do not pile up.
        assert dora.post(url, {"onglet": uuid.uuid4()}).json()["autres"] == [
            "Vous écrivez aussi dans un autre onglet"
        ]
        horloge.shift(timedelta(minutes=6))
        signaler(r.reunion, par=r.camille, onglet=onglet, point=None)
        assert PresenceRedaction.objects.count() == 1


def test_la_page_recoit_ce_qui_a_change(r: SimpleNamespace, connecter: Connecter) -> None:
    ecrire(r, r.camille, "un")
    url = adresse("signaler_redaction", r.reunion)
    bases = f'{{"{r.point}": "{RIEN_LU.base}", "conclusion": "{RIEN_LU.base}"}}'
    recu = connecter(r.dora).post(url, {"onglet": uuid.uuid4(), "bases": bases}).json()
    assert recu["textes"] == [
        {"cle": str(r.point), "base": lu(r.reunion, r.point).base, "html": "<p>un</p>"}
    ]


# --- The form, without a script -----------------------------------------------------------------------


def formulaire(client: Client, reunion: Reunion) -> dict[str, Any]:
    """What a browser without scripts sends back when nothing is changed."""
    contexte = client.get(adresse("ecrire_compte_rendu", reunion)).context
    form = contexte["form"]
    donnees = {
        champ.html_name: champ.value()
        for champ in form
        if not champ.name.startswith(("html_", "choix_"))
    }
    formset = contexte["formset"]
    for champ in formset.management_form:
        donnees[champ.html_name] = champ.value()
    for ligne in formset.forms:
        donnees |= {champ.html_name: champ.value() for champ in ligne}
    # A browser writes the ends of lines in its own way.
    return {
        nom: valeur.replace("\n", "\r\n") if isinstance(valeur, str) else valeur
        for nom, valeur in donnees.items()
        if valeur not in (None, [], False)
    }


RICHE = assainir(
    "<h1>Budget</h1><ul><li>eau<ul><li>chaude</li></ul></li></ul>"
    "<table><tr><td colspan=2><b>a</b></td></tr><tr><td>1<td>2</table><p>x * y</p>"
)


def test_enregistrer_sans_rien_changer_ne_perd_rien(
    r: SimpleNamespace, connecter: Connecter
) -> None:
    ecrire(r, r.camille, RICHE)
    ecrire(r, r.camille, RICHE, cle=CONCLUSION)
    client = connecter(r.camille)
    donnees = formulaire(client, r.reunion)
    assert donnees[f"passage_{r.point}"].startswith("# Budget\r\n\r\n- eau\r\n  - chaude")
    assert client.post(adresse("ecrire_compte_rendu", r.reunion), donnees).status_code == 302
    assert Passage.objects.get().texte == RICHE
    assert CompteRendu.objects.get().conclusion == RICHE


def test_ecrire_sans_script_avec_une_mise_en_forme(
    r: SimpleNamespace, connecter: Connecter
) -> None:
    client = connecter(r.camille)
    donnees = formulaire(client, r.reunion)
    donnees[f"passage_{r.point}"] = "# Titre\r\n\r\n- un\r\n- **deux**\r\n\r\n| a | b |"
    donnees[f"reporter_{r.point}"] = "on"
    assert client.post(adresse("ecrire_compte_rendu", r.reunion), donnees).status_code == 302
    assert Passage.objects.get().texte == (
        "<h4>Titre</h4><ul><li>un</li><li><strong>deux</strong></li></ul>"
        "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    )
    r.points[0].refresh_from_db()
    assert r.points[0].a_reporter
    page = client.get(adresse("voir_reunion", r.reunion)).content.decode()
    assert "<li><strong>deux</strong></li>" in page


def test_un_ancien_texte_sans_mise_en_forme_se_lit_et_se_garde(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = une_redaction(p, p.avs)
    passage = Passage.objects.filter(compte_rendu__reunion=reunion).first()
    passage.texte = "Une ligne < 3\nune autre\n\nUn paragraphe"
    passage.save()
    client = connecter(p.avs)
    page = client.get(adresse("voir_reunion", reunion)).content.decode()
    assert "<p>Une ligne &lt; 3<br>une autre</p><p>Un paragraphe</p>" in page
    donnees = formulaire(client, reunion)
    assert client.post(adresse("ecrire_compte_rendu", reunion), donnees).status_code == 302
    apres = Passage.objects.get(pk=passage.pk)
    assert (apres.texte, apres.mise_en_forme) == (passage.texte, False)


def test_sans_script_le_conflit_se_tranche_texte_par_texte(
    r: SimpleNamespace, connecter: Connecter
) -> None:
    autre = r.points[1].pk
    for cle in (r.point, autre, CONCLUSION):
        ecrire(r, r.camille, "départ", cle=cle)
    client = connecter(r.camille)
    url = adresse("ecrire_compte_rendu", r.reunion)
    for choix, attendu in (
        ("mien", "<p>le mien</p>"),
        ("sien", "<p>le sien</p>"),
        ("fusion", "<p>le mien</p><p>le sien</p>"),
    ):
        donnees = formulaire(client, r.reunion)
        ecrire(r, r.dora, "le sien")
        ecrire(r, r.dora, f"ailleurs, {choix}", cle=autre)
        donnees[f"passage_{r.point}"] = "le mien"
        reponse = client.post(url, donnees)
        assert reponse.status_code == 409
        corps = reponse.content.decode()
        assert "<p>le mien</p>" in corps
        assert "<p>le sien</p>" in corps
        assert lu(r.reunion, r.point).html == "<p>le sien</p>"
        # The same page again, with the choice; the item that I did not touch keeps her words.
        form = reponse.context["form"]
        repris = donnees | {
            champ.html_name: champ.value()
            for champ in form
            if champ.name.startswith(("passage_", "base_", "version", "conclusion"))
        }
        repris[f"choix_{r.point}"] = choix
        assert client.post(url, repris).status_code == 302
        assert lu(r.reunion, r.point).html == attendu
        assert lu(r.reunion, autre).html == f"<p>ailleurs, {choix}</p>"
        ecrire(r, r.camille, "départ")


def test_un_nouveau_changement_apres_le_choix_est_un_nouveau_conflit(
    r: SimpleNamespace, connecter: Connecter
) -> None:
    ecrire(r, r.camille, "départ")
    client = connecter(r.camille)
    url = adresse("ecrire_compte_rendu", r.reunion)
    donnees = formulaire(client, r.reunion)
    ecrire(r, r.dora, "le sien")
    donnees[f"passage_{r.point}"] = "le mien"
    form = client.post(url, donnees).context["form"]
    repris = donnees | {
        champ.html_name: champ.value() for champ in form if champ.name.startswith("base_")
    }
    ecrire(r, r.dora, "encore autre chose")
    for choix in ("mien", "sien", "fusion"):
        reponse = client.post(url, repris | {f"choix_{r.point}": choix})
        assert reponse.status_code == 409, choix
        assert lu(r.reunion, r.point).html == "<p>encore autre chose</p>"


# --- Sealing ---------------------------------------------------------------------------------------------


def test_ce_qui_est_scelle_sans_mise_en_forme_garde_son_empreinte(p: SimpleNamespace) -> None:
    """Columns added later count only when they say something: earlier seals still verify."""
    reunion = une_definitive(p, p.avs)
    contenu = scellement.contenu(CompteRendu.objects.get(reunion=reunion))
    assert "conclusion_mise_en_forme" not in contenu["compte_rendu"]
    assert {len(ligne) for ligne in contenu["passages"]} == {3}
    assert {len(ligne) for ligne in contenu["participations"]} == {5}
    assert {len(ligne) for ligne in contenu["points"]} == {7}
    assert list(verifier_comptes_rendus()) == []


def test_la_mise_en_forme_et_les_heures_sont_scellees(p: SimpleNamespace) -> None:
    reunion = une_redaction(p, p.avs)
    point = reunion.points.order_by("ordre").first()
    point.a_reporter = True
    point.save()
    ligne = reunion.participations.order_by("pk").first()
    ligne.arrivee = timezone.localtime().time().replace(second=0, microsecond=0)
    ligne.save()
    for cle in (point.pk, CONCLUSION):
        enregistrer_texte(
            reunion, par=p.avs, cle=cle, ecrit=TexteEcrit(RICHE, lu(reunion, cle).base)
        )
    contenu = scellement.contenu(CompteRendu.objects.get(reunion=reunion))
    assert contenu["compte_rendu"]["conclusion_mise_en_forme"] is True
    assert {"mise_en_forme": True} in [ligne[-1] for ligne in contenu["passages"]]
    assert {"arrivee": "10:00:00"} in [ligne[-1] for ligne in contenu["participations"]]
    # Taking an item up later is no part of what these minutes said.
    assert {len(ligne) for ligne in contenu["points"]} == {7}


# --- S20 and S21: hostile texts ------------------------------------------------------------------------------


# In what the portal shows of a text: an element, an address or a gesture that is not of its list.
DANGEREUX = re.compile(
    r"<(?:script|img|svg|math|iframe|object|embed|style|link|base|video|audio|marquee|body)\b"
    r"|<[a-z]+[^>]*\son[a-z]+=|href=[\"']?\s*(?:javascript|data|vbscript|file):",
    re.IGNORECASE,
)


def test_aucune_charge_ne_survit_dans_une_page(r: SimpleNamespace, connecter: Connecter) -> None:
    """Every payload through each rich field, typed and plain: page, comparison, history, PDF."""
    client = connecter(r.camille)
    lots = [CHARGES[i : i + 60] for i in range(0, len(CHARGES), 60)]
    for lot in lots:
        html = "".join(f"<p>{charge}</p>" for charge in lot)
        base = lu(r.reunion, r.point).base
        assert envoyer(client, r, point=r.point, base=base, html=html).status_code == 200
        base = lu(r.reunion, CONCLUSION).base
        assert envoyer(client, r, base=base, html=html).status_code == 200
        refus = envoyer(client, r, point=r.point, base="0-x", html=f"<p>autre</p>{html}")
        pages = [refus.json()["page"], refus.json()["fusion"]]
        for nom in ("voir_reunion", "lister_etats_compte_rendu", "ecrire_compte_rendu"):
            pages.append(client.get(adresse(nom, r.reunion)).content.decode())
        for page in pages:
            for faute in DANGEREUX.findall(page[page.find("<main") :]):
                pytest.fail(f"{faute} : {lot[0]}…")
    assert rendre_compte_rendu(CompteRendu.objects.get(), timezone.localdate(), projet=True)


CANARI = "http://127.0.0.1:9/canari"
VECTEURS = (
    f'<img src="{CANARI}">', f'<link rel=stylesheet href="{CANARI}">',
    '<link rel=attachment href="file:///etc/passwd">', '<a rel=attachment href="file:///etc/passwd">x</a>',
    f"<style>@import '{CANARI}'; @font-face{{font-family:a;src:url({CANARI})}}</style>",
    f'<p style="background:url({CANARI})">x</p>', f'<ul style="list-style-image:url({CANARI})"><li>x</ul>',
    '<object data="file:///etc/passwd"></object>', f'<embed src="{CANARI}">',
    f'<svg><image href="{CANARI}"/><use href="{CANARI}#a"/></svg>', '<iframe src="file:///etc/passwd">',
    f'<table background="{CANARI}"><tr><td>x</table>', f'<meta http-equiv=refresh content="0;url={CANARI}">',
    '<base href="file:///etc/">', f'<input type=image src="{CANARI}">', f'<video poster="{CANARI}">',
)  # fmt: skip


def test_le_pdf_d_un_texte_hostile_ne_demande_rien(
    r: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S21: no request leaves and no file is read; WeasyPrint's own door is watched."""
    demandes: list[str] = []
    demander = pdf.Ressources.fetch

    def guetter(self, url: str, headers=None):
        demandes.append(url)
        return demander(self, url, headers)

    monkeypatch.setattr(pdf.Ressources, "fetch", guetter)
    hostile = "".join(f"<p>{vecteur} mot</p>" for vecteur in VECTEURS)
    ecrire(r, r.camille, hostile)
    ecrire(r, r.camille, hostile, cle=CONCLUSION)
    contenu = rendre_compte_rendu(CompteRendu.objects.get(), timezone.localdate(), projet=True)
    assert b"EmbeddedFile" not in contenu
    assert [url for url in demandes if not url.startswith("statique:")] == []
    # Behind it, the door itself is closed.
    with pytest.raises(RessourceInterdite):
        rendre_html(f'<html lang="fr"><title>x</title><img src="{CANARI}">')


def test_le_pdf_montre_la_structure(r: SimpleNamespace) -> None:
    ecrire(r, r.camille, RICHE)
    contenu = rendre_compte_rendu(CompteRendu.objects.get(), timezone.localdate(), projet=True)
    mots = texte_du_pdf(contenu)
    for mot in ("Budget", "chaude", "x * y"):
        assert mot in mots
    assert "<" not in mots


def test_l_ecriture_d_un_texte_riche_dans_la_zone(r: SimpleNamespace, connecter: Connecter) -> None:
    ecrire(r, r.camille, RICHE)
    page = connecter(r.camille).get(adresse("ecrire_compte_rendu", r.reunion)).content.decode()
    assert 'data-html="&lt;h4&gt;Budget&lt;/h4&gt;' in page
    assert en_leger(RICHE).splitlines()[0] == "# Budget"
