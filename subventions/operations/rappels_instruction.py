"""What the clock reminds during the instruction: corrections awaited, opinions not given."""

from datetime import date, timedelta

from django.db import transaction

from pacte.courrier.periodique import une_seule_fois
from subventions.models import Avis, Correction
from subventions.notifications import avis as courriels_avis
from subventions.notifications import corrections as courriels
from subventions.workflow import A_DECIDER

# A week before the day, then the day after; an opinion the same.
AVANCE = timedelta(days=7)
RETARD = timedelta(days=1)


def rappeler_corrections(le: date) -> int:
    """Remind the centres once before the day of a correction and once after; return how many.

    The first leaves from a week before to the day itself, never on the day of the asking; the second
    from the day after. Neither leaves once the centre has answered.
    """
    corrections = (
        Correction.objects.filter(
            date_levee__isnull=True,
            date_reponse__isnull=True,
            demande__etat__in=A_DECIDER,
            echeance__lte=le + AVANCE,
            date_demande__lt=le,
        )
        .select_related(
            "demande__centre",
            "demande__pacte__ville",
            "demande__depot_par__personne",
            "demandee_par__personne",
            "demandee_par__organisation",
        )
        .order_by("pk")
    )
    nombre = 0
    for correction in corrections:
        en_retard = le > correction.echeance
        moment = "après" if en_retard else "avant"
        du = correction.echeance + RETARD if en_retard else correction.echeance - AVANCE
        with transaction.atomic():
            if une_seule_fois(f"correction {correction.pk}, rappel {moment}", du):
                courriels.rappeler(correction, en_retard=en_retard)
                nombre += 1
    return nombre


def rappeler_avis(le: date) -> int:
    """Remind who has not given an opinion, once before its day and once after; return how many."""
    attendus = (
        Avis.objects.filter(
            date_annulation__isnull=True,
            date_avis__isnull=True,
            demande__etat__in=A_DECIDER,
            echeance__lte=le + AVANCE,
            date_demande__lt=le,
        )
        .exclude(courriel="")
        .select_related("organisation", "demande__centre", "demande__pacte__ville")
        .order_by("pk")
    )
    nombre = 0
    for avis in attendus:
        en_retard = le > avis.echeance
        moment = "après" if en_retard else "avant"
        du = avis.echeance + RETARD if en_retard else avis.echeance - AVANCE
        with transaction.atomic():
            if une_seule_fois(f"avis {avis.pk}, rappel {moment}", du):
                courriels_avis.relancer(avis)
                nombre += 1
    return nombre
