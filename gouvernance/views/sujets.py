"""Topics followed from one meeting to the next."""

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gouvernance import operations
from gouvernance.forms.decisions import SuivreSujetForm
from gouvernance.lectures.sujets import (
    reunions_visibles,
    seances_du_sujet,
    sujets_proposables,
    sujets_visibles,
)
from gouvernance.permissions import decisions as droits_decisions
from gouvernance.portee import acte, reunion_en_portee
from pacte.accord.portee import pacte_en_portee
from pacte.socle.droits import exiger


@require_safe
def lister_sujets(request: HttpRequest, code: str) -> HttpResponse:
    """Show the topics followed, the latest discussed first."""
    pacte = pacte_en_portee(request, code)
    # What the reader does not see is not counted either.
    vues = Q(points__reunion__in=reunions_visibles(pacte, request.fonction))
    sujets = (
        sujets_visibles(pacte, request.fonction)
        .select_related("instance", "centre")
        .annotate(
            nombre=Count("points__reunion", distinct=True, filter=vues),
            derniere=Max("points__reunion__date_reunion", filter=vues),
        )
        .order_by("-derniere", "titre")
    )
    contexte = {"pacte": pacte, "sujets": sujets}
    return render(request, "gouvernance/lister_sujets.html", contexte)


@require_safe
def voir_sujet(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show the history of one topic, across the meetings that the reader may see."""
    pacte = pacte_en_portee(request, code)
    visibles = sujets_visibles(pacte, request.fonction).select_related("instance", "centre")
    sujet = get_object_or_404(visibles, pk=pk)
    seances = seances_du_sujet(sujet, request.fonction, timezone.localdate())
    contexte = {"pacte": pacte, "sujet": sujet, "seances": seances}
    return render(request, "gouvernance/voir_sujet.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def suivre_sujet(request: HttpRequest, code: str, pk: int, point: int) -> HttpResponse:
    """Follow an item of the agenda, under a topic known already or a new one."""
    reunion = reunion_en_portee(request, code, pk)
    suivi = get_object_or_404(reunion.points.select_related("sujet", "reunion"), pk=point)
    exiger(droits_decisions.can_suivre_un_sujet(request.fonction, reunion, timezone.localdate()))
    form = SuivreSujetForm(
        request.POST or None,
        sujets=sujets_proposables(reunion, request.fonction),
        initial={"sujet": suivi.sujet_id, "titre": "" if suivi.sujet_id else suivi.titre},
    )
    if form.is_valid():
        sujet = operations.suivre_un_sujet(suivi, par=request.fonction, **form.cleaned_data)
        messages.success(request, "Le point fait partie de ce sujet suivi.")
        return redirect("voir_sujet", code, sujet.pk)
    contexte = {
        "reunion": reunion,
        "point": suivi,
        "form": form,
        "url_retour": reverse("voir_reunion", args=[code, pk]),
    }
    return render(request, "gouvernance/suivre_sujet.html", contexte)
