"""The rules of payments, pure: the schedule of an award, its days, what may still be ordered.

No ORM, no request, no clock. Amounts are Decimal euros. One invariant holds everywhere:
advance + paid + planned + to plan = awarded, and nothing is negative. Sources: loi 2021-875 art. 2
(sixty days from the notification unless the convention fixes other days), clauses.md 7.4.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pacte.socle.montants import ZERO

DELAI_PAIEMENT = timedelta(days=60)
ACOMPTE, SOLDE = "acompte", "solde"


@dataclass(frozen=True, slots=True)
class LignePrevue:
    """A line of a schedule that is not ordered yet."""

    genre: str
    montant: Decimal
    date_prevue: date
    condition: str = ""


@dataclass(frozen=True, slots=True)
class LigneSaisie:
    """A line as somebody typed it; `pk` is that of the line it replaces, None for a new one."""

    pk: int | None
    prevue: LignePrevue


@dataclass(frozen=True, slots=True)
class Repartition:
    """Where the awarded amount stands; `a_planifier` and `en_trop` are never both above zero."""

    accorde: Decimal
    avance: Decimal
    paye: Decimal
    mandate: Decimal
    prevu: Decimal
    a_planifier: Decimal
    en_trop: Decimal

    @property
    def planifiable(self) -> Decimal:
        """What the lines not ordered yet must make together: never below zero."""
        return max(self.accorde - self.avance - self.paye - self.mandate, ZERO)


def date_limite_paiement(
    date_notification: date | None, date_convention: date | None = None
) -> date | None:
    """Return the last day to pay: the convention's own, else sixty days after the notification.

    None while the award is not notified and no convention fixes a day. (loi 2021-875 art. 2.)
    """
    if date_convention is not None:
        return date_convention
    return date_notification + DELAI_PAIEMENT if date_notification is not None else None


def is_paiement_en_retard(limite: date | None, date_paiement: date | None, au: date) -> bool:
    """Whether an amount is, or was, paid after its last day."""
    return limite is not None and (date_paiement or au) > limite


def repartir_accorde(
    accorde: Decimal,
    avance: Decimal,
    paye: Iterable[Decimal] = (),
    mandate: Iterable[Decimal] = (),
    prevu: Iterable[Decimal] = (),
) -> Repartition:
    """Share the awarded amount between what is paid, ordered, planned and still to plan.

    advance + paid + ordered + planned + to plan - too much = awarded, always.
    """
    total_paye, total_mandate, total_prevu = (sum(m, ZERO) for m in (paye, mandate, prevu))
    ecart = accorde - avance - total_paye - total_mandate - total_prevu
    return Repartition(
        accorde=accorde,
        avance=avance,
        paye=total_paye,
        mandate=total_mandate,
        prevu=total_prevu,
        a_planifier=max(ecart, ZERO),
        en_trop=max(-ecart, ZERO),
    )


def echeancier_par_defaut(
    repartition: Repartition, date_notification: date | None, au: date
) -> list[LignePrevue]:
    """Return the schedule proposed for what is still to plan: its whole at once, as the balance.

    It is due sixty days after the notification; while nobody is notified, sixty days after `au`.
    """
    if repartition.a_planifier == 0:
        return []
    limite = date_limite_paiement(date_notification) or au + DELAI_PAIEMENT
    return [LignePrevue(SOLDE, repartition.a_planifier, limite)]


def ecart_echeancier(lignes: Sequence[LignePrevue], repartition: Repartition) -> Decimal:
    """Return what the lines miss (above zero) or have too much (below zero) to make the balance."""
    return repartition.planifiable - sum((ligne.montant for ligne in lignes), ZERO)


def reduire_echeancier(montants: Sequence[Decimal], retrait: Decimal) -> list[Decimal]:
    """Take `retrait` off planned amounts, the last one first; none goes below zero.

    Returns the new amounts in the same order. What cannot be taken off stays the caller's to say.
    """
    reste = retrait
    nouveaux = []
    for montant in reversed(montants):
        pris = min(montant, max(reste, ZERO))
        nouveaux.append(montant - pris)
        reste -= pris
    return nouveaux[::-1]


def trop_percu_avance(
    avance: Decimal, accorde: Decimal, autres_verses: Decimal, *, is_connu: bool
) -> Decimal | None:
    """Return what the centre received above the subsidy of the advance's year: 0.00 when nothing.

    None while the subsidy of that year is not known yet (`is_connu` false): neither voted, nor
    refused, nor the year over. The sum goes back to the city by a titre de recettes (C30, 7.4).
    """
    if not is_connu:
        return None
    return max(avance + autres_verses - accorde, ZERO)
