"""What a correction unlocks: the part it names, for the centre, until the centre has answered."""

from collections.abc import Iterable
from datetime import date

from pacte.accord.models import Fonction
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.models import Correction, Demande, EtatCorrection, ObjetCorrection
from subventions.permissions.commun import REDACTION, can_avant_decision, can_centre
from subventions.permissions.lecture import can_etudier

PAS_DE_CORRECTION = refus("La Ville n'a pas demandé de correction sur cette partie de la demande.")


def corrections_attendues(demande: Demande) -> list[Correction]:
    """The corrections that wait for the centre: one query, none when they are prefetched."""
    return [
        correction
        for correction in demande.corrections.all()
        if correction.etat_enum == EtatCorrection.ATTENDUE
    ]


def parties_ouvertes(demande: Demande) -> frozenset[str]:
    """The parts (`ObjetCorrection`) that the centre may write again after the deposit."""
    return frozenset(correction.objet for correction in corrections_attendues(demande))


def pieces_ouvertes(demande: Demande) -> frozenset[str]:
    """Which documents: « attendue:PK », « piece:PK », or an empty string for any of them."""
    return frozenset(
        correction.champ
        for correction in corrections_attendues(demande)
        if correction.objet == ObjetCorrection.PIECE
    )


def can_corriger(
    fonction: Fonction,
    demande: Demande,
    objet: str,
    le: date,
    champ: str = "",
    *,
    ouvertes: Iterable[Correction] | None = None,
) -> Droit:
    """Write again the part `objet` of a deposited request; `champ` names one document.

    `ouvertes` are the awaited corrections when they are read already.
    """
    droit = premier_refus(
        can_centre(fonction, demande.centre_id, le, REDACTION), can_avant_decision(demande)
    )
    if not droit:
        return droit
    lues = corrections_attendues(demande) if ouvertes is None else ouvertes
    champs = {correction.champ for correction in lues if correction.objet == objet}
    if not champs:
        return PAS_DE_CORRECTION
    if objet == ObjetCorrection.PIECE and champ and not {champ, ""} & champs:
        return PAS_DE_CORRECTION
    return ACCORDE


def can_repondre_correction(
    fonction: Fonction, demande: Demande, correction: Correction, le: date
) -> Droit:
    """Say that a correction is done: its part is locked again, the city checks."""
    return premier_refus(
        can_centre(fonction, demande.centre_id, le, REDACTION),
        can_avant_decision(demande),
        ACCORDE
        if correction.etat_enum == EtatCorrection.ATTENDUE
        else refus("Cette correction n'attend plus de réponse du centre."),
    )


def can_demander_correction(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Ask the centre for a correction, from the deposit to the decision."""
    return can_etudier(fonction, demande, le)


def can_lever_correction(
    fonction: Fonction, demande: Demande, correction: Correction, le: date
) -> Droit:
    """Say that a correction is done, answered or no longer needed, or ask for it again."""
    return premier_refus(
        can_etudier(fonction, demande, le),
        ACCORDE
        if correction.etat_enum != EtatCorrection.LEVEE
        else refus("Cette correction est déjà levée."),
    )
