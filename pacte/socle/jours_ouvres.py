"""Days on which people can be expected to work or meet: neither week-ends nor public holidays."""

from datetime import date, timedelta
from functools import cache
from importlib import import_module

UN_JOUR = timedelta(days=1)
SAMEDI = 5


@cache
def jours_feries(annee: int) -> frozenset[date]:
    """Return the public holidays of a civil year in France (Code du travail, article L3133-1).

    The package is read at the first question only: it brings every country of the world with it.
    """
    return frozenset(import_module("holidays").France(years=annee))


def is_ouvre(jour: date) -> bool:
    """Whether the day is neither in a week-end nor a public holiday."""
    return jour.weekday() < SAMEDI and jour not in jours_feries(jour.year)


def jour_ouvre_au_plus_tard(jour: date) -> date:
    """Return the day itself when it is a working day, else the working day before it."""
    while not is_ouvre(jour):
        jour -= UN_JOUR
    return jour
