"""The journal as the lines of a spreadsheet."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from pacte.journal.actions import libelle
from pacte.journal.models import Entree, Resultat

ENTETES = (
    "Date",
    "Heure",
    "Personne",
    "Qualité",
    "Organisation",
    "Action",
    "Résultat",
    "Type d'objet",
    "Objet",
    "Motif",
    "Adresse",
)


def lignes_du_journal(entrees: Iterable[Entree]) -> Iterator[tuple[object, ...]]:
    """Give the cells of each line, in the order given and of ENTETES."""
    for entree in entrees:
        instant = timezone.localtime(entree.instant)
        yield (
            instant.date(),
            f"{instant:%H:%M:%S}",
            entree.personne,
            entree.qualite,
            entree.organisation,
            libelle(entree.action),
            Resultat(entree.resultat).label,
            entree.objet_type,
            entree.objet_libelle,
            entree.motif,
            entree.adresse,
        )
