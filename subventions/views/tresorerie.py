"""A centre's treasury and the funders it declares: 404 for everybody else; the city's own duty apart."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pacte.accord.models import Organisation, Pacte
from pacte.journal.refus import refuser
from pacte.socle.elements import Acte
from subventions.forms.tresorerie import (
    FinancementForm,
    FinancementNouveauForm,
    TresorerieForm,
)
from subventions.lectures.tresoreries import (
    lire_annexe,
    lire_financeurs,
    lire_tresorerie,
    mois_du_budget,
)
from subventions.models import FinancementRecu
from subventions.operations import tresorerie as operations
from subventions.permissions.tresorerie import can_suivre_annexe, can_tenir_tresorerie
from subventions.views.acces import annee_ou_404, pacte_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter


def centre_ou_404(request: HttpRequest, code: str) -> tuple[Pacte, Organisation]:
    """The pact and the acting centre: these pages are nobody else's, the city's neither."""
    pacte = pacte_ou_404(request, code)
    if not request.fonction.is_centre:
        raise Http404
    return pacte, request.fonction.organisation


# --- The treasury --------------------------------------------------------------------------------------
@require_safe
def voir_tresorerie(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Show a centre its year month by month, with and without the advance."""
    pacte, centre = centre_ou_404(request, code)
    le = timezone.localdate()
    lue = lire_tresorerie(pacte, centre, annee_ou_404(exercice), le)
    droit = can_tenir_tresorerie(request.fonction, centre.pk, le)
    url = reverse("modifier_tresorerie", args=[code, exercice])
    return render(
        request,
        "subventions/voir_tresorerie.html",
        {
            "pacte": pacte,
            "lue": lue,
            "exercice": exercice,
            "precedent": exercice - 1,
            "suivant": exercice + 1,
            "titre_page": f"Trésorerie {exercice}",
            "actes": [
                Acte(
                    droit,
                    "Modifier la trésorerie" if lue.plan else "Remplir la trésorerie",
                    url,
                    "secondaire" if lue.plan else "principale",
                )
            ],
        },
    )


