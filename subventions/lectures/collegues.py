"""Who writes a centre's requests."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from pacte.accord.models import Fonction, Organisation
from subventions.permissions import REDACTION
from subventions.permissions.relectures import CONFIRMENT


def collegues(centre: Organisation, le: date) -> QuerySet[Fonction]:
    """The functions in force on day `le` that write the requests of a centre."""
    return _en_force(centre, le, REDACTION)


def confirment(centre: Organisation, le: date) -> QuerySet[Fonction]:
    """The functions in force on day `le` that confirm them: presidency and treasury."""
    return _en_force(centre, le, CONFIRMENT)


def _en_force(centre: Organisation, le: date, qualites: Iterable[str]) -> QuerySet[Fonction]:
    return (
        Fonction.objects.filter(organisation=centre, qualite__in=list(qualites))
        .en_cours(le)
        .select_related("personne__compte", "organisation")
        .order_by("personne__nom", "personne__prenom", "pk")
    )
