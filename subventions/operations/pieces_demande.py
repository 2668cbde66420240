"""The documents of a request, several at once, and what they change of a draft."""

from django.db import transaction

from pacte.accord.models import Fonction
from subventions.lectures.pieces import pieces_du_depot
from subventions.models import Demande, PieceDemande
from subventions.operations.pieces import joindre


@transaction.atomic
def reprendre_pieces(demande: Demande, *, par: Fonction) -> list[PieceDemande]:
    """Join every expected document that the centre's file holds and that is still good."""
    return [
        joindre(demande, par=par, piece_centre=piece.reprise, attendue=piece.attendue)
        for piece in pieces_du_depot(demande)
        if piece.reprise is not None
    ]
