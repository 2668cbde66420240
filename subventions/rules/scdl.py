"""The SCDL « subventions » 2.1.1: its sixteen columns, its exact bytes, and stricter checks. Pure.

Source: opendatafrance/scdl/subventions, version 2.1.1; décret 2017-779, arrêté of 17 November 2017.
The published schema accepts a wrong SIRET key, a missing beneficiary, a negative amount, a day that
does not exist, a byte order mark: the checks here do not.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation

from pacte.socle.dates import ajouter_mois
from subventions.rules.cellules import is_siret

CHAMPS = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
)
NUMERAIRE, EN_NATURE = "aide en numéraire", "aide en nature"
NATURES = (
    NUMERAIRE,
    EN_NATURE,
    f"{NUMERAIRE};{EN_NATURE}",
    f"{EN_NATURE};{NUMERAIRE}",
)
UNIQUE, ECHELONNE = "unique", "échelonné"
LONGUEUR = 256
RNA = re.compile(r"W[0-9]{9}")
JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DELAI_PUBLICATION_MOIS = 3
TOLERANCE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class LigneScdl:
    """One row, as text, in the order of the schema; the fields bear the names of its columns."""

    nom_attribuant: str
    id_attribuant: str
    date_convention: str
    reference_decision: str
    nom_beneficiaire: str
    id_beneficiaire: str
    rna_beneficiaire: str
    objet: str
    montant: str
    nature: str
    conditions_versement: str
    dates_periode_versement: str
    id_rae: str = ""
    notification_ue: str = "non"
    pourcentage_subvention: str = "1.00"
    dispositif_aide: str = ""


@dataclass(frozen=True, slots=True)
class Ecart:
    """What forbids publishing a line: its row in the file (the header is 1), its column, a sentence."""

    ligne: int | None
    colonne: str
    phrase: str

    def __str__(self) -> str:
        lieu = f"ligne {self.ligne}, colonne {self.colonne}" if self.ligne else self.colonne
        return f"{lieu} : {self.phrase}" if lieu else self.phrase


class FichierScdlInvalide(ValueError):
    """The file would not be valid; `ecarts` says each reason."""

    def __init__(self, ecarts: Sequence[Ecart]) -> None:
        self.ecarts = list(ecarts)
        super().__init__("\n".join(str(ecart) for ecart in ecarts))


# --- Writing values --------------------------------------------------------------------------------
def ecrire_nombre(montant: Decimal) -> str:
    """Write an amount with a decimal point and two decimals: « 40000.00 »."""
    return f"{montant:.2f}"


def ecrire_texte(texte: str, longueur: int = LONGUEUR) -> str:
    """Write a text on one line, at most `longueur` signs; semicolons become commas, as readers that
    guess the separator are many."""
    net = " ".join(texte.replace(";", ",").split())
    return net if len(net) <= longueur else net[: longueur - 1].rstrip() + "…"


def ecrire_periode(jours: Iterable[date]) -> str:
    """Write the days of payment: one day, or « first/last »; "" without any."""
    ranges = sorted(set(jours))
    if not ranges:
        return ""
    debut, fin = ranges[0].isoformat(), ranges[-1].isoformat()
    return debut if debut == fin else f"{debut}/{fin}"


def distinguer(lignes: Iterable[LigneScdl]) -> list[LigneScdl]:
    """Make each object speak of one award: the same words in the same decision take the beneficiary.

    A réutilisateur adds up the parts of an award by decision and object: two centres helped for
    « Fonctionnement 2026 » by one vote would read as one award given twice.
    """
    groupes: dict[tuple[str, str], list[LigneScdl]] = defaultdict(list)
    lignes = list(lignes)
    for ligne in lignes:
        groupes[ligne.reference_decision, ligne.objet].append(ligne)
    return [
        _avec_beneficiaire(ligne)
        if len(groupes[ligne.reference_decision, ligne.objet]) > 1
        else ligne
        for ligne in lignes
    ]


def _avec_beneficiaire(ligne: LigneScdl) -> LigneScdl:
    suite = f", {ligne.nom_beneficiaire}"
    objet = ecrire_texte(ligne.objet, max(LONGUEUR - len(suite), 20)) + suite
    valeurs = {nom.name: getattr(ligne, nom.name) for nom in fields(ligne)}
    return LigneScdl(**{**valeurs, "objet": ecrire_texte(objet)})


def nom_du_fichier(siret: str, exercice: int) -> str:
    """Name the file of a year: « 217300656_subventions_2026.csv », the SIREN first (domain, 2.3)."""
    return f"{siret[:9]}_subventions_{exercice}.csv"


def publier_avant(date_convention: date, date_executoire: date) -> date:
    """Return the last day to publish: three months after the signature (décret 2017-779).

    A convention of several years is older than this year's vote: the delay then runs from the vote.
    """
    return ajouter_mois(max(date_convention, date_executoire), DELAI_PUBLICATION_MOIS)


# --- Checks ------------------------------------------------------------------------------------------
def controler(lignes: Sequence[LigneScdl]) -> list[Ecart]:
    """Return everything that forbids publishing these rows; an empty list means a valid file."""
    if not lignes:
        return [Ecart(None, "", "il n'y a aucune subvention à publier.")]
    ecarts: list[Ecart] = []
    for numero, ligne in enumerate(lignes, start=2):
        ecarts += [Ecart(numero, colonne, phrase) for colonne, phrase in controler_ligne(ligne)]
    return ecarts + _controler_ensemble(lignes)


def controler_ligne(ligne: LigneScdl) -> list[tuple[str, str]]:
    """Return (column, sentence) for each fault of one row."""
    return [
        *_obligatoires(ligne),
        *_identifiants(ligne),
        *_nombres(ligne),
        *_jours(ligne),
        *_mots(ligne),
    ]


def _obligatoires(ligne: LigneScdl) -> list[tuple[str, str]]:
    facultatifs = {
        "referenceDecision",
        "idBeneficiaire",
        "rnaBeneficiaire",
        "idRAE",
        "dispositifAide",
    }
    return [
        (colonne, "cette information manque.")
        for colonne, valeur in zip(CHAMPS, astuple(ligne), strict=True)
        if colonne not in facultatifs and not valeur.strip()
    ]


def _identifiants(ligne: LigneScdl) -> list[tuple[str, str]]:
    fautes = []
    if ligne.id_attribuant and not is_siret(ligne.id_attribuant):
        fautes.append(("idAttribuant", "le SIRET de la Ville est faux."))
    if ligne.id_beneficiaire and not is_siret(ligne.id_beneficiaire):
        fautes.append(("idBeneficiaire", "le SIRET du bénéficiaire est faux."))
    if ligne.rna_beneficiaire and not RNA.fullmatch(ligne.rna_beneficiaire):
        fautes.append(("rnaBeneficiaire", "le RNA est la lettre W suivie de neuf chiffres."))
    if not ligne.id_beneficiaire and not ligne.rna_beneficiaire:
        fautes.append(("idBeneficiaire", "il faut le SIRET ou le RNA du bénéficiaire."))
    if ligne.id_rae and len(ligne.id_rae) > 5:
        fautes.append(("idRAE", "cinq signes au plus."))
    return fautes


def _nombres(ligne: LigneScdl) -> list[tuple[str, str]]:
    fautes = []
    if not re.fullmatch(r"[0-9]+\.[0-9]{2}", ligne.montant) or Decimal(ligne.montant) <= 0:
        fautes.append(("montant", "le montant est supérieur à zéro."))
    if not TOLERANCE <= _decimal(ligne.pourcentage_subvention) <= 1:
        fautes.append(("pourcentageSubvention", "la part va de 0.01 à 1.00."))
    return fautes


def _decimal(texte: str) -> Decimal:
    try:
        return Decimal(texte)
    except InvalidOperation:
        return Decimal(0)


def _jours(ligne: LigneScdl) -> list[tuple[str, str]]:
    fautes = []
    if ligne.date_convention and _jour(ligne.date_convention) is None:
        fautes.append(("dateConvention", "cette date n'existe pas."))
    bornes = [_jour(morceau) for morceau in ligne.dates_periode_versement.split("/")]
    if ligne.dates_periode_versement:
        if len(bornes) > 2 or None in bornes:
            fautes.append(("datesPeriodeVersement", "ces dates n'existent pas."))
        elif bornes != sorted(jour for jour in bornes if jour is not None):
            fautes.append(("datesPeriodeVersement", "la fin précède le début."))
    return fautes


def _jour(texte: str) -> date | None:
    try:
        return date.fromisoformat(texte) if JOUR.fullmatch(texte) else None
    except ValueError:
        return None


def _mots(ligne: LigneScdl) -> list[tuple[str, str]]:
    fautes = []
    if ligne.nature not in NATURES:
        fautes.append(("nature", "aide en numéraire, en nature, ou les deux."))
    if ligne.notification_ue not in {"oui", "non"}:
        fautes.append(("notificationUE", "oui ou non."))
    for colonne, valeur in zip(CHAMPS, astuple(ligne), strict=True):
        if colonne in {"objet", "conditionsVersement"} and len(valeur) > LONGUEUR:
            fautes.append((colonne, f"{LONGUEUR} signes au plus."))
        if any(ord(signe) < 32 for signe in valeur) or valeur != valeur.strip():
            fautes.append((colonne, "des signes invisibles sont à retirer."))
        if ";" in valeur and colonne != "nature":
            fautes.append((colonne, "un point-virgule tromperait les lecteurs."))
    return fautes


def _controler_ensemble(lignes: Sequence[LigneScdl]) -> list[Ecart]:
    """What only the whole file shows: rows twice, parts that do not make a whole."""
    ecarts: list[Ecart] = []
    vues: dict[LigneScdl, int] = {}
    parts: dict[tuple[str, str], list[tuple[int, Decimal]]] = defaultdict(list)
    for numero, ligne in enumerate(lignes, start=2):
        premiere = vues.setdefault(ligne, numero)
        if premiere != numero:
            ecarts.append(Ecart(numero, "objet", f"la même ligne que la ligne {premiere}."))
        parts[ligne.reference_decision, ligne.objet].append(
            (numero, _decimal(ligne.pourcentage_subvention))
        )
    for groupe in parts.values():
        total = sum((part for _, part in groupe), Decimal(0))
        if abs(total - 1) > TOLERANCE:
            ecarts.append(
                Ecart(
                    groupe[-1][0],
                    "pourcentageSubvention",
                    f"les parts de cette subvention font {total}, et non 1.",
                )
            )
    return ecarts


def ecrire_fichier(lignes: Sequence[LigneScdl]) -> bytes:
    """Return the exact bytes: UTF-8 without mark, commas, points, CRLF, quotes doubled.

    Raises FichierScdlInvalide rather than writing what is not valid.
    """
    ecarts = controler(lignes)
    if ecarts:
        raise FichierScdlInvalide(ecarts)
    tampon = io.StringIO(newline="")
    redacteur = csv.writer(tampon, delimiter=",", lineterminator="\r\n")
    redacteur.writerow(CHAMPS)
    redacteur.writerows(astuple(ligne) for ligne in lignes)
    return tampon.getvalue().encode()
