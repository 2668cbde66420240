"""What a draft still lacks before it can be deposited: one sentence and one link each (U2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from pacte.socle.montants import ecrire_montant
from subventions import plan_comptable
from subventions.models import Demande, LigneBudget
from subventions.plan_comptable import Totaux


@dataclass(frozen=True, slots=True)
class Manque:
    """Something to complete, and where."""

    phrase: str
    url: str


def totaux_de(demande: Demande, lignes: Iterable[LigneBudget] | None = None) -> Totaux:
    """The totals of the request's stored budget; `lignes` spares the query when already read."""
    if lignes is None:
        lignes = demande.lignes.order_by("ordre")
    return plan_comptable.totaliser(
        plan_comptable.plan_pour(demande.exercice),
        [plan_comptable.Ligne(ligne.section, ligne.compte, ligne.montant) for ligne in lignes],
    )


def manques(demande: Demande, totaux: Totaux) -> list[Manque]:
    """Return what is missing, in the order of the pages; empty when the request may be deposited."""
    code = demande.pacte.code
    fiche = reverse("modifier_demande", args=[code, demande.pk])
    budget = reverse("modifier_budget", args=[code, demande.pk])
    constats = (
        (not demande.objet, "Dites l'objet de la demande.", f"{fiche}#id_objet"),
        (
            not demande.presentation,
            "Présentez ce que la subvention permettra.",
            f"{fiche}#id_presentation",
        ),
        (
            demande.montant_demande == 0,
            "Indiquez le montant demandé.",
            f"{fiche}#id_montant_demande",
        ),
        (totaux.is_vide, "Remplissez le budget.", budget),
        (
            not totaux.is_vide and totaux.ecart != 0,
            f"Équilibrez le budget : il manque {ecrire_montant(abs(totaux.ecart))} "
            f"aux {'charges' if totaux.ecart > 0 else 'produits'}.",
            f"{budget}#totaux",
        ),
        (
            totaux.ecart_nature != 0,
            "Équilibrez les contributions volontaires : le total 86 est égal au total 87.",
            f"{budget}#nature",
        ),
        (
            not totaux.is_vide and totaux.ville != demande.montant_demande,
            f"Accordez le montant demandé ({ecrire_montant(demande.montant_demande)}) "
            f"et la ligne de la Ville au budget ({ecrire_montant(totaux.ville)}).",
            f"{budget}#id_produit_{plan_comptable.COMPTE_VILLE}",
        ),
    )
    return [Manque(phrase, url) for manque, phrase, url in constats if manque]
