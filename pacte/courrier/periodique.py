"""Work done by the clock: the list of periodic tasks, and what must happen once for a day.

procrastinate forgets a time that passes while no worker runs, and counts its hours in UTC. A task
declared here has its hour in Paris, runs once for its day (or its week) however many workers there
are, and runs late, the same day, when the workers come back. Its function is called with the day
as its only argument, and may be called again for it after a crash: each thing that it does stands
under `une_seule_fois`.
"""

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from pacte.courrier.models import Passage
from pacte.courrier.travaux import demander

FILE = "periodique"
LUNDI = 0
# A task that fails is tried again: after 5, 10 and 15 minutes.
REPRISE = RetryStrategy(max_attempts=4, linear_wait=300)

Travail = Callable[[dt.date], object]


def une_seule_fois(cle: str, jour: dt.date) -> bool:
    """Return True the first time this key is passed for this day, False ever after.

    Call it inside the transaction that does the thing, and do the thing only when it is true: the
    row lives or dies with it. A second process that asks at the same time waits for the first, then
    gets False if it committed, True if it failed. `jour` is the day for which the thing is due (not
    the day when it is done): a reminder that three stopped days made late is sent once, when the
    workers come back, if its own rule still finds it useful. Raises TransactionManagementError
    outside a transaction.

        for reunion in a_rappeler(le):                      # decided by facts and by `le` alone
            with transaction.atomic():
                if une_seule_fois(f"rappel d'invitation {reunion.pk}", reunion.date_du_rappel):
                    notifications.rappeler_invitation(reunion)
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "une_seule_fois se demande dans la transaction de ce qu'elle protège."
        )
    return Passage.objects.get_or_create(cle=cle, jour=jour)[1]


@dataclass(frozen=True, slots=True)
class TachePeriodique:
    """One task of the clock: `jour_semaine` None for every day, 0 for Monday of every week."""

    nom: str
    libelle: str
    heure: dt.time
    jour_semaine: int | None

    @property
    def cle(self) -> str:
        """The key under which each of its runs is noted."""
        return f"tâche {self.nom}"

    def jour_du(self, maintenant: dt.datetime) -> dt.date:
        """Return the day that is due, or about to be: today, or this week's day."""
        aujourdhui = timezone.localdate(maintenant)
        if self.jour_semaine is None:
            return aujourdhui
        return aujourdhui - dt.timedelta(days=aujourdhui.weekday() - self.jour_semaine)

    def prochaine(self, maintenant: dt.datetime, *, faite: bool) -> dt.datetime:
        """Return when it is to run next: its due instant, or the following one once `faite`."""
        jour = self.jour_du(maintenant)
        if faite:
            jour += dt.timedelta(days=1 if self.jour_semaine is None else 7)
        return self.instant(jour)

    def instant(self, jour: dt.date) -> dt.datetime:
        """Return the instant of this day at which it runs, in the time of the city."""
        return timezone.make_aware(dt.datetime.combine(jour, self.heure))


TACHES: dict[str, TachePeriodique] = {}


def chaque_jour(nom: str, *, heure: dt.time, libelle: str) -> Callable[[Travail], Travail]:
    """Declare a function of the day as a task run every day at this hour of Paris.

    `nom` is « <app>.<verb> », `libelle` the French words of `manage.py taches`. The function stays
    as it is: tests call it with a day.
    """
    return functools.partial(_declarer, TachePeriodique(nom, libelle, heure, None))


def chaque_semaine(
    nom: str, *, heure: dt.time, libelle: str, jour_semaine: int = LUNDI
) -> Callable[[Travail], Travail]:
    """Declare a function of the day as a task run once a week; late, on a later day of that week."""
    return functools.partial(_declarer, TachePeriodique(nom, libelle, heure, jour_semaine))


def _declarer(tache: TachePeriodique, travail: Travail) -> Travail:
    TACHES[tache.nom] = tache

    def executer(le_jour: str) -> None:
        travail(dt.date.fromisoformat(le_jour))

    executer.__doc__ = travail.__doc__
    app.task(name=tache.nom, queue=FILE, retry=REPRISE)(executer)
    return travail


def lancer_les_taches_dues() -> list[str]:
    """Queue each task whose hour has come and that has not run for its day; return their names.

    The row that says « queued » and the job are written together: asked twice, or by two workers at
    once, each task is queued once.
    """
    maintenant = timezone.now()
    lancees = []
    for tache in sorted(TACHES.values(), key=lambda t: (t.heure, t.nom)):
        jour = tache.jour_du(maintenant)
        if maintenant < tache.instant(jour):
            continue
        with transaction.atomic():
            if une_seule_fois(tache.cle, jour):
                le = timezone.localdate(maintenant)
                demander(tache.nom, queue=FILE, le_jour=le.isoformat())
                lancees.append(tache.nom)
    return lancees
