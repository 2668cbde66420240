"""Years of meetings: spread as asked, and pages whose number of queries does not follow theirs."""

import datetime as dt
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gouvernance.models import Decision, Reunion
from pacte.accord.models import Qualite
from pacte.pilotage.demo.volume import charger_volume, reunions_du_volume
from tests.factories_accord import compte, equipe, fonction

AU = dt.date(2026, 6, 15)


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


@pytest.fixture
def gens(p: SimpleNamespace) -> dict[str, Any]:
    return equipe(p)


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


@pytest.mark.parametrize(
    "page", ["lister_reunions", "voir_calendrier", "lister_decisions", "lister_registre"]
)
def test_listes_pleines_en_requetes_constantes(
    p: SimpleNamespace, gens: dict[str, Any], page: str
) -> None:
    client = Client()
    client.force_login(compte(gens[Qualite.AGENT_AVS]))
    adresse = reverse(page, args=[p.pacte.code])
    _remplir(p, gens, 7)
    mesures = []
    for _ in range(2):
        client.get(adresse)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        mesures.append(len(requetes))
        _remplir(p, gens, 21)
    assert Reunion.objects.count() >= 49
    assert Decision.objects.count() > 100
    assert mesures[0] == mesures[1]
