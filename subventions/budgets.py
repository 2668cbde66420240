"""The budget of a request as documents and pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from subventions import plan_comptable
from subventions.models import Demande, LigneBudget
from subventions.plan_comptable import Totaux


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
    """The lines that hold an amount, with the sub-total of each class: charges, produits, 86, 87."""
    montants = {(ligne.section, ligne.compte): ligne for ligne in demande.lignes.order_by("ordre")}
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
    plan = plan_comptable.plan_pour(demande.exercice)
    tableaux = []
    for section, titre, libelle_total, total in descriptions:
        lignes: list[LigneAffichee] = []
        for groupe in plan.de_section(section, projet=True):
            detail = [
                LigneAffichee(compte.numero, ligne.libelle, ligne.montant)
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