@MODIFIER
def modifier_tresorerie(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Write the year's treasury; `?budget=1` proposes a twelfth of the budget, saved by nobody yet."""
    pacte, centre = centre_ou_404(request, code)
    annee_ou_404(exercice)
    plan = lire_tresorerie(pacte, centre, exercice, timezone.localdate()).plan
    mois = {m.mois: (m.recettes, m.depenses) for m in plan.mois.all()} if plan else {}
    du_budget = mois_du_budget(pacte, centre, exercice)
    is_prerempli = request.GET.get("budget") == "1" and du_budget is not None
    form = lier(
        TresorerieForm,
        request,
        mois=(du_budget or {}) if is_prerempli else mois,
        initial={
            "version": plan.version if plan else 1,
            "solde_initial": plan.solde_initial if plan else None,
        },
    )
    retour = reverse("voir_tresorerie", args=[code, exercice])
    return traiter(
        request,
        Page(
            "subventions/modifier_tresorerie.html",
            f"Trésorerie {exercice}",
            "Enregistrer la trésorerie",
            retour,
            {
                "pacte": pacte,
                "exercice": exercice,
                "is_prerempli": is_prerempli,
                "has_budget": du_budget is not None,
            },
        ),
        action="modifier_tresorerie",
        objet=centre,
        droit=can_tenir_tresorerie(request.fonction, centre.pk, timezone.localdate()),
        form=form,
        operation=lambda: operations.enregistrer_tresorerie(
            centre,
            exercice,
            par=request.fonction,
            version=form.cleaned_data["version"],
            solde_initial=form.cleaned_data["solde_initial"],
            mois=form.mois(),
        ),
        message="La trésorerie est enregistrée. Vous seuls la voyez.",
        suite=retour,
    )


# --- The funders ----------------------------------------------------------------------------------------
@require_safe
def lister_financements(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Show a centre the funders it declared for a year, and what the thresholds say."""
    pacte, centre = centre_ou_404(request, code)
    droit = can_tenir_tresorerie(request.fonction, centre.pk, timezone.localdate())
    url = reverse("ajouter_financement", args=[code, annee_ou_404(exercice)])
    retire = request.GET.get("retire", "")
    return render(
        request,
        "subventions/lister_financements.html",
        {
            "pacte": pacte,
            "lus": lire_financeurs(pacte, centre, exercice),
            "exercice": exercice,
            "precedent": exercice - 1,
            "suivant": exercice + 1,
            "titre_page": f"Financeurs {exercice}",
            "can_ecrire": droit,
            "retire": int(retire) if retire.isascii() and retire.isdigit() else None,
            "actes": [Acte(droit, "Déclarer un financement", url, "principale")],
        },
    )


def _page(pacte: Pacte, exercice: int, titre: str, bouton: str, **contexte: Any) -> Page:
    return Page(
        "subventions/acte_financement.html",
        titre,
        bouton,
        reverse("lister_financements", args=[pacte.code, exercice]),
        {"pacte": pacte, "exercice": exercice, **contexte},
    )


def _financement_ou_404(
    request: HttpRequest, code: str, pk: int
) -> tuple[Pacte, Organisation, FinancementRecu]:
    pacte, centre = centre_ou_404(request, code)
    return pacte, centre, get_object_or_404(FinancementRecu, centre=centre, pk=pk)


@MODIFIER
def ajouter_financement(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Declare money that another funder notified."""
    pacte, centre = centre_ou_404(request, code)
    annee_ou_404(exercice)
    form = lier(FinancementNouveauForm, request)
    page = _page(
        pacte, exercice, f"Déclarer un financement {exercice}", "Enregistrer le financement"
    )
    return traiter(
        request,
        page,
        action="ajouter_financement",
        objet=centre,
        droit=can_tenir_tresorerie(request.fonction, centre.pk, timezone.localdate()),
        form=form,
        operation=lambda: operations.ajouter_financement(
            centre,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            champs={"exercice": exercice, **form.champs()},
        ),
        message="Le financement est enregistré.",
        suite=page.url_retour,
    )


@MODIFIER
def modifier_financement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct what was declared."""
    pacte, centre, financement = _financement_ou_404(request, code, pk)

    def initial(lu: FinancementRecu) -> dict[str, Any]:
        return {"version": lu.version, **{n: getattr(lu, n) for n in FinancementForm.CHAMPS}}

    form = lier(FinancementForm, request, initial=initial(financement))
    page = _page(
        pacte, financement.exercice, "Modifier un financement", "Enregistrer le financement"
    )
    return traiter(
        request,
        page,
        action="modifier_financement",
        objet=financement,
        droit=can_tenir_tresorerie(request.fonction, centre.pk, timezone.localdate()),
        form=form,
        operation=lambda: operations.modifier_financement(
            financement,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs=form.champs(),
        ),
        message="Le financement est enregistré.",
        suite=page.url_retour,
        relire=lambda: initial(FinancementRecu.objects.get(pk=pk)),
    )


@require_POST
def supprimer_financement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Remove what was declared, and offer to put it back."""
    _, centre, financement = _financement_ou_404(request, code, pk)
    droit = can_tenir_tresorerie(request.fonction, centre.pk, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="supprimer_financement", objet=financement)
    exercice, nom = financement.exercice, financement.financeur
    operations.supprimer_financement(financement, par=request.fonction)
    url = reverse("lister_financements", args=[code, exercice])
    messages.success(request, f"Le financement « {nom} » est retiré.")
    return redirect(f"{url}?retire={pk}")


@require_POST
def retablir_financement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Put back what was just removed."""
    _, centre = centre_ou_404(request, code)
    if not FinancementRecu.history.filter(centre=centre, id=pk).exists():
        raise Http404
    droit = can_tenir_tresorerie(request.fonction, centre.pk, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="retablir_financement", objet=centre)
    financement = operations.retablir_financement(centre, pk, par=request.fonction)
    messages.success(request, f"Le financement « {financement.financeur} » est rétabli.")
    return redirect("lister_financements", code, financement.exercice)


# --- The city's own duty ---------------------------------------------------------------------------------
@require_safe
def suivre_annexe(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Show the city which centres it lists in the annex of its budget: what it knows, no more."""
    pacte = pacte_ou_404(request, code)
    droit = can_suivre_annexe(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="suivre_annexe", objet=pacte)
    return render(
        request,
        "subventions/suivre_annexe.html",
        {
            "pacte": pacte,
            "lignes": lire_annexe(pacte, annee_ou_404(exercice)),
            "exercice": exercice,
            "precedent": exercice - 1,
            "suivant": exercice + 1,
            "titre_page": f"Annexe du budget {exercice}",
        },
    )
