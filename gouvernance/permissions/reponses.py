"""Who may answer an invitation, for whom, and until when; who may send it again."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from gouvernance.models import (
    ETATS_PARTAGES,
    CompteRendu,
    EtatReunion,
    LienPersonnel,
    Participation,
    PieceReunion,
    PorteurLien,
    ReponseInvitation,
    Reunion,
)
from gouvernance.permissions.reunions import SANS_FONCTION, can_preparer
from pacte.accord.models import Fonction
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus

# Once the meeting is announced, and as long as what it said can be read.
ETATS_OUVERTS_PAR_LIEN = frozenset({EtatReunion.INVITEE, EtatReunion.TENUE})


def _avant_le_debut(reunion: Reunion, maintenant: datetime) -> Droit:
    """An answer is given and changed until the meeting starts."""
    if reunion.etat == EtatReunion.BROUILLON:
        return refus("Les invitations ne sont pas encore parties.")
    if reunion.etat == EtatReunion.ANNULEE:
        return refus("La réunion est annulée : aucune réponse n'est attendue.")
    if reunion.etat == EtatReunion.TENUE or reunion.debut is None or reunion.debut <= maintenant:
        return refus("La réunion a commencé : les réponses sont closes.")
    return ACCORDE


def can_repondre(
    fonction: Fonction | None, participation: Participation, maintenant: datetime
) -> Droit:
    """Everybody answers for herself alone, in whichever of her functions she was invited."""
    if fonction is None:
        return SANS_FONCTION
    if fonction.personne_id != participation.fonction.personne_id:
        return refus("Cette invitation est celle d'une autre personne.")
    return _avant_le_debut(participation.reunion, maintenant)


def can_repondre_par_lien(lien: LienPersonnel, maintenant: datetime) -> Droit:
    """Whoever holds the link answers: the person, her secretariat for her, who represents her."""
    return premier_refus(
        _avant_le_debut(lien.participation.reunion, maintenant), _represente_encore(lien)
    )


def _represente_encore(lien: LienPersonnel) -> Droit:
    """Whoever was named answers as long as she is named; a moved meeting leaves her named."""
    participation = lien.participation
    remplacee = participation.reponse not in {
        ReponseInvitation.REPRESENTEE,
        ReponseInvitation.ATTENDUE,
    }
    if lien.porteur == PorteurLien.REPRESENTANT and remplacee:
        return refus("Vous ne représentez plus cette personne.")
    return ACCORDE


def can_se_faire_representer(lien: LienPersonnel) -> bool:
    """Whether the holder may name somebody: not whoever was named herself."""
    return lien.porteur != PorteurLien.REPRESENTANT


def can_suivre_reponses(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """The organiser's side reads who received what, and who answered."""
    return can_preparer(fonction, reunion, le)


def can_noter_reponse(fonction: Fonction | None, reunion: Reunion, maintenant: datetime) -> Droit:
    """The organiser's side notes an answer received by telephone or by word of mouth."""
    return premier_refus(
        can_preparer(fonction, reunion, timezone.localdate(maintenant)),
        _avant_le_debut(reunion, maintenant),
    )


def can_renvoyer(fonction: Fonction | None, reunion: Reunion, maintenant: datetime) -> Droit:
    """The organiser's side sends one person her invitation again, with a new link."""
    return premier_refus(
        can_preparer(fonction, reunion, timezone.localdate(maintenant)),
        _avant_le_debut(reunion, maintenant),
    )


def can_relancer(
    fonction: Fonction | None,
    reunion: Reunion,
    maintenant: datetime,
    participations: Iterable[Participation],
) -> Droit:
    """The organiser's side reminds those who have not answered; at most once a day each."""
    le = timezone.localdate(maintenant)
    return premier_refus(
        can_preparer(fonction, reunion, le),
        _avant_le_debut(reunion, maintenant),
        _quelqu_un_a_relancer(participations, le),
    )


def _quelqu_un_a_relancer(participations: Iterable[Participation], le: date) -> Droit:
    silencieuses = [p for p in participations if is_en_attente(p)]
    if not silencieuses:
        return refus("Personne n'est à relancer par courriel.")
    if not any(is_a_relancer(p, le) for p in silencieuses):
        return refus("Une relance est déjà partie aujourd'hui.")
    return ACCORDE


def is_en_attente(participation: Participation) -> bool:
    """Whether the person received an invitation by mail and has not answered."""
    return participation.reponse == ReponseInvitation.ATTENDUE and bool(
        participation.courriel_id or participation.courriel_secretariat_id
    )


def is_a_relancer(participation: Participation, le: date) -> bool:
    """Whether a reminder may leave today: awaited, and not reminded today already."""
    derniere = participation.relance_le
    return is_en_attente(participation) and (derniere is None or timezone.localdate(derniere) < le)


# --- What a link reads -------------------------------------------------------------


def can_ouvrir_par_lien(lien: LienPersonnel, maintenant: datetime) -> Droit:
    """Whether the link opens the page of its meeting; the visitor is not told why it does not."""
    participation = lien.participation
    if not lien.is_utilisable(maintenant):
        return refus("Le lien est expiré ou révoqué.")
    if participation.reunion.etat not in ETATS_OUVERTS_PAR_LIEN:
        return refus("La réunion n'est pas annoncée.")
    return _represente_encore(lien)


def can_lire_compte_rendu_par_lien(compte_rendu: CompteRendu | None) -> Droit:
    """A link reads minutes once they are submitted: never a text being written."""
    if compte_rendu is None or compte_rendu.etat not in ETATS_PARTAGES:
        return refus("Le compte rendu n'est pas encore soumis.")
    return ACCORDE


def can_lire_piece_par_lien(lien: LienPersonnel, piece: PieceReunion) -> Droit:
    """A link reads the documents of its own meeting that were not withdrawn."""
    if piece.reunion_id != lien.participation.reunion_id:
        return refus("Ce document est celui d'une autre réunion.")
    if piece.date_retrait is not None:
        return refus("Ce document a été retiré.")
    return ACCORDE
