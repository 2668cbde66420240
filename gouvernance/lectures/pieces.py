"""The documents of a meeting, as its pages and its file list them."""

from collections.abc import Iterable
from datetime import date

from gouvernance.models import PieceReunion, PointOrdreDuJour, Reunion
from gouvernance.permissions.ordre_du_jour import limite_documents
from gouvernance.rules import plan


def pieces_de(
    reunion: Reunion, points: Iterable[PointOrdreDuJour] | None = None
) -> list[PieceReunion]:
    """Return the documents in place, those of the whole meeting first, then in the agenda's order.

    Each one carries `numero`, the number of its item (""), and `tardive`. Whoever sees the meeting
    sees them all. `points` are the items when the page has read them already; else one more query.
    """
    lus = list(points) if points is not None else list(reunion.points.order_by("ordre"))
    rangs = {point.pk: (rang, point.numero) for rang, point in enumerate(plan.ordonner(lus), 1)}
    limite = limite_documents(reunion)
    pieces = list(
        reunion.pieces.filter(date_retrait__isnull=True).select_related(
            "fichier", "deposee_par__personne", "deposee_par__organisation"
        )
    )
    for piece in pieces:
        piece.reunion = reunion
        piece.numero = rangs.get(piece.point_id, (0, ""))[1] if piece.point_id else ""
        piece.tardive = is_tardive(piece, limite)
    return sorted(
        pieces,
        key=lambda piece: (
            rangs.get(piece.point_id, (0, ""))[0] if piece.point_id else 0,
            piece.date_depot,
            piece.pk,
        ),
    )


def is_tardive(piece: PieceReunion, limite: date | None) -> bool:
    """Whether a document came after the last day that leaves people the time to read it."""
    return limite is not None and piece.date_depot > limite
