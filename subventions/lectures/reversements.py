"""The recoveries decided on awards, read in the query of the awards."""

from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, QuerySet
from django.db.models.functions import Cast, JSONObject

from subventions.models import Attribution, MotifReversement, Reversement
from subventions.rules.reversements import ReversementDecide


def avec_reversements(attributions: QuerySet[Attribution]) -> QuerySet[Attribution]:
    """Read with each award what is claimed back on it: decided, and not given up."""
    decides = (
        Reversement.objects.filter(
            attribution=OuterRef("pk"), date_decision__isnull=False, date_abandon__isnull=True
        )
        .exclude(motif=MotifReversement.TROP_PERCU)
        .order_by("date_decision", "pk")
    )
    # As text: an amount never goes through a binary number.
    lu = JSONObject(montant=Cast("montant", CharField()), le="date_decision")
    return attributions.annotate(reversements_lus=ArraySubquery(decides.values(lu=lu)))


def reversements_decides(attribution: Attribution) -> list[ReversementDecide]:
    """The recoveries of an award read by `avec_reversements`."""
    return [
        ReversementDecide(Decimal(lu["montant"]), date.fromisoformat(lu["le"]))
        for lu in attribution.reversements_lus
    ]
