"""Who sees which meeting: what is not one's own is a 404 everywhere (Q22)."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from gouvernance import operations
from gouvernance.models import Decision, Reunion
from pacte.accord.models import Fonction
from tests.factories_accord import fonction, organisation, un_pacte
from tests.factories_gouvernance import (
    ETATS,
    un_brouillon,
    une_definitive,
    une_invitee,
)
from tests.gouvernance.conftest import Connecter

PAGES = (
    "voir_reunion",
    "modifier_reunion",
    "modifier_ordre_du_jour",
    "modifier_participants",
    "envoyer_invitations",
    "annuler_reunion",
    "imprimer_emargement",
    "noter_presences",
    "ecrire_compte_rendu",
    "soumettre_compte_rendu",
    "rendre_definitif",
    "telecharger_projet",
    "telecharger_compte_rendu",
    "telecharger_fichier_compte_rendu",
)


def voit(fonction_: Fonction, reunion: Reunion) -> bool:
    return Reunion.objects.for_fonction(fonction_).filter(pk=reunion.pk).exists()


@pytest.mark.parametrize("etat", ETATS)
def test_reunion_bilaterale_et_autre_centre(
    p: SimpleNamespace, connecter: Connecter, etat: str
) -> None:
    reunion = ETATS[etat](p, p.avs)
    client = connecter(p.direction_b)
    for page in PAGES:
        url = reverse(page, args=["essai", reunion.pk])
        assert client.get(url).status_code == 404, page
        assert client.post(url).status_code in {404, 405}, page
    liste = client.get(reverse("lister_reunions", args=["essai"]))
    assert "Comité technique — CSA" not in liste.content.decode()
    assert liste.context["nombre_a_venir"] + liste.context["nombre_passees"] == 0
    assert not Decision.objects.for_fonction(p.direction_b).exists()


@pytest.mark.parametrize(
    ("qualite", "attendu"),
    [
        ("agent_avs", True),
        ("direction", True),
        ("presidence", True),
        ("conseil_caf", True),
        ("agent_service", True),  # invited: a technician of the city
        ("federation", False),  # not a category of this body
        ("financeur", False),
    ],
)
def test_qui_voit_un_comite_technique(p: SimpleNamespace, qualite: str, attendu: bool) -> None:
    reunion = une_invitee(p, p.avs)
    assert voit(p.gens[qualite], reunion) is attendu


def test_un_brouillon_reste_du_cote_de_l_organisateur(p: SimpleNamespace) -> None:
    ville, centre = un_brouillon(p, p.avs), un_brouillon(p, p.direction)
    assert voit(p.avs, ville)
    assert voit(p.avs, centre)
    assert not voit(p.direction, ville)
    assert voit(p.direction, centre)
    assert not voit(p.gens["conseil_caf"], ville)
    assert not voit(p.gens["elu"], ville)


def test_un_brouillon_annule_n_apparait_a_personne(p: SimpleNamespace) -> None:
    reunion = un_brouillon(p, p.avs)
    reunion.etat, reunion.motif_annulation = "annulee", "erreur"
    reunion.date_annulation = reunion.date_reunion
    reunion.save()
    assert voit(p.avs, reunion)
    assert not voit(p.direction, reunion)


def test_les_collectives_se_voient_de_chaque_centre(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs, instance="comite-pilotage")
    assert voit(p.direction, reunion)
    assert voit(p.direction_b, reunion)
    assert voit(p.gens["elu"], reunion)
    assert not voit(fonction("elu", p.ville), reunion), "pas invitée, donc pas montrée"


def test_un_autre_pacte_ne_voit_rien(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = une_definitive(p, p.avs)
    autre = un_pacte("autre")
    agent = fonction("agent_avs", autre.ville)
    assert not voit(agent, reunion)
    client = connecter(agent)
    assert client.get(reverse("lister_reunions", args=["essai"])).status_code == 404
    # The meeting's number under a pact that one does see.
    assert client.get(reverse("voir_reunion", args=["autre", reunion.pk])).status_code == 404


def test_la_redaction_reste_a_ceux_qui_ecrivent(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = ETATS["redaction"](p, p.avs)
    page = connecter(p.direction).get(reverse("voir_reunion", args=["essai", reunion.pk]))
    assert page.status_code == 200
    texte = page.content.decode()
    assert "Échanges sur" not in texte
    assert "Le compte rendu est en cours de rédaction." in texte
    assert not Decision.objects.for_fonction(p.direction).exists()
    projet = reverse("telecharger_projet", args=["essai", reunion.pk])
    assert connecter(p.direction).get(projet).status_code == 403
    assert connecter(p.avs).get(projet).status_code == 200


def test_le_service_d_une_autre_ville_ne_voit_que_ses_invitations(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    """A neighbouring city may take part in a pact: its service does not run it."""
    bilaterale, brouillon = une_definitive(p, p.avs), un_brouillon(p, p.avs)
    pilotage = un_brouillon(p, p.avs, instance="comite-pilotage")
    voisine = organisation("ville", nom="Ville voisine")
    p.pacte.partenaires.add(voisine)
    agente = fonction("agent_avs", voisine)
    client = connecter(agente)
    for reunion in (bilaterale, brouillon):
        assert client.get(reverse("voir_reunion", args=["essai", reunion.pk])).status_code == 404
    assert not Decision.objects.for_fonction(agente).exists()
    pilotage.participations.create(fonction=agente)
    assert not voit(agente, pilotage)
    operations.inviter(pilotage, par=p.avs)
    assert voit(agente, pilotage)
    page = client.get(reverse("voir_reunion", args=["essai", pilotage.pk]))
    assert "Modifier les personnes invitées" not in page.content.decode()
