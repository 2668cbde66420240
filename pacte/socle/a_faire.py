"""One line of a home page: what is to be done, by when, and the button that does it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AFaire:
    """Something that the acting function has to do: a French sentence, a day, one button."""

    phrase: str
    echeance: date | None
    url: str
    bouton: str


@dataclass(frozen=True, slots=True)
class FaitRecent:
    """Something that happened lately, for « Récemment »: a French sentence, its day, its page."""

    phrase: str
    le: date
    url: str
