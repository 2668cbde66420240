"""What the calendar of a year shows: plain values, written by `gouvernance.lectures.calendrier`."""

from dataclasses import dataclass
from datetime import date

from gouvernance.models import Reunion
from gouvernance.rules.cadence import Rythme
from pacte.socle.constats import Constat, Statut
from pacte.socle.dates import ecrire_jour_court


@dataclass(frozen=True, slots=True)
class Marque:
    """A meeting on its day: `genre` is its style, `mot` its state in a word."""

    reunion: Reunion
    jour: date
    genre: str
    mot: str
    url: str


@dataclass(frozen=True, slots=True)
class Mois:
    """A month: its names, whether `au` is in it, and the marks of one line."""

    nom: str
    abrege: str
    is_courant: bool
    marques: tuple[Marque, ...] = ()


@dataclass(frozen=True, slots=True)
class Ligne:
    """One body for one centre or theme; `sans_vous` counts what the reader was not invited to."""

    nom: str
    mois: tuple[Mois, ...]
    rythme: Rythme | None = None
    constat: Constat | None = None
    sans_vous: int = 0

    @property
    def is_a_dire(self) -> bool:
        """Whether a sentence tells more than the numbers."""
        if self.rythme is None:
            return False
        constat = self.rythme.constat
        return constat.statut != Statut.TENU or bool(constat.remarques or self.sans_vous)

    @property
    def limite(self) -> str:
        """The last feasible day without its year, which is the calendar's: « 31 décembre »."""
        if self.rythme is None or self.rythme.possible is None:
            return ""
        jour = self.rythme.possible
        return ecrire_jour_court(jour).removesuffix(f"\u00a0{jour.year}")


@dataclass(frozen=True, slots=True)
class Groupe:
    """A body and its lines."""

    nom: str
    rythme: str
    lignes: tuple[Ligne, ...]


@dataclass(frozen=True, slots=True)
class ConflitLu:
    """Two meetings on one day, and who is invited to both: the first names, then how many more."""

    jour: date
    reunions: tuple[Marque, Marque]
    noms: tuple[str, ...]
    autres: int


@dataclass(frozen=True, slots=True)
class Calendrier:
    """All that the page shows. `avis` says once what every line would repeat."""

    annee: int
    mois: tuple[Mois, ...]
    groupes: tuple[Groupe, ...]
    conflits: tuple[ConflitLu, ...]
    avis: str
    nombre: int
    sans_date: int
    lit_les_rythmes: bool
    precedente: int | None
    suivante: int | None
