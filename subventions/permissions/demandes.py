"""The centre's rights on its requests."""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.lectures.dossiers import HABILITEES
from subventions.lectures.regles_centre import confirmation_requise
from subventions.models import Campagne, Demande
from subventions.permissions.campagnes import can_deposer_dans
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
    """Deposit a draft, from the opening of the year's campaign on; late by the campaign's own rule.

    Where the centre's rule says so, the presidency or the treasury has confirmed it first.
    """
    return premier_refus(
        can_centre(fonction, demande.centre_id, le, HABILITEES),
        can_depuis(demande, "deposer"),
        can_deposer_dans(campagne, le),
    ) and _confirmee(demande)


def _confirmee(demande: Demande) -> Droit:
    """Whether the draft is confirmed, or the centre asks for no confirmation: one query at most."""
    if demande.date_confirmation is not None or not confirmation_requise(demande.centre):
        return ACCORDE
    return refus(
        "Le centre a choisi que la présidence ou la trésorerie confirme la demande avant son dépôt."
    )


def can_retirer(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Withdraw a request that no vote has decided."""
    return premier_refus(
        can_centre(fonction, demande.centre_id, le, HABILITEES), can_depuis(demande, "retirer")
    )
