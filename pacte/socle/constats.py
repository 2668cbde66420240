"""What a rule answers: a status, a French sentence why, the next due date, and its proofs."""

from dataclasses import dataclass
from datetime import date

from django.db import models

from pacte.socle.etats import AvecTonalite, Tonalite


class Statut(AvecTonalite, models.TextChoices):
    """The five words for a commitment (house.md, Names)."""

    TENU = "tenu", "tenu"
    EN_COURS = "en_cours", "en cours"
    PAS_TENU = "pas_tenu", "pas encore tenu"
    SANS_OBJET = "sans_objet", "sans objet"
    A_PRECISER = "a_preciser", "à préciser"

    __tonalites__ = {
        "tenu": Tonalite.TENU,
        "en_cours": Tonalite.INFORMATION,
        "pas_tenu": Tonalite.ATTENTION,
        "sans_objet": Tonalite.NEUTRE,
        "a_preciser": Tonalite.NEUTRE,
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
