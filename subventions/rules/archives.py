"""How long a file is kept: a class, its duration, and the end counted from the last piece (domain, 6)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pacte.socle.dates import ajouter_annees


@dataclass(frozen=True, slots=True)
class ClasseArchive:
    """A class of files: its duration in whole years, what becomes of it, and who says so."""

    code: str
    libelle: str
    duree: int
    sort: str
    precision: str
    source: str


@dataclass(frozen=True, slots=True)
class Bareme:
    """The dated table of the classes."""

    etat_au: date
    visa: str
    classes: dict[str, ClasseArchive]


@dataclass(frozen=True, slots=True)
class Conservation:
    """How long one file is kept: until the end of `fin`, counted from `derniere_piece`."""

    classe: ClasseArchive
    derniere_piece: date
    fin: date

    @property
    def sort(self) -> str:
        return self.classe.sort


def lire_bareme(texte: str) -> Bareme:
    """Read the table of classes.

    Raises ValueError for a duration that is not a whole number of years above zero, or a class
    written twice; KeyError for a class without one of its facts.
    """
    lu = tomllib.loads(texte)
    classes: dict[str, ClasseArchive] = {}
    for ligne in lu["classe"]:
        code = ligne["code"]
        if not isinstance(ligne["duree"], int) or ligne["duree"] < 1:
            raise ValueError(f"Durée de la classe {code} : des années entières.")
        if code in classes:
            raise ValueError(f"La classe {code} est écrite deux fois.")
        classes[code] = ClasseArchive(
            code,
            ligne["libelle"],
            ligne["duree"],
            ligne["sort"],
            ligne["precision"],
            ligne["source"],
        )
    return Bareme(lu["etat_au"], lu["visa"], classes)


def conserver(classe: ClasseArchive, pieces: Iterable[date | None]) -> Conservation | None:
    """Return until when a file is kept, from the latest of its pieces; None without a dated piece."""
    derniere = max((jour for jour in pieces if jour is not None), default=None)
    if derniere is None:
        return None
    return Conservation(classe, derniere, ajouter_annees(derniere, classe.duree))
