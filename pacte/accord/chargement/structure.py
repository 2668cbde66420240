"""First check of a pact's file, key by key: names, types, lengths, choices. No database."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pacte.accord.chargement import schema
from pacte.accord.chargement.schema import Cle, Table

_ENTIER_MAXIMAL = 32767
_FORMES = {
    schema.IDENTIFIANT: re.compile(r"[A-Za-z0-9_-]+"),
    schema.COURRIEL: re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
}


@dataclass(slots=True)
class Ligne:
    """A row of the file: `ecrites` are the keys really written, the others hold their default."""

    chemin: str
    valeurs: dict[str, Any]
    ecrites: frozenset[str]
    enfants: "dict[str, list[Ligne]]" = field(default_factory=dict)


@dataclass(slots=True)
class Fichier:
    """The whole file, checked key by key."""

    pacte: Ligne
    deliberation: Ligne | None
    listes: dict[str, list[Ligne]]


def lire_structure(donnees: Mapping[str, Any]) -> tuple[Fichier, list[str]]:
    """Return the file's rows and every error found, each « chemin.de.la.cle : message »."""
    lecteur = _Lecteur()
    noms = {"deliberation", *schema.LISTES}
    tete = {cle: valeur for cle, valeur in donnees.items() if cle not in noms}
    pacte = lecteur.ligne(tete, schema.PACTE, "", connues=noms)
    deliberation = None
    if "deliberation" in donnees:
        deliberation = lecteur.ligne(donnees["deliberation"], schema.DELIBERATION, "deliberation")
    listes = {
        nom: lecteur.lignes(donnees.get(nom, []), table, nom)
        for nom, table in schema.LISTES.items()
    }
    return Fichier(pacte, deliberation, listes), lecteur.erreurs


def nommer(valeur: Any) -> str:
    """Quote a value as the file's writer knows it."""
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    if isinstance(valeur, Mapping):
        return "une table"
    if isinstance(valeur, list):
        return "une liste"
    texte = str(valeur)
    return f"« {texte[:60]}… »" if len(texte) > 60 else f"« {texte} »"


