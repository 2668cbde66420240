"""Where files lie: a local folder, or an S3-compatible store, behind the same few acts.

A row never names a half-written file: the file is complete before the row exists, in the caller's
transaction. A rollback leaves an orphan file, which the sweep puts aside.
"""

import errno
import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import IO, cast

from django.core.files.storage import storages
from django.utils import timezone

from pacte.documents.depots import TAILLE_BLOC, Depot, FichierPresent, NonRelu
from pacte.socle.empechements import Empechement

ALIAS = "fichiers"
ORPHELINS = "orphelins"
UN_JOUR = 24 * 3600
GARDE_ORPHELINS = 30 * UN_JOUR


class EcritureImpossible(Empechement, OSError):
    """The file could not be written; the message is a French sentence for the user."""

    code_http = HTTPStatus.INSUFFICIENT_STORAGE
    titre = "Le fichier n'a pas été enregistré"


def depot() -> Depot:
    """Return the place of files that the settings name."""
    return cast("Depot", storages[ALIAS])


def valider(chemin: str) -> str:
    """Return the path of a row, once checked. Raises ValueError for one out of the folder."""
    pur = PurePosixPath(chemin)
    if not pur.parts or pur.is_absolute() or ".." in pur.parts or "\\" in chemin:
        raise ValueError(f"Chemin hors du dossier des fichiers : {chemin!r}")
    return str(pur)


def chemin_neuf(dossier: str, identifiant: object, extension: str) -> str:
    """Return the path of a new file, by year: « scelles/2026/<uuid>.pdf »."""
    return f"{dossier}/{timezone.localdate().year}/{identifiant}.{extension}"


def ecrire(chemin: str, blocs: Iterable[bytes], *, droits: int = 0o640) -> tuple[int, str]:
    """Write a new file and return its size and SHA-256, read back.

    Raises EcritureImpossible (disk full, folder closed, store away, bytes that do not read back):
    then nothing is left under `chemin`.
    """
    try:
        return depot().deposer(valider(chemin), blocs, droits)
    except NonRelu as erreur:
        raise EcritureImpossible(
            "Le fichier écrit ne se relit pas à l'identique. Réessayez dans un instant."
        ) from erreur
    except OSError as erreur:
        raise EcritureImpossible(_expliquer(erreur)) from erreur


def _expliquer(erreur: OSError) -> str:
    if erreur.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            "Le disque du portail est plein : rien n'a été enregistré. "
            "Prévenez l'administration technique, puis réessayez."
        )
    return (
        "Le fichier n'a pas pu être enregistré. "
        "Réessayez ; si cela continue, prévenez l'administration technique."
    )


def ouvrir(chemin: str) -> IO[bytes]:
    """Return the bytes of a stored file. Raises OSError when absent, ValueError out of the folder."""
    return depot().open(valider(chemin), "rb")


def lire(chemin: str) -> bytes:
    """Return the whole content of a stored file; raises as `ouvrir`."""
    with ouvrir(chemin) as flux:
        return flux.read()


def empreinte(chemin: str) -> tuple[int, str]:
    """Return the size in bytes and the SHA-256 (hexadecimal) of a stored file; raises as `ouvrir`."""
    condensat = hashlib.sha256()
    taille = 0
    with ouvrir(chemin) as flux:
        while bloc := flux.read(TAILLE_BLOC):
            condensat.update(bloc)
            taille += len(bloc)
    return taille, condensat.hexdigest()


def fichiers_presents(dossier: str) -> Iterator[FichierPresent]:
    """Yield every file of a folder of the portal, temporary ones included."""
    return depot().fichiers(valider(dossier))


def mettre_de_cote(chemin: str) -> str:
    """Move a file that no row names to the folder of orphans, where it waits for 30 days.

    Moved and not deleted: after the database came back from a backup, the newest files have lost
    their rows, and only they remain of what happened since.
    """
    cible = f"{ORPHELINS}/{valider(chemin)}"
    depot().deplacer(chemin, cible)
    return cible


def supprimer(chemin: str) -> None:
    """Delete a file for good; nothing happens when it is already gone."""
    depot().delete(valider(chemin))


def is_ancien(ecrit_le: datetime, secondes: int) -> bool:
    """Whether a file written at that instant is older than `secondes`."""
    return timezone.now() - ecrit_le > timedelta(seconds=secondes)


def lieu_local(chemin: str) -> Path:
    """Return where a file lies on this machine's disk, for the local folder only.

    Raises ValueError for a path out of the folder, TypeError when files are in a store.
    """
    local = storages[ALIAS]
    if not hasattr(local, "lieu"):
        raise TypeError("Les fichiers ne sont pas sur ce disque.")
    return cast("Path", local.lieu(valider(chemin)))
