"""Recording conventions and what happens to them."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.documents.televersements import enregistrer_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.versions import verifier_version
from subventions.envois import deja_envoye
from subventions.lectures.dossiers import centres_du_pacte
from subventions.models import Convention
from subventions.operations.instruction import refuser_avenir
from subventions.permissions import can_enregistrer_convention, can_modifier_convention


@transaction.atomic
def enregistrer_convention(
    pacte: Pacte,
    *,
    par: Fonction,
    cle: uuid.UUID,
    centre: Organisation,
    champs: Mapping[str, Any],
    fichier: UploadedFile | None = None,
) -> Convention:
    """Record a convention, signed or on its way, with its scan when there is one."""
    exiger(can_enregistrer_convention(par, pacte, timezone.localdate()))
    existante = deja_envoye(
        Convention,
        cle,
        par,
        "enregistree_par",
        pacte=pacte,
        centre=centre,
        reference=champs["reference"],
    )
    if existante is not None:
        return existante
    if centre not in centres_du_pacte(pacte):
        raise ValidationError({"centre": "Ce centre n'est pas partie au pacte."})
    convention = Convention(
        pacte=pacte, centre=centre, enregistree_par=par, cle_idempotence=cle, **champs
    )
    _enregistrer(convention, par, fichier)
    inscrire("enregistrer_convention", objet=convention, par=par)
    return convention


@transaction.atomic
def modifier_convention(
    convention: Convention,
    *,
    par: Fonction,
    version: int,
    champs: Mapping[str, Any],
    fichier: UploadedFile | None = None,
) -> Convention:
    """Complete a convention: signatures, scan, termination."""
    convention = (
        Convention.objects.select_for_update(of=("self",))
        .select_related("pacte", "centre")
        .get(pk=convention.pk)
    )
    exiger(can_modifier_convention(par, convention, timezone.localdate()))
    verifier_version(version, convention.version)
    for nom, valeur in champs.items():
        setattr(convention, nom, valeur)
    convention.version += 1
    _enregistrer(convention, par, fichier)
    inscrire("modifier_convention", objet=convention, par=par)
    return convention


def _enregistrer(convention: Convention, par: Fonction, fichier: UploadedFile | None) -> None:
    refuser_avenir(
        date_signature_ville=convention.date_signature_ville,
        date_signature_centre=convention.date_signature_centre,
        date_notification_resiliation=convention.date_notification_resiliation,
    )
    if fichier is not None:
        convention.fichier = enregistrer_fichier(fichier, compte=par.personne.compte_ouvert)
    convention.full_clean()
    convention.save()
