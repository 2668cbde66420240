"""The calendar that an application subscribes to: the meetings that its reader may see today."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Prefetch, Q
from django.utils import timezone

from gouvernance.models import EtatReunion, PointOrdreDuJour, Reunion
from gouvernance.notifications.invitations import contenu_ics
from pacte.accord.models import Fonction, Instance
from pacte.courrier.calendrier import agenda_ics, composer_evenement

# What is older leaves the calendar: an application reads it again every few hours.
JOURS_GARDES = 400


def reunions_annoncees(
    fonctions: Iterable[Fonction], le: date, instance: Instance | None = None
) -> list[Reunion]:
    """The meetings announced that one of these functions may see, each once; three queries.

    Drafts never are; a meeting cancelled after its announcement stays, to be shown as cancelled.
    """
    visibles = Q(pk__in=[])
    for fonction in fonctions:
        visibles |= Q(pk__in=Reunion.objects.for_fonction(fonction).values("pk"))
    annoncees = Reunion.objects.filter(
        visibles,
        date_invitation__isnull=False,
        debut__isnull=False,
        date_reunion__gte=le - timedelta(days=JOURS_GARDES),
        etat__in=[EtatReunion.INVITEE, EtatReunion.TENUE, EtatReunion.ANNULEE],
    )
    if instance is not None:
        annoncees = annoncees.filter(instance=instance)
    return list(
        annoncees.select_related("pacte__ville", "instance", "centre", "theme", "organisateur")
        .prefetch_related(
            Prefetch("points", queryset=PointOrdreDuJour.objects.order_by("ordre")),
        )
        .order_by("debut", "pk")
    )


def _methode(reunion: Reunion) -> str:
    return "CANCEL" if reunion.etat == EtatReunion.ANNULEE else "PUBLISH"


def composer_agenda(
    nom: str, fonctions: Iterable[Fonction], le: date, instance: Instance | None = None
) -> str:
    """Return the calendar as text (RFC 5545): same identifiers and sequences as the invitations."""
    maintenant = timezone.now()
    evenements = [
        composer_evenement(
            **contenu_ics(reunion, reunion.points.all(), _methode(reunion), maintenant)
        )
        for reunion in reunions_annoncees(fonctions, le, instance)
    ]
    return agenda_ics(nom, evenements)
