"""The state of the outbox."""

from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db.models import Count

from pacte.courrier.models import Courriel, EtatCourriel
from pacte.courrier.operations import relancer_oublies, relancer_refuses


class Command(BaseCommand):
    help = "Compte les courriels par état ; --relancer remet en file ceux qui furent refusés."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--relancer",
            action="store_true",
            help="remet en file les courriels refusés et ceux qu'aucun travail ne porte plus",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["relancer"]:
            self.stdout.write(f"Refusés remis en file : {relancer_refuses()}.")
            self.stdout.write(f"Oubliés remis en file : {relancer_oublies()}.")
        comptes = dict(Courriel.objects.order_by().values_list("etat").annotate(nombre=Count("pk")))
        for etat in EtatCourriel:
            self.stdout.write(f"{etat.label} : {comptes.get(etat.value, 0)}")
        refuses = Courriel.objects.filter(etat=EtatCourriel.REFUSE).order_by("-cree_le")
        for courriel in refuses[:20]:
            self.stdout.write(f"  {courriel} : {courriel.dernier_echec}")
