"""What a vote is made of, between the form that reads it and the operation that records it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from subventions.models import Demande

ACCORDEE, REFUSEE, AJOURNEE = "accordee", "refusee", "ajournee"


@dataclass(frozen=True, slots=True)
class LigneVoulue:
    """A request of the draft, with the amount and the conditions proposed to the council."""

    demande: Demande
    montant: Decimal
    conditions: str = ""
    valeur_en_nature: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DecisionVotee:
    """What the council decided on one request: granted (fields of the award), refused, put off."""

    demande: Demande
    sort: str
    motif: str = ""
    champs: Mapping[str, Any] = field(default_factory=dict)
