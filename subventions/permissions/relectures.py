"""Who proposes a draft to be read again, who confirms it, who hands it over at the centre."""

from datetime import date

from pacte.accord.models import Fonction, Qualite
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.models import Demande, EtatDemande
from subventions.permissions.commun import REDACTION, can_centre
from subventions.permissions.demandes import can_modifier
from subventions.workflow import A_DECIDER

CONFIRMENT = frozenset({Qualite.PRESIDENCE, Qualite.TRESORERIE})


def can_proposer_relecture(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Say that a draft is ready to be read again: whoever writes it, once."""
    return premier_refus(
        can_modifier(fonction, demande, le),
        ACCORDE if demande.date_relecture is None else refus("La demande est déjà prête à relire."),
    )


def can_reprendre_redaction(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Say that a draft is not ready after all: whoever writes it."""
    return premier_refus(
        can_modifier(fonction, demande, le),
        ACCORDE
        if demande.date_relecture is not None
        else refus("La demande n'est pas encore prête à relire."),
    )


def can_confirmer(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Confirm a draft that is ready to be read again: the presidency or the treasury."""
    droit = can_modifier(fonction, demande, le)
    if not droit:
        return droit
    if fonction.qualite not in CONFIRMENT:
        return refus("La confirmation revient à la présidence ou à la trésorerie.")
    if demande.date_relecture is None:
        return refus("La demande se confirme quand elle est prête à relire.")
    if demande.date_confirmation is not None:
        return refus("La demande est déjà confirmée.")
    return ACCORDE


def can_passer_la_main(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Hand a request over to a colleague of the centre, at any state before the decision."""
    return premier_refus(
        can_centre(fonction, demande.centre_id, le, REDACTION),
        ACCORDE
        if demande.etat == EtatDemande.BROUILLON or demande.etat in A_DECIDER
        else refus(f"Cette demande est déjà « {demande.get_etat_display()} »."),
    )
