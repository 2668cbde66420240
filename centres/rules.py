"""The agrément's own rules: pure functions, legal days in, values out."""

from collections.abc import Iterable
from datetime import date, timedelta

from pacte.socle.dates import ajouter_mois, dernier_jour

ANNEES_HABITUELLES = 4
MOIS_D_ALERTE = 6


def is_duree_habituelle(debut: date, fin: date) -> bool:
    """Whether an agrément lasts the four years of a projet social (C17); the CAF may grant less."""
    return fin == dernier_jour(debut, ANNEES_HABITUELLES)


def is_fin_proche(fin: date, au: date) -> bool:
    """Whether an agrément that runs on day `au` ends within six months: its renewal is due (C31)."""
    return au <= fin <= ajouter_mois(au, MOIS_D_ALERTE)


def jour_sans_agrement(periodes: Iterable[tuple[date, date]]) -> date | None:
    """Return the first day that two following agréments leave uncovered; None without a gap (C31).

    `periodes` are (first day, last day), both included, in any order.
    """
    couvert: date | None = None
    for debut, fin in sorted(periodes):
        if couvert is not None and debut > couvert + timedelta(days=1):
            return couvert + timedelta(days=1)
        couvert = fin if couvert is None else max(couvert, fin)
    return None
