"""A whole pact, its people, and browsers signed in as them."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from pacte.accord.middleware import CLE_SESSION
from pacte.accord.models import Fonction
from tests.factories_accord import compte, equipe, fonction, personne, un_pacte
from tests.factories_gouvernance import une_invitee

Connecter = Callable[[Fonction], Client]


@pytest.fixture
def p(db: None) -> SimpleNamespace:
    """The small pact, one person of each quality (`p.gens`), a director and a president of B."""
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    pacte.avs = pacte.gens["agent_avs"]
    pacte.direction = pacte.gens["direction"]
    pacte.direction_b = fonction("direction", pacte.b)
    pacte.sans_courriel = fonction("presidence", pacte.a, personne=personne(courriel=""))
    return pacte


@pytest.fixture
def connecter() -> Connecter:
    """Return a browser signed in as the person of a function, acting in it."""

    def ouvrir(fonction_: Fonction) -> Client:
        client = Client()
        client.force_login(compte(fonction_))
        session = client.session
        session[CLE_SESSION] = fonction_.pk
        session.save()
        return client

    return ouvrir


@pytest.fixture
def scene(p: SimpleNamespace) -> SimpleNamespace:
    """A meeting announced; the director and her link, an elected member and her secretariat."""
    elue = p.gens["elu"].personne
    elue.secretariat_nom, elue.secretariat_courriel = "Secrétariat des élus", "sec@exemple.test"
    elue.save()
    p.elu = p.gens["elu"]
    p.reunion = une_invitee(p, p.avs)
    p.elle = p.reunion.participations.get(fonction=p.direction)
    p.elle.reunion = p.reunion
    p.invitation_elu = p.reunion.participations.get(fonction=p.elu)
    p.adresse = p.direction.personne.courriel
    return p
