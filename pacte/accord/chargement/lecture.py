"""Reading a pact's file: bytes to TOML, its errors said in French with the line."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What tomllib says, and what a writer of the file needs to hear; the rest is « écriture… ».
_CAUSES = (
    ("Cannot overwrite", "cette clé est déjà écrite plus haut"),
    ("Cannot declare", "cette table est déjà écrite plus haut"),
    ("Cannot mutate", "cette table est déjà fermée plus haut"),
    ("Expected '='", "il manque le signe « = » après la clé"),
    ("Invalid date", "cette date n'existe pas"),
    ("Invalid value", "cette valeur ne se lit pas (un texte s'écrit entre guillemets)"),
    ("Unclosed", "une liste ou une table n'est pas refermée"),
    ("Unterminated", "un texte n'est pas refermé par un guillemet"),
    ("Illegal character", "un texte n'est pas refermé, ou contient un caractère interdit"),
)


class FichierInvalide(Exception):
    """The file cannot be loaded: `erreurs` are French lines, none of the file was written."""

    def __init__(self, erreurs: list[str]) -> None:
        super().__init__("\n".join(erreurs))
        self.erreurs = erreurs


@dataclass(frozen=True, slots=True)
class Contenu:
    """A file as read: its name, its SHA-256, its data."""

    nom: str
    empreinte: str
    donnees: dict[str, Any]

    @property
    def motif(self) -> str:
        """The reason that the history keeps for each row written from this file."""
        return f"{debut_motif(self.nom)} {self.empreinte[:12]}"


def debut_motif(nom: str) -> str:
    """How every history reason given by a file of this name begins (100 characters at most)."""
    return f"fichier {nom[:60]}, empreinte"


def lire_octets(chemin: Path) -> bytes:
    """Return the file's bytes. Raises FichierInvalide when it cannot be opened."""
    try:
        return chemin.read_bytes()
    except FileNotFoundError:
        raise FichierInvalide([f"{chemin} : ce fichier n'existe pas."]) from None
    except OSError as erreur:
        raise FichierInvalide([f"{chemin} : lecture impossible ({erreur.strerror})."]) from None


def lire_texte(chemin: Path) -> str:
    """Return the file's text, UTF-8 expected. Raises FichierInvalide with the line otherwise."""
    octets = lire_octets(chemin)
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        ligne = octets[: erreur.start].count(b"\n") + 1
        raise FichierInvalide(
            [f"{chemin.name}, ligne {ligne} : le fichier doit être enregistré en UTF-8."]
        ) from None


def lire(chemin: Path) -> Contenu:
    """Return a pact's file as data. Raises FichierInvalide, with the line of a syntax error."""
    texte = lire_texte(chemin)
    try:
        donnees = tomllib.loads(texte)
    except tomllib.TOMLDecodeError as erreur:
        raise FichierInvalide([_erreur_de_syntaxe(chemin.name, texte, str(erreur))]) from None
    empreinte = hashlib.sha256(lire_octets(chemin)).hexdigest()
    return Contenu(nom=chemin.name, empreinte=empreinte, donnees=donnees)


def _erreur_de_syntaxe(nom: str, texte: str, message: str) -> str:
    cause = next((fr for en, fr in _CAUSES if message.startswith(en)), "écriture incorrecte")
    lieu = re.search(r"at line (\d+), column (\d+)", message)
    if lieu is None:
        return f"{nom}, ligne {len(texte.splitlines())} (fin du fichier) : {cause}."
    rang = int(lieu[1])
    lue = texte.splitlines()[rang - 1].strip()[:80] if rang <= len(texte.splitlines()) else ""
    return f"{nom}, ligne {rang}, colonne {lieu[2]} : {cause}. Ligne lue : « {lue} »."
