"""A budget in and out of a spreadsheet: the layout of the form, accounts, sub-totals and totals."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from subventions.lectures.budgets import BudgetLu
from subventions.rules import plan_comptable
from subventions.rules.collage_budget import BudgetColle
from subventions.rules.financeurs import Financeur, nom_financeur
from subventions.rules.plan_comptable import Ligne, Totaux, nom_champ, totaliser
from subventions.rules.tableaux import Feuille

ENTETES = ("Compte", "Libellé", "Montant", "Financement")
TITRES = {
    plan_comptable.CHARGE: "Charges",
    plan_comptable.PRODUIT: "Produits",
    plan_comptable.EMPLOI_NATURE: "Emplois des contributions volontaires",
    plan_comptable.CONTRIBUTION_NATURE: "Contributions volontaires",
}


def lignes_tableur(lu: BudgetLu, *, ville: str, projet: bool) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the exported budget: every account, to be filled and brought back.

    Amounts are Decimal euros; a funder has its own row, under its line's code.
    """
    totaux = totaliser(lu.plan, [Ligne(s, c, m) for (s, c), m in lu.montants.items()])
    for section, titre in TITRES.items():
        yield ("", titre, None, "")
        for groupe in lu.plan.de_section(section, projet=projet):
            if not groupe.is_simple:
                yield (groupe.numero, groupe.libelle, totaux.par_groupe[groupe.code], "")
            for compte in groupe.comptes:
                nommes = [f for f in lu.financeurs if f.compte == compte.code]
                montant = lu.montants.get((section, compte.code)) or None
                if not nommes:
                    yield (compte.code, compte.ecrire(ville), montant, "")
                for financeur in nommes:
                    etat = "obtenu" if financeur.acquis else "demandé"
                    yield (compte.code, financeur.nom, financeur.montant, etat)
        yield ("", f"Total {titre.lower()}", _total(totaux, section), "")


def _total(totaux: Totaux, section: str) -> Decimal:
    return {
        plan_comptable.CHARGE: totaux.charges,
        plan_comptable.PRODUIT: totaux.produits,
        plan_comptable.EMPLOI_NATURE: totaux.emplois_nature,
        plan_comptable.CONTRIBUTION_NATURE: totaux.contributions_nature,
    }[section]


def rangees(feuille: Feuille) -> list[tuple[Any, ...]]:
    """The rows of a sheet, empty ones included: a line keeps the number that one sees."""
    par_numero = {ligne.numero: ligne.cellules for ligne in feuille.lignes}
    return [par_numero.get(numero, ()) for numero in range(1, max(par_numero, default=0) + 1)]


def valeurs_a_appliquer(
    colle: BudgetColle, actuelles: dict[str, Any], *, vider: bool
) -> dict[str, Any]:
    """The fields of the budget once what was pasted is applied.

    The accounts named are replaced, a line of 74 with its funders; the others stay, or are emptied
    when `vider`.
    """
    valeurs = {nom: None if vider else valeur for nom, valeur in actuelles.items()}
    par_compte: dict[str, list[Financeur]] = {}
    for financeur in colle.financeurs:
        par_compte.setdefault(financeur.compte, []).append(financeur)
    for (section, compte), montant in colle.montants.items():
        valeurs[nom_champ(section, compte)] = montant or None
        if _somme(actuelles, compte) != montant:
            _remplacer(valeurs, compte, [])
        elif vider:
            _garder(valeurs, actuelles, compte)
    for compte, nommes in par_compte.items():
        _remplacer(valeurs, compte, nommes)
        somme = sum((financeur.montant for financeur in nommes), Decimal(0))
        valeurs[nom_champ(plan_comptable.PRODUIT, compte)] = somme
    return valeurs


def _champs(valeurs: dict[str, Any], compte: str) -> list[str]:
    return [nom for nom in valeurs if nom.startswith(nom_financeur(compte, 0, "")[:-2])]


def _somme(actuelles: dict[str, Any], compte: str) -> Decimal:
    return sum(
        (
            actuelles[nom]
            for nom in _champs(actuelles, compte)
            if nom.endswith("_montant") and actuelles[nom]
        ),
        Decimal(0),
    )


def _garder(valeurs: dict[str, Any], actuelles: dict[str, Any], compte: str) -> None:
    valeurs.update({nom: actuelles[nom] for nom in _champs(actuelles, compte)})


def _remplacer(valeurs: dict[str, Any], compte: str, nommes: list[Financeur]) -> None:
    for nom in _champs(valeurs, compte):
        valeurs[nom] = None
    for rang, financeur in enumerate(nommes):
        valeurs[nom_financeur(compte, rang, "nom")] = financeur.nom
        valeurs[nom_financeur(compte, rang, "montant")] = financeur.montant
        valeurs[nom_financeur(compte, rang, "acquis")] = financeur.acquis
