"""An S3-compatible store as the place of files, so that several web machines share them.

An object is wholly there or wholly absent: the store shows it once it is complete. It is read back
once, so that a row never names bytes that did not arrive. No address of the store is ever given to
a browser: the app that owns the file serves it, with its own right.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from pacte.documents.depots import TAILLE_BLOC, FichierPresent, NonRelu

MEMOIRE = 4 * 1024 * 1024
PANNES = (BotoCoreError, ClientError, Boto3Error)
ABSENT = {"404", "NoSuchKey", "NotFound"}


class DepotObjets(S3Storage):
    """Files in one bucket; see the settings `S3_…`."""

    def deposer(self, chemin: str, blocs: Iterable[bytes], droits: int) -> tuple[int, str]:
        """Send a new object and return its size and SHA-256, read back from the store.

        Raises OSError, NonRelu; then nothing is left under `chemin`. `droits` means nothing here.
        """
        condensat = hashlib.sha256()
        taille = 0
        with tempfile.SpooledTemporaryFile(max_size=MEMOIRE) as tampon:
            for bloc in blocs:
                condensat.update(bloc)
                taille += len(bloc)
                tampon.write(bloc)
            tampon.seek(0)
            try:
                if self.exists(chemin):
                    raise FileExistsError(chemin)
                self.save(chemin, File(tampon, name=chemin))
                if self._relire(chemin) != (taille, condensat.hexdigest()):
                    self.delete(chemin)
                    raise NonRelu(chemin)
            except PANNES as panne:
                raise OSError(str(panne)) from panne
        return taille, condensat.hexdigest()

    def _relire(self, chemin: str) -> tuple[int, str]:
        condensat = hashlib.sha256()
        taille = 0
        corps = self.bucket.Object(self._normalize_name(chemin)).get()["Body"]
        for bloc in corps.iter_chunks(TAILLE_BLOC):
            condensat.update(bloc)
            taille += len(bloc)
        return taille, condensat.hexdigest()

    def _open(self, name: str, mode: str = "rb") -> IO[bytes]:
        """Return the object's bytes. Raises FileNotFoundError, or OSError when the store fails."""
        fichier: Any = None
        try:
            fichier = super()._open(name, mode)
            # Fetched now, and not at the first read: a failure is told before any answer begins.
            fichier.seek(0)
        except PANNES as panne:
            if fichier is not None:
                fichier.close()
            code = getattr(panne, "response", {}).get("Error", {}).get("Code")
            if code in ABSENT:
                raise FileNotFoundError(name) from panne
            raise OSError(str(panne)) from panne
        return fichier

    def fichiers(self, dossier: str) -> Iterator[FichierPresent]:
        """Yield every object of a folder, by name."""
        prefixe = f"{dossier.rstrip('/')}/"
        for objet in self.bucket.objects.filter(Prefix=self._normalize_name(prefixe)):
            yield FichierPresent(objet.key, objet.last_modified)

    def deplacer(self, source: str, cible: str) -> None:
        """Copy the object under its new name, which dates from now, then delete the old one."""
        origine = {"Bucket": self.bucket.name, "Key": self._normalize_name(source)}
        self.bucket.Object(self._normalize_name(cible)).copy(origine)
        self.delete(source)
