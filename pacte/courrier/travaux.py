"""Asking for a job of the workers, on Django's own connection.

procrastinate's `defer` joins the current transaction in the web server, but not in a worker, where
it has connections of its own: the job would be seen before the row that it is about. Asked here, it
lives and dies with the transaction everywhere.
"""

from datetime import datetime

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.types import JSONValue


def gestion() -> JobManager:
    """Return the manager of jobs that works on Django's connection of the current thread."""
    return JobManager(DjangoConnector())


def demander(
    tache: str,
    *,
    queue: str,
    le: datetime | None = None,
    verrou: str | None = None,
    **arguments: JSONValue,
) -> int:
    """Queue a job, to be done now or at `le`; return its number.

    With `verrou`, one job at most waits under that name: raises AlreadyEnqueued for another one,
    which must be caught outside a savepoint.
    """
    travail = configure_task(
        name=tache,
        job_manager=gestion(),
        queue=queue,
        queueing_lock=verrou,
        schedule_at=le,
        task_kwargs=arguments,
    )
    return travail.defer()
