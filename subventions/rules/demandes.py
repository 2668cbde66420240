"""The number of a request."""


def numero_demande(exercice: int, code_centre: str, rang: int) -> str:
    """Return the number of a request: « 2027-TILLEULS-001 ».

    Raises ValueError for a rank below 1.
    """
    if rang < 1:
        raise ValueError("Le rang d'une demande commence à 1.")
    return f"{exercice}-{code_centre.upper()}-{rang:03d}"
