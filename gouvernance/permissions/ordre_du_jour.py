"""Who may do what about the agenda and the documents of a meeting, and why not."""

from datetime import date, timedelta

from gouvernance.models import (
    EtatProposition,
    EtatReunion,
    PieceReunion,
    PointRecurrent,
    PropositionPoint,
    Reunion,
)
from gouvernance.permissions.reunions import (
    SANS_FONCTION,
    can_preparer,
    etat_compte_rendu,
    is_avs_du_pacte,
    is_cote_organisateur,
    is_preparateur_centre,
)
from pacte.accord.models import Fonction, Instance, Organisation, Pacte, Portee
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ACCORDE, Droit, premier_refus, refus

A_VENIR = frozenset({EtatReunion.BROUILLON, EtatReunion.INVITEE})


def limite_documents(reunion: Reunion) -> date | None:
    """The last day to propose an item or to attach a document in time; None without a date."""
    if reunion.date_reunion is None:
        return None
    return reunion.date_reunion - timedelta(days=reunion.instance.delai_documents)


def _pas_annulee(reunion: Reunion) -> Droit:
    if reunion.etat == EtatReunion.ANNULEE:
        return refus("La réunion est annulée.")
    return ACCORDE


def _pas_definitif(reunion: Reunion) -> Droit:
    if etat_compte_rendu(reunion) == "definitif":
        return refus("Le compte rendu est définitif : plus rien n'en change.")
    return ACCORDE


# --- The agenda -------------------------------------------------------------------------------------


