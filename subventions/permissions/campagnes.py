"""Who sets a campaign, and what its days allow."""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus
from subventions import rules
from subventions.models import Campagne, DepotTardif, PieceAttendue, QuestionCampagne
from subventions.permissions.commun import can_avs


def can_gerer_campagnes(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Set a year's campaign: its days, kinds, documents and questions."""
    return can_avs(fonction, pacte, le)


def can_completer_campagne(fonction: Fonction, campagne: Campagne | None, le: date) -> Droit:
    """Set the kinds, documents and questions of a campaign that has its days."""
    if campagne is None:
        return refus("Fixez d'abord les dates de cette campagne.")
    return can_gerer_campagnes(fonction, campagne.pacte, le)


def can_reprendre_campagne(
    fonction: Fonction, pacte: Pacte, le: date, precedente: Campagne | None
) -> Droit:
    """Start a campaign from last year's."""
    return premier_refus(
        can_gerer_campagnes(fonction, pacte, le),
        refus("L'année d'avant n'a pas de campagne à reprendre.")
        if precedente is None
        else ACCORDE,
    )


def can_retirer_ligne(ligne: PieceAttendue | QuestionCampagne) -> Droit:
    """Ask no longer for a document or a question: not when a centre has already answered it."""
    if isinstance(ligne, QuestionCampagne) and ligne.reponses.exists():
        return refus("Un centre a déjà répondu à cette question : elle reste dans la campagne.")
    return ACCORDE


def can_commencer(campagne: Campagne | None, le: date) -> Droit:
    """Start a draft for a campaign: before its opening too, never once it takes nothing more."""
    if campagne is not None and le < campagne.date_ouverture:
        return ACCORDE
    return can_deposer_dans(campagne, le)


def can_deposer_dans(campagne: Campagne | None, le: date) -> Droit:
    """What the days of the campaign allow: from its opening on, and after its closing by its rule."""
    if campagne is None:
        return ACCORDE
    motif = rules.motif_cloture(
        le,
        campagne.date_ouverture,
        campagne.date_cloture,
        is_refuse=campagne.depot_tardif == DepotTardif.REFUSE,
    )
    if motif is None:
        return ACCORDE
    cause, jour = motif
    if cause == rules.PREPAREE:
        return refus(f"La campagne {campagne.exercice} ouvre le {ecrire_jour_court(jour)}.")
    return refus(
        f"La campagne {campagne.exercice} est close depuis le {ecrire_jour_court(jour)} : "
        "elle ne reçoit plus de demande. Parlez-en au service de la Ville."
    )
