"""The budget form: one amount per account of the plan, as people type it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from pacte.socle.formulaires import MontantField, VersionMixin
from pacte.socle.montants import ZERO
from subventions import plan_comptable
from subventions.plan_comptable import Compte, Groupe, Ligne, Plan, Totaux

Cle = tuple[str, str]


def nom_champ(section: str, compte: str) -> str:
    """The name of an account's field: « produit_74-commune »."""
    return f"{section}_{compte}"


@dataclass(frozen=True, slots=True)
class LigneSaisie:
    """An account in the form: its field, and last year's amount."""

    compte: Compte
    champ: forms.BoundField
    avant: Decimal | None


@dataclass(frozen=True, slots=True)
class GroupeSaisi:
    """A class of the form with its lines and its sub-total."""

    groupe: Groupe
    lignes: list[LigneSaisie]
    sous_total: Decimal


class ChampsBudget(forms.Form):
    """Adds a field per account; `avant` gives last year's amounts by (section, account)."""

    def __init__(
        self,
        *args: Any,
        plan: Plan,
        projet: bool,
        ville: str,
        avant: Mapping[Cle, Decimal] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.projet, self.avant = plan, projet, avant or {}
        for groupe, compte in plan.lignes(projet=projet):
            nom = nom_champ(groupe.section, compte.code)
            libelle = compte.ecrire(ville)
            self.fields[nom] = MontantField(
                required=False, label=f"{compte.numero} {libelle}".strip()
            )

    @property
    def montants(self) -> dict[Cle, Decimal]:
        """The amounts that could be read, by (section, account); an empty field is zero."""
        # Reading the errors validates the form: what could not be read is missing from cleaned_data.
        sources = self.cleaned_data if self.is_bound and self.errors is not None else self.initial
        lus = {}
        for groupe, compte in self.plan.lignes(projet=self.projet):
            nom = nom_champ(groupe.section, compte.code)
            lus[groupe.section, compte.code] = sources.get(nom) or ZERO
        return lus

    @property
    def totaux(self) -> Totaux:
        """The totals of what can be read now."""
        return plan_comptable.totaliser(
            self.plan,
            [
                Ligne(section, compte, montant)
                for (section, compte), montant in self.montants.items()
            ],
        )

    def tableaux(self) -> list[tuple[str, str, list[GroupeSaisi]]]:
        """The four sections with their classes: (code, title, classes)."""
        totaux = self.totaux
        titres = (
            (plan_comptable.CHARGE, "Charges"),
            (plan_comptable.PRODUIT, "Produits"),
            (plan_comptable.EMPLOI_NATURE, "Emplois des contributions volontaires"),
            (plan_comptable.CONTRIBUTION_NATURE, "Contributions volontaires"),
        )
        return [
            (
                section,
                titre,
                [
                    GroupeSaisi(groupe, self._lignes(groupe), totaux.par_groupe[groupe.code])
                    for groupe in self.plan.de_section(section, projet=self.projet)
                ],
            )
            for section, titre in titres
        ]

    def _lignes(self, groupe: Groupe) -> list[LigneSaisie]:
        return [
            LigneSaisie(
                compte,
                self[nom_champ(groupe.section, compte.code)],
                self.avant.get((groupe.section, compte.code)),
            )
            for compte in groupe.comptes
        ]


class BudgetForm(VersionMixin, ChampsBudget):
    """The budget of a draft: it may be saved unbalanced, not deposited so."""
