"""Amounts in euros: Decimal everywhere, one rounding, one way to read and to write them."""

import re
from decimal import ROUND_HALF_UP, Decimal

CENTIME = Decimal("0.01")
ZERO = Decimal("0.00")
# The sign of typography: a screen reader says it, where a hyphen is skipped.
MOINS = "\u2212"
# Thousands are typed or pasted with a space, a no-break space or a narrow no-break space.
_ESPACES = " \u00a0\u202f"
_GROUPE = re.compile(
    rf"(?P<signe>[-{MOINS}]?)(?P<entier>[0-9]{{1,3}}(?:[{_ESPACES}][0-9]{{3}})+|[0-9]+)"
    rf"(?:[.,](?P<decimales>[0-9]{{1,2}}))?(?:[{_ESPACES}]?€)?"
)


class MontantIllisible(ValueError):
    """The text is not an amount that this portal accepts."""


def arrondir_centime(montant: Decimal) -> Decimal:
    """Return `montant` (euros) rounded to the cent, half up (reading Q29).

    Raises TypeError for anything but a Decimal: a float has already lost the cent.
    """
    if not isinstance(montant, Decimal):
        raise TypeError(f"Un montant est un Decimal, pas {type(montant).__name__}.")
    return montant.quantize(CENTIME, rounding=ROUND_HALF_UP)


def lire_montant(texte: str) -> Decimal:
    """Read an amount as people type or paste it (U7): « 12 345,67 € », « 12345.67 ».

    Returns euros with two decimals. Raises MontantIllisible for anything else, « 1e5 »,
    « 12,345 », « 12 34 » and full-width digits included.
    """
    trouve = _GROUPE.fullmatch(texte.strip(_ESPACES + "\t\r\n"))
    if trouve is None:
        raise MontantIllisible(texte)
    chiffres = re.sub(f"[{_ESPACES}]", "", trouve["entier"])
    decimales = (trouve["decimales"] or "").ljust(2, "0")
    return Decimal(f"{'-' if trouve['signe'] else ''}{chiffres}.{decimales}")


def ecrire_montant(montant: Decimal) -> str:
    """Write euros as French typography wants them: « 12 000,00 € » with no-break spaces."""
    arrondi = arrondir_centime(montant)
    signe = MOINS if arrondi < 0 else ""
    entier, decimales = f"{abs(arrondi):,.2f}".split(".")
    return f"{signe}{entier.replace(',', chr(0xA0))},{decimales}\u00a0€"


def ecrire_euros_entiers(montant: Decimal) -> str:
    """Write whole euros, half up, for a summary only (reading Q29): « 12 000 € »."""
    arrondi = int(montant.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return f"{arrondi:,}".replace(",", chr(0xA0)) + "\u00a0€"


def ecrire_taux(taux: Decimal) -> str:
    """Write a rate as a percentage: « 30 % », « 33,5 % »."""
    pourcent = (taux * 100).normalize()
    return f"{pourcent:f}\u00a0%".replace(".", ",")


def repartir(total: Decimal, parts: int) -> list[Decimal]:
    """Share `total` euros into `parts` amounts to the cent; the last one takes the remainder.

    The sum of the parts is always `total`. Raises ValueError when `parts` is below 1.
    """
    if parts < 1:
        raise ValueError("Il faut au moins une part.")
    part = arrondir_centime(total / parts)
    return [part] * (parts - 1) + [total - part * (parts - 1)]
