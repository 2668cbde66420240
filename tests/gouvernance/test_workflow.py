"""Every act × every state, and every act × who acts."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from gouvernance import permissions
from gouvernance.models import Reunion
from gouvernance.permissions import circulation as droits_circulation
from pacte.accord.models import Fonction, Qualite
from pacte.socle.droits import Droit
from tests.factories_accord import fonction
from tests.factories_gouvernance import ETATS, relue, un_brouillon

ACTES = {
    "modifier": permissions.can_modifier,
    "modifier_ordre_du_jour": permissions.can_modifier_ordre_du_jour,
    "modifier_participants": permissions.can_modifier_participants,
    "inviter": permissions.can_inviter,
    "annuler": permissions.can_annuler,
    "imprimer_lettre": permissions.can_imprimer_lettre,
    "imprimer_emargement": permissions.can_imprimer_emargement,
    "noter_presences": permissions.can_noter_presences,
    "ecrire": permissions.can_ecrire,
    "apporter": permissions.can_apporter,
    "soumettre": permissions.can_soumettre,
    "noter_approbation": droits_circulation.can_noter_approbation,
    "rendre_definitif": permissions.can_rendre_definitif,
    "ajouter_addendum": droits_circulation.can_ajouter_addendum,
}
PREPARER = {"modifier", "modifier_ordre_du_jour", "modifier_participants", "imprimer_emargement"}
SEANCE = {"noter_presences", "ecrire", "apporter"}
# What the AVS service may do in each state; the first two states are those of a coming meeting.
PERMIS = {
    "brouillon": PREPARER | {"inviter", "annuler", "imprimer_lettre"},
    # Everybody with an e-mail has her invitation already.
    "invitee": PREPARER | {"annuler", "imprimer_lettre"},
    "tenue": PREPARER | SEANCE,
    "annulee": set(),
    "redaction": PREPARER | SEANCE | {"soumettre"},
    # Submitted and not approved yet: the page says until when it is read again.
    "projet": PREPARER | SEANCE | {"noter_approbation"},
    "approuve": PREPARER | SEANCE | {"noter_approbation", "rendre_definitif"},
    "definitif": {"imprimer_emargement", "ajouter_addendum"},
}


def essayer(acte: str, fonction_: Fonction, reunion: Reunion) -> Droit:
    return ACTES[acte](fonction_, reunion, timezone.localdate())


@pytest.mark.parametrize("etat", PERMIS)
def test_chaque_action_a_chaque_etat(p: SimpleNamespace, etat: str) -> None:
    reunion = ETATS[etat](p, p.avs)
    possibles = {acte for acte in ACTES if essayer(acte, p.avs, relue(reunion))}
    assert possibles == PERMIS[etat]
    for acte in set(ACTES) - possibles:
        assert essayer(acte, p.avs, relue(reunion)).motif.endswith(".")


@pytest.mark.parametrize("etat", PERMIS)
@pytest.mark.parametrize("qualite", [q for q in Qualite if q not in {"agent_avs", "chef_service"}])
def test_seul_le_cote_de_l_organisateur_agit(p: SimpleNamespace, etat: str, qualite: str) -> None:
    """The city organises: of all the others, nobody may do anything."""
    reunion = ETATS[etat](p, p.avs)
    for acte in ACTES:
        assert not essayer(acte, p.gens[qualite], relue(reunion)), acte


@pytest.mark.parametrize(
    ("qualite", "attendu"),
    [
        ("direction", True),
        ("professionnel", True),
        ("membre_ca", False),
        ("presidence", False),
        ("tresorerie", False),
    ],
)
def test_le_centre_organise_ses_reunions(p: SimpleNamespace, qualite: str, attendu: bool) -> None:
    reunion = un_brouillon(p, p.direction)
    assert bool(essayer("inviter", p.gens[qualite], reunion)) is attendu
    assert essayer("inviter", p.avs, reunion)
    assert not essayer("inviter", p.direction_b, reunion)


@pytest.mark.parametrize("instance", ["comite-technique", "comite-financeurs"])
def test_un_centre_n_ouvre_pas_pour_un_autre(p: SimpleNamespace, instance: str) -> None:
    le = timezone.localdate()
    objet = p.instances[instance]
    assert permissions.can_ouvrir(p.direction, objet, p.a, le, pacte=p.pacte)
    assert not permissions.can_ouvrir(p.direction, objet, p.b, le, pacte=p.pacte)
    assert not permissions.can_ouvrir(p.direction, objet, None, le, pacte=p.pacte)
    assert permissions.can_ouvrir(p.avs, objet, p.b, le, pacte=p.pacte)


@pytest.mark.parametrize(
    ("instance", "qualites"),
    [
        (
            "comite-technique",
            "agent_avs chef_service direction professionnel conseil_caf federation",
        ),
        ("comite-financeurs", "agent_avs chef_service direction professionnel"),
        ("comite-pilotage", "agent_avs chef_service"),
        (
            "rencontre-thematique",
            "agent_avs chef_service direction professionnel conseil_caf federation",
        ),
    ],
)
def test_qui_ouvre_quoi(p: SimpleNamespace, instance: str, qualites: str) -> None:
    """The party that the act entitles, and the AVS service in its stead (C36, C40, C43, Q25)."""
    le = timezone.localdate()
    objet = p.instances[instance]
    centre = p.a if objet.portee == "centre" else None
    ouvrent = {
        qualite
        for qualite, fonction_ in p.gens.items()
        if permissions.can_ouvrir(fonction_, objet, centre, le, pacte=p.pacte)
    }
    assert ouvrent == set(qualites.split())


def test_l_initiative_est_une_remarque_jamais_un_refus(p: SimpleNamespace) -> None:
    """Q25: the convener mismatch is information."""
    financeurs, pilotage = p.instances["comite-financeurs"], p.instances["comite-pilotage"]
    assert permissions.remarque_initiative(financeurs, p.ville)
    assert not permissions.remarque_initiative(financeurs, p.a)
    assert permissions.remarque_initiative(pilotage, p.a)
    assert not permissions.remarque_initiative(pilotage, p.ville)
    le = timezone.localdate()
    assert permissions.can_ouvrir(p.avs, financeurs, p.a, le, pacte=p.pacte)


def test_une_autre_ville_n_est_pas_le_service_du_pacte(p: SimpleNamespace) -> None:
    etrangere = fonction("agent_avs")
    assert not essayer("modifier", etrangere, un_brouillon(p, p.avs))


@pytest.mark.parametrize(
    ("champs", "motif"),
    [
        ({"heure": None}, "Fixez d'abord la date et l'heure de la réunion."),
        ({"lieu": ""}, "Indiquez d'abord le lieu, ou le lien de visioconférence."),
        ({"dans": -1}, "La date de la réunion est passée : les invitations ne partent plus."),
    ],
)
def test_inviter_dit_ce_qui_manque(p: SimpleNamespace, champs: dict, motif: str) -> None:
    assert essayer("inviter", p.avs, un_brouillon(p, p.avs, **champs)).motif == motif
