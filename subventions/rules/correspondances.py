"""What each column of a city's file means: guessed, corrected by a person, kept as TOML or JSON. Pure.

The format is documented in docs/import-subventions.md.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from subventions.rules.cellules import simplifier
from subventions.rules.colonnes import (
    DEMANDES,
    IDENTITES,
    OBLIGATOIRES,
    PAR_CODE,
    SUBVENTIONS,
    colonnes_de,
)
from subventions.rules.tableaux import Feuille, Ligne

REFUSER, IGNORER = "refuser", "ignorer"
AJOUTEES, COMPRISES = "ajoutees", "comprises"
LIGNES_D_ENTETE = 40
LETTRES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Correspondance:
    """How to read one file: its sheet, its header, what each column means, what is said once.

    `colonnes` gives the header of each code; `valeurs` what the whole file shares; `centres` the
    centre (its code) of a name of the file, "" to leave it aside; `genres` the kind of a word.
    """

    genre: str = SUBVENTIONS
    colonnes: Mapping[str, str] = field(default_factory=dict)
    valeurs: Mapping[str, str] = field(default_factory=dict)
    centres: Mapping[str, str] = field(default_factory=dict)
    genres: Mapping[str, str] = field(default_factory=dict)
    feuille: str = ""
    ligne_entete: int = 0
    inconnus: str = REFUSER
    avances: str = ""
    executoires: bool = False

    def en_dictionnaire(self) -> dict[str, Any]:
        """The same, as plain values to keep."""
        lues = {nom.name: getattr(self, nom.name) for nom in fields(self)}
        return {nom: dict(v) if isinstance(v, Mapping) else v for nom, v in lues.items()}

    def manques(self) -> list[str]:
        """What neither a column nor a shared value gives, in French, one sentence each."""
        dits = {**self.valeurs, **self.colonnes}
        phrases = [
            f"Dites quelle colonne donne « {PAR_CODE[code].libelle} »"
            + (", ou sa valeur pour tout le fichier." if PAR_CODE[code].constante else ".")
            for code in OBLIGATOIRES[self.genre]
            if not dits.get(code)
        ]
        if not any(self.colonnes.get(code) for code in IDENTITES):
            phrases.insert(0, "Dites quelle colonne donne le bénéficiaire : son nom ou son SIRET.")
        return phrases


# --- Headers ---------------------------------------------------------------------------------------
def entetes(ligne: Ligne) -> list[str]:
    """Name each column of the header row, once each: « Montant », « Montant (2) », « Colonne C »."""
    noms: list[str] = []
    for rang, cellule in enumerate(ligne.cellules):
        nom = " ".join(str(cellule if cellule is not None else "").split())[:120]
        nom = nom or f"Colonne {lettre(rang)}"
        fois = sum(1 for deja in noms if deja.partition(" (")[0] == nom)
        noms.append(f"{nom} ({fois + 1})" if fois else nom)
    return noms


def lettre(rang: int) -> str:
    """The letters of a column, as a spreadsheet writes them: 0 is A, 27 is AB."""
    dizaine, unite = divmod(rang, len(LETTRES))
    return (LETTRES[dizaine - 1] if dizaine else "") + LETTRES[unite]


def ligne_d_entete(feuille: Feuille, genre: str, numero: int = 0) -> Ligne | None:
    """The header row: the one that is asked for, else the best known among the first ones."""
    if numero:
        return next((ligne for ligne in feuille.lignes if ligne.numero == numero), None)
    candidates = feuille.lignes[:LIGNES_D_ENTETE]
    notes = [(len(deviner_colonnes(entetes(ligne), genre)), ligne) for ligne in candidates]
    meilleure = max((note for note, _ in notes), default=0)
    if meilleure < 2:
        return candidates[0] if candidates else None
    return next(ligne for note, ligne in notes if note == meilleure)


def deviner_colonnes(noms: Sequence[str], genre: str) -> dict[str, str]:
    """Guess the header of each code: an exact known name first, then one that begins with it."""
    simples = [(simplifier(nom), nom) for nom in noms]
    devinees: dict[str, str] = {}
    for exact in (True, False):
        for colonne in colonnes_de(genre):
            if colonne.code in devinees:
                continue
            libres = [(s, nom) for s, nom in simples if s and nom not in devinees.values()]
            trouve = next(
                (
                    nom
                    for connu in colonne.noms
                    for simple, nom in libres
                    if simple == connu
                    or (not exact and len(connu) > 3 and _commence(simple, connu))
                ),
                None,
            )
            if trouve is not None:
                devinees[colonne.code] = trouve
    return devinees


def _commence(simple: str, connu: str) -> bool:
    return simple.startswith(f"{connu} ") and len(simple) <= 60


def choisir_feuille(feuilles: Sequence[Feuille], genre: str, nom: str = "") -> Feuille | None:
    """The sheet that is asked for, else the one whose header is best known."""
    if nom:
        return next((f for f in feuilles if simplifier(f.nom) == simplifier(nom)), None)

    def note(feuille: Feuille) -> int:
        entete = ligne_d_entete(feuille, genre)
        return len(deviner_colonnes(entetes(entete), genre)) if entete else 0

    return max(feuilles, key=note, default=None)


def deviner(feuilles: Sequence[Feuille], genre: str) -> Correspondance:
    """A first reading of the file, for a person to correct."""
    feuille = choisir_feuille(feuilles, genre)
    entete = ligne_d_entete(feuille, genre) if feuille else None
    if feuille is None or entete is None:
        return Correspondance(genre)
    return Correspondance(
        genre,
        deviner_colonnes(entetes(entete), genre),
        feuille=feuille.nom,
        ligne_entete=entete.numero,
    )


# --- The file of correspondences ---------------------------------------------------------------
class CorrespondanceInvalide(ValueError):
    """The file of correspondences cannot be used; `erreurs` says each reason in French."""

    def __init__(self, erreurs: Iterable[str]) -> None:
        self.erreurs = list(erreurs)
        super().__init__(" ".join(self.erreurs))


_CHOIX = {
    "genre": (SUBVENTIONS, DEMANDES),
    "inconnus": (REFUSER, IGNORER),
    "avances": ("", AJOUTEES, COMPRISES),
}


def lire_correspondance(ecrit: str) -> Correspondance:
    """Read a file of correspondences, TOML or JSON. Raises CorrespondanceInvalide."""
    try:
        brut = json.loads(ecrit) if ecrit.lstrip().startswith("{") else tomllib.loads(ecrit)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError, RecursionError) as erreur:
        raise CorrespondanceInvalide(
            [f"Ce fichier n'est ni du TOML ni du JSON : {erreur}."]
        ) from None
    if not isinstance(brut, dict):
        raise CorrespondanceInvalide(["Ce fichier ne décrit pas une correspondance."])
    return construire(brut)


def construire(brut: Mapping[str, Any]) -> Correspondance:
    """Build a correspondence from plain values. Raises CorrespondanceInvalide with each reason."""
    connues = {nom.name for nom in fields(Correspondance)}
    erreurs = [f"« {nom} » n'est pas une rubrique connue." for nom in sorted(set(brut) - connues)]
    lues = {nom: _rubrique(nom, valeur, erreurs) for nom, valeur in brut.items() if nom in connues}
    genre = lues.get("genre", SUBVENTIONS)
    if genre in tuple(OBLIGATOIRES):
        permises = {colonne.code for colonne in colonnes_de(genre)}
        for rubrique in ("colonnes", "valeurs"):
            erreurs += [
                f"« {rubrique}.{code} » n'est pas une colonne connue de cet import."
                for code in lues.get(rubrique, {})
                if code not in permises
            ]
    if erreurs:
        raise CorrespondanceInvalide(erreurs)
    return Correspondance(**lues)


def _rubrique(nom: str, valeur: Any, erreurs: list[str]) -> Any:
    """Check one heading; what is wrong goes to `erreurs`."""
    if nom in {"colonnes", "valeurs", "centres", "genres"}:
        return _table(nom, valeur, erreurs)
    if nom == "ligne_entete":
        if isinstance(valeur, bool) or not isinstance(valeur, int) or not 0 <= valeur <= 20_000:
            erreurs.append("« ligne_entete » est le numéro d'une ligne, par exemple 4.")
    elif nom == "executoires":
        if not isinstance(valeur, bool):
            erreurs.append("« executoires » vaut true ou false.")
    elif not isinstance(valeur, str) or (nom in _CHOIX and valeur not in _CHOIX[nom]):
        possibles = " ou ".join(f"« {choix} »" for choix in _CHOIX.get(nom, ()) if choix)
        erreurs.append(f"« {nom} » vaut {possibles or 'un texte'}.")
    return valeur


def _table(nom: str, valeur: Any, erreurs: list[str]) -> dict[str, str]:
    if not isinstance(valeur, Mapping):
        erreurs.append(f"« {nom} » est une table.")
        return {}
    lues = {}
    for cle, contenu in valeur.items():
        if isinstance(contenu, date):
            lues[cle] = contenu.isoformat()[:10]
        elif isinstance(contenu, str | int) and not isinstance(contenu, bool):
            lues[cle] = str(contenu)
        else:
            erreurs.append(f"« {nom}.{cle} » est un texte ou un nombre entier.")
    return lues


def ecrire_correspondance(correspondance: Correspondance) -> str:
    """Write the correspondence as TOML, ready for the command; reading it gives the same again."""
    valeurs = correspondance.en_dictionnaire()
    simples = [(nom, v) for nom, v in valeurs.items() if not isinstance(v, dict)]
    lignes = [
        "# Correspondance d'un import de subventions. Format : docs/import-subventions.md",
        "",
    ]
    lignes += [f"{nom} = {_toml(v)}" for nom, v in simples if v not in ("", 0) or nom == "avances"]
    for nom, table in valeurs.items():
        if isinstance(table, dict) and table:
            lignes += ["", f"[{nom}]"]
            lignes += [
                f"{_toml(cle)} = {_toml(v)}" for cle, v in table.items() if v or nom == "centres"
            ]
    return "\n".join(lignes) + "\n"


def _toml(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    if isinstance(valeur, int):
        return str(valeur)
    return json.dumps(str(valeur), ensure_ascii=False).replace("\x7f", "\\u007f")
