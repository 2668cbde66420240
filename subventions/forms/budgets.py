"""The budget form: one amount per account of the plan, as people type it, and funders by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms

from pacte.socle.formulaires import MontantField
from pacte.socle.montants import ZERO, ecrire_montant
from subventions.forms.saisie import SaisieForm
from subventions.rules import financeurs, plan_comptable
from subventions.rules.financeurs import CHAMPS, LIGNES_MAXIMUM, Financeur, nom_financeur
from subventions.rules.plan_comptable import Cle, Compte, Groupe, Ligne, Plan, Totaux, nom_champ

LISTE_FINANCEURS = "financeurs-connus"


@dataclass(frozen=True, slots=True)
class LigneSaisie:
    """An account in the form: its field, last year's amount, the rows of its funders."""

    compte: Compte
    champ: forms.BoundField
    avant: Decimal | None
    rangs: list[dict[str, forms.BoundField]] = field(default_factory=list)
    nommes: int = 0
    is_ouverte: bool = False


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
        sources = self._lues()
        return {
            (groupe.section, compte.code): sources.get(nom_champ(groupe.section, compte.code))
            or ZERO
            for groupe, compte in self.plan.lignes(projet=self.projet)
        }

    def _lues(self) -> Mapping[str, Any]:
        # Reading the errors validates the form: what could not be read is missing from cleaned_data.
        return self.cleaned_data if self.is_bound and self.errors is not None else self.initial

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
        return [self._ligne(groupe, compte) for compte in groupe.comptes]

    def _ligne(self, groupe: Groupe, compte: Compte) -> LigneSaisie:
        return LigneSaisie(
            compte,
            self[nom_champ(groupe.section, compte.code)],
            self.avant.get((groupe.section, compte.code)),
        )


class BudgetForm(ChampsBudget, SaisieForm):
    """The budget of a draft: it may be saved unbalanced, not deposited so.

    A line of 74 with named funders is their sum: its own amount is then read-only. `connus` are the
    names proposed while typing.
    """

    def __init__(self, *args: Any, connus: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connus = list(connus)
        self.comptes_nommes = financeurs.comptes_a_financeurs(self.plan)
        for compte in self.comptes_nommes:
            for rang in range(self._rangs(compte)):
                self._ajouter_rang(compte, rang)
            if self._nommes(self.initial, compte):
                champ = self.fields[nom_champ(plan_comptable.PRODUIT, compte)]
                champ.widget.attrs["readonly"] = True

    def _rangs(self, compte: str) -> int:
        """The rows of a line: the stored ones and empty ones, or as many as the sending holds."""
        envoyes = [
            rang
            for rang in range(LIGNES_MAXIMUM)
            if self.is_bound and self.add_prefix(nom_financeur(compte, rang, "nom")) in self.data
        ]
        stockes = sum(
            nom_financeur(compte, rang, "nom") in self.initial for rang in range(LIGNES_MAXIMUM)
        )
        return max([stockes, financeurs.LIGNES_VIDES, *(rang + 1 for rang in envoyes)])

    def _ajouter_rang(self, compte: str, rang: int) -> None:
        suite = f"financeur {rang + 1}"
        self.fields[nom_financeur(compte, rang, "nom")] = forms.CharField(
            label=f"Nom, {suite}",
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"list": LISTE_FINANCEURS, "autocomplete": "off"}),
        )
        self.fields[nom_financeur(compte, rang, "montant")] = MontantField(
            label=f"Montant, {suite}", required=False
        )
        self.fields[nom_financeur(compte, rang, "acquis")] = forms.BooleanField(
            label="déjà obtenu", required=False
        )

    @staticmethod
    def _nommes(valeurs: Mapping[str, Any], compte: str) -> int:
        return sum(
            bool(valeurs.get(nom_financeur(compte, rang, "nom"))) for rang in range(LIGNES_MAXIMUM)
        )

    def clean(self) -> dict[str, Any]:
        """A funder has a name and an amount; a line with funders is their sum."""
        donnees = super().clean()
        for compte in self.comptes_nommes:
            self._verifier_rangs(donnees, compte)
        for (section, compte), somme in financeurs.sommes(self.financeurs_de(donnees)).items():
            nom = nom_champ(section, compte)
            tape = donnees.get(nom)
            if nom in self.errors:
                continue
            if tape and tape not in {somme, self.initial.get(nom)}:
                self.add_error(
                    nom,
                    f"Les financeurs nommés font {ecrire_montant(somme)} : "
                    "videz ce montant, ou nommez aussi les autres.",
                )
            else:
                donnees[nom] = somme
        return donnees

    def _verifier_rangs(self, donnees: dict[str, Any], compte: str) -> None:
        deja: set[str] = set()
        for rang in range(self._rangs(compte)):
            champ_nom, champ_montant = (nom_financeur(compte, rang, c) for c in CHAMPS[:2])
            nom, montant = donnees.get(champ_nom) or "", donnees.get(champ_montant)
            if nom and nom.casefold() in deja:
                self.add_error(champ_nom, "Ce financeur figure déjà sur cette ligne.")
            elif nom and montant is None and champ_montant not in self.errors:
                self.add_error(champ_montant, f"Indiquez le montant attendu de {nom}.")
            elif nom and montant == 0:
                self.add_error(champ_montant, "Le montant attendu est supérieur à zéro.")
            elif montant and not nom:
                self.add_error(champ_nom, "Nommez ce financeur.")
            if nom:
                deja.add(nom.casefold())

    def financeurs_de(self, valeurs: Mapping[str, Any]) -> list[Financeur]:
        return financeurs.lire_financeurs(self.plan, valeurs)

    @property
    def montants(self) -> dict[Cle, Decimal]:
        """The amounts that could be read; a line with funders is their sum."""
        return {**super().montants, **financeurs.sommes(self.financeurs_de(self._lues()))}

    def valeurs(self) -> dict[str, Any]:
        """What could be read: a funder goes whole, or waits until its row can be read."""
        lues = super().valeurs()
        for compte in self.comptes_nommes:
            for rang in range(self._rangs(compte)):
                noms = [nom_financeur(compte, rang, champ) for champ in CHAMPS]
                if any(nom in self.errors for nom in noms):
                    for nom in noms:
                        lues.pop(nom, None)
        return lues

    def _ligne(self, groupe: Groupe, compte: Compte) -> LigneSaisie:
        ligne = super()._ligne(groupe, compte)
        if compte.code not in self.comptes_nommes:
            return ligne
        rangs = [
            {champ: self[nom_financeur(compte.code, rang, champ)] for champ in CHAMPS}
            for rang in range(self._rangs(compte.code))
        ]
        en_faute = any(champ.errors for rang in rangs for champ in rang.values())
        nommes = self._nommes(self._lues(), compte.code)
        return LigneSaisie(ligne.compte, ligne.champ, ligne.avant, rangs, nommes, en_faute)
