"""The worker's tasks on files: having them read by the antivirus, sweeping what no row names."""

import logging

from procrastinate.contrib.django import app

from pacte.documents import antivirus
from pacte.documents.balayage import balayer_orphelins
from pacte.journal.operations import inscrire

FILE = "documents"
journal = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(name="documents.analyser_fichiers", queue=FILE)
def analyser_fichiers(timestamp: int) -> None:
    """Have the waiting files read, when an antivirus is configured."""
    if antivirus.is_actif():
        annoncer(antivirus.analyser_en_attente())


@app.periodic(cron="43 2 * * *")
@app.task(name="documents.balayer_fichiers", queue=FILE)
def balayer_fichiers(timestamp: int) -> None:
    """Put aside the files that no row names."""
    balayer_orphelins()


def annoncer(bilan: antivirus.BilanAnalyse) -> None:
    """Write in the journal, and in the server's log, each file that was found infected."""
    for fichier in bilan.infectes:
        inscrire("refuser_fichier", objet=fichier, motif=fichier.analyse.signature)
        journal.error("Fichier refusé par l'antivirus : %s", fichier.pk)
