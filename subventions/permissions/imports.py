"""Who brings past years and requests in bulk."""

from datetime import date

from pacte.accord.models import Fonction
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.models import ImportSubventions
from subventions.permissions.commun import can_avs


def can_importer(fonction: Fonction, pacte: object, le: date) -> Droit:
    """Bring a file: the service that runs the pact."""
    return can_avs(fonction, pacte, le)


def can_annuler_import(
    fonction: Fonction, importation: ImportSubventions, le: date, nombre: int
) -> Droit:
    """Undo an import: the service that runs the pact, while its `nombre` lines are still there."""
    if importation.effectue_le is None:
        etat = refus("Cet import n'est pas encore fait.")
    elif importation.annule_le is not None:
        etat = refus("Cet import est déjà annulé.")
    elif nombre == 0:
        etat = refus("Aucune ligne de cet import ne peut être retrouvée : il reste tel quel.")
    else:
        etat = ACCORDE
    return premier_refus(can_avs(fonction, importation.pacte, le), etat)


def can_regler_import(fonction: Fonction, importation: ImportSubventions, le: date) -> Droit:
    """Correct the correspondence, then import: as long as it is not done."""
    return premier_refus(
        can_avs(fonction, importation.pacte, le),
        refus("Cet import est déjà fait.") if importation.effectue_le else ACCORDE,
    )
