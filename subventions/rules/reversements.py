"""The recovery of a sum: the delay to answer, and what a decided one takes off an award (domain, 1.7).

A recovery is decided on the page of the recovery, with its reason: it is no vote of the council, and
makes no line among the votes. From its decision on, what remains of an award is what was granted less
what is claimed back. The recovery of an advance paid above its year takes nothing off: the award of
that year is already the smaller one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pacte.socle.montants import ZERO
from subventions.rules.valeurs import Vote

# No text sets this delay for a commune: fifteen days is usual, and the page lets one lengthen it.
DELAI_OBSERVATIONS = 15
DELAI_MINIMAL = 10


def echeance_observations(information: date) -> date:
    """Return the last day, included, proposed to the centre for its observations."""
    return information + timedelta(days=DELAI_OBSERVATIONS)


def echeance_minimale(information: date) -> date:
    """Return the earliest last day that leaves the centre a real time to answer."""
    return information + timedelta(days=DELAI_MINIMAL)


@dataclass(frozen=True, slots=True)
class ReversementDecide:
    """A recovery decided on an award and not given up: its sum in euros and its day."""

    montant: Decimal
    date_decision: date


def total_reverse(decides: Iterable[ReversementDecide], au: date) -> Decimal:
    """Return what is claimed back by decisions taken on or before day `au`."""
    return sum((lu.montant for lu in decides if lu.date_decision <= au), ZERO)


def net_accorde(accorde: Decimal, reverse: Decimal) -> Decimal:
    """Return what remains of an award once what is claimed back is taken off; never below zero."""
    return max(accorde - reverse, ZERO)


def votes_de_reversement(vote: Vote, decides: Iterable[ReversementDecide]) -> list[Vote]:
    """Return the lines that recoveries make in the base of the next advance (Q1).

    Each counts from its decision on, as its award does, and holds no advance (Q2).
    """
    return [
        Vote(
            libelle=f"Reversement décidé : {vote.libelle}",
            date_vote=lu.date_decision,
            montant=-lu.montant,
            compte_base_avance=vote.compte_base_avance,
            comprend_avance=False,
            cle=vote.cle,
            is_reversement=True,
        )
        for lu in decides
    ]
