"""`manage.py charger_volume`: years of meetings in the demonstration, to see the pages full."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Pacte, Qualite
from pacte.journal.operations import inscrire
from pacte.pilotage.demo.volume import charger_volume

CODE = "demonstration"


class Command(BaseCommand):
    help = (
        "Ajoute à la démonstration des années de réunions, pour voir listes et calendrier pleins."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reunions", type=int, default=200, help="combien (200)")
        parser.add_argument("--annees", type=int, default=10, help="sur combien d'années (10)")
        parser.add_argument("--au", metavar="AAAA-MM-JJ", type=date.fromisoformat)
        parser.add_argument(
            "--sans-scelles",
            action="store_true",
            help="laisse les comptes rendus en projet : dix fois plus vite",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        au = options["au"] or timezone.localdate()
        pacte = Pacte.objects.filter(code=CODE, fictif=True).first()
        fonctions = list(
            Fonction.objects.filter(
                organisation__in=pacte.organisations() if pacte else [], date_fin__isnull=True
            ).select_related("personne", "organisation")
        )
        agent = next((f for f in fonctions if f.qualite == Qualite.AGENT_AVS), None)
        if pacte is None or agent is None:
            raise CommandError("Chargez d'abord la démonstration : manage.py charger_demo.")
        with transaction.atomic():
            total = charger_volume(
                pacte,
                agent,
                fonctions,
                au,
                nombre=options["reunions"],
                annees=options["annees"],
                sceller=not options["sans_scelles"],
            )
            inscrire(
                "charger_demo",
                objet=pacte,
                motif=f"commande charger_volume : {options['reunions']} réunions",
            )
        self.stdout.write(f"La démonstration compte maintenant {total} réunions.")
