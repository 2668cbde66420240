"""A ZIP sent while it is made: whatever its size, one block of it is in memory."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.http import StreamingHttpResponse
from django.utils import timezone

from pacte.documents.depots import TAILLE_BLOC
from pacte.documents.televersements import nettoyer_nom

# A name in the archive, and what opens its bytes when its turn comes.
Entree = tuple[str, Callable[[], IO[bytes]]]


class FluxArchive(io.RawIOBase):
    """Where an archive is written, taken away piece by piece as it grows."""

    def __init__(self) -> None:
        super().__init__()
        self._morceaux: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, donnees: Any) -> int:
        self._morceaux.append(bytes(donnees))
        return len(donnees)

    def prendre(self) -> bytes:
        """Return what was written since the last time."""
        contenu = b"".join(self._morceaux)
        self._morceaux.clear()
        return contenu


def diffuser(entrees: Iterable[Entree], *, absents: str = "") -> Iterator[bytes]:
    """Yield the archive piece by piece; an entry that cannot be opened is left out.

    `absents` names the text file that lists what was left out, when something was.
    """
    flux = FluxArchive()
    maintenant = timezone.localtime().timetuple()[:6]
    manques: list[str] = []
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, ouvrir in entrees:
            try:
                source = ouvrir()
            except OSError:
                manques.append(nom)
                continue
            entree = zipfile.ZipInfo(nom, maintenant)
            entree.compress_type = zipfile.ZIP_DEFLATED
            with source, archive.open(entree, "w", force_zip64=True) as cible:
                while bloc := source.read(TAILLE_BLOC):
                    cible.write(bloc)
                    yield flux.prendre()
            yield flux.prendre()
        if manques and absents:
            archive.writestr(zipfile.ZipInfo(absents, maintenant), "\r\n".join(manques) + "\r\n")
    yield flux.prendre()


class Noms:
    """Safe names, each once in its folder: « Statuts.pdf », « Statuts (2).pdf »."""

    def __init__(self) -> None:
        self._pris: set[str] = set()

    def donner(self, dossier: str, titre: str, extension: str) -> str:
        """Return « dossier/titre.extension », cleaned, that no other entry has."""
        lisible = titre.replace("/", " ").replace("\\", " ")
        try:
            nom = nettoyer_nom(f"{lisible}.{extension}")
        except ValidationError:
            nom = f"document.{extension}"
        tige, _, fin = nom.rpartition(".")
        candidat, rang = f"{dossier}/{nom}", 1
        while candidat.lower() in self._pris:
            rang += 1
            candidat = f"{dossier}/{tige} ({rang}).{fin}"
        self._pris.add(candidat.lower())
        return candidat


def reponse_zip(nom: str, morceaux: Iterator[bytes]) -> StreamingHttpResponse:
    """Answer an archive as a download, sent while it is made."""
    reponse = StreamingHttpResponse(morceaux, content_type="application/zip")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.zip"'
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'"
    reponse["Cache-Control"] = "private, no-store"
    return reponse