def can_marquer_a_reporter(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """The organiser's side says, once the meeting is held, what comes back at the next one."""
    tenue = (
        ACCORDE
        if reunion.etat == EtatReunion.TENUE
        else refus("Un point se reporte quand la réunion est tenue.")
    )
    return premier_refus(can_preparer(fonction, reunion, le), tenue)


def can_proposer(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """Whoever sees the meeting proposes items, until the day the documents are due."""
    if fonction is None:
        return SANS_FONCTION
    if is_cote_organisateur(fonction, reunion):
        return refus("Vous préparez cette réunion : modifiez directement l'ordre du jour.")
    if reunion.etat not in A_VENIR:
        return refus(f"La réunion est à l'état « {reunion.etat_enum.label} ».")
    limite = limite_documents(reunion)
    if limite is not None and le > limite:
        return refus(f"Les propositions étaient ouvertes jusqu'au {ecrire_jour_court(limite)}.")
    return ACCORDE


def can_examiner(fonction: Fonction | None, proposition: PropositionPoint, le: date) -> Droit:
    """The organiser's side takes a proposed item or sets it aside, while the agenda may change."""
    return premier_refus(
        can_preparer(fonction, proposition.reunion, le),
        _a_examiner(proposition),
        _pas_annulee(proposition.reunion),
        _pas_definitif(proposition.reunion),
    )


def can_retirer_proposition(
    fonction: Fonction | None, proposition: PropositionPoint, le: date
) -> Droit:
    """Its author withdraws a proposal that nobody has looked at yet."""
    if fonction is None:
        return SANS_FONCTION
    if fonction.personne_id != proposition.proposee_par.personne_id:
        return refus("Seule la personne qui a proposé ce point peut le retirer.")
    return _a_examiner(proposition)


def _a_examiner(proposition: PropositionPoint) -> Droit:
    if proposition.etat != EtatProposition.PROPOSEE:
        return refus(f"Cette proposition est déjà « {proposition.etat_enum.label} ».")
    return ACCORDE


def can_gerer_recurrents(fonction: Fonction | None, pacte: Pacte, le: date) -> Droit:
    """The service that runs the pact, and a centre's own people for its own meetings."""
    if fonction is None:
        return SANS_FONCTION
    if is_avs_du_pacte(fonction, pacte) or is_preparateur_centre(fonction):
        return ACCORDE
    return refus(
        "Les points récurrents sont gérés par le service de la Ville, "
        "ou par la direction ou les professionnels d'un centre."
    )


def can_ajouter_recurrent(
    fonction: Fonction | None,
    pacte: Pacte,
    instance: Instance,
    centre: Organisation | None,
    le: date,
) -> Droit:
    """An item for everybody is the service's; a centre adds some to its own bilateral meetings."""
    droit = can_gerer_recurrents(fonction, pacte, le)
    if not droit or fonction is None or is_avs_du_pacte(fonction, pacte):
        return droit
    a_soi = centre is not None and centre.pk == fonction.organisation_id
    if instance.portee == Portee.CENTRE and a_soi:
        return ACCORDE
    return refus("Vous gérez les points récurrents de votre centre seulement.")


def can_terminer_recurrent(fonction: Fonction | None, recurrent: PointRecurrent, le: date) -> Droit:
    """Whoever may add an item may say when it stops."""
    return premier_refus(
        can_ajouter_recurrent(fonction, recurrent.pacte, recurrent.instance, recurrent.centre, le),
        ACCORDE
        if recurrent.date_fin is None
        else refus(f"Ce point s'arrête le {ecrire_jour_court(recurrent.date_fin)}."),
    )


# --- Documents --------------------------------------------------------------------------------------


def can_joindre(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """The organiser's side and the centre's own people attach documents, until definitive minutes."""
    if fonction is None:
        return SANS_FONCTION
    a_joindre = is_cote_organisateur(fonction, reunion) or is_preparateur_centre(fonction)
    if not a_joindre:
        return refus(
            "Les documents sont joints par qui organise la réunion, "
            "ou par la direction ou les professionnels d'un centre."
        )
    return premier_refus(_pas_annulee(reunion), _pas_definitif(reunion))


def _a_moi(fonction: Fonction | None, piece: PieceReunion) -> Droit:
    if fonction is None:
        return SANS_FONCTION
    if is_cote_organisateur(fonction, piece.reunion):
        return ACCORDE
    if fonction.personne_id == piece.deposee_par.personne_id:
        return ACCORDE
    return refus("Ce document revient à qui l'a joint, ou à qui organise la réunion.")


def can_modifier_piece(fonction: Fonction | None, piece: PieceReunion, le: date) -> Droit:
    """Renaming, or attaching to another item: the organiser's side, or whoever attached it."""
    return premier_refus(_a_moi(fonction, piece), _en_place(piece), _pas_definitif(piece.reunion))


def can_retirer_piece(fonction: Fonction | None, piece: PieceReunion, le: date) -> Droit:
    """Withdrawing stays possible afterwards: a document may have been attached by mistake."""
    return premier_refus(_a_moi(fonction, piece), _en_place(piece))


def _en_place(piece: PieceReunion) -> Droit:
    if piece.date_retrait is not None:
        return refus(f"Ce document est retiré depuis le {ecrire_jour_court(piece.date_retrait)}.")
    return ACCORDE


def can_annoncer_pieces(fonction: Fonction | None, reunion: Reunion, le: date) -> Droit:
    """The organiser's side tells the people invited that documents were added, when it chooses."""
    a_annoncer = reunion.pieces.filter(date_retrait__isnull=True, date_annonce__isnull=True)
    return can_annoncer(fonction, reunion, le, a_annoncer.count())


def can_annoncer(fonction: Fonction | None, reunion: Reunion, le: date, nombre: int) -> Droit:
    """The same right, for a page that has already counted the `nombre` new documents."""
    if reunion.etat == EtatReunion.BROUILLON:
        etape = refus("Les documents sont annoncés après les invitations.")
    elif reunion.etat == EtatReunion.INVITEE:
        etape = ACCORDE
    else:
        etape = refus(f"La réunion est à l'état « {reunion.etat_enum.label} ».")
    nouvelles = ACCORDE if nombre else refus("Aucun document n'a été ajouté depuis l'envoi.")
    return premier_refus(can_preparer(fonction, reunion, le), etape, nouvelles)
