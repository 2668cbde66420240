"""The rows of a workbook or text file that a city brings, whatever made it. Pure: bytes in, rows out."""

import csv
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

LIGNES_MAXIMUM = 20_000
COLONNES_MAXIMUM = 80
LONGUEUR_CELLULE = 5_000
SEPARATEURS = (";", ",", "\t", "|")
ECHANTILLON = 60
MARQUES = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

Cellules = tuple[Any, ...]

# What a damaged or hostile workbook makes its readers raise: archive, compression, XML, values.
ILLISIBLES = (
    ArithmeticError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


class FichierIllisible(ValueError):
    """The file gives no table; the message says why and what to do, in French."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row and its number, as a spreadsheet shows it (the first row is 1)."""

    numero: int
    cellules: Cellules

    def __getitem__(self, rang: int) -> Any:
        return self.cellules[rang] if 0 <= rang < len(self.cellules) else None

    @property
    def is_vide(self) -> bool:
        return not any(str(cellule).strip() for cellule in self.cellules if cellule is not None)


@dataclass(frozen=True, slots=True)
class Feuille:
    """A named sheet, without its empty rows; a text file has one, named ""."""

    nom: str
    lignes: tuple[Ligne, ...]


def lire_fichier(contenu: bytes, nom: str = "") -> list[Feuille]:
    """Return the sheets of an XLSX, or the one of a CSV. Raises FichierIllisible."""
    if not contenu.strip():
        raise FichierIllisible("Ce fichier est vide.")
    if contenu.startswith(b"PK\x03\x04"):
        feuilles = _lire_classeur(contenu)
    elif contenu.startswith(b"\xd0\xcf\x11\xe0") or nom.lower().endswith(".xls"):
        raise FichierIllisible(
            "Ce classeur est d'un ancien format (.xls). Enregistrez-le en .xlsx ou en CSV."
        )
    else:
        feuilles = [Feuille("", _numeroter(_lire_texte(contenu)))]
    pleines = [feuille for feuille in feuilles if feuille.lignes]
    if not pleines:
        raise FichierIllisible("Ce fichier ne contient aucune ligne.")
    return pleines


def _numeroter(lignes: Iterable[Sequence[Any]]) -> tuple[Ligne, ...]:
    gardees = []
    for numero, cellules in enumerate(lignes, start=1):
        if numero > LIGNES_MAXIMUM:
            raise FichierIllisible(
                f"Ce fichier a plus de {LIGNES_MAXIMUM} lignes : partagez-le par année."
            )
        ligne = Ligne(numero, tuple(cellules[:COLONNES_MAXIMUM]))
        if not ligne.is_vide:
            gardees.append(ligne)
    return tuple(gardees)


# --- Workbooks ---------------------------------------------------------------------------------
def _lire_classeur(contenu: bytes) -> list[Feuille]:
    try:
        classeur = openpyxl.load_workbook(io.BytesIO(contenu), read_only=True, data_only=True)
    except ILLISIBLES as ex:
        raise FichierIllisible(
            "Ce classeur est abîmé ou protégé. Ouvrez-le, enregistrez-le en .xlsx ou en CSV."
        ) from ex
    try:
        return [
            Feuille(feuille.title, _numeroter(_lignes_de_feuille(feuille)))
            for feuille in classeur.worksheets
        ]
    except FichierIllisible:
        raise
    except ILLISIBLES as ex:
        raise FichierIllisible(
            "Ce classeur est abîmé. Ouvrez-le, puis enregistrez-le en .xlsx ou en CSV."
        ) from ex
    finally:
        classeur.close()


def _lignes_de_feuille(feuille: Any) -> Iterator[Cellules]:
    # Some writers declare a size that is not that of the sheet: never trusted.
    feuille.reset_dimensions()
    for rang, ligne in enumerate(
        feuille.iter_rows(max_col=COLONNES_MAXIMUM, values_only=True), start=1
    ):
        if rang > LIGNES_MAXIMUM and not any(cellule is not None for cellule in ligne):
            # Formatting down to the last row of the sheet is not data.
            return
        yield tuple(_borner(cellule) for cellule in ligne)


def _borner(cellule: Any) -> Any:
    return cellule[:LONGUEUR_CELLULE] if isinstance(cellule, str) else cellule


# --- Texts ---------------------------------------------------------------------------------------
def decoder(contenu: bytes) -> str:
    """Return the text: UTF-8 or UTF-16 with or without mark, else Windows' or ISO's Latin."""
    for marque, codage in MARQUES:
        if contenu.startswith(marque):
            try:
                return contenu.decode(codage)
            except UnicodeDecodeError as erreur:
                raise FichierIllisible(
                    "Ce texte est abîmé. Enregistrez-le en CSV UTF-8."
                ) from erreur
    if b"\x00" in contenu:
        raise FichierIllisible("Ce fichier n'est ni un classeur .xlsx, ni un texte CSV.")
    for codage in ("utf-8", "cp1252"):
        try:
            return contenu.decode(codage)
        except UnicodeDecodeError:
            continue
    return contenu.decode("latin-1")


def _lire_texte(contenu: bytes) -> Iterator[list[str]]:
    ecrit = decoder(contenu).replace("\x00", "")
    debut, _, suite = ecrit.partition("\n")
    annonce = debut.strip().strip('"').lower()
    decalage = annonce.startswith("sep=") and len(annonce) == 5
    separateur = annonce[4] if decalage else deviner_separateur(ecrit)
    if decalage:
        # The spreadsheet counts that line too.
        yield []
        ecrit = suite
    try:
        for enregistrement in csv.reader(io.StringIO(ecrit, newline=""), delimiter=separateur):
            yield [cellule[:LONGUEUR_CELLULE] for cellule in enregistrement]
    except csv.Error as erreur:
        raise FichierIllisible(
            "Ce CSV est illisible : des guillemets sont ouverts et jamais fermés."
        ) from erreur


def deviner_separateur(ecrit: str) -> str:
    """Return the sign that gives the most regular table: « ; », « , », tabulation or « | »."""

    def note(separateur: str) -> int:
        largeurs: Counter[int] = Counter()
        try:
            lecteur = csv.reader(io.StringIO(ecrit, newline=""), delimiter=separateur)
            for rang, enregistrement in enumerate(lecteur):
                if rang >= ECHANTILLON:
                    break
                if len(enregistrement) > 1:
                    largeurs[len(enregistrement)] += 1
        except csv.Error:
            return 0
        # A decimal comma cuts a row in two: a real separator cuts it in more.
        return max((fois * (largeur - 1) for largeur, fois in largeurs.items()), default=0)

    return max(SEPARATEURS, key=note)
