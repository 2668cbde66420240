"""Totals of a pact's money for a year, for pages that show nothing centre by centre."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from pacte.accord.models import Pacte
from pacte.socle.montants import ZERO
from subventions import rules
from subventions.dossiers import lire_vote
from subventions.models import Attribution, GenreVersement, Versement
from subventions.valeurs import AvancePayee


@dataclass(frozen=True, slots=True)
class TotauxExercice:
    """The money of one exercise, all centres together, in euros."""

    exercice: int
    accorde: Decimal
    avances: Decimal
    verse: Decimal
    nombre_avances: int


def totaux(pacte: Pacte, exercice: int) -> TotauxExercice:
    """Return the totals of a year; each centre's advance counts once in `accorde` (Q2)."""
    votes: dict[int, list[Attribution]] = {}
    for attribution in Attribution.objects.filter(pacte=pacte, exercice=exercice):
        votes.setdefault(attribution.centre_id, []).append(attribution)
    versements = Versement.objects.filter(pacte=pacte, exercice=exercice)
    avances = {
        versement.centre_id: AvancePayee(versement.date_paiement, versement.montant)
        for versement in versements.filter(genre=GenreVersement.AVANCE)
    }
    accorde = ZERO
    for centre, lus in votes.items():
        jours = [vote.date_vote for vote in lus]
        payee = avances.get(centre)
        fin = max([*jours, *([payee.date_paiement] if payee else [])])
        accorde += rules.total_accorde([lire_vote(vote) for vote in lus], fin, payee)
    return TotauxExercice(
        exercice=exercice,
        accorde=accorde,
        avances=sum((payee.montant for payee in avances.values()), ZERO),
        verse=versements.aggregate(total=Sum("montant"))["total"] or ZERO,
        nombre_avances=len(avances),
    )
