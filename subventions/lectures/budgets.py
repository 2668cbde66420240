"""The budget of a request as forms, documents and pages show it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pacte.socle.montants import ecrire_montant
from subventions.models import Demande, LigneBudget
from subventions.rules import plan_comptable
from subventions.rules.financeurs import Financeur
from subventions.rules.plan_comptable import Cle, Compte, Plan, Totaux


@dataclass(frozen=True, slots=True)
class BudgetLu:
    """A stored budget in the plan of a year, and the amounts that this plan has no account for."""

    plan: Plan
    montants: dict[Cle, Decimal]
    financeurs: tuple[Financeur, ...]
    orphelins: tuple[tuple[Compte, Decimal], ...]


def plan_de(demande: Demande, lignes: Iterable[LigneBudget]) -> Plan:
    """The plan that the stored lines were written in."""
    return plan_comptable.plan_des_lignes(
        demande.exercice, [(ligne.section, ligne.compte, ligne.libelle) for ligne in lignes]
    )


def budget_lu(demande: Demande, exercice: int | None = None) -> BudgetLu:
    """Read a stored budget in the plan of `exercice` (its own by default); two queries."""
    lignes = list(demande.lignes.order_by("ordre"))
    plan = plan_comptable.plan_pour(exercice or demande.exercice)
    report = plan_comptable.reporter(
        {(ligne.section, ligne.compte): ligne.montant for ligne in lignes},
        plan_de(demande, lignes),
        plan,
    )
    financeurs = tuple(
        Financeur(f.compte, f.nom, f.montant, f.acquis)
        for f in demande.financements.order_by("compte", "ordre", "pk")
    )
    return BudgetLu(plan, report.montants, financeurs, report.orphelins)


# --- Shown -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LigneAffichee:
    """A line of the budget as documents and pages show it; `is_total` for a sub-total."""

    numero: str
    libelle: str
    montant: Decimal
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class TableauBudget:
    """One side of the budget with its total."""

    titre: str
    lignes: list[LigneAffichee]
    libelle_total: str
    total: Decimal


def tableaux_budget(
    demande: Demande, lignes_lues: Iterable[LigneBudget], totaux: Totaux
) -> list[TableauBudget]:
    """The lines that hold an amount, with the sub-total of each class: charges, produits, 86, 87.

    A line of 74 names its funders. An old budget keeps its plan and its labels.
    """
    lues = list(lignes_lues)
    montants = {(ligne.section, ligne.compte): ligne for ligne in lues}
    nommes: dict[str, list[str]] = defaultdict(list)
    for financement in demande.financements.order_by("compte", "ordre", "pk"):
        etat = "obtenu" if financement.acquis else "demandé"
        nommes[financement.compte].append(
            f"{financement.nom}, {ecrire_montant(financement.montant)} {etat}"
        )
    descriptions = (
        (plan_comptable.CHARGE, "Charges", "Total des charges", totaux.charges),
        (plan_comptable.PRODUIT, "Produits", "Total des produits", totaux.produits),
        (
            plan_comptable.EMPLOI_NATURE,
            "Emplois des contributions volontaires",
            "Total 86",
            totaux.emplois_nature,
        ),
        (
            plan_comptable.CONTRIBUTION_NATURE,
            "Contributions volontaires en nature",
            "Total 87",
            totaux.contributions_nature,
        ),
    )
    plan = plan_de(demande, lues)
    tableaux = []
    for section, titre, libelle_total, total in descriptions:
        lignes: list[LigneAffichee] = []
        for groupe in plan.de_section(section, projet=True):
            detail = [
                LigneAffichee(
                    compte.numero, _nommer(ligne.libelle, nommes[compte.code]), ligne.montant
                )
                for compte in groupe.comptes
                if (ligne := montants.get((section, compte.code))) and ligne.montant
            ]
            if detail and not groupe.is_simple:
                lignes.append(
                    LigneAffichee(
                        groupe.numero, groupe.libelle, totaux.par_groupe[groupe.code], True
                    )
                )
            lignes += detail
        if lignes:
            tableaux.append(TableauBudget(titre, lignes, libelle_total, total))
    return tableaux


def _nommer(libelle: str, financeurs: list[str]) -> str:
    return f"{libelle} ({' ; '.join(financeurs)})" if financeurs else libelle
