"""The centre's file of documents as its page shows it, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date

from pacte.accord.models import Fonction, Organisation, Pacte
from subventions import rules
from subventions.lectures.pieces import etat_de
from subventions.models import Campagne, NaturePiece, PieceAttendue, PieceCentre
from subventions.permissions import can_modifier_piece_centre
from subventions.workflow import EtatPiece


@dataclass(frozen=True, slots=True)
class PieceLue:
    """A document of the file with its state, and its older versions, newest first."""

    piece: PieceCentre
    etat: EtatPiece
    anciennes: tuple[PieceCentre, ...]
    peut_modifier: bool

    @property
    def iban_masque(self) -> str:
        return rules.masquer_iban(self.piece.iban)


@dataclass(frozen=True, slots=True)
class DossierCentre:
    """The whole file: what it holds, what was put aside, what the campaign will ask and it lacks."""

    pieces: list[PieceLue]
    retirees: list[PieceCentre]
    campagne: Campagne | None
    manquantes: list[PieceAttendue]

    @property
    def a_renouveler(self) -> int:
        """How many documents still go with a request, and soon will not."""
        return sum(lue.etat == EtatPiece.A_RENOUVELER for lue in self.pieces)

    @property
    def phrase_a_renouveler(self) -> str:
        """The same in words."""
        nombre = self.a_renouveler
        return (
            f"{nombre} documents sont à renouveler" if nombre > 1 else "1 document est à renouveler"
        )


def campagne_a_venir(pacte: Pacte, le: date) -> Campagne | None:
    """The campaign that is open on day `le`, else the last one that opened; None without any."""
    return pacte.campagnes.filter(date_ouverture__lte=le).order_by("-exercice").first()


def lire_dossier(pacte: Pacte, centre: Organisation, fonction: Fonction, le: date) -> DossierCentre:
    """Read the file of a centre: three queries."""
    toutes = list(
        PieceCentre.objects.for_fonction(fonction)
        .filter(centre=centre)
        .select_related("fichier", "centre", "ajoutee_par__personne", "ajoutee_par__organisation")
        .order_by("-pk")
    )
    remplacees: dict[int, list[PieceCentre]] = {}
    for piece in toutes:
        if piece.remplacee_par_id is not None:
            remplacees.setdefault(piece.remplacee_par_id, []).append(piece)
    ordre = list(NaturePiece.values)
    actuelles = [p for p in toutes if p.remplacee_par_id is None and p.date_retrait is None]
    actuelles.sort(key=lambda p: (ordre.index(p.nature), -(p.exercice or 0), p.libelle))
    pieces = [
        PieceLue(
            piece,
            etat_de(piece, le),
            tuple(_lignee(piece.pk, remplacees)),
            bool(can_modifier_piece_centre(fonction, piece, le)),
        )
        for piece in actuelles
    ]
    campagne = campagne_a_venir(pacte, le)
    return DossierCentre(
        pieces,
        [p for p in toutes if p.remplacee_par_id is None and p.date_retrait is not None],
        campagne,
        _manquantes(campagne, pieces),
    )


def _lignee(pk: int, remplacees: dict[int, list[PieceCentre]]) -> list[PieceCentre]:
    """Every version that a document replaced, the newest first."""
    versions: list[PieceCentre] = []
    for ancienne in remplacees.get(pk, []):
        versions += [ancienne, *_lignee(ancienne.pk, remplacees)]
    return versions


def _manquantes(campagne: Campagne | None, pieces: list[PieceLue]) -> list[PieceAttendue]:
    """The required documents of the campaign that the file does not hold in a good state."""
    if campagne is None:
        return []
    bonnes = {lue.piece.nature for lue in pieces if rules.is_reutilisable(lue.etat)}
    attendues = campagne.pieces_attendues.filter(obligatoire=True).order_by("ordre", "pk")
    return [
        attendue
        for attendue in attendues
        if attendue.nature != NaturePiece.AUTRE and attendue.nature not in bonnes
    ]
