"""Print the clause register of a pact on one day."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pacte.accord.models import Pacte
from pacte.pilotage.clauses import evaluer
from pacte.pilotage.faits import Evaluation
from pacte.pilotage.instantane import lire_instantane
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.francais import contracter_a, enumerer


class Command(BaseCommand):
    help = "Affiche les engagements suivis d'un pacte, avec leur statut un jour donné."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--pacte", required=True, help="code du pacte, par exemple chambery-2023"
        )
        parser.add_argument("--au", default="", help="jour AAAA-MM-JJ ; aujourd'hui par défaut")
        parser.add_argument("--format", choices=("json", "texte"), default="texte")

    def handle(self, *args: Any, **options: Any) -> None:
        au = lire_jour(options["au"])
        pacte = Pacte.objects.filter(code=options["pacte"]).first()
        if pacte is None:
            codes = ", ".join(Pacte.objects.order_by("code").values_list("code", flat=True))
            connus = f"Pactes connus : {codes}." if codes else "Aucun pacte n'est chargé."
            raise CommandError(f"Le pacte « {options['pacte']} » n'existe pas. {connus}")
        evaluations = evaluer(lire_instantane(pacte), au)
        if options["format"] == "json":
            lignes = [en_donnees(evaluation) for evaluation in evaluations]
            self.stdout.write(json.dumps(lignes, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{pacte.titre_court}, au {ecrire_jour_court(au)}")
        for evaluation in evaluations:
            self.stdout.write(en_texte(evaluation))


def lire_jour(texte: str) -> date:
    """Return the day « AAAA-MM-JJ », today when empty. Raises CommandError for anything else."""
    if not texte:
        return timezone.localdate()
    try:
        jour = date.fromisoformat(texte)
    except ValueError:
        raise CommandError(
            f"« {texte} » n'est pas un jour AAAA-MM-JJ, par exemple 2024-06-30."
        ) from None
    if jour.isoformat() != texte:
        raise CommandError(f"« {texte} » n'est pas un jour AAAA-MM-JJ, par exemple 2024-06-30.")
    return jour


def en_donnees(evaluation: Evaluation) -> dict[str, Any]:
    """Return one line of the register as plain data; days are written AAAA-MM-JJ."""
    return {
        "code": evaluation.code,
        "sujet": evaluation.sujet.code,
        "statut": str(evaluation.statut.value),
        "motif": evaluation.motif,
        "revient_a": [responsable.code for responsable in evaluation.revient_a],
        "echeance": evaluation.echeance.isoformat() if evaluation.echeance else None,
        "preuves": [
            {
                "libelle": preuve.libelle,
                "url": preuve.url,
                "date": preuve.le.isoformat() if preuve.le else None,
            }
            for preuve in evaluation.preuves
        ],
    }


def en_texte(evaluation: Evaluation) -> str:
    """Return one line of the register as people read it."""
    fin = f" (d'ici le {ecrire_jour_court(evaluation.echeance)})" if evaluation.echeance else ""
    qui = enumerer(contracter_a(responsable.nom) for responsable in evaluation.revient_a)
    return (
        f"{evaluation.code} · {evaluation.sujet.libelle} · {evaluation.statut.label} : "
        f"{evaluation.motif} Revient {qui}{fin}."
    )
