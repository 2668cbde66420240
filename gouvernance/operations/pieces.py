"""The documents of a meeting: attached, named, moved to another item, withdrawn, announced."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from gouvernance.models import PieceReunion, PointOrdreDuJour, Reunion
from gouvernance.notifications import ordre_du_jour as notifications
from gouvernance.operations.verrou import verrouiller
from gouvernance.permissions import ordre_du_jour as droits
from pacte.accord.models import Fonction
from pacte.documents.televersements import enregistrer_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import CleDejaUtilisee


@dataclass(frozen=True, slots=True)
class PieceApportee:
    """A document as somebody brings it: a checked file, its name, its item (None: the meeting)."""

    fichier: Any
    titre: str
    cle: uuid.UUID
    point: PointOrdreDuJour | None = None


@transaction.atomic
def joindre_piece(reunion: Reunion, *, par: Fonction, piece: PieceApportee) -> PieceReunion:
    """Attach a document; return it, or the one that this key attached already.

    Raises CleDejaUtilisee when the key attached something to another meeting.
    """
    reunion = verrouiller(reunion)
    deja = PieceReunion.objects.filter(cle_idempotence=piece.cle).first()
    if deja is not None:
        if (deja.reunion_id, deja.deposee_par_id) != (reunion.pk, par.pk):
            raise CleDejaUtilisee
        return deja
    exiger(droits.can_joindre(par, reunion, timezone.localdate()))
    _verifier_point(reunion, piece.point)
    ligne = PieceReunion(
        reunion=reunion,
        point=piece.point,
        fichier=enregistrer_fichier(piece.fichier, compte=par.personne.compte_ouvert),
        titre=piece.titre,
        deposee_par=par,
        date_depot=timezone.localdate(),
        cle_idempotence=piece.cle,
    )
    ligne.save()
    inscrire("joindre_piece", objet=reunion, par=par, motif=ligne.titre)
    return ligne


def _verifier_point(reunion: Reunion, point: PointOrdreDuJour | None) -> None:
    if point is not None and point.reunion_id != reunion.pk:
        raise ActeRefuse(refus("Ce point n'est pas de cette réunion."))


def _verrouillee(piece: PieceReunion) -> PieceReunion:
    reunion = verrouiller(piece.reunion)
    ligne = PieceReunion.objects.select_related("deposee_par", "fichier").get(pk=piece.pk)
    ligne.reunion = reunion
    return ligne


@transaction.atomic
def modifier_piece(
    piece: PieceReunion, *, par: Fonction, titre: str, point: PointOrdreDuJour | None
) -> None:
    """Give a document another name, or another item; its file does not change."""
    piece = _verrouillee(piece)
    exiger(droits.can_modifier_piece(par, piece, timezone.localdate()))
    _verifier_point(piece.reunion, point)
    if (piece.titre, piece.point_id) == (titre, point.pk if point else None):
        return
    piece.titre, piece.point = titre, point
    piece.save()
    inscrire("modifier_piece", objet=piece.reunion, par=par, motif=titre)


@transaction.atomic
def retirer_piece(piece: PieceReunion, *, par: Fonction, motif: str) -> None:
    """Withdraw a document: nobody opens it any more; the line and the file stay as a proof."""
    piece = _verrouillee(piece)
    exiger(droits.can_retirer_piece(par, piece, timezone.localdate()))
    piece.date_retrait = timezone.localdate()
    piece._change_reason = motif[:100] or None
    piece.save()
    suite = f" : {motif}" if motif else ""
    inscrire("retirer_piece", objet=piece.reunion, par=par, motif=f"{piece.titre}{suite}")


@transaction.atomic
def annoncer_pieces(reunion: Reunion, *, par: Fonction) -> int:
    """Tell the people invited which documents were added since the last time; return how many."""
    reunion = verrouiller(reunion)
    le = timezone.localdate()
    exiger(droits.can_annoncer_pieces(par, reunion, le))
    nouvelles = list(
        reunion.pieces.filter(date_retrait__isnull=True, date_annonce__isnull=True).order_by("pk")
    )
    prevenues = notifications.annoncer_pieces(reunion, nouvelles)
    for piece in nouvelles:
        piece.date_annonce = le
        piece.save()
    inscrire("annoncer_pieces", objet=reunion, par=par, motif=f"{prevenues} personnes prévenues")
    return prevenues
