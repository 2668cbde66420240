"""What the rules of the bodies read and answer: plain values, no rule. Days are legal days."""

import datetime as dt
from dataclasses import dataclass
from datetime import date

from pacte.socle.constats import Preuve


@dataclass(frozen=True, slots=True)
class FaitReunion:
    """What a rule needs to know of a meeting; days are legal days.

    `categories_invitees` and `categories_presentes` hold the codes of the body's categories;
    `tenue` says that attendance or minutes were recorded (Q23). `au_calendrier` says that it takes
    up a line of the thematic calendar, `date_soumission` when its minutes were submitted.
    """

    id: int
    instance_code: str
    date: dt.date | None
    tenue: bool
    centre_code: str | None = None
    theme_code: str | None = None
    debut: dt.datetime | None = None
    date_invitation: dt.date | None = None
    date_annulation: dt.date | None = None
    categories_invitees: tuple[str, ...] = ()
    categories_presentes: tuple[str, ...] = ()
    au_calendrier: bool = False
    date_soumission: dt.date | None = None
    libelle: str = ""
    url: str = ""

    def etat(self, au: dt.date) -> str:
        """Return « tenue », « annoncee », « annulee » or « inconnue » as it stood on day `au`.

        Announced means that the invitations had left, whether the day has come or not.
        """
        if self.date_annulation is not None and self.date_annulation <= au:
            return "annulee"
        if self.tenue and self.date is not None and self.date <= au:
            return "tenue"
        if self.date_invitation is not None and self.date_invitation <= au:
            return "annoncee"
        return "inconnue"

    @property
    def preuve(self) -> Preuve:
        return Preuve(self.libelle, self.url, self.date)


@dataclass(frozen=True, slots=True)
class QuestionLue:
    """A question of a centre to the city, as the rules read it (C22).

    Without its words: everybody reads the register, the two parties alone read the question.
    """

    posee_le: dt.date
    is_suivie: bool
    close_le: dt.date | None = None
    url: str = ""

    def is_close(self, au: dt.date) -> bool:
        """Whether it was answered or withdrawn by day `au`."""
        return self.close_le is not None and self.close_le <= au

    @property
    def preuve(self) -> Preuve:
        return Preuve("Question d'un centre", self.url, self.posee_le)


@dataclass(frozen=True, slots=True)
class LigneFixee:
    """A line of the thematic calendar: the day of the comité that set it, its withdrawal (C47)."""

    fixee_le: date
    retiree_le: date | None = None

    def is_retiree(self, au: date) -> bool:
        """Whether it had left the calendar by day `au`."""
        return self.retiree_le is not None and self.retiree_le <= au


@dataclass(frozen=True, slots=True)
class Periode:
    """The pact's term on the day of evaluation, both days included; None while T0 is unknown."""

    debut: date | None
    fin: date | None


@dataclass(frozen=True, slots=True)
class Cadence:
    """The rhythm of a body, in meetings a civil year, as the pact's file gives it.

    `themes`, when not empty, are the (code, name) to cover at least once over the pact (Q7).
    """

    minimum: int = 1
    cible: int | None = None
    maximum: int | None = None
    delai_invitation: int = 10
    themes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ordre:
    """A body that meets before another one; `mois_maximum` bounds the first pair (C33)."""

    nom_avant: str
    nom_apres: str
    mois_maximum: int = 12


@dataclass(frozen=True, slots=True)
class CategorieAttendue:
    """A category that a body expects; `organisations` when each of them is expected (C44, C49)."""

    code: str
    libelle: str
    organisations: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PresenceNotee:
    """One person invited: her category, her organisation, whether she came or was represented."""

    categorie: str
    organisation: int
    presente: bool


@dataclass(frozen=True, slots=True)
class Categories:
    """Which expected categories were there, in words; « n sur m », never a quorum."""

    presentes: tuple[str, ...]
    absentes: tuple[str, ...]

    @property
    def nombre(self) -> int:
        return len(self.presentes)

    @property
    def total(self) -> int:
        return len(self.presentes) + len(self.absentes)
