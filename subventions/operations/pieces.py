"""Keeping a centre's documents once, and joining them to its requests."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation
from pacte.documents.televersements import enregistrer_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, Droit, exiger, refus
from pacte.socle.versions import verifier_version
from subventions import rules
from subventions.envois import attendre, deja_envoye
from subventions.lectures.pieces import etat_de
from subventions.models import (
    Demande,
    NaturePiece,
    PieceAttendue,
    PieceCentre,
    PieceDemande,
    ReglesCentre,
)
from subventions.operations.brouillons import annuler_confirmation
from subventions.operations.demandes import verrouiller
from subventions.permissions import (
    can_joindre_piece,
    can_modifier_piece_centre,
    can_regler_centre,
    can_remettre_piece,
    can_tenir_dossier,
)

CHAMPS = (
    "libelle",
    "exercice",
    "valable_du",
    "valable_jusqu_au",
    "titulaire",
    "iban",
    "bic",
)


@dataclass(frozen=True, slots=True)
class FichierApporte:
    """A file as somebody brings it: checked, named, with what it is and its dates (`CHAMPS`)."""

    fichier: UploadedFile
    nature: str
    libelle: str
    cle: uuid.UUID
    champs: Mapping[str, Any] | None = None


# --- The centre's file ---------------------------------------------------------------------------------
def _verrouillee(piece: PieceCentre) -> PieceCentre:
    return (
        PieceCentre.objects.select_for_update(of=("self",))
        .select_related("centre", "fichier")
        .get(pk=piece.pk)
    )


def _ecrire(piece: PieceCentre, champs: Mapping[str, Any]) -> None:
    for nom in CHAMPS:
        if nom in champs:
            setattr(piece, nom, champs[nom])
    if piece.nature != NaturePiece.RIB:
        piece.titulaire = piece.iban = piece.bic = ""
    piece.full_clean()
    piece.save()


@transaction.atomic
def ajouter_piece(*, par: Fonction, apport: FichierApporte) -> PieceCentre:
    """Add a document to the file of the acting centre; the same key sent twice adds one."""
    exiger(can_tenir_dossier(par, par.organisation_id, timezone.localdate()))
    existante = deja_envoye(
        PieceCentre, apport.cle, par, "ajoutee_par", nature=apport.nature, libelle=apport.libelle
    )
    return existante or _ajouter(par.organisation, par, apport)


def _ajouter(centre: Organisation, par: Fonction, apport: FichierApporte) -> PieceCentre:
    piece = PieceCentre(
        centre=centre,
        nature=apport.nature,
        libelle=apport.libelle,
        fichier=enregistrer_fichier(apport.fichier, compte=par.personne.compte_ouvert),
        ajoutee_par=par,
        cle_idempotence=apport.cle,
    )
    _ecrire(piece, {**(apport.champs or {}), "libelle": apport.libelle})
    inscrire("ajouter_piece_centre", objet=piece, par=par)
    return piece


@transaction.atomic
def remplacer_piece(piece: PieceCentre, *, par: Fonction, apport: FichierApporte) -> PieceCentre:
    """Put a newer version in the place of a document, which stays in the file, dated.

    The same key sent twice replaces once.
    """
    attendre(apport.cle)
    piece = _verrouillee(piece)
    deja = PieceCentre.objects.filter(cle_idempotence=apport.cle).first()
    if deja is not None and piece.remplacee_par_id == deja.pk and deja.ajoutee_par_id == par.pk:
        return deja
    exiger(can_modifier_piece_centre(par, piece, timezone.localdate()))
    return _remplacer(piece, par, apport)


def _remplacer(piece: PieceCentre, par: Fonction, apport: FichierApporte) -> PieceCentre:
    nouvelle = _ajouter(piece.centre, par, apport)
    piece.remplacee_par = nouvelle
    piece.version += 1
    piece.save()
    inscrire("remplacer_piece_centre", objet=piece, par=par)
    return nouvelle


@transaction.atomic
def modifier_piece_centre(
    piece: PieceCentre, *, par: Fonction, version: int, champs: Mapping[str, Any]
) -> PieceCentre:
    """Correct the name, the dates or the bank account of a document; its file does not change."""
    piece = _verrouillee(piece)
    exiger(can_modifier_piece_centre(par, piece, timezone.localdate()))
    verifier_version(version, piece.version)
    piece.version += 1
    _ecrire(piece, champs)
    inscrire("modifier_piece_centre", objet=piece, par=par)
    return piece


@transaction.atomic
def retirer_piece_centre(piece: PieceCentre, *, par: Fonction) -> PieceCentre:
    """Put a document aside; requests that joined it keep it. Asked twice, it is done once."""
    piece = _verrouillee(piece)
    le = timezone.localdate()
    exiger(can_tenir_dossier(par, piece.centre_id, le))
    if piece.date_retrait is not None:
        return piece
    exiger(can_modifier_piece_centre(par, piece, le))
    piece.date_retrait = le
    piece.version += 1
    piece.save()
    inscrire("retirer_piece_centre", objet=piece, par=par)
    return piece


@transaction.atomic
def remettre_piece_centre(piece: PieceCentre, *, par: Fonction) -> PieceCentre:
    """Put back in the file a document that was put aside."""
    piece = _verrouillee(piece)
    exiger(can_remettre_piece(par, piece, timezone.localdate()))
    piece.date_retrait = None
    piece.version += 1
    piece.save()
    inscrire("remettre_piece_centre", objet=piece, par=par)
    return piece


# --- The documents of a request --------------------------------------------------------------------------
def _exiger_joindre(par: Fonction, demande: Demande, *champs: str) -> None:
    """Require the right on the request, by any of the names that the document has in a correction."""
    le = timezone.localdate()
    droits: list[Droit] = [can_joindre_piece(par, demande, le, champ) for champ in champs]
    if not any(droits):
        raise ActeRefuse(droits[0])


def _champ(attendue: PieceAttendue | None) -> str:
    return f"attendue:{attendue.pk}" if attendue is not None else "autre"


def _verifier_attendue(demande: Demande, attendue: PieceAttendue | None) -> None:
    """A document answers what its own campaign asks of its own kind."""
    if attendue is None:
        return
    campagne = attendue.campagne
    mienne = (campagne.pacte_id, campagne.exercice) == (demande.pacte_id, demande.exercice)
    if not mienne or attendue.genre not in {"", demande.genre}:
        raise ActeRefuse(refus("Ce document n'est pas attendu pour cette demande."))


def _placer(
    demande: Demande, attendue: PieceAttendue | None, par: Fonction, **champs: Any
) -> PieceDemande:
    """Join one file: it takes the place of what answered the same expected document."""
    deja = demande.pieces.filter(fichier=champs["fichier"]).first()
    if deja is not None:
        if attendue is not None and deja.attendue_id is None:
            deja.attendue = attendue
            deja.save()
        return deja
    if attendue is not None:
        for ancienne in demande.pieces.filter(attendue=attendue):
            ancienne._change_reason = f"remplacée par {champs['libelle']}"[:100]
            ancienne.delete()
    jointe = PieceDemande(demande=demande, attendue=attendue, **champs)
    jointe.full_clean()
    jointe.save()
    annuler_confirmation(demande, par=par)
    inscrire("joindre_piece_demande", objet=demande, par=par, motif=jointe.libelle)
    return jointe


@transaction.atomic
def joindre(
    demande: Demande,
    *,
    par: Fonction,
    piece_centre: PieceCentre,
    attendue: PieceAttendue | None = None,
) -> PieceDemande:
    """Join a document of the centre's file to its request; asked twice, it is joined once.

    It takes the place of what already answered `attendue`. Raises ActeRefuse for another centre's
    document, one put aside or replaced, or one that is no longer good.
    """
    demande = verrouiller(demande)
    _exiger_joindre(par, demande, _champ(attendue))
    _verifier_attendue(demande, attendue)
    piece = _verrouillee(piece_centre)
    if piece.centre_id != demande.centre_id:
        raise ActeRefuse(refus("Ce document n'est pas au dossier de ce centre."))
    if piece.date_retrait is not None or piece.remplacee_par_id is not None:
        raise ActeRefuse(
            refus("Ce document n'est plus au dossier. Choisissez sa version actuelle.")
        )
    if not rules.is_reutilisable(etat_de(piece, timezone.localdate())):
        raise ActeRefuse(refus("Ce document n'est pas valable aujourd'hui. Apportez le nouveau."))
    if attendue is not None and attendue.nature != piece.nature:
        raise ActeRefuse(refus("Ce document n'est pas celui qui est attendu."))
    return _placer(
        demande,
        attendue,
        par,
        fichier=piece.fichier,
        libelle=piece.libelle,
        nature=piece.nature,
        piece_centre=piece,
    )


def _empreinte(fichier: UploadedFile) -> str:
    condensat = hashlib.sha256()
    fichier.seek(0)
    for bloc in fichier.chunks():
        condensat.update(bloc)
    fichier.seek(0)
    return condensat.hexdigest()


@transaction.atomic
def joindre_fichier(
    demande: Demande,
    *,
    par: Fonction,
    apport: FichierApporte,
    attendue: PieceAttendue | None = None,
    garder_au_dossier: bool = False,
) -> PieceDemande:
    """Join a file brought for the request; the same bytes for the same place are joined once.

    `garder_au_dossier` also keeps it in the centre's file, in the place of a document of the same
    nature that is no longer good. Raises ValidationError when the file or its dates are refused.
    """
    attendre(apport.cle)
    demande = verrouiller(demande)
    _exiger_joindre(par, demande, _champ(attendue))
    _verifier_attendue(demande, attendue)
    if attendue is not None and attendue.nature != apport.nature:
        raise ValidationError("Ce document n'est pas celui qui est attendu.")
    pareille = demande.pieces.filter(
        fichier__sha256=_empreinte(apport.fichier), attendue=attendue
    ).first()
    if pareille is not None:
        return pareille
    if garder_au_dossier:
        exiger(can_tenir_dossier(par, demande.centre_id, timezone.localdate()))
        gardee = _garder(demande.centre, par, apport)
        fichier, piece_centre = gardee.fichier, gardee
    else:
        fichier = enregistrer_fichier(apport.fichier, compte=par.personne.compte_ouvert)
        piece_centre = None
    return _placer(
        demande,
        attendue,
        par,
        fichier=fichier,
        libelle=apport.libelle,
        nature=apport.nature,
        piece_centre=piece_centre,
    )


def _garder(centre: Organisation, par: Fonction, apport: FichierApporte) -> PieceCentre:
    """Keep a file in the centre's file, replacing the document that it renews."""
    le = timezone.localdate()
    anciennes = (
        PieceCentre.objects.select_for_update(of=("self",))
        .filter(centre=centre, nature=apport.nature)
        .en_cours()
        .select_related("centre")
        .order_by("-pk")
    )
    if apport.nature == NaturePiece.AUTRE:
        anciennes = anciennes.filter(libelle=apport.libelle)
    perimee = next(
        (piece for piece in anciennes if not rules.is_reutilisable(etat_de(piece, le))), None
    )
    return _remplacer(perimee, par, apport) if perimee else _ajouter(centre, par, apport)


