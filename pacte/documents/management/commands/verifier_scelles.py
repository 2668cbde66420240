"""Recompute every seal."""

import sys
from typing import Any

from django.core.management import BaseCommand

from pacte.documents.models import DocumentScelle
from pacte.documents.scelles import verifications


class Command(BaseCommand):
    help = "Recalcule tous les scellés et nomme ce qui a changé (code de sortie 1)."

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        for nom, verification in verifications():
            for alteration in verification():
                total += 1
                self.stdout.write(f"Altéré ({nom}) – {alteration}")
        if total:
            self.stderr.write(f"{total} altération{'s' if total > 1 else ''} : voir ci-dessus.")
            sys.exit(1)
        nombre = DocumentScelle.objects.count()
        noms = ", ".join(nom for nom, _ in verifications())
        self.stdout.write(f"Scellés intacts. Documents vérifiés : {nombre}. Contrôles : {noms}.")
