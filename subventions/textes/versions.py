"""Texts that a city edits in a file, each version with the day from which it applies.

`deliberation.toml`, `lettres.toml`, `convention.toml`: no text that counts is written in the code.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DOSSIER = Path(__file__).parent


@cache
def _versions(nom: str, section: str) -> tuple[dict[str, Any], ...]:
    lues = tomllib.loads((DOSSIER / nom).read_text(encoding="utf-8"))[section]
    return tuple(sorted(lues, key=lambda version: version["depuis"]))


def en_vigueur(nom: str, section: str, le: date) -> dict[str, Any]:
    """Return the version of a section in force on day `le`.

    Raises LookupError when no version is that old, KeyError when the file has no such section.
    """
    anciennes = [version for version in _versions(nom, section) if version["depuis"] <= le]
    if not anciennes:
        raise LookupError(f"Aucun texte « {section} » de {nom} ne vaut au {le}.")
    return anciennes[-1]


def remplir(phrases: list[str], mots: Mapping[str, Any]) -> list[str]:
    """Return the sentences, their words in braces replaced; raises KeyError for an unknown word."""
    return [phrase.format_map(mots) for phrase in phrases]
