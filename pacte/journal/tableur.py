"""The journal as a spreadsheet."""

from collections.abc import Iterable

from django.utils import timezone

from pacte.journal.actions import libelle
from pacte.journal.models import Entree, Resultat
from pacte.socle.tableur import ecrire_csv

ENTETES = ("Date", "Heure", "Personne", "Qualité", "Organisation", "Action", "Résultat")
ENTETES_OBJET = ("Type d'objet", "Objet", "Motif", "Adresse")


def exporter(entrees: Iterable[Entree]) -> bytes:
    """Write the lines as CSV, in the order given."""
    return ecrire_csv((*ENTETES, *ENTETES_OBJET), (_ligne(entree) for entree in entrees))


def _ligne(entree: Entree) -> tuple[object, ...]:
    instant = timezone.localtime(entree.instant)
    return (
        f"{instant:%d/%m/%Y}",
        f"{instant:%H:%M:%S}",
        entree.personne,
        entree.qualite,
        entree.organisation,
        libelle(entree.action),
        Resultat(entree.resultat).label,
        entree.objet_type,
        entree.objet_libelle,
        entree.motif,
        entree.adresse or "",
    )
