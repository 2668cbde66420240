"""`manage.py charger_demo --au DATE`: the fictitious city and its four years of activity."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from pacte.accord import actes
from pacte.accord.models import Avenant, LigneSignature, ObjetAvenant, Pacte, Personne
from pacte.journal.operations import inscrire
from pacte.pilotage.demo import textes
from pacte.pilotage.demo.agrements import charger_agrements
from pacte.pilotage.demo.bilans import charger_bilans
from pacte.pilotage.demo.calendrier import date_effet
from pacte.pilotage.demo.campagnes import charger_campagnes
from pacte.pilotage.demo.decisions import charger_decisions
from pacte.pilotage.demo.donnees import charger_donnees
from pacte.pilotage.demo.etude import charger_etude
from pacte.pilotage.demo.finances import charger_finances
from pacte.pilotage.demo.initiative import charger_initiative
from pacte.pilotage.demo.ordre_du_jour import charger_ordre_du_jour
from pacte.pilotage.demo.paiements import charger_paiements
from pacte.pilotage.demo.personnes import (
    charger_personnes,
    comptes_de_demonstration,
    ouvrir_compte_ville,
)
from pacte.pilotage.demo.reponses import charger_reponses
from pacte.pilotage.demo.reunions import charger_reunions
from pacte.pilotage.demo.saisies import charger_saisies
from pacte.pilotage.demo.sondages import charger_sondages
from pacte.socle.dates import ajouter_annees, ajouter_mois, dernier_jour, ecrire_jour_court

CODE = "demonstration"
CODE_REEL = "chambery-2023"


class Command(BaseCommand):
    help = "Charge le pacte de démonstration : une ville fictive, quatre ans d'activité."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--au", metavar="AAAA-MM-JJ", help="dernier jour de l'activité (aujourd'hui par défaut)"
        )
        parser.add_argument(
            "--comptes", action="store_true", help="affiche les comptes d'essai et ne change rien"
        )
        parser.add_argument(
            "--si-absente", action="store_true", help="ne fait rien quand elle est déjà chargée"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["comptes"]:
            self._afficher_comptes()
            return
        au = self._jour(options["au"])
        deja = Personne.objects.filter(cle=textes.PERSONNES[0][0]).exists()
        if deja and options["si_absente"]:
            return
        if deja:
            raise CommandError(
                "La démonstration est déjà chargée. Pour repartir de zéro : make demo-reset."
            )
        with transaction.atomic():
            for code in (CODE_REEL, CODE):
                call_command("charger_pacte", fichier_du_pacte(code), stdout=self.stdout)
            reel = Pacte.objects.get(code=CODE_REEL)
            ouvrir_compte_ville(reel)
            resume = charger_activite(Pacte.objects.get(code=CODE), au)
        self.stdout.write(f"Démonstration chargée au {ecrire_jour_court(au)} : {resume}.")

    def _jour(self, texte: str | None) -> date:
        if not texte:
            return timezone.localdate()
        try:
            return date.fromisoformat(texte)
        except ValueError:
            raise CommandError(
                f"--au {texte} : écrivez la date sous la forme AAAA-MM-JJ."
            ) from None

    def _afficher_comptes(self) -> None:
        self.stdout.write(f"Mot de passe de tous les comptes d'essai : {textes.MOT_DE_PASSE}")
        for compte in comptes_de_demonstration():
            self.stdout.write(f"  {compte.courriel:<42} {compte.qui}")


def fichier_du_pacte(code: str) -> str:
    """Path of a pact file that the project ships."""
    return str(Path(actes.__file__).parent / f"{code}.toml")


def charger_activite(pacte: Pacte, au: date) -> str:
    """Fill the demonstration pact with four years of activity ending on `au`; return a summary."""
    effet = date_effet(au)
    for ligne in LigneSignature.objects.filter(partie__pacte=pacte):
        ligne.date_signature = effet
        ligne.save()
    pacte.date_effet = effet
    pacte.save()
    fin_initiale = dernier_jour(effet, pacte.duree_annees)
    Avenant(
        pacte=pacte,
        numero=1,
        objet=ObjetAvenant.PROLONGATION,
        date_signature=ajouter_mois(fin_initiale, -2),
        nouvelle_fin=dernier_jour(ajouter_annees(effet, pacte.duree_annees), 3),
        motif="Le comité de pilotage a validé la poursuite de la coopération.",
    ).save()
    fonctions = charger_personnes(pacte, date(effet.year - 2, 1, 1))
    charger_agrements(pacte, au)
    nombre_reunions = charger_reunions(pacte, fonctions, au)
    charger_reponses(pacte, fonctions, au)
    charger_ordre_du_jour(pacte, fonctions, au)
    charger_sondages(pacte, fonctions, au)
    charger_initiative(pacte, fonctions, au)
    nombre_demandes = charger_finances(pacte, fonctions, au)
    charger_campagnes(pacte, fonctions, au)
    nombre_demandes += charger_saisies(pacte, fonctions, au)
    nombre_demandes += charger_etude(pacte, fonctions, au)
    charger_paiements(pacte, fonctions, au)
    charger_donnees(pacte, fonctions, au)
    nombre_demandes += charger_decisions(pacte, fonctions, au)
    charger_bilans(pacte, fonctions, au)
    inscrire("charger_demo", objet=pacte, motif=f"commande charger_demo au {au.isoformat()}")
    return f"{len(fonctions)} personnes, {nombre_reunions} réunions, {nombre_demandes} demandes"
