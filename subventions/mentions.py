"""The legal mentions of documents: dated texts that a city edits in `mentions.toml`, not code."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pacte.accord.models import Pacte
from pacte.socle.dates import ajouter_mois, ecrire_jour_court

FICHIER = Path(__file__).with_name("mentions.toml")


@dataclass(frozen=True, slots=True)
class Mentions:
    """The legal block of a receipt: its sentences and the text they rest on."""

    phrases: tuple[str, ...]
    source: str


@cache
def _versions(fichier: Path) -> tuple[dict[str, Any], ...]:
    lues = tomllib.loads(fichier.read_text(encoding="utf-8"))["accuse"]
    return tuple(sorted(lues, key=lambda version: version["depuis"]))


def mentions_accuse(pacte: Pacte, date_depot: date) -> Mentions:
    """Return the legal block of a receipt of `date_depot`: the version in force that day.

    Raises LookupError when no version is that old.
    """
    en_vigueur = [v for v in _versions(FICHIER) if v["depuis"] <= date_depot]
    if not en_vigueur:
        raise LookupError(f"Aucune mention légale pour un dépôt du {date_depot}.")
    version = en_vigueur[-1]
    mots = {
        "ville": pacte.ville.nom,
        "service": pacte.service_ville or "service de la vie associative",
        "date_depot": ecrire_jour_court(date_depot),
        "date_silence": ecrire_jour_court(ajouter_mois(date_depot, version["mois_silence"])),
    }
    return Mentions(tuple(phrase.format(**mots) for phrase in version["texte"]), version["source"])
