"""Print the advance of a centre: its base, conditions, tasks and sentence; read by other software."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pacte.accord.models import GenreOrganisation, Organisation, Pacte
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.montants import ZERO, ecrire_montant
from subventions.lectures.dossiers import DossierAvance, dossier_avance

ANNEES = range(2000, 2101)


class Command(BaseCommand):
    help = (
        "Affiche l'avance d'un centre. --exercice est l'année de l'avance (N+1), comme partout dans "
        "le portail : sa base est la subvention votée pour l'année précédente (N)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--pacte", required=True, help="code du pacte, par exemple chambery-2023"
        )
        parser.add_argument("--centre", required=True, help="code du centre, par exemple AQCV")
        parser.add_argument(
            "--exercice", required=True, help="année de l'avance (N+1), par exemple 2027"
        )
        parser.add_argument("--au", default="", help="jour AAAA-MM-JJ ; aujourd'hui par défaut")
        parser.add_argument("--format", choices=("json", "texte"), default="texte")

    def handle(self, *args: Any, **options: Any) -> None:
        au, exercice = lire_jour(options["au"]), lire_annee(options["exercice"])
        pacte = Pacte.objects.filter(code=options["pacte"]).first()
        if pacte is None:
            raise CommandError(f"Le pacte « {options['pacte']} » n'existe pas.")
        centre = Organisation.objects.filter(
            code=options["centre"], genre=GenreOrganisation.CENTRE, parties__pacte=pacte
        ).first()
        if centre is None:
            raise CommandError(
                f"Le centre « {options['centre']} » n'est pas partie au pacte « {pacte.code} »."
            )
        dossier = dossier_avance(pacte, centre, exercice, au)
        if dossier is None:
            raise CommandError(f"Le pacte « {pacte.code} » ne prévoit pas d'avance.")
        if options["format"] == "json":
            self.stdout.write(json.dumps(en_donnees(dossier), ensure_ascii=False, indent=2))
            return
        self.stdout.write("\n".join(en_texte(dossier)))


def lire_jour(texte: str) -> date:
    """Return the day « AAAA-MM-JJ », today when empty. Raises CommandError for anything else."""
    if not texte:
        return timezone.localdate()
    try:
        jour = date.fromisoformat(texte)
    except ValueError:
        jour = None
    if jour is None or jour.isoformat() != texte:
        raise CommandError(f"« {texte} » n'est pas un jour AAAA-MM-JJ, par exemple 2026-12-15.")
    return jour


def lire_annee(texte: str) -> int:
    """Return the year of the advance. Raises CommandError for anything but 2000 to 2100."""
    if not (texte.isascii() and texte.isdigit() and int(texte) in ANNEES):
        raise CommandError(f"« {texte} » n'est pas une année, par exemple 2027.")
    return int(texte)


def montant_au(dossier: DossierAvance) -> Decimal:
    """What was paid by the day of the file, else what is due: zero while a condition is not met."""
    versement = dossier.versement
    if versement is not None and versement.date_paiement <= dossier.au:
        return versement.montant
    return dossier.calcul.montant


def en_donnees(dossier: DossierAvance) -> dict[str, Any]:
    """Return the advance as plain data: amounts « 12000.00 », days AAAA-MM-JJ, None when not done."""
    calcul = dossier.calcul
    return {
        "centre": dossier.centre.code,
        "exercice": dossier.exercice,
        "base": [
            {
                "libelle": ligne.libelle,
                "date": ligne.date.isoformat(),
                "montant": ecrire(ligne.montant),
            }
            for ligne in calcul.base.lignes
        ],
        "taux": ecrire(calcul.taux),
        "montant": ecrire(montant_au(dossier)),
        "conditions": [
            {"code": condition.code, "etat": condition.etat, "motif": condition.motif}
            for condition in calcul.conditions
        ],
        "taches": [
            {
                "libelle": tache.libelle,
                "echeance": tache.echeance.isoformat(),
                "fait_le": tache.fait_le.isoformat() if tache.fait_le else None,
            }
            for tache in calcul.taches
        ],
        "phrase": calcul.phrase,
    }


def ecrire(montant: Decimal) -> str:
    """Write a Decimal with at least two decimals and a point: « 0.30 », « 12000.00 »."""
    return f"{montant if montant != montant.quantize(ZERO) else montant.quantize(ZERO):f}"


def en_texte(dossier: DossierAvance) -> list[str]:
    """Return the advance in French lines."""
    calcul = dossier.calcul
    lignes = [
        f"Avance {dossier.exercice}, {dossier.centre.nom}, au {ecrire_jour_court(dossier.au)}",
        f"{calcul.phrase}.",
        f"Montant à verser ou versé : {ecrire_montant(montant_au(dossier))}",
        "Base",
    ]
    lignes += [
        f"  {ligne.libelle}, {ecrire_jour_court(ligne.date)} : {ecrire_montant(ligne.montant)}"
        for ligne in calcul.base.lignes
    ] or ["  aucune subvention qui compte"]
    lignes.append("Conditions")
    lignes += [f"  {condition.phrase}" for condition in calcul.conditions]
    lignes.append("Tâches de la Ville")
    for tache in calcul.taches:
        fait = f"fait le {ecrire_jour_court(tache.fait_le)}" if tache.fait_le else "pas encore fait"
        lignes.append(f"  {tache.libelle}, d'ici le {ecrire_jour_court(tache.echeance)} : {fait}")
    return lignes
