"""The whole clock on the demonstration: run in parallel, again, and after three stopped days (R20)."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from procrastinate.contrib.django import app

from pacte.accord.models import Personne
from pacte.courrier.models import Courriel, EtatCourriel, Nature
from pacte.courrier.operations import mettre_en_file
from pacte.courrier.periodique import TACHES

pytestmark = pytest.mark.django_db(transaction=True)
LE = dt.date(2026, 6, 15)
OUVRIERS = 4


def _jouer(le: dt.date) -> None:
    """Run every task of the clock for this day, as so many workers at the same moment."""
    for nom in sorted(TACHES):
        depart = threading.Barrier(OUVRIERS)
        with ThreadPoolExecutor(max_workers=OUVRIERS) as fils:
            list(fils.map(_executer, [(nom, le, depart)] * OUVRIERS))


def _executer(travail: tuple[str, dt.date, threading.Barrier]) -> None:
    nom, le, depart = travail
    depart.wait()
    try:
        app.tasks[nom].func(le_jour=le.isoformat())
    finally:
        connections.close_all()


def _nouveaux(depuis: set[Any]) -> list[Courriel]:
    return [c for c in Courriel.objects.order_by("cree_le") if c.pk not in depuis]


def _repetes(courriels: list[Courriel]) -> list[tuple[str, str]]:
    """What one person received twice, links apart."""
    comptes = Counter((c.destinataire.lower(), c.objet) for c in courriels)
    return [cle for cle, nombre in comptes.items() if nombre > 1]


def _informer() -> None:
    for personne in Personne.objects.exclude(courriel="").order_by("pk")[:12]:
        mettre_en_file(
            destinataire=personne.courriel,
            nom=str(personne),
            objet="Une nouvelle",
            texte="Une nouvelle.",
            nature=Nature.INFORMATION,
        )


def _eprouver(le: dt.date, dire: Callable[[str], None]) -> None:
    _informer()
    avant = set(Courriel.objects.values_list("pk", flat=True))
    _jouer(le)
    premiers = _nouveaux(avant)
    assert _repetes(premiers) == []
    _jouer(le)
    assert len(_nouveaux(avant)) == len(premiers), "jouée deux fois, l'horloge se répète"
    avant = set(Courriel.objects.values_list("pk", flat=True))
    _jouer(le + dt.timedelta(days=4))
    suivants = _nouveaux(avant)
    assert _repetes(suivants) == []
    assert not Courriel.objects.filter(etat=EtatCourriel.A_REGROUPER).exclude(
        pk__in=[c.pk for c in suivants]
    )
    dire(
        f"R20 : {len(TACHES)} tâches x {OUVRIERS} ouvriers, deux fois : {len(premiers)} courriels, "
        f"aucun répété ; après trois jours d'arrêt : {len(suivants)}, aucun répété"
    )


def test_r20_horloge_sur_un_petit_pacte(
    p: object, avs: object, dire: Callable[[str], None]
) -> None:
    _eprouver(LE, dire)
    recapitulatifs = Courriel.objects.filter(nature=Nature.RECAPITULATIF)
    assert recapitulatifs.count() == Personne.objects.exclude(courriel="").count()


@pytest.mark.drill
def test_r20_horloge_sur_la_demonstration(dire: Callable[[str], None]) -> None:
    call_command("charger_demo", au=LE.isoformat())
    _eprouver(LE, dire)
