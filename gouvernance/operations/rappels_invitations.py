"""The automatic reminder of invitations: once a person for each date of a meeting."""

from datetime import date

from gouvernance.models import EtatReunion, Reunion
from gouvernance.operations.reponses import relancer_automatiquement


def rappeler_les_invitations(le: date) -> int:
    """Remind, meeting by meeting, those who have not answered; return how many people.

    Each meeting is its own transaction: one that fails leaves the others reminded.
    """
    reunions = Reunion.objects.filter(
        etat=EtatReunion.INVITEE, date_reunion__gt=le, debut__isnull=False
    )
    return sum(relancer_automatiquement(reunion, le=le) for reunion in reunions.order_by("pk"))
