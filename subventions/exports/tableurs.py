"""What a list exports: exactly what it shows, with typed cells and inert formulas (U25, S22)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pacte.accord.models import Fonction
from subventions.models import Demande
from subventions.permissions import can_lire_proposition

ENTETES = (
    "Numéro",
    "Centre social",
    "Exercice",
    "Genre",
    "Objet",
    "Montant demandé",
    "Montant proposé",
    "Montant voté",
    "État",
    "Déposée le",
    "Reçue le",
    "Mode de dépôt",
)


def lignes_demandes(
    demandes: Iterable[Demande], fonction: Fonction, le: date
) -> Iterable[tuple[Any, ...]]:
    """Yield the exported cells of each request; `accorde` is annotated by the list.

    A working figure of the city is written for those alone who read its instruction.
    """
    for demande in demandes:
        yield (
            demande.numero,
            demande.centre.nom,
            demande.exercice,
            demande.get_genre_display(),
            demande.objet,
            demande.montant_demande,
            demande.montant_propose if can_lire_proposition(fonction, demande, le) else None,
            demande.accorde,
            demande.get_etat_display(),
            demande.date_depot,
            demande.date_reception,
            demande.get_mode_depot_display(),
        )
