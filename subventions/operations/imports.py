"""Bringing past years, or requests deposited elsewhere: everything in one transaction, or nothing."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.documents.televersements import enregistrer_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.montants import ZERO
from pacte.socle.versions import verifier_version
from subventions.envois import attendre, deja_envoye
from subventions.lectures.imports import (
    Analyse,
    LigneImportee,
    analyser,
    cle_de_demande,
    correspondance_de,
    correspondance_initiale,
    feuilles_de,
)
from subventions.models import (
    Attribution,
    Demande,
    EtatDemande,
    GenreImport,
    ImportSubventions,
    ModeDepot,
)
from subventions.notifications.imports import annoncer_demandes_importees
from subventions.operations.demandes import numeroter
from subventions.operations.recalculs import recalculer_avance
from subventions.permissions.imports import can_importer, can_regler_import
from subventions.rules.correspondances import Correspondance, construire
from subventions.rules.lignes_importees import EN_NATURE
from subventions.rules.tableaux import FichierIllisible, lire_fichier

PAR_LOT = 500


@transaction.atomic
def preparer_import(
    pacte: Pacte, *, par: Fonction, cle: uuid.UUID, genre: str, fichier: UploadedFile
) -> ImportSubventions:
    """Keep a file and guess what its columns mean; nothing of it is written yet.

    Raises ValidationError, on `fichier`, for a file that holds no table.
    """
    exiger(can_importer(par, pacte, timezone.localdate()))
    deja = deja_envoye(ImportSubventions, cle, par, "prepare_par", pacte=pacte, genre=genre)
    if deja is not None:
        return deja
    correspondance = _deviner(pacte, genre, fichier)
    importation = ImportSubventions(
        pacte=pacte,
        genre=genre,
        fichier=enregistrer_fichier(fichier, compte=par.personne.compte_ouvert),
        correspondance=correspondance.en_dictionnaire(),
        prepare_par=par,
        cle_idempotence=cle,
    )
    importation.full_clean()
    importation.save()
    inscrire("preparer_import", objet=importation, par=par)
    return importation


def _deviner(pacte: Pacte, genre: str, fichier: UploadedFile) -> Correspondance:
    fichier.seek(0)
    try:
        feuilles = lire_fichier(fichier.read(), fichier.name or "")
    except FichierIllisible as refus:
        raise ValidationError({"fichier": str(refus)}) from refus
    return correspondance_initiale(pacte, genre, feuilles)


@transaction.atomic
def regler_import(
    importation: ImportSubventions,
    *,
    par: Fonction,
    version: int,
    correspondance: Mapping[str, Any],
) -> ImportSubventions:
    """Save what the columns mean."""
    importation = _verrouiller(importation)
    exiger(can_regler_import(par, importation, timezone.localdate()))
    verifier_version(version, importation.version)
    importation.correspondance = construire(
        {**correspondance, "genre": importation.genre}
    ).en_dictionnaire()
    importation.version += 1
    importation.save()
    inscrire("regler_import", objet=importation, par=par)
    return importation


@transaction.atomic
def effectuer_import(importation: ImportSubventions, *, par: Fonction) -> ImportSubventions:
    """Create every new line of the file; done twice, it answers as the first time.

    Raises ValidationError with each error of the file: then nothing is created.
    """
    importation = _verrouiller(importation)
    is_en_place = importation.effectue_le is not None and importation.annule_le is None
    if is_en_place and importation.prepare_par_id == par.pk:
        return importation
    le = timezone.localdate()
    exiger(can_regler_import(par, importation, le))
    try:
        feuilles = feuilles_de(importation)
    except FichierIllisible as refus:
        raise ValidationError(str(refus)) from refus
    analyse = ecrire(
        importation.pacte,
        feuilles,
        correspondance_de(importation),
        le,
        par=par,
        importation=importation,
    )
    return _cloturer(importation, analyse, par)


@transaction.atomic
def importer_fichier(
    pacte: Pacte, fichier: UploadedFile, correspondance: Correspondance, le: date
) -> tuple[ImportSubventions | None, Analyse]:
    """The command's way: the same file read, written, kept and journalled; nothing new, nothing kept.

    Raises FichierIllisible, ValidationError with each error of the file.
    """
    fichier.seek(0)
    feuilles = lire_fichier(fichier.read(), fichier.name or "")
    essai = analyser(pacte, feuilles, correspondance, le)
    if essai.lecture.erreurs or not essai.nouvelles:
        return None, ecrire(pacte, feuilles, correspondance, le)
    importation = ImportSubventions(
        pacte=pacte,
        genre=correspondance.genre,
        fichier=enregistrer_fichier(fichier, compte=None),
        correspondance=correspondance.en_dictionnaire(),
    )
    importation.save()
    analyse = ecrire(pacte, feuilles, correspondance, le, importation=importation)
    return _cloturer(importation, analyse, None), analyse


def _verrouiller(importation: ImportSubventions) -> ImportSubventions:
    return (
        ImportSubventions.objects.select_for_update(of=("self",))
        .select_related("pacte__ville", "fichier")
        .get(pk=importation.pk)
    )


def _cloturer(
    importation: ImportSubventions, analyse: Analyse, par: Fonction | None
) -> ImportSubventions:
    importation.effectue_le = timezone.now()
    importation.lignes_creees = len(analyse.nouvelles)
    importation.lignes_deja_la = analyse.nombre_deja_la
    importation.version += 1
    importation.full_clean()
    importation.save()
    motif = f"{importation.lignes_creees} créées, {importation.lignes_deja_la} déjà là"
    if par is None:
        motif = f"commande importer_subventions : {motif}"
    inscrire("effectuer_import", objet=importation, par=par, motif=motif)
    return importation


def ecrire(
    pacte: Pacte,
    feuilles: list[Any],
    correspondance: Correspondance,
    le: date,
    *,
    par: Fonction | None = None,
    importation: ImportSubventions | None = None,
) -> Analyse:
    """Create what is new, under the lock of the pact's imports. Raises ValidationError."""
    attendre(uuid.uuid5(uuid.NAMESPACE_URL, f"import-{pacte.code}"))
    analyse = analyser(pacte, feuilles, correspondance, le)
    if analyse.lecture.erreurs:
        raise ValidationError([str(erreur) for erreur in analyse.lecture.erreurs])
    if correspondance.genre == GenreImport.SUBVENTIONS:
        votes = [_attribution(pacte, ligne, par, importation) for ligne in analyse.nouvelles]
        bulk_create_with_history(votes, Attribution, batch_size=PAR_LOT)
        touches = {(vote.centre_id, vote.exercice): vote.centre for vote in votes}
        for (_, exercice), centre in sorted(touches.items(), key=lambda touche: touche[0]):
            motif = f"Import de votes de {exercice}."
            recalculer_avance(pacte, centre, exercice + 1, motif, le)
    else:
        _creer_demandes(pacte, analyse.nouvelles, par, importation)
    return analyse


