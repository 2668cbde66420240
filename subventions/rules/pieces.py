"""Until when a document of a centre's file is good, and how its bank account is written."""

from datetime import date, timedelta

VALABLE, A_VENIR, A_RENOUVELER, EXPIREE = "valable", "a_venir", "a_renouveler", "expiree"
JOURS_AVANT_FIN = 30
# The accounts and the report of a year are approved within the six months that follow it.
MOIS_D_APPROBATION = 6
POINTS = "••••"


def dernier_exercice_approuve(le: date) -> int:
    """Return the last civil year whose accounts and report are approved on day `le`.

    - Until 30 June included, the year before last: last year's assembly may still be to come.
    - From 1 July on, last year.
    """
    return le.year - 1 if le.month > MOIS_D_APPROBATION else le.year - 2


def etat_piece(
    le: date,
    *,
    valable_du: date | None = None,
    valable_jusqu_au: date | None = None,
    exercice: int | None = None,
) -> str:
    """Return how a document stands on day `le`: A_VENIR, VALABLE, A_RENOUVELER or EXPIREE.

    - Before `valable_du`, it is still to come.
    - `valable_jusqu_au` is its last good day, included; the 30 days before it, it is to renew.
    - A document about a year (accounts, report) is good while that year is the last approved one,
      to renew for the year that follows, then expired.
    - Without any of these, it is always good.
    """
    if valable_du is not None and le < valable_du:
        return A_VENIR
    if valable_jusqu_au is not None and le > valable_jusqu_au:
        return EXPIREE
    if exercice is not None and exercice < dernier_exercice_approuve(le):
        return A_RENOUVELER if exercice == dernier_exercice_approuve(le) - 1 else EXPIREE
    if valable_jusqu_au is not None and le >= valable_jusqu_au - timedelta(days=JOURS_AVANT_FIN):
        return A_RENOUVELER
    return VALABLE


def is_reutilisable(etat: str) -> bool:
    """Whether a document in this state may be joined to a request without being brought again."""
    return etat in {VALABLE, A_RENOUVELER}


def masquer_iban(iban: str) -> str:
    """Return an IBAN as the screen shows it: « FR76 •••• •••• 0189 »; "" for none."""
    serre = "".join(iban.split()).upper()
    return f"{serre[:4]} {POINTS} {POINTS} {serre[-4:]}" if serre else ""
