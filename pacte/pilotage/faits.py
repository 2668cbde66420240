"""What the clause register reads, and what it answers: frozen values, no ORM.

An `Instantane` holds the facts of one pact with their legal dates. Whoever evaluates it on a day
takes those of that day and before, whenever they were typed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gouvernance.rules.valeurs import FaitReunion, LigneFixee, QuestionLue
from pacte.accord import rules
from pacte.socle.constats import Preuve, Statut
from subventions.rules.valeurs import AvancePayee, ConventionLue, DemandeAvance, FaitsVille, Vote

PACTE, CENTRE, THEME = "pacte", "centre", "theme"


# --- What is read ----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Organisme:
    """A legal person as the register names it; `genre` is « ville », « caf », « centre » …"""

    code: str
    nom: str
    genre: str


@dataclass(frozen=True, slots=True)
class SignatureLue:
    """One signature line of a party; the date is None while nobody has entered it."""

    signataire: str
    requise: bool
    le: date | None


@dataclass(frozen=True, slots=True)
class PartieLue:
    """A party: who it is, who signs for it, from when to when it takes part."""

    organisme: Organisme
    signatures: tuple[SignatureLue, ...] = ()
    date_entree: date | None = None
    date_sortie: date | None = None

    def is_partie(self, le: date) -> bool:
        """Whether it takes part on day `le`; an entry by avenant has its own day."""
        return (self.date_entree is None or self.date_entree <= le) and (
            self.date_sortie is None or le <= self.date_sortie
        )

    def is_signataire(self, le: date) -> bool:
        """Whether it has signed by day `le`: its required signers, or the avenant of its entry."""
        if self.date_entree is not None:
            return self.date_entree <= le
        return rules.is_partie_signataire([s.le for s in self.signatures if s.requise], le)


@dataclass(frozen=True, slots=True)
class AvenantLu:
    """A signed change; with `nouvelle_fin`, a longer term."""

    numero: int
    signe_le: date
    nouvelle_fin: date | None = None


@dataclass(frozen=True, slots=True)
class EngagementLu:
    """A commitment of the pact's file, bound to its kind of rule."""

    code: str
    article: int
    titre: str
    genre_regle: str
    parametres: Mapping[str, Any]
    revient_a: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class InstanceLue:
    """A body: its code, its name, whom it gathers."""

    code: str
    nom: str
    portee: str
    delai_invitation: int = 10


@dataclass(frozen=True, slots=True)
class ThemeLu:
    code: str
    nom: str


@dataclass(frozen=True, slots=True)
class DecisionLue:
    """An action, or a decision given to somebody, and its follow-up.

    `prise_le` is the day of the meeting, or that on which an action was drawn from it; `echeance` the
    day that counts now. What nobody has to carry out is not among them.
    """

    prise_le: date
    echeance: date | None
    realisee_le: date | None


@dataclass(frozen=True, slots=True)
class AnneeCentre:
    """The money of one centre for one exercise, as the rules of subsidies read it.

    `demande`, `faits` and `url` are those of the advance of that exercise; `payee` is that advance
    once paid; `votes` are the awards of the exercise.
    """

    votes: tuple[Vote, ...] = ()
    demande: DemandeAvance | None = None
    faits: FaitsVille = field(default_factory=FaitsVille)
    payee: AvancePayee | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Instantane:
    """Everything that the register and the dashboard read about one pact."""

    code: str
    nom: str
    url: str
    ville: str
    duree_annees: int
    date_effet: date | None
    parties: tuple[PartieLue, ...] = ()
    avenants: tuple[AvenantLu, ...] = ()
    themes: tuple[ThemeLu, ...] = ()
    instances: tuple[InstanceLue, ...] = ()
    engagements: tuple[EngagementLu, ...] = ()
    lectures: Mapping[str, Any] = field(default_factory=dict)
    reunions: tuple[FaitReunion, ...] = ()
    lignes: tuple[LigneFixee, ...] = ()
    questions: tuple[QuestionLue, ...] = ()
    decisions: tuple[DecisionLue, ...] = ()
    conventions: Mapping[str, tuple[ConventionLue, ...]] = field(default_factory=dict)
    annees: Mapping[tuple[str, int], AnneeCentre] = field(default_factory=dict)

    def fin(self, au: date) -> date | None:
        """The pact's last day as known on day `au`; None while T0 is unknown (C51)."""
        prolongations = [(a.signe_le, a.nouvelle_fin) for a in self.avenants if a.nouvelle_fin]
        return rules.fin_du_pacte(self.date_effet, self.duree_annees, prolongations, au)

    def centres(self, au: date) -> tuple[PartieLue, ...]:
        """The centres that take part on day `au`."""
        return tuple(
            partie
            for partie in self.parties
            if partie.organisme.genre == CENTRE and partie.is_partie(au)
        )

    def annee(self, centre: str, exercice: int) -> AnneeCentre:
        """The money of a centre for an exercise, empty when there is none."""
        return self.annees.get((centre, exercice), AnneeCentre())


# --- What is answered ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Responsable:
    """An organisation, or a kind of organisations, that a commitment rests with."""

    code: str
    nom: str


@dataclass(frozen=True, slots=True)
class Sujet:
    """What a commitment is evaluated for: the pact, one centre, or one theme."""

    genre: str
    code: str
    libelle: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answer of the register for one commitment and one subject, on one day."""

    code: str
    article: int
    titre: str
    sujet: Sujet
    statut: Statut
    motif: str
    revient_a: tuple[Responsable, ...]
    echeance: date | None
    preuves: tuple[Preuve, ...]
    remarques: tuple[str, ...] = ()
    url: str = ""
    engagement_url: str = ""
