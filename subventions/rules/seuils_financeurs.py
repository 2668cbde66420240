"""The thresholds watched across funders, pure: 153 000 €, 75 000 € or half of the resources.

Amounts are Decimal euros. Sources: code de commerce L612-4 and D612-5 (subsidies notified for the
year by all administrative authorities, cash only, strictly above); CGCT L2313-1 (a commune lists
the bodies that receive more than 75 000 € or more than half of their resources).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pacte.socle.montants import ZERO

SEUIL_COMMISSAIRE = Decimal("153000.00")
SEUIL_ANNEXE = Decimal("75000.00")
PART_ANNEXE = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Financement:
    """Money notified to a centre for a year."""

    montant: Decimal
    en_nature: bool = False
    compte_seuil: bool = True


@dataclass(frozen=True, slots=True)
class SeuilCommissaire:
    """The accounts to publish and the commissaire aux comptes: the sum, and whether it is above."""

    total: Decimal
    is_depasse: bool
    ecart: Decimal


@dataclass(frozen=True, slots=True)
class SeuilAnnexe:
    """The city's own duty. `is_du` is None when neither test can be told: « non calculable »."""

    verse: Decimal
    ressources: Decimal | None
    is_montant_depasse: bool
    is_part_depassee: bool | None

    @property
    def is_du(self) -> bool | None:
        if self.is_montant_depasse:
            return True
        return self.is_part_depassee


def seuil_commissaire(financements: Iterable[Financement]) -> SeuilCommissaire:
    """Return the sum of public subsidies in cash of a year against 153 000 €: strictly above counts."""
    total = sum(
        (f.montant for f in financements if f.compte_seuil and not f.en_nature),
        ZERO,
    )
    return SeuilCommissaire(
        total=total, is_depasse=total > SEUIL_COMMISSAIRE, ecart=abs(SEUIL_COMMISSAIRE - total)
    )


def seuil_annexe(verse: Decimal, ressources: Decimal | None) -> SeuilAnnexe:
    """Return whether the city lists this centre: above 75 000 €, or above half of its resources.

    `verse` is what the city gives for the year; `ressources` the centre's total of the year, None or
    zero when nobody knows it: the share is then not computable, and says so.
    """
    connues = ressources if ressources is not None and ressources > 0 else None
    return SeuilAnnexe(
        verse=verse,
        ressources=connues,
        is_montant_depasse=verse > SEUIL_ANNEXE,
        is_part_depassee=None if connues is None else verse > connues * PART_ANNEXE,
    )
