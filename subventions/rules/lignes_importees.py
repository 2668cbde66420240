"""What the lines of an imported file become: plain values, and what is said of them. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pacte.socle.montants import ZERO

AVANCE, SOLDE = "avance", "solde"
VOTE, MODIFICATION, ANNULATION = "vote", "modification", "annulation"
FONCTIONNEMENT = "fonctionnement"
EN_NATURE = "aide_en_nature"


@dataclass(frozen=True, slots=True)
class CentreConnu:
    """A centre of the pact, with every way of recognising it."""

    code: str
    nom: str
    noms: frozenset[str]
    siret: str = ""
    rna: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """Something to say about a line and a column; both may be absent."""

    ligne: int | None
    colonne: str
    phrase: str

    def __str__(self) -> str:
        lieu = ", ".join(
            mots
            for mots in (
                f"ligne {self.ligne}" if self.ligne else "",
                f"colonne {self.colonne}" if self.colonne else "",
            )
            if mots
        )
        return f"{lieu} : {self.phrase}" if lieu else self.phrase


@dataclass(frozen=True, slots=True)
class LigneLue:
    """A line ready to be created. `montant` is in euros, negative for a cancellation."""

    numero: int
    centre: str
    exercice: int
    montant: Decimal
    objet: str
    genre: str
    cle: str = ""
    nature: str = VOTE
    part: str = ""
    comprend_avance: bool = True
    numero_deliberation: str = ""
    date_vote: date | None = None
    date_executoire: date | None = None
    compte: str = ""
    date_reception: date | None = None
    numero_origine: str = ""

    @property
    def compte_base_avance(self) -> bool:
        """Only the operating subsidy counts for the advance (Q1)."""
        return self.genre == FONCTIONNEMENT


@dataclass(frozen=True, slots=True)
class Inconnu:
    """A beneficiary that is no centre of the pact: its name, its lines, what they add up to."""

    nom: str
    lignes: tuple[int, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Lecture:
    """What a file says, line by line; nothing may be created while there are errors."""

    lignes: tuple[LigneLue, ...] = ()
    erreurs: tuple[Observation, ...] = ()
    remarques: tuple[Observation, ...] = ()
    inconnus: tuple[Inconnu, ...] = ()
    repetees: int = 0
    entetes: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((ligne.montant for ligne in self.lignes), ZERO)
