"""Sweep the files that no row names."""

from typing import Any

from django.core.management import BaseCommand

from pacte.documents.balayage import balayer_orphelins


class Command(BaseCommand):
    help = "Met de côté les fichiers de plus d'un jour sans ligne en base ; à lancer chaque jour."

    def handle(self, *args: Any, **options: Any) -> None:
        bilan = balayer_orphelins()
        self.stdout.write(
            f"Fichiers inachevés supprimés : {bilan.temporaires}. "
            f"Orphelins mis de côté : {bilan.orphelins}. "
            f"Orphelins de plus de 30 jours supprimés : {bilan.supprimes}."
        )
