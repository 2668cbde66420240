"""What an advance would be, written again each time something changes it, and why."""

from datetime import date

from pacte.accord.models import Organisation, Pacte
from subventions.lectures.dossiers import dossier_avance
from subventions.models import Avance, RecalculAvance


def recalculer_avance(
    pacte: Pacte, centre: Organisation, exercice: int, motif: str, le: date
) -> RecalculAvance | None:
    """Write the base and the amount of an asked advance when they moved; to be called in a transaction.

    `exercice` is the year of the advance. Does nothing before the request, after the payment (the
    amount is then frozen), or when nothing moved: a convention signed changes no amount.
    """
    avance = (
        Avance.objects.select_for_update(of=("self",))
        .filter(pacte=pacte, centre=centre, exercice=exercice)
        .first()
    )
    if avance is None:
        return None
    dossier = dossier_avance(pacte, centre, exercice, le)
    if dossier is None or dossier.versement is not None:
        return None
    dernier = avance.recalculs.order_by("pk").last()
    lu = (dossier.calcul.base.total, dossier.calcul.theorique)
    if dernier is not None and (dernier.base, dernier.montant) == lu:
        return None
    return RecalculAvance.objects.create(
        avance=avance, le=le, base=lu[0], montant=lu[1], motif=motif[:300]
    )
