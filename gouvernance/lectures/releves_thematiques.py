"""The records of thematic meetings join the next comité de pilotage by themselves (C48)."""

from gouvernance.models import ETATS_PARTAGES, CompteRendu, EtatReunion, Reunion
from gouvernance.permissions.initiative import is_fixant_le_calendrier
from pacte.accord.models import Initiative


def releves_pour(reunion: Reunion) -> list[CompteRendu]:
    """Return the minutes that a comité de pilotage receives: those of the thematic meetings held
    since the one before it, submitted or definitive, oldest first; [] for any other body.

    A meeting held on the day of the previous comité belongs to this one; without a date yet, this
    one receives all that is known so far. Two queries. The minutes come with their meeting.
    """
    if not is_fixant_le_calendrier(reunion):
        return []
    tenus = Reunion.objects.filter(
        pacte=reunion.pacte_id, instance=reunion.instance_id, etat=EtatReunion.TENUE
    ).exclude(pk=reunion.pk)
    if reunion.date_reunion is not None:
        tenus = tenus.filter(date_reunion__lt=reunion.date_reunion)
    precedent = tenus.order_by("-date_reunion").values_list("date_reunion", flat=True).first()
    releves = CompteRendu.objects.filter(
        etat__in=ETATS_PARTAGES,
        reunion__pacte=reunion.pacte_id,
        reunion__instance__initiative=Initiative.CALENDRIER,
        reunion__etat=EtatReunion.TENUE,
    )
    if precedent is not None:
        releves = releves.filter(reunion__date_reunion__gte=precedent)
    if reunion.date_reunion is not None:
        # Held on the very day of a comité, it goes to the next one.
        releves = releves.filter(reunion__date_reunion__lt=reunion.date_reunion)
    return list(
        releves.select_related(
            "reunion__pacte", "reunion__instance", "reunion__theme", "fichier", "document"
        ).order_by("reunion__date_reunion", "pk")
    )
