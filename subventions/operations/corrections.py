"""Asking for a correction, answering it, lifting it: the part it names is open in between."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.versions import verifier_version
from subventions.envois import deja_envoye
from subventions.models import Correction, Demande, ObjetCorrection
from subventions.notifications import corrections as courriels
from subventions.operations.verrou import verrouiller
from subventions.permissions import (
    can_demander_correction,
    can_lever_correction,
    can_repondre_correction,
)


@transaction.atomic
def demander_correction(
    demande: Demande,
    *,
    par: Fonction,
    cle: uuid.UUID,
    objet: str,
    champ: str,
    motif: str,
    echeance: date,
) -> Correction:
    """Ask the centre to correct one part, or to join one document, by a day; tell the centre."""
    demande = verrouiller(demande)
    envoi = {"demande": demande, "objet": objet, "champ": champ, "motif": motif}
    existante = deja_envoye(Correction, cle, par, "demandee_par", **envoi)
    if existante is not None:
        return existante
    le = timezone.localdate()
    exiger(can_demander_correction(par, demande, le))
    if champ and objet != ObjetCorrection.PIECE:
        raise ValidationError({"champ": "Choisissez une pièce seulement pour une pièce."})
    correction = Correction(
        **envoi, date_demande=le, demandee_par=par, echeance=echeance, cle_idempotence=cle
    )
    correction.full_clean()
    correction.save()
    inscrire("demander_correction", objet=demande, par=par, motif=motif)
    courriels.demander(correction)
    return correction


def _verrouillee(correction: Correction) -> Correction:
    """The correction as it is stored, behind the lock of its request."""
    demande = verrouiller(correction.demande)
    relue = (
        Correction.objects.select_for_update(of=("self",))
        .select_related("demandee_par__personne", "demandee_par__organisation")
        .get(pk=correction.pk)
    )
    relue.demande = demande
    return relue


@transaction.atomic
def repondre_correction(
    correction: Correction, *, par: Fonction, version: int, reponse: str
) -> Correction:
    """Say that the correction is made: its part is locked again, the city is told."""
    correction = _verrouillee(correction)
    le = timezone.localdate()
    exiger(can_repondre_correction(par, correction.demande, correction, le))
    verifier_version(version, correction.version)
    correction.date_reponse, correction.reponse_par = le, par
    correction.reponse = reponse
    _enregistrer(correction, reponse)
    inscrire("repondre_correction", objet=correction.demande, par=par, motif=reponse)
    courriels.repondre(correction)
    return correction


@transaction.atomic
def lever_correction(correction: Correction, *, par: Fonction, version: int) -> Correction:
    """Say that the correction is done, or no longer needed."""
    correction = _verrouillee(correction)
    le = timezone.localdate()
    exiger(can_lever_correction(par, correction.demande, correction, le))
    verifier_version(version, correction.version)
    correction.date_levee, correction.levee_par = le, par
    _enregistrer(correction, "levée")
    inscrire(
        "lever_correction",
        objet=correction.demande,
        par=par,
        motif=correction.get_objet_display(),
    )
    courriels.lever(correction)
    return correction


@transaction.atomic
def redemander_correction(
    correction: Correction, *, par: Fonction, version: int, motif: str, echeance: date
) -> Correction:
    """Ask again: the answer does not suffice; the former one stays in the history."""
    correction = _verrouillee(correction)
    le = timezone.localdate()
    exiger(can_lever_correction(par, correction.demande, correction, le))
    verifier_version(version, correction.version)
    if not motif:
        raise ValidationError({"motif": "Dites ce qui est encore attendu."})
    if echeance < le:
        raise ValidationError({"echeance": "Choisissez une date à venir."})
    correction.motif, correction.echeance = motif, echeance
    correction.date_reponse = correction.reponse_par = None
    correction.reponse = ""
    _enregistrer(correction, "redemandée")
    inscrire("redemander_correction", objet=correction.demande, par=par, motif=motif)
    courriels.demander(correction)
    return correction


def _enregistrer(correction: Correction, raison: str) -> None:
    correction.version += 1
    correction._change_reason = raison[:100]
    correction.full_clean()
    correction.save()
