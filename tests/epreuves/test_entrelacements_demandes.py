"""A request in several hands at once: a thousand drawn interleavings, no invariant broken (R3, R4)."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections

from subventions import pdf
from tests import factories_accord as accord
from tests import factories_subventions as fabrique
from tests.epreuves import entrelacements
from tests.epreuves.entrelacements import ACTES, EXERCICES, tirer

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "proprietaire"])
GRAINE = 20260615
TOURS = [
    pytest.param(24, 2, id="court"),
    pytest.param(1000, 4, id="long", marks=pytest.mark.drill),
]


@pytest.fixture
def p(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A small pact; the convention that large awards ask for; the receipt has its own tests."""
    pacte = accord.un_pacte()
    qualites = {"direction": pacte.a, "tresorerie": pacte.a}
    qualites |= {"agent_avs": pacte.ville, "chef_service": pacte.ville}
    gens = {nom: accord.fonction(nom, ou) for nom, ou in qualites.items()}
    pacte.gens = {
        "direction": gens["direction"],
        "tresorerie": gens["tresorerie"],
        "agent": gens["agent_avs"],
        "chef": gens["chef_service"],
    }
    fabrique.convention(
        pacte, premier_exercice=EXERCICES.start, dernier_exercice=EXERCICES.stop - 1
    )
    monkeypatch.setattr(pdf, "sceller_accuse", lambda *_: None)
    return pacte


class Ensemble:
    """Two people, each with a lasting connection of its own to PostgreSQL."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(max_workers=2)

    def __call__(self, *actes: Callable[[], bool]) -> list[bool | BaseException]:
        depart = threading.Barrier(len(actes))

        def courir(acte: Callable[[], Any]) -> Any:
            depart.wait(timeout=20)
            return acte()

        suites = [self.pool.submit(courir, acte) for acte in actes]
        return [suite.exception(timeout=60) or suite.result() for suite in suites]

    def fermer(self) -> None:
        self(*[connections.close_all] * 2)
        self.pool.shutdown()


@pytest.mark.parametrize(("tours", "paires"), TOURS)
def test_r3_entrelacements_d_une_demande(p: SimpleNamespace, dire, tours: int, paires: int) -> None:
    debut, faits = time.perf_counter(), Counter[str]()
    ensemble = Ensemble()
    try:
        for numero in range(tours):
            tour = tirer(p, numero, GRAINE)
            tour.vivre(ensemble, paires)
            faits += tour.faits
    finally:
        ensemble.fermer()
    # Each act was really done, each was really refused: a drill that only meets refusals proves none.
    if tours > 100:
        assert set(faits) == set(ACTES)
    assert 0 < faits.total() < 2 * tours * paires
    dire(
        f"R3 : {tours} entrelacements, {2 * tours * paires} actes, {faits.total()} accomplis"
        f" ({dict(faits.most_common())}), {time.perf_counter() - debut:.0f} s"
    )


def test_un_entrelacement_se_rejoue_de_son_seul_numero(p: SimpleNamespace) -> None:
    departs = [tirer(p, numero, GRAINE).depart for numero in range(12)]
    assert departs == [tirer(p, numero, GRAINE).depart for numero in range(12)]
    assert set(departs) <= set(entrelacements.DEPARTS)
    assert len(set(departs)) > 3
