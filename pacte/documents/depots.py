"""What every place of files offers, and the words that both of them use."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Protocol

TAILLE_BLOC = 1024 * 1024


class NonRelu(OSError):
    """What was written does not read back the same."""


@dataclass(frozen=True, slots=True)
class FichierPresent:
    """A file found in the place of files; `ecrit_le` is an aware instant."""

    chemin: str
    ecrit_le: datetime
    temporaire: bool = False

    @property
    def nom(self) -> str:
        return self.chemin.rpartition("/")[2]


class Depot(Protocol):
    """A Django storage that also writes whole files or nothing, lists and moves them."""

    def deposer(self, chemin: str, blocs: Iterable[bytes], droits: int) -> tuple[int, str]: ...

    def fichiers(self, dossier: str) -> Iterator[FichierPresent]: ...

    def deplacer(self, source: str, cible: str) -> None: ...

    def open(self, name: str, mode: str = "rb") -> IO[bytes]: ...

    def delete(self, name: str) -> None: ...