class _Lecteur:
    """Reads rows and gathers the errors on the way: they are all told at once."""

    def __init__(self) -> None:
        self.erreurs: list[str] = []

    def refuser(self, chemin: str, message: str) -> None:
        self.erreurs.append(f"{chemin} : {message}")

    def lignes(self, brut: Any, table: Table, chemin: str) -> list[Ligne]:
        if not isinstance(brut, list):
            self.refuser(chemin, f"attendu {schema.TABLES} [[{chemin}]], lu {nommer(brut)}")
            return []
        return [self.ligne(ligne, table, f"{chemin}[{i}]") for i, ligne in enumerate(brut)]

    def ligne(self, brut: Any, table: Table, chemin: str, connues: Iterable[str] = ()) -> Ligne:
        if not isinstance(brut, Mapping):
            self.refuser(chemin, f"attendu une table, lu {nommer(brut)}")
            return Ligne(chemin, {}, frozenset())
        cles = table.cles() | {nom: self._cle_de(cible) for nom, cible in table.references.items()}
        self._refuser_inconnues(brut, {*cles, *table.enfants, *connues}, chemin)
        valeurs = self._valeurs(brut, cles, chemin)
        enfants = {
            nom: self.lignes(brut.get(nom, []), enfant, joindre(chemin, nom))
            for nom, enfant in table.enfants.items()
        }
        return Ligne(chemin, valeurs, frozenset(brut) & frozenset(cles), enfants)

    def _cle_de(self, cible: str) -> Cle:
        """A reference is written like the identity of what it names."""
        table = schema.LISTES[cible]
        (identite,) = table.identite
        return Cle(table.cles()[identite].nature)

    def _valeurs(
        self, brut: Mapping[str, Any], cles: Mapping[str, Cle], chemin: str
    ) -> dict[str, Any]:
        valeurs = {}
        for nom, cle in cles.items():
            if nom not in brut:
                if cle.requise:
                    self.refuser(joindre(chemin, nom), f"clé manquante, attendu {cle.nature}")
                else:
                    valeurs[nom] = cle.defaut
            elif self._verifier(brut[nom], cle, joindre(chemin, nom)):
                valeurs[nom] = brut[nom]
        return valeurs

    def _refuser_inconnues(self, brut: Iterable[str], connues: set[str], chemin: str) -> None:
        for nom in brut:
            if nom not in connues:
                proches = difflib.get_close_matches(nom, connues, n=1)
                idee = f" (vouliez-vous « {proches[0]} » ?)" if proches else ""
                self.refuser(joindre(chemin, nom), f"clé inconnue{idee}")

    def _verifier(self, valeur: Any, cle: Cle, chemin: str) -> bool:
        avant = len(self.erreurs)
        if cle.nature == schema.TABLES:
            self._verifier_tables(valeur, cle, chemin)
        elif cle.nature == schema.LISTE:
            self._verifier_liste(valeur, cle, chemin)
        elif not _is_de_nature(valeur, cle.nature):
            self.refuser(chemin, f"attendu {cle.nature}, lu {nommer(valeur)}")
        elif isinstance(valeur, str):
            self._verifier_texte(valeur, cle, chemin)
        return len(self.erreurs) == avant

    def _verifier_texte(self, valeur: str, cle: Cle, chemin: str) -> None:
        if cle.choix and valeur not in cle.choix:
            choix = ", ".join(cle.choix)
            self.refuser(chemin, f"attendu un mot parmi {choix}, lu {nommer(valeur)}")
        if cle.requise and not valeur.strip():
            self.refuser(chemin, "ce texte est vide")
        if cle.longueur is not None and len(valeur) > cle.longueur:
            self.refuser(
                chemin, f"texte trop long : {len(valeur)} caractères, {cle.longueur} au plus"
            )

    def _verifier_liste(self, valeur: Any, cle: Cle, chemin: str) -> None:
        if not isinstance(valeur, list):
            self.refuser(chemin, f"attendu {schema.LISTE}, lu {nommer(valeur)}")
            return
        element = Cle(schema.TEXTE, choix=cle.choix, longueur=cle.longueur)
        for rang, texte in enumerate(valeur):
            self._verifier(texte, element, f"{chemin}[{rang}]")

    def _verifier_tables(self, valeur: Any, cle: Cle, chemin: str) -> None:
        if not isinstance(valeur, list):
            self.refuser(chemin, f"attendu {schema.TABLES}, lu {nommer(valeur)}")
            return
        for rang, table in enumerate(valeur):
            lieu = f"{chemin}[{rang}]"
            if not isinstance(table, Mapping):
                self.refuser(lieu, f"attendu une table, lu {nommer(table)}")
                continue
            self._refuser_inconnues(table, set(cle.cles), lieu)
            self._valeurs(table, cle.cles, lieu)


def joindre(chemin: str, cle: str) -> str:
    """The path of a key: « instances[2] » and « minimum » give « instances[2].minimum »."""
    return f"{chemin}.{cle}" if chemin else cle


def _is_de_nature(valeur: Any, nature: str) -> bool:
    if nature == schema.ENTIER:
        return type(valeur) is int and 0 <= valeur <= _ENTIER_MAXIMAL
    if nature == schema.BOOLEEN:
        return type(valeur) is bool
    if nature == schema.DATE:
        return isinstance(valeur, date) and not isinstance(valeur, datetime)
    if nature == schema.PARAMETRES:
        return isinstance(valeur, Mapping) and _is_valeur_simple(valeur)
    if nature == schema.VALEUR:
        return _is_valeur_simple(valeur)
    if not isinstance(valeur, str):
        return False
    forme = _FORMES.get(nature)
    return forme is None or valeur == "" or forme.fullmatch(valeur) is not None


def _is_valeur_simple(valeur: Any) -> bool:
    """Whether a value can be kept as JSON without loss: no date, no binary decimal."""
    if isinstance(valeur, Mapping):
        return all(_is_valeur_simple(v) for v in valeur.values())
    if isinstance(valeur, list):
        return all(_is_valeur_simple(v) for v in valeur)
    return isinstance(valeur, str | int)