@transaction.atomic
def retirer_piece(piece: PieceDemande, *, par: Fonction) -> None:
    """Take a document off a request; it stays in the centre's file when it came from there."""
    demande = verrouiller(piece.demande)
    presente = demande.pieces.filter(pk=piece.pk).first()
    if presente is None:
        return
    _exiger_joindre(par, demande, f"piece:{presente.pk}", _champ(presente.attendue))
    presente._change_reason = "retirée de la demande"
    presente.delete()
    annuler_confirmation(demande, par=par)
    inscrire("retirer_piece_demande", objet=demande, par=par, motif=presente.libelle)


# --- What the centre decides for itself ------------------------------------------------------------------
@transaction.atomic
def regler_centre(
    centre: Organisation, *, par: Fonction, version: int, confirmation_requise: bool
) -> ReglesCentre:
    """Set whether the presidency or the treasury confirms before a deposit."""
    exiger(can_regler_centre(par, centre.pk, timezone.localdate()))
    # Two first settings at once: the second waits, then is refused by its version.
    Organisation.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    regles = ReglesCentre.objects.select_for_update(of=("self",)).filter(centre=centre).first()
    if regles is None:
        regles = ReglesCentre(centre=centre)
    verifier_version(version, regles.version)
    regles.confirmation_requise = confirmation_requise
    regles.version += 1
    regles.full_clean()
    regles.save()
    inscrire("regler_centre", objet=regles, par=par)
    return regles
