"""The budget of a request: its page, its totals while typing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from pacte.accord.models import Organisation
from pacte.journal.refus import refuser
from subventions import operations
from subventions.forms import BudgetForm
from subventions.lectures.brouillons import ConflitDeSaisie, marquer
from subventions.lectures.budgets import BudgetLu, budget_lu
from subventions.lectures.etapes import etape_suivante, url_etape
from subventions.lectures.manques import BUDGET as ETAPE
from subventions.lectures.precedentes import demande_precedente
from subventions.models import Demande, EtatDemande, FinancementPrevu, ObjetCorrection
from subventions.operations.budgets import BUDGET
from subventions.permissions import can_ecrire_partie
from subventions.rules import plan_comptable
from subventions.rules.plan_comptable import COMPTE_VILLE, PRODUIT, nom_champ
from subventions.views.acces import demande_ou_404
from subventions.views.envoi import Page, lier, traiter
from subventions.views.saisie import montrer_conflit

MODIFIER = require_http_methods(["GET", "HEAD", "POST"])


def _droit(request: HttpRequest, demande: Demande) -> Any:
    return can_ecrire_partie(
        request.fonction, demande, ObjetCorrection.BUDGET, timezone.localdate()
    )


def _avant(demande: Demande) -> BudgetLu | None:
    """Last year's budget, in this year's plan."""
    precedente = demande_precedente(demande)
    return budget_lu(precedente, demande.exercice) if precedente else None


def form_budget(
    request: HttpRequest, demande: Demande, avant: BudgetLu | None = None
) -> BudgetForm:
    """The form of the third step, bound when the request sends it.

    An empty budget proposes the amount requested on the city's line; `?reprendre=1` proposes last
    year's amounts where nothing is written: proposed, not saved.
    """
    valeurs = BUDGET.lire(demande)
    proposees = {nom: valeur for nom, valeur in valeurs.items() if valeur}
    if request.method != "POST":
        if avant is not None and request.GET.get("reprendre"):
            for (section, compte), montant in avant.montants.items():
                nom = nom_champ(section, compte)
                if montant and nom in valeurs and compte != COMPTE_VILLE:
                    proposees.setdefault(nom, montant)
        if not proposees.get(nom_champ(PRODUIT, COMPTE_VILLE)) and demande.montant_demande:
            proposees[nom_champ(PRODUIT, COMPTE_VILLE)] = demande.montant_demande
    return lier(
        BudgetForm,
        request,
        plan=plan_comptable.plan_pour(demande.exercice),
        projet=demande.is_projet,
        ville=demande.pacte.ville.nom,
        avant=avant.montants if avant else None,
        connus=_connus(demande),
        initial={
            **valeurs,
            **proposees,
            "version": demande.version,
            "marques": marquer(valeurs),
        },
    )


def _connus(demande: Demande) -> list[str]:
    """The names proposed to whoever types a funder: those of the pact, those of the centre's years."""
    organismes = (
        Organisation.objects.filter(parties__pacte=demande.pacte_id)
        .exclude(genre="centre")
        .exclude(pk=demande.pacte.ville_id)
        .values_list("nom", flat=True)
    )
    anciens = (
        FinancementPrevu.objects.filter(demande__centre=demande.centre_id)
        .order_by("nom")
        .values_list("nom", flat=True)
        .distinct()
    )
    return sorted({*organismes, *anciens}, key=str.casefold)


@MODIFIER
def modifier_budget(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Fill the budget in the Cerfa layout; a draft may stay unbalanced, and the page says so."""
    demande = demande_ou_404(request, code, pk)
    avant = _avant(demande)
    form = form_budget(request, demande, avant)
    is_brouillon = demande.etat == EtatDemande.BROUILLON
    conflits: list[ConflitDeSaisie] = []

    def enregistrer() -> Any:
        try:
            return operations.modifier_budget(
                demande,
                par=request.fonction,
                version=form.cleaned_data["version"],
                valeurs=form.valeurs(),
                marques=form.marques_lues,
            )
        except ConflitDeSaisie as conflit:
            conflits.append(conflit)
            raise

    page = reverse("voir_demande", args=[code, pk])
    suite = etape_suivante(ETAPE) if is_brouillon else None
    return traiter(
        request,
        Page(
            "subventions/modifier_budget.html",
            "Le budget de la demande",
            "Enregistrer et continuer" if is_brouillon else "Enregistrer la correction",
            page,
            {
                "demande": demande,
                "pacte": demande.pacte,
                "etape": ETAPE,
                "is_brouillon": is_brouillon,
                "orphelins": budget_lu(demande).orphelins,
                "orphelins_avant": avant.orphelins if avant else (),
                "can_reprendre": bool(avant and avant.montants) and "reprendre" not in request.GET,
            },
        ),
        action="modifier_budget",
        objet=demande,
        droit=_droit(request, demande),
        form=form,
        operation=enregistrer,
        message="Le budget est enregistré.",
        suite=url_etape(demande, suite) if suite else page,
        relire=lambda: montrer_conflit(form, conflits[-1]),
    )


@require_POST
def totaliser_budget(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Answer the totals of what is typed, computed here; it writes nothing."""
    demande = demande_ou_404(request, code, pk)
    droit = _droit(request, demande)
    if not droit:
        return refuser(request, droit, action="modifier_budget", objet=demande)
    form = form_budget(request, demande)
    illisibles = [form[nom] for nom in form.errors if nom in form.fields]
    return render(
        request,
        "subventions/_totaux_budget.html",
        {"form": form, "demande": demande, "illisibles": illisibles, "is_fragment": True},
    )
