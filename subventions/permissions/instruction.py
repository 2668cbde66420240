"""The city's rights on a request."""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.lectures.finances import Finances
from subventions.models import Demande
from subventions.permissions.commun import (
    can_avs,
    can_instruire,
)


def can_enregistrer_recue(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Record a request that came by another way."""
    return can_avs(fonction, pacte, le)


def can_recevoir(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Note that a deposited request is received."""
    return can_instruire(fonction, demande, le, "recevoir")


def can_proposer(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Propose an amount for the vote."""
    return can_instruire(fonction, demande, le, "proposer")


def can_attribuer(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Record the amount voted by the council."""
    return can_instruire(fonction, demande, le, "attribuer")


def can_corriger_attribution(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Record a later vote that changes the award, or complete its dates."""
    return can_instruire(fonction, demande, le, "corriger_attribution")


def can_refuser(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Record that the request is refused."""
    return can_instruire(fonction, demande, le, "refuser")


def can_payer(fonction: Fonction, demande: Demande, le: date, finances: Finances) -> Droit:
    """Record a payment of an award: enforceable vote, and something left to pay."""
    return premier_refus(
        can_instruire(fonction, demande, le, "payer"),
        ACCORDE
        if finances.is_executoire
        else refus("Notez d'abord la transmission et la publication de la délibération."),
        ACCORDE if finances.reste.a_verser > 0 else refus("Il ne reste rien à verser."),
    )