def _attribution(
    pacte: Pacte,
    ligne: LigneImportee,
    par: Fonction | None,
    importation: ImportSubventions | None,
) -> Attribution:
    lue = ligne.lue
    en_nature = lue.genre == EN_NATURE
    return Attribution(
        pacte=pacte,
        centre=ligne.centre,
        exercice=lue.exercice,
        nature=lue.nature,
        libelle=lue.objet,
        montant=ZERO if en_nature else lue.montant,
        numero_deliberation=lue.numero_deliberation,
        date_vote=lue.date_vote,
        date_transmission=lue.date_executoire,
        date_publication=lue.date_executoire,
        compte=lue.compte,
        compte_base_avance=lue.compte_base_avance,
        comprend_avance=lue.comprend_avance,
        valeur_en_nature=lue.montant if en_nature else None,
        cle_import=lue.cle,
        importation=importation,
        enregistree_par=par,
    )


def _creer_demandes(
    pacte: Pacte,
    lignes: list[LigneImportee],
    par: Fonction | None,
    importation: ImportSubventions | None,
) -> None:
    par_centre: dict[Organisation, list[Demande]] = defaultdict(list)
    for ligne in lignes:
        demande = _demande(pacte, ligne, par, importation)
        inscrire("enregistrer_demande_recue", objet=demande, par=par, motif=_origine(ligne))
        par_centre[ligne.centre].append(demande)
    for centre, demandes in par_centre.items():
        annoncer_demandes_importees(pacte, centre, demandes)


def _origine(ligne: LigneImportee) -> str:
    numero = ligne.lue.numero_origine
    return f"Déposée ailleurs sous le numéro {numero}." if numero else "Déposée ailleurs."


def _demande(
    pacte: Pacte,
    ligne: LigneImportee,
    par: Fonction | None,
    importation: ImportSubventions | None,
) -> Demande:
    lue = ligne.lue
    demande = Demande(
        pacte=pacte,
        centre=ligne.centre,
        exercice=lue.exercice,
        genre=lue.genre,
        objet=lue.objet,
        presentation=_origine(ligne),
        montant_demande=lue.montant,
        etat=EtatDemande.RECUE,
        mode_depot=ModeDepot.AUTRE_SITE,
        date_depot=lue.date_reception,
        date_reception=lue.date_reception,
        reception_par=par,
        redige_par=par,
        numero=numeroter(ligne.centre, lue.exercice),
        cle_idempotence=cle_de_demande(pacte, lue),
        importation=importation,
    )
    demande.full_clean()
    demande.save()
    return demande
