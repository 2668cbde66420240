"""Ten thousand requests over ten years: lists, filters and exports hold, in time and in memory."""

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pacte.accord.models import Fonction
from pacte.pilotage.demo.volume_demandes import charger_demandes
from tests.conftest import AUJOURDHUI

pytestmark = pytest.mark.django_db
drill = pytest.mark.drill
CODE = "essai"
# Seconds on a machine that does something else too; queries whatever the machine.
LISTE, EXPORT, REQUETES = 3, 60, 15
MEMOIRE_EN_PLUS = 60 * 1024
ADRESSES = (
    ("lister_demandes", (), {}, LISTE),
    ("lister_demandes", (), {"q": "ete", "exercice": "2024"}, LISTE),
    ("lister_demandes", (), {"sort": "accorde"}, LISTE),
    ("lister_demandes", (), {"page": "350"}, LISTE),
    ("lister_subventions_votees", (), {"annee": "2024", "genre": "projet"}, LISTE),
    ("controler_donnees_ouvertes", (), {"exercice": "2024"}, LISTE),
    ("exporter_demandes", ("csv",), {}, EXPORT),
    ("exporter_demandes", ("xlsx",), {}, EXPORT),
)


def _mesurer(navigateur: Client, nom: str, args: tuple, filtres: dict) -> tuple[float, int, int]:
    """Seconds, queries and bytes of a page read to its end."""
    debut = time.perf_counter()
    with CaptureQueriesContext(connection) as requetes:
        reponse = navigateur.get(reverse(nom, args=[CODE, *args]), filtres)
        assert reponse.status_code == 200
        corps = reponse.streaming_content if reponse.streaming else [reponse.content]
        taille = sum(len(morceau) for morceau in corps)
    return time.perf_counter() - debut, len(requetes), taille


def _memoire(nom: str) -> int:
    """What the system says of this process, in kilobytes: VmRSS now, VmHWM at its highest."""
    lignes = Path("/proc/self/status").read_text().splitlines()
    return next(int(ligne.split()[1]) for ligne in lignes if ligne.startswith(f"{nom}:"))


def _oublier_le_sommet() -> int:
    """Start the highest memory again from now: the loading that came before took far more."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memoire("VmRSS")


def _eprouver(
    p: SimpleNamespace, navigateur: Client, dire: Callable[[str], None], nombre: int
) -> None:
    agent = Fonction.objects.get(organisation=p.ville, qualite="agent_avs")
    charger_demandes(p.pacte, [p.a, p.b], agent, AUJOURDHUI, nombre=nombre // 10, annees=10)
    for nom, args, filtres, _ in ADRESSES:
        _mesurer(navigateur, nom, args, filtres)
    petites = [_mesurer(navigateur, *adresse[:3])[1] for adresse in ADRESSES]
    debut = time.perf_counter()
    charger_demandes(p.pacte, [p.a, p.b], agent, AUJOURDHUI, nombre=nombre * 9 // 10, annees=10)
    dire(f"{nombre} demandes écrites en {time.perf_counter() - debut:.1f} s")
    avant = _oublier_le_sommet()
    for (nom, args, filtres, maximum), petite in zip(ADRESSES, petites, strict=True):
        duree, requetes, taille = _mesurer(navigateur, nom, args, filtres)
        dire(f"  {nom} {filtres} : {duree:.2f} s, {requetes} requêtes, {taille // 1024} ko")
        assert requetes == petite <= REQUETES, nom
        assert duree < maximum, nom
    en_plus = _memoire("VmHWM") - avant
    dire(f"  mémoire en plus : {en_plus // 1024} Mo")
    assert en_plus < MEMOIRE_EN_PLUS


def test_cinq_cents_demandes(p, avs, connecter, dire) -> None:
    _eprouver(p, connecter(avs), dire, 500)


@drill
def test_dix_mille_demandes(p, avs, connecter, dire) -> None:
    _eprouver(p, connecter(avs), dire, 10_000)
