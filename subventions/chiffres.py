"""What subsidies say on the one-page brief of a meeting: amounts voted, which are public.

For one centre, its own; for a meeting of several centres, their total only, never side by side.
"""

from datetime import date
from decimal import Decimal

from django.db.models import Sum

from gouvernance.chiffres import Chiffre
from gouvernance.models import Reunion
from pacte.accord.models import Fonction
from pacte.socle.montants import ecrire_montant
from subventions.models import Attribution


def montants_votes(reunion: Reunion, fonction: Fonction, le: date) -> list[Chiffre]:
    """Return the amounts voted by day `le` for the meeting's year and the year before."""
    annee = (reunion.date_reunion or le).year
    votes = Attribution.objects.filter(
        pacte=reunion.pacte_id, exercice__in=(annee - 1, annee), date_vote__lte=le
    )
    if reunion.centre_id is not None:
        votes = votes.filter(centre=reunion.centre_id)
    totaux: dict[int, Decimal] = dict(
        votes.order_by().values_list("exercice").annotate(total=Sum("montant"))
    )
    qui = "" if reunion.centre_id is not None else "pour tous les centres"
    return [
        Chiffre(f"Subventions votées pour {exercice}", ecrire_montant(totaux[exercice]), qui)
        for exercice in sorted(totaux)
    ]
