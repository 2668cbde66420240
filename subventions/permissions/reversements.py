"""The rights on a recovery: the city opens, decides and follows it; the centre answers (domain, 1.7)."""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.lectures.dossiers import HABILITEES
from subventions.models import EtatReversement, Reversement
from subventions.permissions.commun import can_avs, can_centre, can_sans_siege


def _can_depuis(reversement: Reversement, *etats: EtatReversement) -> Droit:
    etat = reversement.etat_enum
    if etat in etats:
        return ACCORDE
    return refus(f"Cette action n'est pas possible à l'état « {etat.label} ».")


def can_ouvrir_reversement(fonction: Fonction, pacte: Pacte, centre_id: int, le: date) -> Droit:
    """Open a recovery: the letter leaves, and the centre has a delay to answer."""
    return premier_refus(can_avs(fonction, pacte, le), can_sans_siege(fonction, centre_id, le))


def can_observer_reversement(fonction: Fonction, reversement: Reversement, le: date) -> Droit:
    """Write the centre's observations, until the city has decided and at least until the last day."""
    return premier_refus(
        can_centre(fonction, reversement.centre_id, le, HABILITEES),
        _can_depuis(reversement, EtatReversement.CONTRADICTOIRE),
    )


def can_decider_reversement(fonction: Fonction, reversement: Reversement, le: date) -> Droit:
    """Decide: once the centre has answered, or once its delay is over, never before."""
    repondu = reversement.date_observations is not None
    attente = (
        ACCORDE
        if repondu or le > reversement.echeance_observations
        else refus(
            "Le centre peut encore répondre, jusqu'au "
            f"{ecrire_jour_court(reversement.echeance_observations)} inclus."
        )
    )
    return premier_refus(
        can_avs(fonction, reversement.pacte, le),
        _can_depuis(reversement, EtatReversement.CONTRADICTOIRE),
        attente,
        can_sans_siege(fonction, reversement.centre_id, le),
    )


def can_noter_titre(fonction: Fonction, reversement: Reversement, le: date) -> Droit:
    """Note the titre de recettes that follows the decision."""
    return premier_refus(
        can_avs(fonction, reversement.pacte, le), _can_depuis(reversement, EtatReversement.DECIDE)
    )


def can_noter_encaissement(fonction: Fonction, reversement: Reversement, le: date) -> Droit:
    """Note that the sum was received."""
    return premier_refus(
        can_avs(fonction, reversement.pacte, le), _can_depuis(reversement, EtatReversement.TITRE)
    )


def can_abandonner_reversement(fonction: Fonction, reversement: Reversement, le: date) -> Droit:
    """Give the recovery up, with a reason, as long as nothing was received: it is a decision too."""
    return premier_refus(
        can_avs(fonction, reversement.pacte, le),
        _can_depuis(
            reversement,
            EtatReversement.CONTRADICTOIRE,
            EtatReversement.DECIDE,
            EtatReversement.TITRE,
        ),
        can_sans_siege(fonction, reversement.centre_id, le),
    )
