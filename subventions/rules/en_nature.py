"""Help in kind (premises, fluids, staff): how an amount is said when it holds no money. Pure.

An award gives money, help in kind at its valued amount, or both. Amounts are Decimal euros.
"""

from decimal import Decimal

from pacte.socle.montants import ZERO, ecrire_montant

AIDE_EN_NATURE = "aide en nature"


def is_tout_en_nature(montant: Decimal, en_nature: Decimal | None) -> bool:
    """Whether a vote changes help in kind alone: no money, a value in kind."""
    return montant == ZERO and bool(en_nature)


def valeur_totale(montant: Decimal, en_nature: Decimal | None) -> Decimal:
    """Return what a vote is worth: its money and its help in kind (article 9-1)."""
    return montant + (en_nature or ZERO)


def dire_vote(montant: Decimal, en_nature: Decimal | None) -> str:
    """Return a vote in words: its money, its help in kind with its value, or both.

    « 12 000,00 € » · « aide en nature évaluée à 18 000,00 € » ·
    « 12 000,00 € et une aide en nature évaluée à 1 200,00 € »
    """
    if not en_nature:
        return ecrire_montant(montant)
    valuee = f"{AIDE_EN_NATURE} évaluée à {ecrire_montant(en_nature)}"
    return valuee if montant == ZERO else f"{ecrire_montant(montant)} et une {valuee}"


def dire_montant(montant: Decimal, *, is_aide_en_nature: bool) -> str:
    """Return an amount asked or proposed; « aide en nature » when no money is asked on such a request."""
    return AIDE_EN_NATURE if is_aide_en_nature and montant == ZERO else ecrire_montant(montant)
