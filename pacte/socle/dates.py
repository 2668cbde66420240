"""Legal days: civil years, months and anniversaries, and how French writes them. No clock here."""

import calendar
from datetime import date, timedelta

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def ajouter_mois(jour: date, mois: int) -> date:
    """Return the day `mois` calendar months later (earlier when negative), clamped to month end."""
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, indice = divmod(rang, 12)
    dernier = calendar.monthrange(annee, indice + 1)[1]
    return date(annee, indice + 1, min(jour.day, dernier))


def ajouter_annees(jour: date, annees: int) -> date:
    """Return the anniversary `annees` years later; 29 February becomes 28 February."""
    return ajouter_mois(jour, 12 * annees)


def dernier_jour(debut: date, annees: int) -> date:
    """Return the last day, included, of a term of `annees` years from `debut` (C51)."""
    return ajouter_annees(debut, annees) - timedelta(days=1)


def mois_communs(debut: date, fin: date, annee: int) -> int:
    """Return how many whole months of civil year `annee` lie inside [debut, fin] (Q6)."""
    total = 0
    for mois in range(1, 13):
        premier = date(annee, mois, 1)
        dernier = date(annee, mois, calendar.monthrange(annee, mois)[1])
        total += debut <= premier and dernier <= fin
    return total


def ecrire_jour_court(jour: date) -> str:
    """Return « 14 mars 2026 », « 1er avril 2026 »."""
    numero = "1er" if jour.day == 1 else str(jour.day)
    return f"{numero}\u00a0{MOIS[jour.month - 1]}\u00a0{jour.year}"


def ecrire_jour(jour: date) -> str:
    """Return « mardi 14 mars 2026 »."""
    return f"{JOURS[jour.weekday()]} {ecrire_jour_court(jour)}"
