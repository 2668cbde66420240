"""The worker's tasks. Run by `manage.py ouvrier`; their hours are shown by `manage.py taches`."""

import datetime as dt

from procrastinate import JobContext
from procrastinate.contrib.django import app

from pacte.courrier import operations, periodique
from pacte.courrier.models import Rythme
from pacte.courrier.periodique import chaque_jour, chaque_semaine
from pacte.courrier.recapitulatifs import envoyer_recapitulatifs

JOURS_DE_GARDE = 30


@app.task(name=operations.TACHE, queue=operations.FILE)
def livrer_courriel(courriel_id: str) -> None:
    """Deliver one mail; the row says what came of it, and asks for the next try by itself."""
    operations.livrer(courriel_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="courrier.lancer_taches_dues", queue=operations.FILE)
def lancer_taches_dues(timestamp: int) -> None:
    """Start the tasks of the day whose hour has come (see periodique)."""
    periodique.lancer_les_taches_dues()


@app.periodic(cron="17 3 * * *")
@app.task(name="courrier.oublier_travaux", queue=operations.FILE, pass_context=True)
async def oublier_travaux(context: JobContext, timestamp: int) -> None:
    """Delete the jobs finished for a month; the mails themselves stay."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=24 * JOURS_DE_GARDE,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )


@chaque_jour("courrier.recapituler_le_jour", heure=dt.time(7, 30), libelle="Récapitulatifs du jour")
def recapituler_le_jour(le: dt.date) -> None:
    """Send the daily digests, after the reminders of the morning are written."""
    envoyer_recapitulatifs(Rythme.QUOTIDIEN, le)


@chaque_semaine(
    "courrier.recapituler_la_semaine", heure=dt.time(7, 40), libelle="Récapitulatifs de la semaine"
)
def recapituler_la_semaine(le: dt.date) -> None:
    """Send the weekly digests, on Monday."""
    envoyer_recapitulatifs(Rythme.HEBDOMADAIRE, le)
