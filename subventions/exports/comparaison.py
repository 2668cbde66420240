"""The comparison of requests as a spreadsheet: what the page shows, a request a line."""

from collections.abc import Iterable
from typing import Any

from pacte.socle.montants import ecrire_taux
from subventions.lectures.comparaison import Comparaison

NON_CALCULABLE = "non calculable"


def ecrire_ratio(taux: Any) -> str:
    """A rate as a percentage, or « non calculable »: never 0 % for want of a denominator."""
    return NON_CALCULABLE if taux is None else ecrire_taux(taux)


def entetes_comparaison(comparaison: Comparaison) -> list[str]:
    """The titles of the columns."""
    return [
        "Centre social",
        "Demande",
        "État",
        *(f"Voté {annee}" for annee in comparaison.annees),
        f"Demandé {comparaison.exercice}",
        "Évolution demandée",
        "Part de la Ville dans les produits",
        "Masse salariale dans les produits",
        "Montant proposé",
        "Voté",
        "Avis",
    ]


def lignes_comparaison(comparaison: Comparaison) -> Iterable[tuple[Any, ...]]:
    """Yield the cells of each request, in the order of the page."""
    for ligne in comparaison.lignes:
        demande = ligne.demande
        yield (
            demande.centre.nom,
            demande.numero,
            demande.get_etat_display(),
            *(montant for _, montant in ligne.passes),
            ligne.demandee,
            ecrire_ratio(ligne.evolution),
            ecrire_ratio(ligne.part_ville),
            ecrire_ratio(ligne.masse_salariale),
            demande.montant_propose,
            ligne.accorde,
            " ; ".join(
                f"{avis.organisation} : {avis.get_sens_display() or 'attendu'}"
                for avis in ligne.avis
            ),
        )
