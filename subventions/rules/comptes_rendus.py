"""The financial report: when it is due, what was not spent, what becomes of it (domain, 1.5)."""

import calendar
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from pacte.socle.dates import ajouter_annees, ajouter_mois
from pacte.socle.montants import ZERO

MOIS_POUR_RENDRE = 6
# The reminders before the day, in days; after it, one every fortnight for three months.
RAPPELS_AVANT = (60, 15)
RAPPELS_APRES = (1, 15, 30, 60, 90)
# A difference between forecast and actual that the report explains (Cerfa 15059, annex).
ECART_A_EXPLIQUER = Decimal(20)


def fin_exercice(exercice: int, exercice_au: date | None) -> date:
    """Return the last day of the exercise for which a subsidy was granted.

    It is the last day of the association's own exercise when it is known: as written when it falls
    in `exercice` or in the next year (an exercise from September to August), else its anniversary
    in `exercice` (somebody wrote the exercise already closed). Without it: 31 December.
    """
    if exercice_au is None:
        return date(exercice, 12, 31)
    if exercice <= exercice_au.year <= exercice + 1:
        return exercice_au
    return ajouter_annees(exercice_au, exercice - exercice_au.year)


def _is_fin_de_mois(jour: date) -> bool:
    return jour.day == calendar.monthrange(jour.year, jour.month)[1]


def echeance_compte_rendu(fin: date) -> date:
    """Return the last day to hand the report in: six months after the end of the exercise.

    The end of a month gives the end of a month: 31/12 gives 30/06, 31/08 gives 28 or 29/02, 30/06
    gives 31/12. Another day gives the same day, brought back to the end of a shorter month.
    """
    echeance = ajouter_mois(fin, MOIS_POUR_RENDRE)
    if not _is_fin_de_mois(fin):
        return echeance
    return echeance.replace(day=calendar.monthrange(echeance.year, echeance.month)[1])


def derniere_fin_avant(echeance: date) -> date:
    """Return the latest end of exercise whose report is due before day `echeance`, excluded.

    It is what a list asks of the database: late on day `le` is `fin <= derniere_fin_avant(le)`.
    """
    fin = ajouter_mois(echeance, -MOIS_POUR_RENDRE) + timedelta(days=4)
    while echeance_compte_rendu(fin) >= echeance:
        fin -= timedelta(days=1)
    return fin


def pourcentage(prevu: Decimal, realise: Decimal) -> Decimal | None:
    """Return actual over forecast in whole percent, half up; None without a forecast."""
    if prevu == 0:
        return None
    return (realise * 100 / prevu).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def is_ecart_a_expliquer(prevu: Decimal, realise: Decimal) -> bool:
    """Whether a line differs enough from its forecast for the report to say why.

    More than a fifth of the forecast, or an amount that nothing forecast.
    """
    if prevu == 0:
        return realise != 0
    return abs(realise - prevu) * 100 > prevu * ECART_A_EXPLIQUER


def reliquat(accorde: Decimal, utilise: Decimal | None) -> Decimal:
    """Return the part of the subsidy that was not spent, in euros; never negative."""
    if utilise is None:
        return ZERO
    return max(accorde - utilise, ZERO)


def rappel_du(echeance: date, le: date) -> int | None:
    """Return the reminder that day `le` owes, in days from the deadline, or None.

    Negative before the deadline, positive after. The latest one reached: a reminder missed while
    nothing ran leaves the next day; the last one is owed for ten days.
    """
    ecart = (le - echeance).days
    if ecart > RAPPELS_APRES[-1] + 10:
        return None
    passes = [jours for jours in (*(-j for j in RAPPELS_AVANT), *RAPPELS_APRES) if jours <= ecart]
    return max(passes, default=None)
