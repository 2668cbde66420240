"""The centre's rights on its requests."""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.dossiers import HABILITEES
from subventions.models import Campagne, Demande
from subventions.permissions.commun import (
    REDACTION,
    can_centre,
    can_depuis,
)
from subventions.permissions.corrections import can_corriger
from subventions.workflow import EtatDemande


def can_preparer(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Start a draft: a writing quality of a centre (its being party to the pact is its scope)."""
    return can_centre(fonction, fonction.organisation_id, le, REDACTION)


def can_modifier(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Write a draft and its budget."""
    return premier_refus(
        can_centre(fonction, demande.centre_id, le, REDACTION), can_depuis(demande, "modifier")
    )


def can_ecrire_partie(
    fonction: Fonction, demande: Demande, partie: str, le: date, champ: str = ""
) -> Droit:
    """Write one part (`ObjetCorrection`): the whole draft, then what an open correction unlocks.

    `champ` names one document, « attendue:PK » or « piece:PK », when the part is « piece ».
    """
    if demande.etat == EtatDemande.BROUILLON:
        return can_modifier(fonction, demande, le)
    return can_corriger(fonction, demande, partie, le, champ)


def can_deposer(
    fonction: Fonction, demande: Demande, le: date, campagne: Campagne | None = None
) -> Droit:
    """Deposit a draft, from the opening of the year's campaign on; late is late, not forbidden."""
    if campagne is not None and le < campagne.date_ouverture:
        ouverture = refus(
            f"La campagne {campagne.exercice} ouvre le {ecrire_jour_court(campagne.date_ouverture)}."
        )
    else:
        ouverture = ACCORDE
    return premier_refus(
        can_centre(fonction, demande.centre_id, le, HABILITEES),
        can_depuis(demande, "deposer"),
        ouverture,
    )


def can_retirer(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Withdraw a request that no vote has decided."""
    return premier_refus(
        can_centre(fonction, demande.centre_id, le, HABILITEES), can_depuis(demande, "retirer")
    )
