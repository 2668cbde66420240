"""The rights on payments: the schedule, the payment orders, the page of the finance department."""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from pacte.socle.workflow import can_transiter
from subventions.lectures.finances import Finances
from subventions.models import Demande, Echeance
from subventions.permissions.commun import can_avs, can_instruire
from subventions.workflow import TRANSITIONS_ECHEANCE


def can_suivre_paiements(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Read and export the payments of every centre: the city's service alone."""
    return can_avs(fonction, pacte, le)


def can_modifier_echeancier(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Plan the payments of an award, as long as they are not ordered."""
    return can_instruire(fonction, demande, le, "payer")


def can_mandater(
    fonction: Fonction, demande: Demande, echeance: Echeance, le: date, argent: Finances
) -> Droit:
    """Order a payment: the vote is enforceable, and the line still to be paid."""
    return premier_refus(
        _can_sur_la_ligne(fonction, demande, echeance, le, "mandater"),
        ACCORDE
        if argent.is_executoire
        else refus("Notez d'abord la transmission et la publication de la délibération."),
    )


def can_payer_echeance(fonction: Fonction, demande: Demande, echeance: Echeance, le: date) -> Droit:
    """Note that an ordered line is paid."""
    return _can_sur_la_ligne(fonction, demande, echeance, le, "payer")


def can_rejeter_echeance(
    fonction: Fonction, demande: Demande, echeance: Echeance, le: date
) -> Droit:
    """Note that the public accountant refused an ordered line."""
    return _can_sur_la_ligne(fonction, demande, echeance, le, "rejeter")


def can_annuler_echeance(
    fonction: Fonction, demande: Demande, echeance: Echeance, le: date
) -> Droit:
    """Cancel a line that is not paid."""
    return _can_sur_la_ligne(fonction, demande, echeance, le, "annuler")


def _can_sur_la_ligne(
    fonction: Fonction, demande: Demande, echeance: Echeance, le: date, action: str
) -> Droit:
    etat = echeance.etat_enum
    return premier_refus(
        can_instruire(fonction, demande, le, "payer"),
        can_transiter(TRANSITIONS_ECHEANCE, action, etat, etat.label),
    )
