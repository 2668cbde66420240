"""Reading one cell of a file that a city brings: amounts, days, years, identifiers. Pure.

A cell is what a workbook or a text file gives: a text, a number, a day, or nothing. Each reader
returns None for an empty cell, and raises CelluleIllisible with a French sentence otherwise.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from pacte.socle.dates import MOIS
from pacte.socle.montants import CENTIME, MontantIllisible, ecrire_montant, lire_montant

MAXIMUM = Decimal("999999999.99")
# Every white space of Unicode, and the marks that no one sees.
_BLANCS = re.compile(r"[\s\u180e\u200b-\u200f\u2028-\u202f\u2060\ufeff]+")
_ERREURS_DE_TABLEUR = ("#REF", "#N/A", "#VALEUR", "#VALUE", "#DIV", "#NOM", "#NAME", "#####")
_RIEN = {"", "-", "–", "—", "néant", "neant", "n/a", "nc", "rien", "sans objet", "/"}
_SCIENTIFIQUE = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
_POINTS_DE_MILLIERS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}")
_JOUR = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})")
_JOUR_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?")
_JOUR_EN_LETTRES = re.compile(r"(?:[a-z]+\.? )?([0-9]{1,2})(?:er)? ([a-z]+)\.? ([0-9]{4})")
_ANNEE = re.compile(r"(?<![0-9])(20[0-9]{2}|19[0-9]{2})(?![0-9])")
# The days of a spreadsheet are counted from the eve of 31 December 1899; 1960 to 2100 are days.
ORIGINE_TABLEUR = date(1899, 12, 30)
SERIES = range(21_916, 73_415)
ANNEES = range(1990, 2101)
SIRET, SIREN = 14, 9


class CelluleIllisible(ValueError):
    """The cell cannot be read; the message says why, in French."""


def texte(valeur: Any) -> str:
    """Return the cell as one line of text; a number that is whole loses its « .0 »."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime):
        return valeur.date().isoformat()
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, int | float | Decimal):
        return _nombre_en_texte(valeur)
    lisible = "".join(" " if unicodedata.category(s) == "Cc" else s for s in str(valeur))
    return _BLANCS.sub(" ", unicodedata.normalize("NFC", lisible)).strip()


def simplifier(valeur: Any) -> str:
    """Return the text without accents, capitals or signs: two spellings of a name then meet."""
    sans_accents = unicodedata.normalize(
        "NFKD", texte(valeur).replace("œ", "oe").replace("Œ", "OE")
    )
    lettres = "".join(signe for signe in sans_accents if not unicodedata.combining(signe))
    # « M.J.C. » is « MJC ».
    sigles = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", lettres.lower())
    return " ".join(re.sub(r"[^a-z0-9]+", " ", sigles).split())


def _nombre_en_texte(valeur: Any) -> str:
    nombre = Decimal(str(valeur))
    if not nombre.is_finite():
        return str(valeur)
    if nombre == nombre.to_integral_value():
        return f"{nombre.to_integral_value():f}"
    return f"{nombre:f}"


def _exiger_sans_erreur(mots: str) -> None:
    if mots.upper().startswith(_ERREURS_DE_TABLEUR):
        raise CelluleIllisible(f"« {mots} » est une erreur du tableur : corrigez sa formule.")


def is_vide(valeur: Any) -> bool:
    """Whether the cell says nothing: empty, a dash, « néant »."""
    return texte(valeur).lower() in _RIEN


def montant(valeur: Any) -> Decimal | None:
    """Read an amount as cities write it: « 12 345,67 € », « (1 200,00) », 12345.67, « 12.345,67 ».

    Returns euros with two decimals, negative ones included. What `lire_montant` refuses stays
    refused: « 12,345 » says twelve euros or twelve thousand.
    """
    if is_vide(valeur):
        return None
    mots = texte(valeur)
    _exiger_sans_erreur(mots)
    lu = _nombre(valeur) if _is_nombre(valeur) else _montant_ecrit(mots)
    if abs(lu) > MAXIMUM:
        raise CelluleIllisible(f"« {mots} » est un montant trop grand.")
    return lu


def _is_nombre(valeur: Any) -> bool:
    return isinstance(valeur, int | float | Decimal) and not isinstance(valeur, bool)


def _nombre(valeur: Any) -> Decimal:
    # A spreadsheet computes in binary: 0.1 + 0.2 ends in 4e-17, which is not a fraction of a cent.
    nombre = Decimal(str(valeur))
    if not nombre.is_finite() or abs(nombre) > MAXIMUM:
        raise CelluleIllisible(f"« {valeur} » n'est pas un montant.")
    net = nombre.quantize(CENTIME)
    if abs(nombre - net) > Decimal("0.000001"):
        raise CelluleIllisible(f"« {nombre:f} » a plus de deux décimales.")
    return net


def _montant_ecrit(mots: str) -> Decimal:
    net = re.sub(r"(?i)(€|\beuros?\b|\beur\b)\.?$", "", mots).strip().replace("−", "-")
    signe = ""
    if net.startswith("(") and net.endswith(")"):
        signe, net = "-", net[1:-1].strip()
    elif net.endswith("-"):
        signe, net = "-", net[:-1].strip()
    elif net.startswith(("-", "+")):
        signe, net = net[0].replace("+", ""), net[1:].strip()
    if _POINTS_DE_MILLIERS.fullmatch(net):
        net = net.replace(".", "")
    if net.startswith("-"):
        raise CelluleIllisible(f"« {mots} » n'est pas un montant.")
    try:
        lu = lire_montant(net)
    except MontantIllisible:
        raise CelluleIllisible(
            f"« {mots} » n'est pas un montant. Écrivez par exemple {ecrire_montant(Decimal('12345.67'))}."
        ) from None
    return -lu if signe else lu


