"""The days of a campaign: where it stands, which reminder is due, what next year's days are."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

PREPAREE, OUVERTE, CLOSE = "preparee", "ouverte", "close"


def etat_campagne(le: date, ouverture: date, cloture: date) -> str:
    """Return where a campaign stands on day `le`: its closing day is its last day open."""
    if le < ouverture:
        return PREPAREE
    return OUVERTE if le <= cloture else CLOSE


def decaler_annee(jour: date, annees: int = 1) -> date:
    """Return the same day `annees` years later; 29 February becomes the 28th when there is none."""
    annee = jour.year + annees
    dernier = calendar.monthrange(annee, jour.month)[1]
    return jour.replace(year=annee, day=min(jour.day, dernier))


def rappel_de_cloture(
    le: date, ouverture: date, cloture: date, jours: Iterable[int]
) -> date | None:
    """Return the day of the reminder due on day `le`, None when there is none.

    - The latest one that has come: several missed while nothing ran make one reminder, not many.
    - None before the opening, and none after the closing: it would ask for what is over.
    - A reminder set before the opening is left out: the campaign was not announced yet.
    """
    if not ouverture <= le <= cloture:
        return None
    dus = (cloture - timedelta(days=nombre) for nombre in jours)
    return max((jour for jour in dus if ouverture <= jour <= le), default=None)


def is_rappel_avance_du(le: date, rappel: date | None, dernier_jour: date) -> bool:
    """Whether centres are reminded of the advance on day `le`: from its day to the last day to ask."""
    return rappel is not None and rappel <= le <= dernier_jour


def motif_cloture(
    le: date, ouverture: date, cloture: date, *, is_refuse: bool
) -> tuple[str, date] | None:
    """Return what forbids a deposit on day `le`, with its day: (PREPAREE or CLOSE, day), or None.

    Past the closing, a deposit is forbidden only when the campaign says so (`is_refuse`).
    """
    etat = etat_campagne(le, ouverture, cloture)
    if etat == PREPAREE:
        return (PREPAREE, ouverture)
    return (CLOSE, cloture) if etat == CLOSE and is_refuse else None
