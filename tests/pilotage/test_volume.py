"""Years of meetings: spread as asked, and pages whose number of queries does not follow theirs."""

import datetime as dt
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gouvernance.models import Decision, Reunion
from pacte.accord.models import Qualite
from pacte.pilotage.demo.volume import charger_volume, reunions_du_volume
from tests.conftest import MAINTENANT
from tests.factories_accord import compte, equipe, fonction
from tests.pilotage.conftest import un_pacte_rempli

AU = dt.date(2026, 6, 15)
PAGES = ("lister_reunions", "voir_calendrier", "lister_decisions", "lister_registre")


def test_deux_cents_reunions_sur_dix_ans() -> None:
    prevues = reunions_du_volume(AU, nombre=200, annees=10, centres=["A", "B", "C"])
    assert len(prevues) == 200
    par_an = Counter(prevue.jour.year for prevue in prevues)
    assert set(par_an) == set(range(2016, 2027))
    assert all(18 <= par_an[annee] <= 22 for annee in range(2017, 2026))
    assert all(prevue.jour <= AU and prevue.jour.weekday() < 5 for prevue in prevues)
    assert prevues == sorted(prevues, key=lambda prevue: prevue.jour)
    assert {p.centre for p in prevues if p.instance == "comite-technique"} == {"A", "B", "C"}
    assert all(not p.centre for p in prevues if p.instance == "comite-pilotage")


def _remplir(p: SimpleNamespace, gens: dict[str, Any], nombre: int) -> None:
    charger_volume(
        p.pacte,
        gens[Qualite.AGENT_AVS],
        [*gens.values(), fonction(Qualite.DIRECTION, p.b)],
        AU,
        nombre=nombre,
        annees=10,
        sceller=False,
    )


def _requetes(client: Client, adresse: str) -> int:
    client.get(adresse)
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


@pytest.fixture(scope="module")
def mesures(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[int, int]]:
    """How many queries each page makes on few meetings then on many, all in one filling."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(MAINTENANT, tick=True),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("fichiers")),
        transaction.atomic(),
    ):
        p = un_pacte_rempli()
        gens = equipe(p)
        client = Client()
        client.force_login(compte(gens[Qualite.AGENT_AVS]))
        adresses = {page: reverse(page, args=[p.pacte.code]) for page in PAGES}
        _remplir(p, gens, 7)
        peu = {page: _requetes(client, adresse) for page, adresse in adresses.items()}
        _remplir(p, gens, 21)
        _remplir(p, gens, 21)
        assert Reunion.objects.count() >= 49
        assert Decision.objects.count() > 100
        beaucoup = {page: _requetes(client, adresse) for page, adresse in adresses.items()}
        transaction.set_rollback(True)
    return {page: (peu[page], beaucoup[page]) for page in PAGES}


@pytest.mark.parametrize("page", PAGES)
def test_listes_pleines_en_requetes_constantes(
    mesures: dict[str, tuple[int, int]], page: str
) -> None:
    peu, beaucoup = mesures[page]
    assert peu == beaucoup
