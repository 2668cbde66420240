"""What the components of templates/composants show: steps, acts, lines of history."""

import datetime as dt
from dataclasses import dataclass

from pacte.socle.droits import Droit


@dataclass(frozen=True, slots=True)
class Etape:
    """A step of the line of steps (composants/etapes.html): faite, en-cours or a-venir."""

    nom: str
    etat: str
    date: dt.date | None = None
    precision: str = ""
    complement: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Acte:
    """An act of a page (composants/actions.html): refused, it shows its reason."""

    droit: Droit
    libelle: str
    url: str
    genre: str = "secondaire"


@dataclass(frozen=True, slots=True)
class Evenement:
    """A line of history (composants/historique.html)."""

    instant: dt.datetime
    texte: str
    auteur: str
    motif: str
