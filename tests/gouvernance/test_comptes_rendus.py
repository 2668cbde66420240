"""Attendance and minutes: written, brought, submitted; lost updates and double sendings."""

import hashlib
import uuid
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gouvernance import operations
from gouvernance.models import CompteRendu, Decision, Participation, Presence, Reunion
from gouvernance.operations.comptes_rendus import PREMIERE_VERSION
from pacte.courrier.models import Courriel
from pacte.documents.models import Fichier
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import CleDejaUtilisee, ConflitDeVersion
from tests.factories_gouvernance import (
    relue,
    tous_presents,
    un_apport,
    un_brouillon,
    un_pdf,
    un_projet,
    une_definitive,
    une_invitee,
    une_redaction,
    une_tenue,
)
from tests.gouvernance.conftest import Connecter


def adresse(nom: str, reunion: Reunion) -> str:
    return reverse(nom, args=["essai", reunion.pk])


def champs(client: Client, url: str) -> dict[str, object]:
    """What a browser sends back when nothing is changed on the page."""
    contexte = client.get(url).context
    donnees = {champ.html_name: champ.value() for champ in contexte["form"]}
    formset = contexte["formset"]
    for champ in formset.management_form:
        donnees[champ.html_name] = champ.value()
    for form in formset.forms:
        donnees |= {champ.html_name: champ.value() for champ in form}
    return {nom: valeur for nom, valeur in donnees.items() if valeur not in (None, [])}


# --- Attendance ---------------------------------------------------------------------


