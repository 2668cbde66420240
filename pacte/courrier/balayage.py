"""The sweep: what a worker killed outright leaves behind goes back to the queue.

It is run from outside the queue (by `manage.py ouvrier` beside its worker, or by
`manage.py courrier --balayer` from a timer): a sweep that were itself a job would wait behind, or
die with, what it has to mend.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.db import DatabaseError, close_old_connections
from django.db.models import CharField, Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Now
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from pacte.courrier.models import Courriel, EtatCourriel
from pacte.courrier.operations import TACHE, confier
from pacte.courrier.travaux import gestion

logger = logging.getLogger(__name__)

# A worker silent for so many seconds is dead: a living one says so several times meanwhile.
SANS_SIGNE = 20
SIGNES_PAR_SILENCE = 4
PAUSE = 10
RETARD = timedelta(seconds=30)
NOMBRE_MAXIMAL = 1000


@dataclass(frozen=True, slots=True)
class Balayage:
    """What one sweep found: jobs of dead workers, mails that no job carried."""

    travaux: int
    courriels: int


@dataclass(frozen=True, slots=True)
class EtatDeLaFile:
    """The outbox at one instant."""

    comptes: dict[str, int]
    plus_ancien: datetime | None
    en_retard: int
    sans_travail: int
    travaux_morts: int
    ouvriers: int


async def reprendre_travaux_morts(gestionnaire: JobManager, *, sans_signe: float) -> int:
    """Put back in the queue the jobs of workers silent for `sans_signe` seconds; return how many."""
    morts = list(await gestionnaire.get_stalled_jobs(seconds_since_heartbeat=sans_signe))
    for travail in morts:
        try:
            await gestionnaire.retry_job(travail)
        except ConnectorException:
            # The same mail is already queued again by another job: this one has no more use.
            await gestionnaire.finish_job(travail, status=Status.ABORTED, delete_job=True)
    return len(morts)


def sans_travail_vivant(*, retard: timedelta) -> QuerySet[Courriel]:
    """Return the mails « en file », late by more than `retard`, that no job waits for nor sends."""
    travaux = ProcrastinateJob.objects.filter(
        task_name=TACHE, status__in=("todo", "doing")
    ).annotate(porte=KeyTextTransform("courriel_id", "args"))
    return (
        Courriel.objects.filter(
            etat=EtatCourriel.EN_FILE, prochain_essai__lt=timezone.now() - retard
        )
        .filter(~Exists(travaux.filter(porte=Cast(OuterRef("pk"), CharField()))))
        .order_by("prochain_essai")
    )


def balayer(*, sans_signe: float = SANS_SIGNE, retard: timedelta = RETARD) -> Balayage:
    """Give dead workers' jobs back to the queue, and ask again for the mails that have none."""
    travaux = async_to_sync(reprendre_travaux_morts)(gestion(), sans_signe=sans_signe)
    oublies = sans_travail_vivant(retard=retard).defer("texte", "html", "calendrier")
    return Balayage(travaux, sum(confier(courriel) for courriel in oublies[:NOMBRE_MAXIMAL]))


def etat_de_la_file() -> EtatDeLaFile:
    """Return the counts per state, the oldest mail waiting, and what is stalled."""
    maintenant = timezone.now()
    comptes = dict(Courriel.objects.order_by().values_list("etat").annotate(nombre=Count("pk")))
    en_file = Courriel.objects.filter(etat=EtatCourriel.EN_FILE).aggregate(
        plus_ancien=Min("cree_le"),
        en_retard=Count("pk", filter=Q(prochain_essai__lt=maintenant - RETARD)),
    )
    vivants = Q(worker__last_heartbeat__gte=_dernier_signe())
    return EtatDeLaFile(
        comptes={etat.value: comptes.get(etat.value, 0) for etat in EtatCourriel},
        plus_ancien=en_file["plus_ancien"],
        en_retard=en_file["en_retard"],
        sans_travail=sans_travail_vivant(retard=RETARD).count(),
        travaux_morts=ProcrastinateJob.objects.filter(status="doing").exclude(vivants).count(),
        ouvriers=_ouvriers_vivants(),
    )


def _dernier_signe() -> CombinedExpression:
    """The instant before which a sign of life is too old, by the clock that dates them."""
    return Now() - timedelta(seconds=SANS_SIGNE)


def _ouvriers_vivants() -> int:
    modele = ProcrastinateJob._meta.get_field("worker").related_model
    return modele.objects.filter(last_heartbeat__gte=_dernier_signe()).count()


class Balai(threading.Thread):
    """Sweeps every PAUSE seconds beside a worker, on its own connection, until `arreter`."""

    def __init__(self, *, pause: float = PAUSE, sans_signe: float = SANS_SIGNE) -> None:
        super().__init__(name="balai", daemon=True)
        self._pause = pause
        self._sans_signe = sans_signe
        self._fin = threading.Event()

    def run(self) -> None:
        while not self._fin.wait(self._pause):
            self.passer()

    def passer(self) -> None:
        """Sweep once; a database that does not answer is swept at the next turn."""
        close_old_connections()
        try:
            balayer(sans_signe=self._sans_signe)
        except DatabaseError as panne:
            logger.warning("Balayage remis : %s", type(panne).__name__)

    def arreter(self) -> None:
        """Ask the thread to end."""
        self._fin.set()
