"""A signed pact full of facts, and one function in force of each quality."""

from types import SimpleNamespace

import pytest
from django.test import Client

from pacte.accord.models import Fonction, Qualite
from tests.factories_accord import compte, equipe, fonction, un_pacte
from tests.pilotage.fabriques import remplir


def un_pacte_rempli() -> SimpleNamespace:
    """The pact « essai », signed on 15 January 2025, with two years of life."""
    pacte = un_pacte()
    pacte.equipe = equipe(pacte)
    pacte.directions = {
        pacte.a.code: pacte.equipe[Qualite.DIRECTION],
        pacte.b.code: fonction(Qualite.DIRECTION, pacte.b),
    }
    remplir(pacte, pacte.directions)
    return pacte


@pytest.fixture
def p(db: None) -> SimpleNamespace:
    return un_pacte_rempli()


@pytest.fixture
def entrer(client: Client) -> "Entrer":
    return Entrer(client)


class Entrer:
    """Signs in the test client as a function's person."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self, qui: Fonction) -> Client:
        self.client.force_login(compte(qui))
        return self.client
