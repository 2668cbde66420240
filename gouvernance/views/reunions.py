"""The page of a meeting: before, during, after."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.lectures.reunion import composer_fiche
from gouvernance.portee import reunion_en_portee


@require_safe
def voir_reunion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show one meeting: what it is, what is expected of the reader, its content, its history."""
    reunion = reunion_en_portee(request, code, pk)
    fiche = composer_fiche(reunion, request.fonction, timezone.localdate())
    return render(request, "gouvernance/voir_reunion.html", {"reunion": reunion, "fiche": fiche})
