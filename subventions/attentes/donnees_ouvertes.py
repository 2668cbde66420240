"""What the open data wait for: a number that keeps a year's file from being published."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Min, Q
from django.urls import reverse

from pacte.accord.models import Fonction, Pacte
from pacte.socle.a_faire import AFaire
from subventions.lectures.donnees_ouvertes import EXECUTOIRE
from subventions.models import Attribution, NatureVote
from subventions.rules.scdl import publier_avant

SANS_NUMERO = Q(centre__siret="", centre__rna="") | Q(pacte__ville__siret="")


def choses(fonction: Fonction, le: date, pactes: Sequence[Pacte]) -> list[AFaire]:
    """Return, for the city alone, the pacts whose open data miss a SIRET; one query."""
    if not fonction.is_avs:
        return []
    retenus = (
        Attribution.objects.filter(
            EXECUTOIRE, SANS_NUMERO, pacte__in=pactes, nature=NatureVote.VOTE, exercice=le.year
        )
        .order_by("pacte__code")
        .values_list("pacte__code")
        .annotate(premiere=Min("date_vote"))
    )
    return [
        AFaire(
            "Compléter l'identité des bénéficiaires pour publier les subventions votées.",
            publier_avant(premiere, premiere),
            reverse("controler_donnees_ouvertes", args=[code]),
            "Voir ce qui manque",
        )
        for code, premiere in retenus
    ]
