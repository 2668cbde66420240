"""Following one decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gouvernance import operations, permissions
from gouvernance.forms import RealisationForm
from gouvernance.portee import acte, decision_en_portee, exiger


@require_http_methods(["GET", "POST"])
@acte
def realiser_decision(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say that a decision was carried out, when, and what came of it."""
    decision = decision_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(permissions.can_realiser(request.fonction, decision, le))
    initiale = {"le": decision.date_realisation or le, "suite": decision.suite}
    form = RealisationForm(request.POST or None, initial=initiale)
    if form.is_valid():
        operations.realiser(decision, par=request.fonction, **form.cleaned_data)
        messages.success(request, "C’est noté : la décision est réalisée.")
        return redirect("lister_decisions", code)
    contexte = {"decision": decision, "form": form, "etat": decision.etat(le)}
    return render(request, "gouvernance/realiser_decision.html", contexte)


@require_POST
@acte
def reprendre_decision(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Undo: the decision is still to be carried out."""
    decision = decision_en_portee(request, code, pk)
    operations.reprendre(decision, par=request.fonction)
    messages.success(request, "La décision est de nouveau à faire.")
    return redirect("lister_decisions", code)
