"""Figures that upper rooms give for the one-page brief of a meeting: amounts voted, for instance.

A provider is a function `(reunion, fonction, le) -> list[Chiffre]`, registered in the `ready()` of
the app that owns the figures. What it returns, every reader of that meeting may read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gouvernance.models import Reunion
from pacte.accord.models import Fonction


@dataclass(frozen=True, slots=True)
class Chiffre:
    """A figure of the brief: its name, its value already written, a word about it or ""."""

    nom: str
    valeur: str
    precision: str = ""


Fournisseur = Callable[[Reunion, Fonction, date], list[Chiffre]]
_FOURNISSEURS: list[Fournisseur] = []


def enregistrer(fournisseur: Fournisseur) -> None:
    """Add a provider of figures; idempotent."""
    if fournisseur not in _FOURNISSEURS:
        _FOURNISSEURS.append(fournisseur)


def chiffres_des_autres_pieces(reunion: Reunion, fonction: Fonction, le: date) -> list[Chiffre]:
    """Return what the registered providers say of a meeting, in the order of registration."""
    return [c for fournisseur in _FOURNISSEURS for c in fournisseur(reunion, fonction, le)]