def test_noter_les_presences_rend_la_reunion_tenue(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = une_invitee(p, p.avs, dans=0)
    client = connecter(p.avs)
    url = adresse("noter_presences", reunion)
    lignes = list(Participation.objects.filter(reunion=reunion).order_by("pk"))
    saisie = {f"presence_{ligne.pk}": Presence.PRESENTE for ligne in lignes}
    saisie[f"presence_{lignes[0].pk}"] = Presence.REPRESENTEE
    saisie[f"represente_{lignes[0].pk}"] = "Lou Petit"
    saisie[f"presence_{lignes[1].pk}"] = Presence.ABSENTE
    saisie[f"represente_{lignes[1].pk}"] = "oublié là"
    assert client.post(url, {"version": reunion.version, **saisie}).status_code == 302
    apres = relue(reunion)
    assert apres.etat == "tenue"
    lignes[0].refresh_from_db()
    lignes[1].refresh_from_db()
    assert (lignes[0].presence, lignes[0].represente_par) == ("representee", "Lou Petit")
    assert (lignes[1].presence, lignes[1].represente_par) == ("absente", "")
    page = client.get(adresse("voir_reunion", reunion)).content.decode()
    assert "sur 3" in page
    # Somebody else on an older page: nothing is overwritten.
    assert client.post(url, {"version": reunion.version, **saisie}).status_code == 409


def test_une_reunion_a_venir_n_est_pas_tenue(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_invitee(p, p.avs, dans=1)
    for page in ("noter_presences", "ecrire_compte_rendu"):
        reponse = connecter(p.avs).get(adresse(page, reunion))
        assert reponse.status_code == 403
        assert "s’ouvre le jour de la réunion" in reponse.content.decode()
    with pytest.raises(ActeRefuse):
        operations.apporter(reunion, par=p.avs, apport=un_apport())
    assert relue(reunion).etat == "invitee"


def test_des_presences_vides_ne_prouvent_rien(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs, dans=0)
    vides = dict.fromkeys(tous_presents(reunion), (Presence.ATTENDUE, ""))
    with pytest.raises(ActeRefuse, match="au moins une présence"):
        operations.noter_presences(reunion, par=p.avs, version=reunion.version, presences=vides)


def test_corriger_la_date_d_une_reunion_tenue(p: SimpleNamespace, connecter: Connecter) -> None:
    """Q23: a moved meeting counts on the day it was held; nobody is told after the fact."""
    reunion = une_tenue(p, p.avs)
    client = connecter(p.avs)
    avant = Courriel.objects.count()
    valeurs = {"version": reunion.version, "heure": "14:00", "duree_minutes": 60, "lieu": "Ici"}
    futur = {**valeurs, "date_reunion": "2026-06-16"}
    assert client.post(adresse("modifier_reunion", reunion), futur).status_code == 403
    passe = {**valeurs, "date_reunion": "2026-06-02"}
    assert client.post(adresse("modifier_reunion", reunion), passe).status_code == 302
    assert relue(reunion).date_reunion == date(2026, 6, 2)
    assert Courriel.objects.count() == avant


# --- Writing ---------------------------------------------------------------------------


def test_ecrire_point_par_point_avec_decisions(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_invitee(p, p.avs, dans=-2)
    client = connecter(p.avs)
    url = adresse("ecrire_compte_rendu", reunion)
    point = reunion.points.order_by("ordre").first()
    saisie = champs(client, url)
    saisie |= {
        f"passage_{point.pk}": "On a bien échangé.",
        "decisions-0-texte": "Écrire une fiche.",
        "decisions-0-responsable": p.direction.pk,
        "decisions-0-echeance": "2026-09-01",
        "conclusion": "À bientôt.",
    }
    assert client.post(url, saisie).status_code == 302
    compte_rendu = CompteRendu.objects.get(reunion=reunion)
    assert (compte_rendu.etat, compte_rendu.conclusion) == ("redaction", "<p>À bientôt.</p>")
    assert relue(reunion).etat == "tenue"
    decision = Decision.objects.get()
    assert (decision.point, decision.responsable, decision.echeance) == (
        point,
        p.direction,
        date(2026, 9, 1),
    )
    # Written again: the same decision is kept, another one comes after it.
    saisie = champs(client, url)
    assert saisie["decisions-0-texte"] == "Écrire une fiche."
    saisie |= {"decisions-1-texte": "Une autre.", "decisions-1-responsable": ""}
    assert client.post(url, saisie).status_code == 302
    assert Decision.objects.get(ordre=1) == decision
    assert Decision.objects.count() == 2
    # Emptied, it is removed.
    saisie = champs(client, url)
    saisie |= {f"decisions-0-{champ}": "" for champ in ("texte", "responsable", "echeance")}
    assert client.post(url, saisie).status_code == 302
    assert [d.texte for d in Decision.objects.order_by("ordre")] == ["Une autre."]


def test_une_decision_sans_texte_est_signalee(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_tenue(p, p.avs)
    client = connecter(p.avs)
    url = adresse("ecrire_compte_rendu", reunion)
    reponse = client.post(url, {**champs(client, url), "decisions-0-echeance": "2026-09-01"})
    assert reponse.status_code == 200
    assert "Écrivez la décision" in reponse.content.decode()
    assert not CompteRendu.objects.exists()


def test_le_second_redacteur_voit_les_deux_textes(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_redaction(p, p.avs)
    client = connecter(p.avs)
    url = adresse("ecrire_compte_rendu", reunion)
    ouverte = champs(client, url)
    assert client.post(url, {**ouverte, "conclusion": "Le premier texte."}).status_code == 302
    conflit = client.post(url, {**ouverte, "conclusion": "Le <b>second</b> texte."})
    assert conflit.status_code == 409
    page = conflit.content.decode()
    assert "Le premier texte." in page
    assert "Le &lt;b&gt;second&lt;/b&gt; texte." in page
    assert "<b>second" not in page
    compte_rendu = CompteRendu.objects.get(reunion=reunion)
    assert compte_rendu.conclusion_html == "<p>Le premier texte.</p>"
    lues = {nom: conflit.context["form"][nom].value() for nom in ("version", "base_conclusion")}
    complete = {**ouverte, **lues, "conclusion": "Les deux textes."}
    assert client.post(url, complete).status_code == 302
    compte_rendu.refresh_from_db()
    assert compte_rendu.conclusion == "<p>Les deux textes.</p>"


def test_deux_premieres_redactions_n_en_font_pas_deux(p: SimpleNamespace) -> None:
    reunion = une_tenue(p, p.avs)
    texte = operations.Redaction(conclusion="Un.")
    operations.ecrire(reunion, par=p.avs, version=PREMIERE_VERSION, redaction=texte)
    with pytest.raises(ConflitDeVersion):
        operations.ecrire(reunion, par=p.avs, version=PREMIERE_VERSION, redaction=texte)
    assert CompteRendu.objects.count() == 1


def test_un_projet_modifie_est_a_soumettre_de_nouveau(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    compte_rendu = CompteRendu.objects.get(reunion=reunion)
    operations.ecrire(
        reunion,
        par=p.avs,
        version=compte_rendu.version,
        redaction=operations.Redaction(conclusion="Corrigé."),
    )
    compte_rendu.refresh_from_db()
    assert compte_rendu.etat == "redaction"


def test_un_compte_rendu_vide_ne_se_soumet_pas(p: SimpleNamespace) -> None:
    reunion = une_tenue(p, p.avs)
    vide = operations.Redaction()
    operations.ecrire(reunion, par=p.avs, version=PREMIERE_VERSION, redaction=vide)
    with pytest.raises(ActeRefuse, match="au moins un point"):
        operations.soumettre(reunion, par=p.avs)


def test_un_point_dont_on_a_parle_ne_se_retire_pas(p: SimpleNamespace) -> None:
    reunion = une_redaction(p, p.avs)
    with pytest.raises(ActeRefuse, match="Le compte rendu parle déjà du point"):
        operations.modifier_ordre_du_jour(reunion, par=p.avs, version=reunion.version, points=[])
    assert reunion.points.exists()


# --- Three gestures -----------------------------------------------------------------------


def test_apporter_un_compte_rendu_en_trois_gestes(
    p: SimpleNamespace, connecter: Connecter, fichiers: Path
) -> None:
    """Choose the meeting (and its day), drop the file, save."""
    client = connecter(p.avs)
    url = reverse("apporter_compte_rendu", args=["essai"])
    liste = client.get(reverse("lister_reunions", args=["essai"])).content.decode()
    assert url in liste
    saisie = champs(client, url)
    instance = p.instances["comite-technique"]
    apporte = un_pdf("CR du 3 juin.pdf")
    octets = apporte.read()
    apporte.seek(0)
    saisie |= {
        "sujet": f"i{instance.pk}-c{p.a.pk}",
        "date_reunion": "2026-06-03",
        "fichier": apporte,
    }
    reponse = client.post(url, saisie)
    reunion = Reunion.objects.get()
    assert reponse["Location"] == adresse("voir_reunion", reunion)
    assert (reunion.etat, reunion.date_reunion, reunion.debut) == ("tenue", date(2026, 6, 3), None)
    compte_rendu = CompteRendu.objects.get()
    assert (compte_rendu.etat, compte_rendu.mode) == ("projet", "fichier")
    assert compte_rendu.fichier.sha256 == hashlib.sha256(octets).hexdigest()
    assert not Participation.objects.exclude(presence=Presence.ATTENDUE).exists()
    page = client.get(reponse["Location"])
    assert page.status_code == 200
    assert "CR du 3 juin.pdf" in page.content.decode()
    rendu = client.get(adresse("telecharger_fichier_compte_rendu", reunion))
    assert b"".join(rendu.streaming_content) == octets
    assert Entree.objects.filter(action="telecharger_fichier_compte_rendu").count() == 1


def test_le_meme_envoi_deux_fois_ne_fait_qu_une_reunion(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    client = connecter(p.direction)
    url = reverse("apporter_compte_rendu", args=["essai"])
    saisie = champs(client, url)
    saisie |= {"sujet": f"i{p.instances['comite-financeurs'].pk}-c{p.a.pk}"}
    saisie |= {"date_reunion": "2026-06-03"}
    lieux = {client.post(url, {**saisie, "fichier": un_pdf()})["Location"] for _ in range(3)}
    assert len(lieux) == 1
    assert Reunion.objects.count() == CompteRendu.objects.count() == Fichier.objects.count() == 1


def test_apporter_a_une_reunion_deja_annoncee(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_invitee(p, p.avs, dans=-3)
    client = connecter(p.avs)
    url = reverse("apporter_compte_rendu", args=["essai"])
    saisie = champs(client, url)
    saisie |= {"sujet": f"r{reunion.pk}", "date_reunion": "", "fichier": un_pdf()}
    assert client.post(url, saisie)["Location"] == adresse("voir_reunion", reunion)
    assert relue(reunion).etat == "tenue"
    # Another file replaces the first one until the minutes are definitive.
    operations.apporter(reunion, par=p.avs, apport=un_apport(fichier=un_pdf("suite.pdf")))
    assert CompteRendu.objects.get().fichier.nom == "suite.pdf"


def test_apporter_a_une_annoncee_note_les_absents(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs, dans=-3)
    operations.apporter(reunion, par=p.avs, apport=un_apport(presentes=[p.direction]))
    presences = dict(reunion.participations.values_list("fonction", "presence"))
    assert presences.pop(p.direction.pk) == "presente"
    assert set(presences.values()) == {"absente"}


def test_apporter_avec_presences_et_decisions(p: SimpleNamespace, connecter: Connecter) -> None:
    client = connecter(p.avs)
    url = reverse("apporter_compte_rendu", args=["essai"])
    saisie = champs(client, url)
    saisie |= {
        "sujet": f"i{p.instances['comite-technique'].pk}-c{p.a.pk}",
        "date_reunion": "2026-06-03",
        "heure": "09:30",
        "fichier": un_pdf(),
        "presentes": [p.direction.pk, p.gens["federation"].pk],
        "decisions-0-texte": "Se revoir.",
        "decisions-0-responsable": p.direction.pk,
    }
    assert client.post(url, saisie).status_code == 302
    reunion = Reunion.objects.get()
    assert timezone.localtime(reunion.debut).hour == 9
    presences = dict(reunion.participations.values_list("fonction", "presence"))
    # Of a meeting held elsewhere, nothing is stated that nobody said.
    assert presences == {p.direction.pk: "presente", p.gens["federation"].pk: "presente"}
    assert not reunion.points.exists()
    assert Decision.objects.get().responsable == p.direction


@pytest.mark.parametrize(
    ("champ", "valeur", "message"),
    [
        ("date_reunion", "2026-06-16", "Une réunion tenue a une date passée."),
        ("date_reunion", "", "Indiquez le jour où la réunion"),
        ("sujet", "", "Choisissez la réunion."),
        ("sujet", "i999-c1", "pas de ce pacte"),
        ("fichier", "", "Choisissez un fichier."),
    ],
)
def test_un_apport_incomplet_dit_quoi_corriger(
    p: SimpleNamespace, connecter: Connecter, champ: str, valeur: str, message: str
) -> None:
    client = connecter(p.avs)
    url = reverse("apporter_compte_rendu", args=["essai"])
    saisie = champs(client, url)
    saisie |= {
        "sujet": f"i{p.instances['comite-technique'].pk}-c{p.a.pk}",
        "date_reunion": "2026-06-03",
        "fichier": un_pdf(),
    }
    reponse = client.post(url, {**saisie, champ: valeur})
    assert reponse.status_code == 200
    assert message in reponse.content.decode()
    assert not Reunion.objects.exists()
    assert not Fichier.objects.exists()


def test_la_personne_d_un_autre_centre_ne_se_coche_pas(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    client = connecter(p.avs)
    url = reverse("apporter_compte_rendu", args=["essai"])
    saisie = champs(client, url)
    saisie |= {
        "sujet": f"i{p.instances['comite-technique'].pk}-c{p.a.pk}",
        "date_reunion": "2026-06-03",
        "fichier": un_pdf(),
        "presentes": [p.direction_b.pk],
    }
    reponse = client.post(url, saisie)
    assert "n’est pas de CSA" in reponse.content.decode()
    assert not Reunion.objects.exists()


def test_la_cle_d_une_autre_personne_ne_donne_pas_son_compte_rendu(p: SimpleNamespace) -> None:
    reunion = une_tenue(p, p.direction)
    cle = uuid.uuid4()
    operations.apporter(reunion, par=p.direction, apport=un_apport(cle=cle))
    with pytest.raises(CleDejaUtilisee):
        operations.apporter(reunion, par=p.avs, apport=un_apport(cle=cle))


def test_une_decision_bilaterale_ne_part_pas_dans_un_autre_centre(p: SimpleNamespace) -> None:
    reunion = une_tenue(p, p.avs)
    ailleurs = [operations.DecisionEcrite(texte="Fiche.", responsable=p.direction_b)]
    with pytest.raises(ActeRefuse, match="n'est pas de CSA"):
        operations.apporter(reunion, par=p.avs, apport=un_apport(decisions=ailleurs))
    with pytest.raises(ActeRefuse, match="n'est pas de CSA"):
        operations.ecrire(
            reunion,
            par=p.avs,
            version=PREMIERE_VERSION,
            redaction=operations.Redaction(decisions=ailleurs),
        )
    assert not Decision.objects.exists()
    assert not CompteRendu.objects.exists()


# --- Decisions -------------------------------------------------------------------------------


def test_suivre_une_decision_puis_revenir(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_definitive(p, p.avs)
    decision = Decision.objects.get(reunion=reunion)
    responsable = connecter(decision.responsable)
    url = reverse("realiser_decision", args=["essai", decision.pk])
    registre = reverse("lister_decisions", args=["essai"])
    page = responsable.get(f"{registre}?a_qui=moi").content.decode()
    assert reverse("voir_decision", args=["essai", decision.pk]) in page
    envoi = {"le": "2026-06-14", "suite": "Fiche envoyée.", "cle_idempotence": str(uuid.uuid4())}
    assert responsable.post(url, envoi | {"le": "2026-06-16"}).status_code == 200
    assert responsable.post(url, envoi).status_code == 302
    decision.refresh_from_db()
    assert (decision.date_realisation, decision.suite) == (date(2026, 6, 14), "Fiche envoyée.")
    reprise = reverse("reprendre_decision", args=["essai", decision.pk])
    responsable.post(reprise, {"cle_idempotence": str(uuid.uuid4())})
    decision.refresh_from_db()
    assert decision.date_realisation is None


@pytest.mark.parametrize(
    ("qualite", "attendu"), [("agent_avs", 302), ("conseil_caf", 403), ("presidence", 403)]
)
def test_qui_suit_une_decision(
    p: SimpleNamespace, connecter: Connecter, qualite: str, attendu: int
) -> None:
    reunion = un_projet(p, p.avs)
    decision = Decision.objects.get(reunion=reunion)
    decision.responsable = p.gens["professionnel"]
    decision.save()
    client = connecter(p.gens[qualite])
    url = reverse("realiser_decision", args=["essai", decision.pk])
    envoi = {"le": "2026-06-14", "cle_idempotence": str(uuid.uuid4())}
    assert client.post(url, envoi).status_code == attendu


def test_registre_en_retard_et_export(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_redaction(p, p.avs)
    hier = timezone.localdate() - timedelta(days=1)
    for texte, echeance in (("=En retard", hier), ("À l'heure", timezone.localdate())):
        Decision.objects.create(
            pacte=p.pacte,
            reunion=reunion,
            ordre=Decision.objects.count() + 1,
            texte=texte,
            echeance=echeance,
            responsable=p.direction,
        )
    operations.soumettre(reunion, par=p.avs)
    client = connecter(p.avs)
    registre = client.get(reverse("lister_decisions", args=["essai"]) + "?etat=en_retard")
    assert registre.context["nombre"] == 1
    assert "État\u00a0: en retard" in registre.content.decode()
    export = client.get(reverse("exporter_decisions", args=["essai", "csv"]) + "?etat=en_retard")
    assert export.content.startswith(b"\xef\xbb\xbf")
    lignes = export.content.decode("utf-8-sig").split("\r\n")
    assert len(lignes) == 3
    assert lignes[1].startswith("décision;;'=En retard;")
    assert Entree.objects.filter(action="exporter_decisions").count() == 1


def test_un_brouillon_passe_se_rattrape(p: SimpleNamespace) -> None:
    """Held without having been announced: attendance makes it held on its date."""
    reunion = un_brouillon(p, p.avs, dans=-5)
    operations.noter_presences(
        reunion, par=p.avs, version=reunion.version, presences=tous_presents(reunion)
    )
    assert relue(reunion).etat == "tenue"
