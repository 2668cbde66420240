"""Examining a request: who does it, since when it is complete, notes, messages, déports."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Personne
from pacte.documents.televersements import enregistrer_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.versions import verifier_version
from subventions.envois import attendre, deja_envoye
from subventions.lectures.sieges import personnes_des_deux_cotes
from subventions.models import Demande, Deport, MessageDemande, NoteInstruction
from subventions.notifications import echanges as courriels
from subventions.operations.verrou import verrouiller
from subventions.permissions import (
    can_ecrire_message,
    can_enregistrer_deport,
    can_etudier,
    can_noter,
)


@transaction.atomic
def prendre_instruction(demande: Demande, *, par: Fonction, version: int) -> Demande:
    """Become the person who examines the request, in the place of whoever did."""
    demande = verrouiller(demande)
    exiger(can_etudier(par, demande, timezone.localdate()))
    verifier_version(version, demande.version)
    if demande.instruite_par_id == par.pk:
        return demande
    demande.instruite_par = par
    _enregistrer(demande)
    inscrire("prendre_instruction", objet=demande, par=par)
    return demande


@transaction.atomic
def noter_completude(
    demande: Demande, *, par: Fonction, version: int, date_completude: date | None
) -> Demande:
    """Say since when the request is complete, or that it is not any more (no date)."""
    demande = verrouiller(demande)
    le = timezone.localdate()
    exiger(can_etudier(par, demande, le))
    verifier_version(version, demande.version)
    if date_completude is not None:
        if date_completude > le:
            raise ValidationError({"date_completude": "Cette date n'est pas encore passée."})
        if demande.date_depot and date_completude < demande.date_depot:
            raise ValidationError(
                {"date_completude": "Une demande n'est pas complète avant son dépôt."}
            )
    demande.date_completude = date_completude
    _enregistrer(demande)
    inscrire("noter_completude", objet=demande, par=par)
    return demande


def _enregistrer(demande: Demande) -> None:
    demande.version += 1
    demande.full_clean()
    demande.save()


@transaction.atomic
def ajouter_note(demande: Demande, *, par: Fonction, cle: uuid.UUID, texte: str) -> NoteInstruction:
    """Add a note, which nobody changes nor removes; the centre is told nothing."""
    existante = deja_envoye(NoteInstruction, cle, par, "auteur", demande=demande, texte=texte)
    if existante is not None:
        return existante
    demande = verrouiller(demande)
    exiger(can_noter(par, demande, timezone.localdate()))
    note = NoteInstruction(demande=demande, auteur=par, texte=texte, cle_idempotence=cle)
    note.full_clean()
    note.save()
    # The words stay out of the journal, which others read.
    inscrire("ajouter_note", objet=demande, par=par)
    return note


@transaction.atomic
def ecrire_message(
    demande: Demande,
    *,
    par: Fonction,
    cle: uuid.UUID,
    texte: str,
    fichier: UploadedFile | None = None,
) -> MessageDemande:
    """Write to the other side about a request, with a file if wanted; the other side is told."""
    existant = deja_envoye(MessageDemande, cle, par, "auteur", demande=demande, texte=texte)
    if existant is not None:
        return existant
    demande = verrouiller(demande)
    exiger(can_ecrire_message(par, demande, timezone.localdate()))
    message = MessageDemande(demande=demande, auteur=par, texte=texte, cle_idempotence=cle)
    if fichier is not None:
        message.fichier = enregistrer_fichier(fichier, compte=par.personne.compte_ouvert)
    message.full_clean()
    message.save()
    inscrire("ecrire_message", objet=demande, par=par)
    courriels.annoncer_message(message)
    return message


@transaction.atomic
def enregistrer_deport(
    demande: Demande, *, par: Fonction, cle: uuid.UUID, personne: Personne, jour: date, motif: str
) -> Deport:
    """Record that somebody of the city, who sits at the centre, does not take part.

    Sent twice, it is one déport: a person has one on a request.
    """
    attendre(cle)
    demande = verrouiller(demande)
    existant = Deport.objects.filter(demande=demande, personne=personne).first()
    if existant is not None and (existant.date_deport, existant.motif) == (jour, motif):
        return existant
    le = timezone.localdate()
    exiger(can_enregistrer_deport(par, demande, le))
    if jour > le:
        raise ValidationError({"date_deport": "Cette date n'est pas encore passée."})
    concernees = personnes_des_deux_cotes(demande.pacte.ville, [demande.centre_id], le)
    if personne.pk not in {fonction.personne_id for fonction in concernees}:
        raise ValidationError(
            {"personne": "Cette personne n'agit pas à la fois pour la Ville et pour le centre."}
        )
    deport = Deport(
        demande=demande, personne=personne, date_deport=jour, motif=motif, enregistre_par=par
    )
    deport.full_clean()
    deport.save()
    inscrire("enregistrer_deport", objet=demande, par=par, motif=str(personne))
    return deport
