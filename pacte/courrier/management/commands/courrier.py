"""The state of the outbox, and what puts it right."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pacte.courrier.balayage import balayer, etat_de_la_file
from pacte.courrier.models import Courriel, EtatCourriel
from pacte.courrier.operations import (
    EnvoiEnCours,
    JamaisEnFile,
    TexteEfface,
    relancer_refuses,
    renvoyer,
)
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.templatetags.socle import heure

NOMBRE_MONTRE = 20
TOUS = "tous"


class Command(BaseCommand):
    help = (
        "Montre la file des courriels : combien par état, le plus ancien, les refus avec les mots "
        "du serveur, ce qu'aucun ouvrier ne porte plus."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--relancer",
            nargs="?",
            const=TOUS,
            metavar="IDENTIFIANT",
            help="remet en file un courriel refusé, ou tous si aucun n'est nommé",
        )
        parser.add_argument(
            "--balayer",
            action="store_true",
            help="rend à la file ce que des ouvriers tués ont laissé (« ouvrier » le fait déjà)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["relancer"]:
            self._relancer(options["relancer"])
        if options["balayer"] or options["relancer"]:
            balayage = balayer()
            self.stdout.write(f"Travaux d'ouvriers tués, repris : {balayage.travaux}.")
            self.stdout.write(f"Courriels oubliés, remis en file : {balayage.courriels}.")
        self._montrer()

    def _relancer(self, lequel: str) -> None:
        if lequel == TOUS:
            self.stdout.write(f"Refusés remis en file : {relancer_refuses()}.")
            return
        try:
            renvoyer(Courriel.objects.get(pk=UUID(lequel)))
        except (ValueError, ValidationError, Courriel.DoesNotExist):
            raise CommandError(f"Aucun courriel ne porte l'identifiant « {lequel} ».") from None
        except (EnvoiEnCours, TexteEfface, JamaisEnFile) as refus:
            raise CommandError(str(refus)) from None
        self.stdout.write("Ce courriel est remis en file.")

    def _montrer(self) -> None:
        file = etat_de_la_file()
        for etat in EtatCourriel:
            self.stdout.write(f"{etat.label} : {file.comptes[etat.value]}")
        if file.plus_ancien:
            local = timezone.localtime(file.plus_ancien)
            quand = f"{ecrire_jour_court(local.date())}, {heure(local)}"
            self.stdout.write(f"Le plus ancien en file : {quand}")
        self.stdout.write(f"En file après leur heure : {file.en_retard}")
        self.stdout.write(f"Sans ouvrier ni travail : {file.sans_travail}")
        self.stdout.write(f"Travaux laissés par un ouvrier tué : {file.travaux_morts}")
        self.stdout.write(f"Ouvriers en marche : {file.ouvriers}")
        if file.ouvriers == 0:
            self.stdout.write("Rien ne part : lancez « manage.py ouvrier ».")
        refuses = Courriel.objects.filter(etat=EtatCourriel.REFUSE).order_by("-cree_le")
        for courriel in refuses[:NOMBRE_MONTRE]:
            self.stdout.write(f"  {courriel.pk} {courriel} : {courriel.dernier_echec}")
