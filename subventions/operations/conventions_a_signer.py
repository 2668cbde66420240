"""A convention from its first words to the document that both sides sign on paper."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.versions import verifier_version
from subventions import notifications, pdf, rules
from subventions.envois import deja_envoye
from subventions.lectures.conventions import clauses_lues
from subventions.lectures.dossiers import centres_du_pacte
from subventions.models import Convention, Demande
from subventions.permissions import (
    can_preparer_convention,
    can_rediger_convention,
    can_reprendre_convention,
)
from subventions.retours.code import nouveau_code


def verrouiller_convention(convention: Convention) -> Convention:
    """Return the convention as it is stored, locked until the end of the transaction."""
    return (
        Convention.objects.select_for_update(of=("self",))
        .select_related("pacte__ville", "pacte__deliberation", "centre", "demande__pacte__ville")
        .get(pk=convention.pk)
    )


@transaction.atomic
def preparer_convention(
    pacte: Pacte,
    *,
    par: Fonction,
    cle: uuid.UUID,
    centre: Organisation,
    demande: Demande | None,
    champs: Mapping[str, Any],
) -> Convention:
    """Start a convention that the portal writes; the same key sent twice makes one."""
    exiger(can_preparer_convention(par, pacte, timezone.localdate()))
    existante = deja_envoye(
        Convention, cle, par, "enregistree_par", pacte=pacte, reference=champs["reference"]
    )
    if existante is not None:
        return existante
    if centre not in centres_du_pacte(pacte):
        raise ValidationError({"centre": "Ce centre n'est pas partie au pacte."})
    if demande is not None and (demande.pacte_id, demande.centre_id) != (pacte.pk, centre.pk):
        raise ValidationError("Cette demande n'est pas de ce centre.")
    convention = Convention(
        pacte=pacte,
        centre=centre,
        demande=demande,
        enregistree_par=par,
        cle_idempotence=cle,
        **champs,
    )
    convention.full_clean()
    convention.save()
    inscrire("preparer_convention", objet=convention, par=par)
    return convention


@transaction.atomic
def rediger_convention(
    convention: Convention, *, par: Fonction, version: int, champs: Mapping[str, Any]
) -> Convention:
    """Save the articles; raises ConflitDeVersion when somebody saved them meanwhile."""
    convention = verrouiller_convention(convention)
    exiger(can_rediger_convention(par, convention, timezone.localdate()))
    verifier_version(version, convention.version)
    for nom, valeur in champs.items():
        setattr(convention, nom, valeur)
    convention.version += 1
    convention.full_clean()
    convention.save()
    inscrire("rediger_convention", objet=convention, par=par)
    return convention


@transaction.atomic
def generer_convention(convention: Convention, *, par: Fonction, version: int) -> Convention:
    """Make the document to sign, sealed, with its code; asked again, it gives the one that exists.

    Raises ValidationError naming each clause that is missing or not read over.
    """
    convention = verrouiller_convention(convention)
    exiger(can_preparer_convention(par, convention.pacte, timezone.localdate()))
    if convention.document_id is not None:
        return convention
    exiger(can_rediger_convention(par, convention, timezone.localdate()))
    verifier_version(version, convention.version)
    manquantes = rules.clauses_manquantes(clauses_lues(convention))
    if manquantes:
        raise ValidationError([f"La convention ne peut pas être faite. {p}" for p in manquantes])
    convention.code_retour = nouveau_code()
    convention.document, convention.nombre_pages = pdf.sceller_convention(
        convention, convention.code_retour, timezone.localdate()
    )
    convention.version += 1
    convention.full_clean()
    convention.save()
    inscrire("generer_convention", objet=convention, par=par)
    notifications.annoncer_convention_a_signer(convention)
    return convention


@transaction.atomic
def reprendre_convention(convention: Convention, *, par: Fonction, motif: str) -> Convention:
    """Take a document that nobody has signed back to its preparation, with the reason.

    The sealed document stays stored; its code opens nothing any more.
    """
    convention = verrouiller_convention(convention)
    has_retour = convention.retours.exists()
    exiger(can_reprendre_convention(par, convention, timezone.localdate(), has_retour=has_retour))
    convention.document, convention.code_retour, convention.nombre_pages = None, "", None
    convention.version += 1
    convention._change_reason = motif[:100]
    convention.full_clean()
    convention.save()
    inscrire("reprendre_convention", objet=convention, par=par, motif=motif)
    return convention
