"""The pages of a draft going round: with an account, and by a personal link without one."""

import re
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gouvernance import operations
from gouvernance.a_faire import choses_a_faire
from gouvernance.acces_par_lien import creer_lien
from gouvernance.lectures.manques import lister_manques
from gouvernance.models import (
    AccordCompteRendu,
    Approbation,
    Decision,
    LienPersonnel,
    Participation,
    PorteurLien,
    Remarque,
    Reunion,
)
from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from tests.conftest import AUJOURDHUI
from tests.factories_gouvernance import (
    relue,
    un_projet,
    une_definitive,
    une_redaction,
    une_tenue,
)
from tests.gouvernance.conftest import Connecter
from tests.gouvernance.test_circulation import LIMITE, invites, projet_de, remarque_de


def adresse(nom: str, reunion: Reunion, *args: object) -> str:
    return reverse(nom, args=["essai", reunion.pk, *args])


def mots(reponse: object) -> str:
    """The words of a page, no-break spaces and typographic apostrophes read simply."""
    texte = reponse.content.decode()
    return texte.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


# --- Submitting --------------------------------------------------------------------------


def test_ce_qui_manque_se_dit_avec_son_lien(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_redaction(p, p.avs, dans=-12)
    decision = Decision.objects.get(reunion=reunion)
    decision.responsable, decision.echeance = None, None
    decision.save()
    point = reunion.points.order_by("-ordre").first()
    for passage in point.passages.order_by("pk"):
        passage.texte = ""
        passage.save()
    manques = lister_manques(relue(reunion), AUJOURDHUI)
    phrases = [manque.phrase.replace("\u00a0", " ") for manque in manques]
    ecrire = adresse("ecrire_compte_rendu", reunion)
    assert phrases == [
        "La décision « Préparer une fiche commune. » n’a pas de responsable ni d’échéance.",
        f"Rien n’est écrit sur le point « {point.titre} ».",
        "Le projet était attendu le 11 juin 2026 au plus tard : il part après ce jour.",
    ]
    assert [manque.url for manque in manques] == [ecrire, f"{ecrire}#point-{point.pk}", ""]
    page = connecter(p.avs).get(adresse("soumettre_compte_rendu", reunion))
    assert page.status_code == 200
    assert f'href="{ecrire}#point-{point.pk}"' in page.content.decode()
    # Advice never blocks.
    saisie = {"version": projet_de(reunion).version, "limite": LIMITE.isoformat()}
    client = connecter(p.avs)
    assert client.post(adresse("soumettre_compte_rendu", reunion), saisie).status_code == 302
    assert projet_de(reunion).etat == "projet"


def test_sans_presence_notee_la_page_le_dit(p: SimpleNamespace) -> None:
    reunion = une_tenue(p, p.avs)
    for participation in Participation.objects.filter(reunion=reunion):
        participation.presence = "attendue"
        participation.save()
    (manque, *_) = lister_manques(relue(reunion), AUJOURDHUI)
    assert manque.phrase == "Aucune présence n’est notée."
    assert manque.url == adresse("noter_presences", reunion)


@pytest.mark.parametrize("jours", [1, 200])
def test_la_limite_hors_bornes_est_dite_sous_le_champ(
    p: SimpleNamespace, connecter: Connecter, jours: int
) -> None:
    reunion = une_redaction(p, p.avs)
    saisie = {
        "version": projet_de(reunion).version,
        "limite": (AUJOURDHUI + timedelta(days=jours)).isoformat(),
    }
    page = connecter(p.avs).post(adresse("soumettre_compte_rendu", reunion), saisie)
    assert page.status_code == 200
    assert "au plus t" in mots(page)
    assert projet_de(reunion).etat == "redaction"


# --- Agreeing and remarking, with an account --------------------------------------------------


def test_accord_et_remarque_depuis_la_page(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = un_projet(p, p.avs)
    client = connecter(p.direction)
    page = mots(client.get(adresse("voir_reunion", reunion)))
    assert "Je suis d'accord" in page
    assert "Projet en relecture jusqu'au mardi 30 juin 2026 inclus" in page
    point = reunion.points.order_by("ordre").first()
    url = adresse("remarquer", reunion)
    form = client.get(f"{url}?point={point.pk}").context["form"]
    assert str(form["point"].value()) == str(point.pk)
    saisie = {
        "cle_idempotence": form["cle_idempotence"].value(),
        "point": point.pk,
        "texte": "Lire <i>412</i>.",
    }
    for _ in range(2):
        assert client.post(url, saisie).status_code == 302
    remarque = Remarque.objects.get()
    assert remarque.point == point
    accord = client.post(adresse("donner_accord", reunion), {"version": 1})
    assert accord.status_code == 302
    assert AccordCompteRendu.objects.filter(par=p.direction).count() == 1
    page = mots(client.get(adresse("voir_reunion", reunion)))
    assert "Vous avez donné votre accord" in page
    assert "Lire &lt;i&gt;412&lt;/i&gt;." in page
    assert f"{p.direction.personne}" in page
    # The organiser answers; the author withdraws no more.
    suite = {"etat": "repondue", "reponse": "Le texte dit 412."}
    traiter = adresse("traiter_remarque", reunion, remarque.pk)
    assert connecter(p.avs).post(traiter, {"etat": "repondue"}).status_code == 200
    assert connecter(p.avs).post(traiter, suite).status_code == 302
    retirer = adresse("retirer_remarque", reunion, remarque.pk)
    assert client.post(retirer).status_code == 403
    assert Entree.objects.filter(action="retirer_remarque", resultat="refuse").count() == 1


def test_une_remarque_tardive_est_refusee_avec_le_jour(
    p: SimpleNamespace, connecter: Connecter, horloge: object
) -> None:
    reunion = un_projet(p, p.avs)
    client = connecter(p.direction)
    horloge.move_to(timezone.make_aware(timezone.datetime(2026, 7, 1, 9)))
    saisie = {"cle_idempotence": str(uuid.uuid4()), "texte": "Trop tard."}
    client = connecter(p.direction)
    reponse = client.post(adresse("remarquer", reunion), saisie)
    assert reponse.status_code == 403
    assert "jusqu'au mardi 30 juin 2026 inclus" in mots(reponse)
    assert "addendum" in mots(reponse)
    assert not Remarque.objects.exists()


def test_la_page_garde_un_nombre_constant_de_requetes(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = un_projet(p, p.avs)
    client = connecter(p.avs)
    url = adresse("voir_reunion", reunion)
    remarque_de(reunion, p.direction)
    client.get(url)
    with CaptureQueriesContext(connection) as peu:
        client.get(url)
    for fonction in invites(reunion)[:6]:
        remarque_de(reunion, fonction)
        if fonction.personne_id != p.avs.personne_id:
            operations.donner_accord(reunion, par=fonction, version=1)
    with CaptureQueriesContext(connection) as beaucoup:
        client.get(url)
    assert len(beaucoup) == len(peu)


# --- To do ----------------------------------------------------------------------------------


def phrases(fonction: Fonction) -> list[str]:
    le = timezone.localdate()
    return [chose.phrase.replace("\u00a0", " ") for chose in choses_a_faire(fonction, le)]


def test_a_faire_pour_qui_relit_et_pour_qui_organise(p: SimpleNamespace, horloge: object) -> None:
    reunion = un_projet(p, p.avs)
    assert any(x.startswith("Relire le projet de compte rendu") for x in phrases(p.direction))
    assert not any("compte rendu" in x for x in phrases(p.avs))
    remarque = remarque_de(reunion, p.direction)
    assert not any(x.startswith("Relire le projet") for x in phrases(p.direction))
    assert any(x.startswith("Donner une suite à une remarque") for x in phrases(p.avs))
    operations.traiter_remarque(remarque, par=p.avs, etat="prise_en_compte")
    assert not any("remarque" in x for x in phrases(p.avs))
    horloge.move_to(timezone.make_aware(timezone.datetime(2026, 7, 1, 9)))
    debut = "Le délai des remarques est passé : rendre définitif"
    assert any(x.startswith(debut) for x in phrases(p.avs))
    # Nothing is sealed by itself.
    assert projet_de(reunion).etat == "projet"


# --- Approval, and the way to the definitive version --------------------------------------------


def test_rendre_definitif_est_grise_avec_son_motif(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    reunion = un_projet(p, p.avs)
    client = connecter(p.avs)
    page = mots(client.get(adresse("voir_reunion", reunion)))
    assert "Sans remarque, il le sera le mercredi 1er juillet 2026" in page
    url = adresse("noter_approbation", reunion)
    assert client.post(url, {}).status_code == 200
    assert client.post(url, {"voie": "seance"}).status_code == 302
    page = mots(client.get(adresse("voir_reunion", reunion)))
    assert "Approuvé en séance, le vendredi 5 juin 2026" in page
    confirmer = client.get(adresse("rendre_definitif", reunion))
    assert "Approuvé en séance" in mots(confirmer)
    assert (
        client.post(
            adresse("rendre_definitif", reunion), {"version": projet_de(reunion).version}
        ).status_code
        == 302
    )
    assert projet_de(reunion).approbation == Approbation.SEANCE


# --- Without an account (S13) -------------------------------------------------------------------


def lien_de(reunion: Reunion, fonction: Fonction, **champs: object) -> str:
    participation = Participation.objects.select_related("reunion", "fonction__personne").get(
        reunion=reunion, fonction=fonction
    )
    return creer_lien(participation, **champs)


def test_relire_sans_compte(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    autre = invites(reunion)[0]
    remarque_de(reunion, p.gens["elu"], texte="La remarque d'une autre personne.")
    jeton = lien_de(reunion, p.direction)
    client = Client()
    url = reverse("lire_compte_rendu_par_lien", args=[jeton])
    avant = Entree.objects.count()
    for _ in range(3):
        page = client.get(url)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert Entree.objects.count() == avant
    assert not AccordCompteRendu.objects.exists()
    texte = mots(page)
    assert "Je suis d'accord" in texte
    assert "avant le mardi 30 juin 2026 inclus" in texte
    assert "La remarque d'une autre personne" not in texte
    assert autre.personne.nom not in re.sub(r"<form.*", "", texte) or autre == p.direction
    assert (
        client.post(reverse("donner_accord_par_lien", args=[jeton]), {"version": 1}).status_code
        == 302
    )
    assert AccordCompteRendu.objects.get().par == p.direction
    assert "votre accord est noté" in mots(client.get(url))
    cle = client.get(url).context["form"]["cle_idempotence"].value()
    saisie = {"cle_idempotence": cle, "texte": "Ma remarque."}
    for _ in range(2):
        reponse = client.post(reverse("remarquer_par_lien", args=[jeton]), saisie)
        assert reponse.status_code == 302
    assert Remarque.objects.filter(par=p.direction).count() == 1
    assert "Ma remarque." in mots(client.get(url))
    vide = client.post(
        reverse("remarquer_par_lien", args=[jeton]), {"cle_idempotence": str(uuid.uuid4())}
    )
    assert vide.status_code == 422
    assert jeton not in "".join(Entree.objects.values_list("motif", flat=True))


def test_le_secretariat_lit_sans_donner_d_accord(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    personne = p.direction.personne
    personne.secretariat_nom, personne.secretariat_courriel = "Secrétariat", "sec@essai.test"
    personne.save()
    jeton = lien_de(
        reunion, p.direction, porteur=PorteurLien.SECRETARIAT, courriel="sec@essai.test"
    )
    page = Client().get(reverse("lire_compte_rendu_par_lien", args=[jeton]))
    assert "Je suis d'accord" not in mots(page)
    accord = Client().post(reverse("donner_accord_par_lien", args=[jeton]), {"version": 1})
    assert accord.status_code == 403
    assert not AccordCompteRendu.objects.exists()


def test_une_version_plus_recente_se_relit_d_abord(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    jeton = lien_de(reunion, p.direction)
    reponse = Client().post(reverse("donner_accord_par_lien", args=[jeton]), {"version": 7})
    assert reponse.status_code == 409
    assert not AccordCompteRendu.objects.exists()


@pytest.mark.parametrize("fermeture", ["inconnu", "expire", "revoque"])
def test_un_lien_ferme_n_ouvre_rien(p: SimpleNamespace, fermeture: str) -> None:
    reunion = un_projet(p, p.avs)
    jeton = "inconnu"
    if fermeture != "inconnu":
        jeton = lien_de(reunion, p.direction)
        lien = LienPersonnel.objects.latest("pk")
        if fermeture == "expire":
            lien.expire_le = timezone.now() - timedelta(minutes=1)
        else:
            lien.revoque_le = timezone.now()
        lien.save()
    for nom in ("lire_compte_rendu_par_lien", "donner_accord_par_lien", "remarquer_par_lien"):
        url = reverse(nom, args=[jeton])
        reponse = Client().get(url) if nom.startswith("lire") else Client().post(url)
        assert reponse.status_code == 410
    assert not AccordCompteRendu.objects.exists()


def test_un_texte_en_redaction_n_existe_pas_par_lien(p: SimpleNamespace) -> None:
    reunion = une_redaction(p, p.avs)
    jeton = lien_de(reunion, p.direction)
    assert Client().get(reverse("lire_compte_rendu_par_lien", args=[jeton])).status_code == 404


def test_le_lien_du_courriel_dure_jusqu_apres_la_limite(p: SimpleNamespace) -> None:
    """A draft submitted late: the link of its mail outlives the last day for remarks."""
    reunion = une_redaction(p, p.avs, dans=-60)
    operations.soumettre(reunion, par=p.avs)
    courriel = Courriel.objects.filter(destinataire=p.direction.personne.courriel).latest("cree_le")
    chemin = re.search(r"/invitations/[^/]+/relecture/", courriel.texte).group()
    assert Client().get(chemin).status_code == 200
    assert LienPersonnel.objects.latest("pk").expire_le.date() >= LIMITE


def test_l_addendum_se_lit_par_lien(p: SimpleNamespace) -> None:
    reunion = une_definitive(p, p.avs)
    operations.ajouter_addendum(
        reunion, par=p.avs, cle=uuid.uuid4(), motif="Une erreur.", texte="Le texte."
    )
    jeton = lien_de(reunion, p.direction)
    page = mots(Client().get(reverse("lire_compte_rendu_par_lien", args=[jeton])))
    assert "Ce compte rendu est définitif." in page
    assert "addendum n° 1 du 15 juin 2026" in page
    url = reverse("telecharger_addendum_par_lien", args=[jeton, 1])
    assert b"".join(Client().get(url).streaming_content).startswith(b"%PDF")
    assert (
        Client().get(reverse("telecharger_addendum_par_lien", args=[jeton, 2])).status_code == 404
    )