def jour(valeur: Any) -> date | None:
    """Read a day: « 15/03/2021 », « 15 mars 2021 », « 1er avril 2021 », 2021-03-15, 44270."""
    if isinstance(valeur, datetime):
        return valeur.date()
    if isinstance(valeur, date):
        return valeur
    if is_vide(valeur):
        return None
    mots = texte(valeur)
    _exiger_sans_erreur(mots)
    lu = _jour_lu(mots)
    if lu is None or lu.year not in ANNEES:
        raise CelluleIllisible(f"« {mots} » n'est pas une date. Écrivez par exemple 15/03/2021.")
    return lu


def _jour_lu(mots: str) -> date | None:
    entier = re.fullmatch(r"([0-9]{5})(?:[.,][0-9]+)?", mots)
    if entier is not None:
        serie = int(entier[1])
        return ORIGINE_TABLEUR + timedelta(days=serie) if serie in SERIES else None
    for motif, ordre in ((_JOUR_ISO, (1, 2, 3)), (_JOUR, (3, 2, 1))):
        trouve = motif.fullmatch(mots)
        if trouve is not None:
            annee, mois, quantieme = (int(trouve[rang]) for rang in ordre)
            return _date(annee + 2000 if annee < 100 else annee, mois, quantieme)
    trouve = _JOUR_EN_LETTRES.fullmatch(_sans_accents(mots))
    if trouve is None:
        return None
    mois = next((rang for rang, nom in enumerate(_MOIS, start=1) if _is_mois(trouve[2], nom)), 0)
    return _date(int(trouve[3]), mois, int(trouve[1]))


def _sans_accents(mots: str) -> str:
    decompose = unicodedata.normalize("NFKD", mots.lower())
    return "".join(signe for signe in decompose if not unicodedata.combining(signe))


_MOIS = tuple(_sans_accents(nom) for nom in MOIS)


def _is_mois(ecrit: str, nom: str) -> bool:
    return ecrit == nom or (len(ecrit) >= 3 and nom.startswith(ecrit) and ecrit != "jui")


def _date(annee: int, mois: int, quantieme: int) -> date | None:
    try:
        return date(annee, mois, quantieme)
    except ValueError:
        return None


def annee(valeur: Any) -> int | None:
    """Read an exercise: 2021, « 2021.0 », « Exercice 2021 »; two years in a cell are refused."""
    if isinstance(valeur, date):
        return valeur.year
    if is_vide(valeur):
        return None
    mots = texte(valeur)
    _exiger_sans_erreur(mots)
    trouvees = {int(lue) for lue in _ANNEE.findall(mots)}
    if len(trouvees) != 1 or not trouvees <= set(ANNEES):
        raise CelluleIllisible(f"« {mots} » n'est pas une année. Écrivez par exemple 2021.")
    return trouvees.pop()


def siret(valeur: Any) -> str | None:
    """Read a SIRET or a SIREN that a spreadsheet may have turned into a number.

    78945612300012.0 and « 789 456 123 00012 » give their fourteen digits; zeros lost at the start
    come back when the key agrees. « 7.8945E+13 » has lost its digits: refused, so that the name
    speaks. The key of fourteen digits is not looked at: a number is known when a centre has it.
    """
    if is_vide(valeur):
        return None
    mots = texte(valeur)
    if isinstance(valeur, str) and _SCIENTIFIQUE.fullmatch(mots):
        raise CelluleIllisible(f"« {mots} » est un SIRET abîmé par le tableur.")
    chiffres = re.sub(r"[\s.\-_']", "", re.sub(r"[.,]0+$", "", mots))
    if re.fullmatch(r"[0-9]{14}|[0-9]{9}", chiffres):
        return chiffres
    complet = chiffres.zfill(SIREN if len(chiffres) < SIREN else SIRET)
    if re.fullmatch(r"[0-9]{8,13}", chiffres) and (is_siret(complet) or is_siren(complet)):
        return complet
    raise CelluleIllisible(f"« {mots} » n'est pas un SIRET : il compte 14 chiffres.")


def is_siret(chiffres: str) -> bool:
    """Whether these are 14 digits with a right key (La Poste's own included)."""
    return len(chiffres) == SIRET and bool(stdnum_siret.is_valid(chiffres))


def is_siren(chiffres: str) -> bool:
    """Whether these are 9 digits with a right key."""
    return len(chiffres) == SIREN and bool(stdnum_siren.is_valid(chiffres))


def rna(valeur: Any) -> str | None:
    """Read an RNA number: W and nine signs, whatever the spaces and the capitals."""
    if is_vide(valeur):
        return None
    net = re.sub(r"[\s.\-]", "", texte(valeur)).upper()
    if not re.fullmatch(r"W[0-9A-Z]{9}", net):
        raise CelluleIllisible(f"« {texte(valeur)} » n'est pas un numéro RNA (W et 9 chiffres).")
    return net
