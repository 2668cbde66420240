"""The ratios of a comparison of requests, and what remains of an envelope (domain, 4).

Amounts are Decimal euros, rates are fractions of one; None where the denominator is zero: it reads
« non calculable », never 0 %.
"""

from collections.abc import Iterable
from decimal import Decimal

from pacte.socle.montants import ZERO

MILLIEME = Decimal("0.001")


def taux(part: Decimal, total: Decimal) -> Decimal | None:
    """Return part / total, to the thousandth; None when the total is zero."""
    if total == 0:
        return None
    return (part / total).quantize(MILLIEME)


def evolution(avant: Decimal, apres: Decimal) -> Decimal | None:
    """Return (apres - avant) / avant, to the thousandth; None when there was nothing before."""
    return taux(apres - avant, avant)


def reste_enveloppe(
    enveloppe: Decimal | None, montants: Iterable[Decimal | None]
) -> Decimal | None:
    """Return what remains of an envelope once these amounts are taken; negative when exceeded.

    A request without an amount yet takes nothing. None when the campaign sets no envelope.
    """
    if enveloppe is None:
        return None
    return enveloppe - sum((montant or ZERO for montant in montants), ZERO)
