"""The clock's work: each thing once for its day, whatever the workers, the crashes, the stops (R20)."""

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from pacte.courrier import periodique
from pacte.courrier.models import Courriel, Passage
from pacte.courrier.operations import mettre_en_file
from pacte.courrier.periodique import (
    TACHES,
    chaque_jour,
    chaque_semaine,
    lancer_les_taches_dues,
    une_seule_fois,
)
from tests.conftest import PARIS

LE = dt.date(2026, 6, 15)


def _rappeler(cle: str = "rappel 1", jour: dt.date = LE) -> bool:
    """What a reminder does: the mail and its key in one transaction."""
    with transaction.atomic():
        if not une_seule_fois(cle, jour):
            return False
        mettre_en_file(destinataire="lea@exemple.fr", nom="Léa", objet="Rappel", texte="Répondez.")
    return True


@pytest.fixture
def taches(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, dt.date]]]:
    """Two tasks of this test alone; what they were called with."""
    appels: list[tuple[str, dt.date]] = []
    monkeypatch.setattr(periodique, "TACHES", {})
    avant = dict(app.tasks)
    chaque_jour("essai.rappeler", heure=dt.time(7, 10), libelle="Rappels")(
        lambda le: appels.append(("jour", le))
    )
    chaque_semaine("essai.resumer", heure=dt.time(8), libelle="Résumé")(
        lambda le: appels.append(("semaine", le))
    )
    yield appels
    for nom in set(app.tasks) - set(avant):
        del app.tasks[nom]


def _a(jour: int, heure: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 6, jour, heure, minute, tzinfo=PARIS)


# --- Once for a key and a day ---------------------------------------------------------
@pytest.mark.django_db
def test_une_fois_par_jour_et_par_cle() -> None:
    assert _rappeler() is True
    assert _rappeler() is False
    assert _rappeler("rappel 2") is True
    assert _rappeler(jour=LE + dt.timedelta(days=1)) is True
    assert Courriel.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_demande_hors_transaction_refusee() -> None:
    with pytest.raises(transaction.TransactionManagementError, match="transaction"):
        une_seule_fois("rappel 1", LE)


@pytest.mark.django_db(transaction=True)
def test_ce_qui_echoue_n_est_pas_passe() -> None:
    with transaction.atomic():
        assert une_seule_fois("rappel 1", LE)
        transaction.set_rollback(True)
    assert _rappeler() is True


@pytest.mark.django_db(transaction=True)
def test_huit_processus_en_parallele_un_seul_courriel() -> None:
    depart = threading.Barrier(8)
    faits: list[bool] = []

    def courir() -> None:
        depart.wait()
        try:
            faits.append(_rappeler())
        finally:
            connection.close()

    fils = [threading.Thread(target=courir) for _ in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(faits) == [False] * 7 + [True]
    assert Courriel.objects.count() == 1


@pytest.mark.django_db
def test_contrainte_un_passage_par_cle_et_jour() -> None:
    Passage.objects.create(cle="a", jour=LE)
    with pytest.raises(IntegrityError, match="passage_unique"), transaction.atomic():
        Passage.objects.create(cle="a", jour=LE)


# --- The tasks of the day ------------------------------------------------------------------
def _executer_la_file() -> None:
    """Do what the worker does of each queued task of the clock."""
    travaux = ProcrastinateJob.objects.filter(queue_name=periodique.FILE, status="todo")
    for travail in travaux.order_by("pk"):
        app.tasks[travail.task_name].func(**travail.args)
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM procrastinate_jobs WHERE queue_name = %s", [periodique.FILE])


@pytest.mark.django_db
def test_pas_avant_l_heure_de_paris(horloge: Any, taches: list[Any]) -> None:
    horloge.move_to(_a(16, 7, 9))
    assert lancer_les_taches_dues() == ["essai.resumer"], "lundi 15 juin, 8 h, est passé"
    horloge.move_to(_a(16, 7, 10))
    assert lancer_les_taches_dues() == ["essai.rappeler"]
    assert lancer_les_taches_dues() == []
    _executer_la_file()
    assert taches == [("semaine", LE + dt.timedelta(days=1)), ("jour", LE + dt.timedelta(days=1))]


@pytest.mark.django_db
def test_trois_jours_d_arret_une_seule_reprise(horloge: Any, taches: list[Any]) -> None:
    lancer_les_taches_dues()
    horloge.move_to(_a(19, 11))
    assert lancer_les_taches_dues() == ["essai.rappeler"], "la semaine est déjà faite"
    assert lancer_les_taches_dues() == []
    _executer_la_file()
    assert taches == [
        ("jour", LE),
        ("semaine", LE),
        ("jour", dt.date(2026, 6, 19)),
    ]


@pytest.mark.django_db
def test_changement_d_heure(horloge: Any, taches: list[Any]) -> None:
    """7:10 in Paris is 6:10 UTC in winter, 5:10 in summer."""
    for jour, utc in ((dt.date(2026, 3, 28), 6), (dt.date(2026, 3, 29), 5)):
        instant = dt.datetime.combine(jour, dt.time(utc, 10), tzinfo=dt.UTC)
        horloge.move_to(instant - dt.timedelta(seconds=30))
        assert "essai.rappeler" not in lancer_les_taches_dues()
        horloge.move_to(instant)
        assert "essai.rappeler" in lancer_les_taches_dues()


@pytest.mark.django_db(transaction=True)
def test_deux_ouvriers_a_la_fois(taches: list[Any]) -> None:
    depart = threading.Barrier(4)
    lancees: list[str] = []

    def courir() -> None:
        depart.wait()
        try:
            lancees.extend(lancer_les_taches_dues())
        finally:
            connection.close()

    fils = [threading.Thread(target=courir) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(lancees) == ["essai.rappeler", "essai.resumer"]
    assert ProcrastinateJob.objects.filter(queue_name=periodique.FILE).count() == 2


def test_prochaine_fois(taches: list[Any]) -> None:
    quotidienne, hebdomadaire = periodique.TACHES.values()
    maintenant = timezone.now()
    assert quotidienne.prochaine(maintenant, faite=True) == _a(16, 7, 10)
    assert quotidienne.prochaine(maintenant, faite=False) == _a(15, 7, 10)
    assert hebdomadaire.prochaine(maintenant, faite=True) == _a(22, 8)


def test_chaque_tache_de_l_horloge_se_nomme() -> None:
    """Every declared task has French words and a name that procrastinate knows."""
    for nom, tache in TACHES.items():
        assert nom == tache.nom
        assert nom in app.tasks
        assert tache.libelle
