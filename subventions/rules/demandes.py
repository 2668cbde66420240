"""The number of a request, and the day when its vote is expected."""

from datetime import date


def numero_demande(exercice: int, code_centre: str, rang: int) -> str:
    """Return the number of a request: « 2027-TILLEULS-001 ».

    Raises ValueError for a rank below 1.
    """
    if rang < 1:
        raise ValueError("Le rang d'une demande commence à 1.")
    return f"{exercice}-{code_centre.upper()}-{rang:03d}"


def jour_du_vote(
    prevu: date | None, depuis: date | None, conseil: date | None = None
) -> date | None:
    """Return the day when the vote of a request is expected, or None when nobody knows.

    `conseil` is the council of the draft that holds it: it is followed. Else `prevu`, the day that
    the campaign foresees, unless it comes before `depuis`: the request arrived, or was put off,
    after that vote.
    """
    if conseil is not None:
        return conseil
    if prevu is not None and depuis is not None and prevu < depuis:
        return None
    return prevu
