"""What the agenda asks of the acting function: proposed items to look at."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse

from gouvernance.models import EtatProposition, PropositionPoint, Reunion
from gouvernance.permissions.ordre_du_jour import A_VENIR, limite_documents
from pacte.socle.a_faire import AFaire


def colonnes() -> dict[str, Any]:
    """What this list reads of a meeting: see `gouvernance.a_faire.lire_reunions`."""
    proposees = PropositionPoint.objects.filter(
        reunion=OuterRef("pk"), etat=EtatProposition.PROPOSEE, reunion__etat__in=A_VENIR
    ).order_by("date_proposition", "pk")
    return {
        "points_proposes": ArraySubquery(proposees.values(lu=JSONObject(pk="pk", titre="titre")))
    }


def propositions_a_examiner(menees: Iterable[Reunion]) -> list[AFaire]:
    """The items proposed for the meetings that the function prepares, until they are held."""
    return [
        AFaire(
            f"Examiner le point proposé « {point['titre']} » : {reunion}.",
            limite_documents(reunion),
            reverse("examiner_proposition", args=[reunion.pacte.code, reunion.pk, point["pk"]]),
            "Examiner",
        )
        for reunion in menees
        for point in reunion.points_proposes
    ]
