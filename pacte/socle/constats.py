"""What a rule answers: a status, a French sentence why, the next due date, and its proofs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pacte.socle.etats import Tonalite


class Statut(StrEnum):
    """The five words for a commitment; rendered by the `badge` tag."""

    TENU = "tenu"
    EN_COURS = "en_cours"
    PAS_TENU = "pas_tenu"
    SANS_OBJET = "sans_objet"
    A_PRECISER = "a_preciser"

    @property
    def label(self) -> str:
        """Return the French word shown to users."""
        return _LIBELLES[self]

    @property
    def tonalite(self) -> Tonalite:
        return _TONALITES.get(self, Tonalite.NEUTRE)


_LIBELLES = {
    Statut.TENU: "tenu",
    Statut.EN_COURS: "en cours",
    Statut.PAS_TENU: "pas encore tenu",
    Statut.SANS_OBJET: "sans objet",
    Statut.A_PRECISER: "à préciser",
}
_TONALITES = {
    Statut.TENU: Tonalite.TENU,
    Statut.EN_COURS: Tonalite.INFORMATION,
    Statut.PAS_TENU: Tonalite.ATTENTION,
}


@dataclass(frozen=True, slots=True)
class Preuve:
    """A fact that supports a status: the page it is read on and its legal date."""

    libelle: str
    url: str = ""
    le: date | None = None


@dataclass(frozen=True, slots=True)
class Constat:
    """The answer of a rule for one subject on one day.

    `motif` is a French sentence of at most twenty words; `echeance` the next day by which
    something has to be done, None when nothing is awaited; `remarques` say what never changes the
    status (a third thematic meeting too many, two meetings on one day).
    """

    statut: Statut
    motif: str
    echeance: date | None = None
    preuves: tuple[Preuve, ...] = ()
    remarques: tuple[str, ...] = ()
