"""The local folder of files, as a Django storage whose writes survive a power cut.

A file is wholly there or wholly absent: temporary name in the same folder, fsync, size and hash
read back, rename, fsync of the folder.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from pacte.documents.depots import TAILLE_BLOC, FichierPresent, NonRelu

SUFFIXE_TEMPORAIRE = ".partiel"


class DepotLocal(FileSystemStorage):
    """Files under `DOSSIER_FICHIERS`, shared by the processes of one machine."""

    def lieu(self, chemin: str) -> Path:
        """Return where a file lies on the disk."""
        return Path(self.location).resolve() / chemin

    def deposer(self, chemin: str, blocs: Iterable[bytes], droits: int) -> tuple[int, str]:
        """Write a new file and return its size and SHA-256, read back from the disk.

        Raises OSError, NonRelu; then nothing is left under `chemin`, nor the temporary file.
        """
        lieu = self.lieu(chemin)
        temporaire = lieu.with_name(f".{lieu.name}{SUFFIXE_TEMPORAIRE}")
        _creer_dossier(lieu.parent)
        descripteur = os.open(temporaire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, droits)
        try:
            attendue = _deverser(descripteur, blocs)
            if empreinte(temporaire) != attendue:
                raise NonRelu(chemin)
            temporaire.rename(lieu)
        except BaseException:
            temporaire.unlink(missing_ok=True)
            raise
        _synchroniser(lieu.parent)
        return attendue

    def fichiers(self, dossier: str) -> Iterator[FichierPresent]:
        """Yield every file of a folder, temporary ones included, by name."""
        racine = self.lieu("")
        depart = self.lieu(dossier)
        for lieu in sorted(depart.rglob("*")) if depart.is_dir() else ():
            try:
                etat = lieu.stat()
            except FileNotFoundError:
                continue
            if lieu.is_file():
                yield FichierPresent(
                    str(lieu.relative_to(racine)),
                    datetime.fromtimestamp(etat.st_mtime, UTC),
                    temporaire=lieu.name.endswith(SUFFIXE_TEMPORAIRE),
                )

    def deplacer(self, source: str, cible: str) -> None:
        """Move a file to a new name, which dates from now."""
        arrivee = self.lieu(cible)
        arrivee.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        shutil.move(self.lieu(source), arrivee)
        os.utime(arrivee)


def empreinte(lieu: Path) -> tuple[int, str]:
    """Return the size in bytes and the SHA-256 (hexadecimal) of a file, read from the disk."""
    condensat = hashlib.sha256()
    taille = 0
    with lieu.open("rb") as flux:
        while bloc := flux.read(TAILLE_BLOC):
            condensat.update(bloc)
            taille += len(bloc)
    return taille, condensat.hexdigest()


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
