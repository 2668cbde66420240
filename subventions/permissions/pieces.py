"""The rights on a centre's file of documents, and on the documents of its requests."""

from datetime import date

from pacte.accord.models import Fonction
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.lectures.dossiers import HABILITEES
from subventions.models import Demande, ObjetCorrection, PieceCentre
from subventions.permissions.commun import REDACTION, RESERVE_CENTRE, can_agir, can_centre
from subventions.permissions.demandes import can_ecrire_partie


def can_lire_dossier(fonction: Fonction, centre_id: int, le: date) -> Droit:
    """Read the centre's file: its own people, whatever their quality, and nobody of the city."""
    if not fonction.is_centre or fonction.organisation_id != centre_id:
        return RESERVE_CENTRE
    return can_agir(fonction, le)


def can_tenir_dossier(fonction: Fonction, centre_id: int, le: date) -> Droit:
    """Add a document to the centre's file: those who write its requests."""
    if fonction.is_centre and fonction.organisation_id == centre_id:
        if fonction.qualite not in REDACTION:
            return refus("Votre qualité permet de lire le dossier du centre, pas de le tenir.")
        return can_agir(fonction, le)
    return RESERVE_CENTRE


def can_modifier_piece_centre(fonction: Fonction, piece: PieceCentre, le: date) -> Droit:
    """Replace a document of the file, complete its dates, put it aside."""
    return premier_refus(
        can_tenir_dossier(fonction, piece.centre_id, le),
        refus("Une version plus récente remplace ce document.")
        if piece.remplacee_par_id is not None
        else ACCORDE,
        refus("Ce document est retiré du dossier. Remettez-le d'abord.")
        if piece.date_retrait is not None
        else ACCORDE,
    )


def can_remettre_piece(fonction: Fonction, piece: PieceCentre, le: date) -> Droit:
    """Put back in the file a document that was put aside."""
    return premier_refus(
        can_tenir_dossier(fonction, piece.centre_id, le),
        refus("Ce document est déjà au dossier.") if piece.date_retrait is None else ACCORDE,
    )


def can_joindre_piece(fonction: Fonction, demande: Demande, le: date, champ: str = "") -> Droit:
    """Join a document to a draft, or take it off; after the deposit, where a correction asks for it.

    `champ` names the document: « attendue:PK » for one that the campaign asks for, « piece:PK » for
    one that is joined already.
    """
    return can_ecrire_partie(fonction, demande, ObjetCorrection.PIECE, le, champ)


def can_regler_centre(fonction: Fonction, centre_id: int, le: date) -> Droit:
    """Set what the centre decides for itself: its direction, presidency or treasury."""
    return can_centre(fonction, centre_id, le, HABILITEES)
