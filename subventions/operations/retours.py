"""A signed convention comes back as a scan: read, confirmed by somebody, attached with its dates."""

import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Pacte
from pacte.documents.models import Fichier
from pacte.documents.televersements import (
    confirmer_en_attente,
    enregistrer_fichier,
    mettre_en_attente,
)
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from subventions.envois import attendre
from subventions.models import RetourConvention
from subventions.operations.conventions_a_signer import verrouiller_convention
from subventions.operations.jours import refuser_avenir
from subventions.permissions import can_modifier_convention, can_recevoir_retours
from subventions.retours.lecture import Lecture, RetourVoulu, extraire, lire_pages

PDF = "application/pdf"


@transaction.atomic
def deposer_retour(
    pacte: Pacte, *, par: Fonction, cle: uuid.UUID, fichier: UploadedFile
) -> Lecture:
    """Put a scan to wait and read the codes of its pages: no row names it before the confirmation."""
    exiger(can_recevoir_retours(par, pacte, timezone.localdate()))
    attendre(cle)
    lecture = lire_pages(mettre_en_attente(fichier), pacte)
    lues = sum(cle_lue is not None for cle_lue in lecture.conventions)
    inscrire(
        "deposer_retour",
        objet=pacte,
        par=par,
        pacte_code=pacte.code,
        motif=f"{len(lecture.conventions)} pages, {lues} reconnues",
    )
    return lecture


@transaction.atomic
def confirmer_retour(
    pacte: Pacte, lecture: Lecture, *, par: Fonction, retours: Sequence[RetourVoulu]
) -> list[RetourConvention]:
    """Attach the pages of a scan to their conventions, with the days of the signatures.

    Sent again, it gives the rows that exist. Raises ValidationError for a day to come, for a page
    given to two conventions, or for a convention of another pact.
    """
    exiger(can_recevoir_retours(par, pacte, timezone.localdate()))
    rangs = [rang for voulu in retours for rang in voulu.pages]
    if len(set(rangs)) != len(rangs) or not set(rangs) <= set(
        range(1, len(lecture.conventions) + 1)
    ):
        raise ValidationError("Une page va à une seule convention.")
    scan = confirmer_en_attente(lecture.fichier, compte=par.personne.compte_ouvert)
    faits = []
    for voulu in sorted(retours, key=lambda r: r.convention.pk):
        faits.append(_attacher(pacte, lecture, scan, voulu, par))
    return faits


def _attacher(
    pacte: Pacte, lecture: Lecture, scan: Fichier, voulu: RetourVoulu, par: Fonction
) -> RetourConvention:
    convention = verrouiller_convention(voulu.convention)
    if convention.pacte_id != pacte.pk:
        raise ValidationError("Cette convention n'est pas de ce pacte.")
    existant = convention.retours.filter(fichier=scan).first()
    if existant is not None:
        return existant
    exiger(can_modifier_convention(par, convention, timezone.localdate()))
    signatures = {
        "date_signature_ville": voulu.date_signature_ville,
        "date_signature_centre": voulu.date_signature_centre,
    }
    refuser_avenir(**signatures)
    total = len(lecture.conventions)
    if len(voulu.pages) == total:
        convention.fichier = scan
    else:
        # One scan held several conventions: each one keeps its own pages.
        extrait = SimpleUploadedFile(
            f"{convention.reference}-signee.pdf".replace("/", "-"),
            extraire(scan, voulu.pages),
            content_type=PDF,
        )
        convention.fichier = enregistrer_fichier(extrait, compte=par.personne.compte_ouvert)
    for nom, jour in signatures.items():
        setattr(convention, nom, jour or getattr(convention, nom))
    convention.version += 1
    convention.full_clean()
    convention.save()
    retour = RetourConvention.objects.create(
        convention=convention,
        fichier=scan,
        pages_lues=len(lecture.pages_de(convention.pk)),
        pages_du_fichier=total,
        recu_par=par,
    )
    inscrire("confirmer_retour", objet=convention, par=par, motif=f"{len(voulu.pages)} pages")
    return retour
