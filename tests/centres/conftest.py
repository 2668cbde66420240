"""The small pact, and somebody signed in."""

import pytest
from django.test import Client

from pacte.accord.models import Fonction
from tests.factories_accord import compte, fonction, un_pacte


@pytest.fixture
def p(db):
    """The small whole pact."""
    return un_pacte()


@pytest.fixture
def avs(p) -> Fonction:
    """The city's agent who runs the pact."""
    return fonction("agent_avs", p.ville)


@pytest.fixture
def connecter(client):
    """Sign a function in and give the client back."""

    def _connecter(qui: Fonction) -> Client:
        client.force_login(compte(qui))
        return client

    return _connecter
