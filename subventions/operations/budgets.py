"""The budget of a request as it is stored: its lines, its funders by name."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from pacte.accord.models import Fonction, Organisation
from pacte.socle.montants import ZERO
from subventions.lectures.budgets import budget_lu
from subventions.models import Demande, FinancementPrevu, LigneBudget, ObjetCorrection
from subventions.operations.brouillons import Enregistrement, enregistrer_saisie
from subventions.rules import plan_comptable
from subventions.rules.financeurs import (
    CHAMPS,
    Financeur,
    comptes_a_financeurs,
    lire_financeurs,
    nom_financeur,
    rangs,
    sommes,
)
from subventions.rules.plan_comptable import Cle, nom_champ


class SaisieBudget:
    """The third step: an amount per account, and who else pays."""

    code = "budget"
    action = "modifier_budget"

    def partie(self, champ: str) -> str:
        return ObjetCorrection.BUDGET

    def lire(self, demande: Demande) -> dict[str, Any]:
        lu = budget_lu(demande)
        valeurs: dict[str, Any] = {
            nom_champ(groupe.section, compte.code): lu.montants.get((groupe.section, compte.code))
            or None
            for groupe, compte in lu.plan.lignes(projet=demande.is_projet)
        }
        for compte in comptes_a_financeurs(lu.plan):
            nommes = [f for f in lu.financeurs if f.compte == compte]
            for rang in range(rangs(len(nommes))):
                financeur = nommes[rang] if rang < len(nommes) else None
                for champ in CHAMPS:
                    vide: Any = {"nom": "", "montant": None, "acquis": False}[champ]
                    valeurs[nom_financeur(compte, rang, champ)] = getattr(financeur, champ, vide)
        return valeurs

    def ecrire(self, demande: Demande, valeurs: Mapping[str, Any], par: Fonction) -> None:
        plan = plan_comptable.plan_pour(demande.exercice)
        financeurs = lire_financeurs(plan, valeurs)
        montants = {
            (groupe.section, compte.code): valeurs.get(nom_champ(groupe.section, compte.code))
            or ZERO
            for groupe, compte in plan.lignes(projet=demande.is_projet)
        }
        ecrire_budget(demande, montants, financeurs)


BUDGET = SaisieBudget()


def modifier_budget(
    demande: Demande,
    *,
    par: Fonction,
    version: int,
    valeurs: Mapping[str, Any],
    marques: Mapping[str, str] | None = None,
) -> Enregistrement:
    """Save the budget's fields by name; raises ConflitDeSaisie when somebody saved the same ones."""
    return enregistrer_saisie(
        demande, BUDGET, par=par, version=version, valeurs=valeurs, marques=marques or {}
    )


def ecrire_budget(
    demande: Demande, montants: Mapping[Cle, Decimal], financeurs: Iterable[Financeur]
) -> None:
    """Write the lines and the funders; a line with funders is their sum."""
    nommes = list(financeurs)
    ecrire_lignes(demande, {**montants, **sommes(nommes)})
    ecrire_financeurs(demande, nommes)


def ecrire_lignes(demande: Demande, montants: Mapping[Cle, Decimal]) -> None:
    """Make the stored lines those of `montants`, in the order of the plan; unchanged ones stay.

    A line written in an older plan takes the label of its year's, or goes when its account is gone.
    """
    anciennes = {(ligne.section, ligne.compte): ligne for ligne in demande.lignes.all()}
    nouvelles, changees = [], []
    plan = plan_comptable.plan_pour(demande.exercice)
    ville = demande.pacte.ville.nom
    for ordre, (groupe, compte) in enumerate(plan.lignes(projet=True)):
        cle = (groupe.section, compte.code)
        montant = montants.get(cle, ZERO)
        ligne = anciennes.pop(cle, None)
        libelle = compte.ecrire(ville)
        if ligne is None and montant:
            nouvelles.append(
                LigneBudget(
                    demande=demande,
                    section=groupe.section,
                    compte=compte.code,
                    libelle=libelle,
                    montant=montant,
                    ordre=ordre,
                )
            )
        elif ligne is not None and (ligne.montant, ligne.libelle) != (montant, libelle):
            ligne.montant, ligne.libelle = montant, libelle
            changees.append(ligne)
    if nouvelles:
        bulk_create_with_history(nouvelles, LigneBudget)
    if changees:
        bulk_update_with_history(changees, LigneBudget, ["montant", "libelle"])
    for perimee in anciennes.values():
        perimee.delete()


def ecrire_financeurs(demande: Demande, financeurs: Iterable[Financeur]) -> None:
    """Make the stored funders those given; an unchanged one stays as it is."""
    anciens = {(f.compte, f.nom): f for f in demande.financements.order_by("pk")}
    connus: dict[str, int] | None = None
    for ordre, financeur in enumerate(financeurs):
        ancien = anciens.pop((financeur.compte, financeur.nom), None)
        voulu = (financeur.montant, financeur.acquis, ordre)
        if ancien is not None and (ancien.montant, ancien.acquis, ancien.ordre) == voulu:
            continue
        if ancien is None:
            if connus is None:
                connus = {nom.casefold(): pk for nom, pk in _organismes(demande)}
            ancien = FinancementPrevu(
                demande=demande,
                compte=financeur.compte,
                nom=financeur.nom,
                organisation_id=connus.get(financeur.nom.casefold()),
            )
        ancien.montant, ancien.acquis, ancien.ordre = voulu
        ancien.full_clean(validate_unique=False, validate_constraints=False)
        ancien.save()
    for retire in anciens.values():
        retire.delete()


def _organismes(demande: Demande) -> Iterable[tuple[str, int]]:
    return Organisation.objects.filter(parties__pacte=demande.pacte_id).values_list("nom", "pk")
