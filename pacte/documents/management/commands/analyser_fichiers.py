"""Have the waiting files read by the antivirus, now."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from pacte.documents import antivirus
from pacte.documents.taches import annoncer


class Command(BaseCommand):
    help = "Fait lire par l'antivirus les fichiers qui ne l'ont pas encore été."

    def handle(self, *args: Any, **options: Any) -> None:
        if not antivirus.is_actif():
            raise CommandError("Aucun antivirus n'est réglé : donnez son adresse dans CLAMAV.")
        bilan = antivirus.analyser_en_attente()
        annoncer(bilan)
        self.stdout.write(
            f"Fichiers sains : {bilan.sains}. Refusés : {len(bilan.infectes)}. "
            f"Encore en attente : {bilan.reste}."
        )
        if bilan.reste:
            raise CommandError("L'antivirus n'a pas tout lu : vérifiez qu'il répond.")
