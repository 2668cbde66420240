"""The named funders of a budget: one row each, on a line of account 74; the line is their sum."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pacte.socle.montants import ZERO
from subventions.rules.plan_comptable import COMPTE_VILLE, PRODUIT, Cle, Plan

# Empty rows are always there to be filled, without any script.
LIGNES_VIDES = 3
LIGNES_MAXIMUM = 12
CHAMPS = ("nom", "montant", "acquis")
PREFIXE = "fin"


@dataclass(frozen=True, slots=True)
class Financeur:
    """A funder by name on one line: what is expected, obtained already or not, in euros."""

    compte: str
    nom: str
    montant: Decimal
    acquis: bool = False


def comptes_a_financeurs(plan: Plan) -> tuple[str, ...]:
    """The accounts that may name their funders: those of 74, the city's own line apart."""
    return tuple(
        compte.code
        for groupe, compte in plan.lignes(projet=False)
        if groupe.code == "74" and compte.code != COMPTE_VILLE
    )


def rangs(nombre: int) -> int:
    """How many rows a line shows: its funders, then empty ones."""
    return min(nombre + LIGNES_VIDES, LIGNES_MAXIMUM)


def nom_financeur(compte: str, rang: int, champ: str) -> str:
    """The name of a funder's field: « fin_74-sociaux_0_nom »."""
    return f"{PREFIXE}_{compte}_{rang}_{champ}"


def lire_financeurs(plan: Plan, valeurs: Mapping[str, Any]) -> list[Financeur]:
    """Return the funders of the form's values, in their order: a name and an amount above zero."""
    lus = []
    for compte in comptes_a_financeurs(plan):
        for rang in range(LIGNES_MAXIMUM):
            nom = valeurs.get(nom_financeur(compte, rang, "nom"))
            montant = valeurs.get(nom_financeur(compte, rang, "montant"))
            if nom and montant:
                acquis = bool(valeurs.get(nom_financeur(compte, rang, "acquis")))
                lus.append(Financeur(compte, nom, montant, acquis))
    return lus


def sommes(financeurs: list[Financeur]) -> dict[Cle, Decimal]:
    """The amount of each line that has named funders."""
    totaux: dict[Cle, Decimal] = {}
    for financeur in financeurs:
        cle = (PRODUIT, financeur.compte)
        totaux[cle] = totaux.get(cle, ZERO) + financeur.montant
    return totaux
