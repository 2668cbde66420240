"""Reading documents: those that a request needs, those that a centre keeps, in constant queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from subventions import rules
from subventions.models import (
    Campagne,
    Demande,
    NaturePiece,
    PieceAttendue,
    PieceCentre,
    PieceDemande,
)
from subventions.workflow import EtatPiece


@dataclass(frozen=True, slots=True)
class PieceDuDepot:
    """A document that the campaign asks of a request: joined, ready in the centre's file, or missing.

    `jointe` is what the request holds; else `reprise` is the newest document of the file that is
    still good, and `perimee` the one that has to be renewed first.
    """

    attendue: PieceAttendue
    jointe: PieceDemande | None = None
    reprise: PieceCentre | None = None
    perimee: PieceCentre | None = None

    @property
    def is_jointe(self) -> bool:
        return self.jointe is not None

    @property
    def is_manquante(self) -> bool:
        """Whether it is required and not joined, even when the file holds it."""
        return self.attendue.obligatoire and self.jointe is None

    @property
    def champ(self) -> str:
        """Its name in a correction."""
        return f"attendue:{self.attendue.pk}"


def etat_de(piece: PieceCentre, le: date) -> EtatPiece:
    """How a document of the file stands on day `le`."""
    return EtatPiece(
        rules.etat_piece(
            le,
            valable_du=piece.valable_du,
            valable_jusqu_au=piece.valable_jusqu_au,
            exercice=piece.exercice,
        )
    )


def attendues_pour(campagne: Campagne | None, genre: str) -> QuerySet[PieceAttendue]:
    """What a campaign asks of the requests of a kind, in its order; nothing without a campaign."""
    return (
        PieceAttendue.objects.filter(Q(genre=genre) | Q(genre=""), campagne=campagne)
        .select_related("modele")
        .order_by("ordre", "pk")
    )


def attendues_manquantes(demande: Demande, campagne: Campagne) -> QuerySet[PieceAttendue]:
    """The documents without which a request is not deposited, and that it does not hold yet."""
    jointes = demande.pieces.filter(attendue__isnull=False).values("attendue")
    return attendues_pour(campagne, demande.genre).filter(obligatoire=True).exclude(pk__in=jointes)


def pieces_du_depot(demande: Demande, campagne: Campagne | None = None) -> list[PieceDuDepot]:
    """Return each expected document of the request's campaign, in its order: four queries at most.

    `campagne` spares its query when it is already read.
    """
    if campagne is None:
        campagne = Campagne.objects.filter(
            pacte=demande.pacte_id, exercice=demande.exercice
        ).first()
    attendues = list(attendues_pour(campagne, demande.genre))
    if not attendues:
        return []
    par_attendue = {
        jointe.attendue_id: jointe
        for jointe in demande.pieces.filter(attendue__isnull=False)
        .select_related("fichier", "piece_centre")
        .order_by("pk")
    }
    dossier = _dossier_par_nature(demande.centre_id, {a.nature for a in attendues})
    le = timezone.localdate()
    return [
        _lire(attendue, par_attendue.get(attendue.pk), dossier[attendue.nature], le)
        for attendue in attendues
    ]


def _dossier_par_nature(centre: int, natures: Iterable[str]) -> defaultdict[str, list[PieceCentre]]:
    dossier: defaultdict[str, list[PieceCentre]] = defaultdict(list)
    pieces = PieceCentre.objects.filter(centre=centre, nature__in=natures).en_cours()
    for piece in pieces.select_related("fichier").order_by("-pk"):
        dossier[piece.nature].append(piece)
    return dossier


def _lire(
    attendue: PieceAttendue,
    jointe: PieceDemande | None,
    dossier: Iterable[PieceCentre],
    le: date,
) -> PieceDuDepot:
    candidates = [
        piece
        for piece in dossier
        # « Autre » says nothing of what a document is: its name does.
        if attendue.nature != NaturePiece.AUTRE or piece.libelle == attendue.libelle
    ]
    bonnes = [piece for piece in candidates if rules.is_reutilisable(etat_de(piece, le))]
    # The latest year first: two approved accounts may stand side by side in the file.
    bonnes.sort(key=lambda piece: (piece.exercice or 0, piece.pk), reverse=True)
    return PieceDuDepot(
        attendue=attendue,
        jointe=jointe,
        reprise=bonnes[0] if bonnes and jointe is None else None,
        perimee=candidates[0] if candidates and not bonnes and jointe is None else None,
    )


def pieces_en_plus(demande: Demande) -> QuerySet[PieceDemande]:
    """The documents of a request that answer no expected one."""
    return (
        demande.pieces.filter(attendue__isnull=True)
        .select_related("fichier", "piece_centre")
        .order_by("pk")
    )


def ribs_des_centres(centres: Iterable[int], le: date) -> dict[int, PieceCentre]:
    """The newest bank statement good on day `le`, by centre; one query.

    Its IBAN is written whole in the finance department's export alone, once an award exists.
    """
    pieces = (
        PieceCentre.objects.filter(centre__in=list(centres), nature=NaturePiece.RIB)
        .exclude(iban="")
        .en_cours()
        .order_by("pk")
    )
    return {piece.centre_id: piece for piece in pieces if piece.is_valable(le)}
