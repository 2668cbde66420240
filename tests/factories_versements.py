"""Factories of payments: one maker per state of a line of the schedule."""

from datetime import date
from decimal import Decimal
from typing import Any

from pacte.accord.models import Organisation
from subventions.models import (
    Attribution,
    Demande,
    Echeance,
    FinancementRecu,
    GenreVersement,
    Versement,
)


def vote(demande: Demande) -> Attribution:
    return demande.attributions.get(nature="vote")


def prevue(demande: Demande, montant: Any = "40000.00", **champs: Any) -> Echeance:
    """A line that is due, not ordered."""
    defauts = {
        "pacte": demande.pacte,
        "centre": demande.centre,
        "attribution": vote(demande),
        "genre": GenreVersement.SOLDE,
        "date_prevue": date(2026, 6, 30),
    }
    return Echeance.objects.create(montant=Decimal(montant), **{**defauts, **champs})


def mandatee(demande: Demande, montant: Any = "40000.00", **champs: Any) -> Echeance:
    """A line that is ordered, not paid."""
    defauts = {"date_ordonnancement": date(2026, 6, 10), "reference": "M2026-77"}
    return prevue(demande, montant, **{**defauts, **champs})


def rejetee(demande: Demande, montant: Any = "40000.00", **champs: Any) -> Echeance:
    """A line that the accountant refused."""
    defauts = {"date_rejet": date(2026, 6, 12), "motif_rejet": "RIB périmé."}
    return mandatee(demande, montant, **{**defauts, **champs})


def payee(demande: Demande, montant: Any = "40000.00", **champs: Any) -> Echeance:
    """A line that is paid, with its payment."""
    echeance = mandatee(demande, montant, **champs)
    echeance.versement = Versement.objects.create(
        pacte=demande.pacte,
        centre=demande.centre,
        exercice=demande.exercice,
        genre=echeance.genre,
        montant=echeance.montant,
        date_paiement=date(2026, 6, 14),
        reference=echeance.reference,
        attribution=echeance.attribution,
    )
    echeance.save()
    return echeance


def financement(centre: Organisation, **champs: Any) -> FinancementRecu:
    """Money that another funder notified, as the centre declares it."""
    defauts = {"exercice": 2026, "financeur": "CAF", "montant": Decimal("60000.00")}
    return FinancementRecu.objects.create(centre=centre, **{**defauts, **champs})
