"""Writing files that are wholly there or wholly absent.

A row never names a half-written file: temporary name in the same folder, fsync, size and hash read
back, rename, fsync of the folder; the row comes after, in the caller's transaction. A rollback
leaves an orphan file, which the sweep puts aside.
"""

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

TAILLE_BLOC = 1024 * 1024
SUFFIXE_TEMPORAIRE = ".partiel"
ORPHELINS = "orphelins"
UN_JOUR = 24 * 3600
GARDE_ORPHELINS = 30 * UN_JOUR


class EcritureImpossible(OSError):
    """The file could not be written; the message is a French sentence for the user."""


def emplacement(chemin: str) -> Path:
    """Return where the file of a row lies. Raises ValueError for a path out of the folder."""
    racine = Path(settings.MEDIA_ROOT).resolve()
    lieu = (racine / chemin).resolve()
    if not lieu.is_relative_to(racine) or lieu == racine:
        raise ValueError(f"Chemin hors du dossier des fichiers : {chemin!r}")
    return lieu


def empreinte(lieu: Path) -> tuple[int, str]:
    """Return the size in bytes and the SHA-256 (hexadecimal) of a file, read from the disk."""
    condensat = hashlib.sha256()
    taille = 0
    with lieu.open("rb") as flux:
        while bloc := flux.read(TAILLE_BLOC):
            condensat.update(bloc)
            taille += len(bloc)
    return taille, condensat.hexdigest()


def chemin_neuf(dossier: str, identifiant: object, extension: str) -> str:
    """Return the path of a new file, by year: « scelles/2026/<uuid>.pdf »."""
    return f"{dossier}/{timezone.localdate().year}/{identifiant}.{extension}"


def ecrire(chemin: str, blocs: Iterable[bytes], *, droits: int = 0o640) -> tuple[int, str]:
    """Write a new file and return its size and SHA-256, read back from the disk.

    Raises EcritureImpossible (disk full, folder closed, bytes that do not read back): then nothing
    is left under `chemin`, and the temporary file is removed.
    """
    lieu = emplacement(chemin)
    temporaire = lieu.with_name(f".{lieu.name}{SUFFIXE_TEMPORAIRE}")
    try:
        _creer_dossier(lieu.parent)
        descripteur = os.open(temporaire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, droits)
        try:
            attendue = _deverser(descripteur, blocs)
            if empreinte(temporaire) != attendue:
                raise EcritureImpossible(
                    "Le fichier écrit ne se relit pas à l'identique. Réessayez dans un instant."
                )
            temporaire.rename(lieu)
        except BaseException:
            temporaire.unlink(missing_ok=True)
            raise
        _synchroniser(lieu.parent)
    except EcritureImpossible:
        raise
    except OSError as erreur:
        raise EcritureImpossible(_expliquer(erreur)) from erreur
    return attendue


def _deverser(descripteur: int, blocs: Iterable[bytes]) -> tuple[int, str]:
    condensat = hashlib.sha256()
    taille = 0
    with os.fdopen(descripteur, "wb") as flux:
        for bloc in blocs:
            condensat.update(bloc)
            taille += len(bloc)
            flux.write(bloc)
        flux.flush()
        os.fsync(flux.fileno())
    return taille, condensat.hexdigest()


def _creer_dossier(dossier: Path) -> None:
    """Create the folder and make its own name durable, up to the root of files."""
    manquants = []
    courant = dossier
    while not courant.exists():
        manquants.append(courant)
        courant = courant.parent
    dossier.mkdir(mode=0o750, parents=True, exist_ok=True)
    for nouveau in manquants:
        _synchroniser(nouveau.parent)


def _synchroniser(dossier: Path) -> None:
    descripteur = os.open(dossier, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


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


def fichiers_presents(dossier: str) -> Iterator[Path]:
    """Yield every file of a folder of the portal, temporary ones included."""
    racine = emplacement(dossier)
    if racine.is_dir():
        yield from sorted(lieu for lieu in racine.rglob("*") if lieu.is_file())


def mettre_de_cote(lieu: Path) -> Path:
    """Move a file that no row names to the folder of orphans, where it waits for 30 days.

    Moved and not deleted: after the database came back from a backup, the newest files have lost
    their rows, and only they remain of what happened since.
    """
    racine = Path(settings.MEDIA_ROOT).resolve()
    cible = emplacement(ORPHELINS) / lieu.resolve().relative_to(racine)
    cible.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    shutil.move(lieu, cible)
    os.utime(cible)
    return cible


def is_ancien(lieu: Path, secondes: int) -> bool:
    """Whether the file was last written more than `secondes` ago; False when it just went away."""
    try:
        return time.time() - lieu.stat().st_mtime > secondes
    except FileNotFoundError:
        return False
