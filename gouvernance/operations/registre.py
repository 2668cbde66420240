"""The numbered register: each decision of definitive minutes takes its rank, once and for all."""

from django.db.models import Max

from gouvernance.models import CompteRendu, GenreReleve, NumeroDecision
from pacte.accord.models import Pacte


def numeroter(compte_rendu: CompteRendu) -> list[NumeroDecision]:
    """Give its number to each decision of minutes that become definitive; return the new ones.

    The year is that of the meeting, the rank that of the definitive versions: « 2026-014 » is the
    fourteenth decision of 2026 to become definitive in this pact. Called inside the transaction of
    that act: the pact's row is locked until its end, so that no number is lost or given twice.
    """
    reunion = compte_rendu.reunion
    decisions = list(
        reunion.decisions.filter(
            genre=GenreReleve.DECISION, date_ajout__isnull=True, inscription__isnull=True
        ).order_by("ordre")
    )
    if not decisions or reunion.date_reunion is None:
        return []
    annee = reunion.date_reunion.year
    # Not the key itself: rows that only refer to the pact are written meanwhile.
    Pacte.objects.select_for_update(no_key=True).get(pk=reunion.pacte_id)
    dernier = NumeroDecision.objects.filter(pacte=reunion.pacte_id, annee=annee).aggregate(
        rang=Max("numero")
    )["rang"]
    return [
        NumeroDecision.objects.create(
            decision=decision, pacte_id=reunion.pacte_id, annee=annee, numero=rang
        )
        for rang, decision in enumerate(decisions, start=(dernier or 0) + 1)
    ]
