"""The rights on opinions: who asks, who is asked, until when the answer may change."""

from datetime import date, datetime

from pacte.accord.models import Fonction, Qualite
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions.models import Avis, Demande, EtatAvis, LienAvis, NaturePiece, PieceDemande
from subventions.permissions.commun import can_agir, can_avant_decision
from subventions.permissions.lecture import can_etudier

QUALITES_AVIS = frozenset({Qualite.CONSEIL_CAF, Qualite.FINANCEUR, Qualite.FEDERATION})
PLUS_DEMANDE = refus("Cet avis n'est plus demandé.")
DEJA_RENDU = refus("Cet avis est déjà rendu.")


def can_demander_avis(fonction: Fonction, demande: Demande, le: date) -> Droit:
    """Ask other funders for their opinion on a request."""
    return can_etudier(fonction, demande, le)


def can_annuler_avis(fonction: Fonction, avis: Avis, le: date) -> Droit:
    """Say that an opinion is no longer asked: its links open nothing more."""
    return premier_refus(
        can_etudier(fonction, avis.demande, le),
        PLUS_DEMANDE if avis.etat_enum == EtatAvis.ANNULE else ACCORDE,
    )


def can_relancer_avis(fonction: Fonction, avis: Avis, le: date) -> Droit:
    """Write again to who has not answered."""
    return premier_refus(
        can_annuler_avis(fonction, avis, le),
        DEJA_RENDU if avis.etat_enum == EtatAvis.RENDU else ACCORDE,
    )


def can_repondre_avis(avis: Avis) -> Droit:
    """Whether an answer may still be given, or changed: until the decision or its withdrawal."""
    if avis.etat_enum == EtatAvis.ANNULE:
        return PLUS_DEMANDE
    return can_avant_decision(avis.demande)


def can_rendre_avis(fonction: Fonction, avis: Avis, le: date) -> Droit:
    """Give the opinion of one's own organisation, signed in."""
    if fonction.organisation_id != avis.organisation_id or fonction.qualite not in QUALITES_AVIS:
        return refus("Cet avis est demandé à un autre organisme.")
    return premier_refus(can_agir(fonction, le), can_repondre_avis(avis))


def can_ouvrir_lien(lien: LienAvis, maintenant: datetime) -> bool:
    """Whether a personal link still opens the page of its opinion."""
    return lien.is_utilisable(maintenant) and bool(can_repondre_avis(lien.avis))


def is_piece_partagee(avis: Avis, piece: PieceDemande) -> bool:
    """Whether who is asked reads this document: shared by the city, a bank statement never."""
    return (
        avis.avec_pieces and piece.demande_id == avis.demande_id and piece.nature != NaturePiece.RIB
    )
