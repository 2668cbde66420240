"""Undoing an import: all its lines at once, or none."""

import uuid
from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from pacte.accord.models import Fonction, Organisation
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.versions import verifier_version
from subventions.envois import attendre
from subventions.lectures.annulations_imports import lire_annulation
from subventions.models import Attribution, Demande, GenreImport, ImportSubventions
from subventions.notifications.imports import annoncer_demandes_importees_annulees
from subventions.operations.recalculs import recalculer_avance
from subventions.permissions.imports import can_annuler_import


@transaction.atomic
def annuler_import(
    importation: ImportSubventions, *, par: Fonction, version: int, motif: str
) -> ImportSubventions:
    """Take away every line that an import created; the same file may then be imported again.

    Raises ValidationError when something was built on one of them since: then nothing goes.
    """
    # The same lock as an import: a line is not taken away while another file looks for it.
    attendre(uuid.uuid5(uuid.NAMESPACE_URL, f"import-{importation.pacte.code}"))
    importation = (
        ImportSubventions.objects.select_for_update(of=("self",))
        .select_related("pacte__ville", "fichier")
        .get(pk=importation.pk)
    )
    le = timezone.localdate()
    modele = Attribution if importation.genre == GenreImport.SUBVENTIONS else Demande
    # Locked before they are read: nothing can be built on a line from here on.
    verrouillees = modele._default_manager.select_for_update(of=("self",)).filter(
        importation=importation
    )
    nombre = len(verrouillees.order_by("pk"))
    exiger(can_annuler_import(par, importation, le, nombre))
    verifier_version(version, importation.version)
    annulation = lire_annulation(importation)
    if not annulation.is_possible:
        raise ValidationError("Des lignes servent déjà : rien n'est annulé. Relisez la liste.")
    lignes = [lue.ligne for lue in annulation.lignes]
    if importation.genre == GenreImport.DEMANDES:
        _prevenir(importation, lignes)
    for ligne in lignes:
        ligne._change_reason = f"Import annulé : {motif}"[:100]
        ligne.delete()
    importation.annule_le, importation.annule_par = timezone.now(), par
    importation.motif_annulation = motif
    importation.version += 1
    importation._change_reason = motif[:100]
    importation.full_clean()
    importation.save()
    if importation.genre == GenreImport.SUBVENTIONS:
        touches = {(vote.centre_id, vote.exercice): vote.centre for vote in lignes}
        for (_, exercice), centre in sorted(touches.items(), key=lambda touche: touche[0]):
            quoi = f"Import de votes de {exercice} annulé."
            recalculer_avance(importation.pacte, centre, exercice + 1, quoi, le)
    inscrire(
        "annuler_import",
        objet=importation,
        par=par,
        motif=f"{len(lignes)} lignes retirées. {motif}",
    )
    return importation


def _prevenir(importation: ImportSubventions, demandes: list[Demande]) -> None:
    """Each centre was told that the city had its requests: it is told that they are taken off."""
    par_centre: dict[Organisation, list[Demande]] = defaultdict(list)
    for demande in demandes:
        par_centre[demande.centre].append(demande)
    for centre, siennes in par_centre.items():
        annoncer_demandes_importees_annulees(importation.pacte, centre, siennes)
