"""A small pact with a function of each quality around centre A."""

from types import SimpleNamespace

import pytest

from pacte.accord.models import Qualite
from tests import factories_accord as accord


@pytest.fixture
def p() -> SimpleNamespace:
    pacte = accord.un_pacte()
    pacte.fonctions = accord.equipe(pacte)
    pacte.direction = pacte.fonctions[Qualite.DIRECTION]
    pacte.agent = pacte.fonctions[Qualite.AGENT_AVS]
    return pacte
