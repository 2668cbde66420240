"""`manage.py charger_volume`: years of meetings and requests in the demonstration, to see it full."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Pacte, Qualite
from pacte.journal.operations import inscrire
from pacte.pilotage.demo.volume import charger_volume
from pacte.pilotage.demo.volume_demandes import charger_demandes
from subventions.lectures.dossiers import centres_du_pacte

CODE = "demonstration"
REUNIONS = 200


class Command(BaseCommand):
    help = "Ajoute à la démonstration des années de réunions et de demandes, pour voir les listes pleines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reunions", type=int, help="combien de réunions (200, aucune avec --demandes)"
        )
        parser.add_argument("--demandes", type=int, default=0, help="combien de demandes (0)")
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
        nombre, demandes = options["reunions"], options["demandes"]
        if nombre is None:
            nombre = 0 if demandes else REUNIONS
        with transaction.atomic():
            total = charger_volume(
                pacte,
                agent,
                fonctions,
                au,
                nombre=nombre,
                annees=options["annees"],
                sceller=not options["sans_scelles"],
            )
            ajoutees, votes = charger_demandes(
                pacte,
                centres_du_pacte(pacte),
                agent,
                au,
                nombre=demandes,
                annees=options["annees"],
            )
            inscrire(
                "charger_demo",
                objet=pacte,
                motif=f"commande charger_volume : {nombre} réunions, {ajoutees} demandes",
            )
        self.stdout.write(f"La démonstration compte maintenant {total} réunions.")
        if demandes:
            self.stdout.write(f"{ajoutees} demandes ajoutées, dont {votes} votées.")
