"""The dashboard of the steering committee: one screen, one sheet of paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.accord.models import Pacte
from pacte.journal.refus import refuser
from pacte.pilotage.forms import JourForm
from pacte.pilotage.instantane import lire_instantane
from pacte.pilotage.permissions import can_voir_tableau
from pacte.pilotage.presentation import lignes_engagements
from pacte.pilotage.sources import sources
from pacte.pilotage.tableau import composer


@require_safe
def voir_tableau(request: HttpRequest, code: str) -> HttpResponse:
    """Show the pact's year in six figures, its commitments and two charts."""
    pacte = get_object_or_404(Pacte.objects.for_fonction(request.fonction), code=code)
    aujourdhui = timezone.localdate()
    droit = can_voir_tableau(request.fonction, pacte, aujourdhui)
    if not droit:
        return refuser(request, droit, action="voir_tableau", objet=pacte, pacte_code=pacte.code)
    form = JourForm(request.GET if "au" in request.GET else None, aujourdhui=aujourdhui)
    tableau = composer(lire_instantane(pacte), form.jour)
    registre = reverse("lister_clauses", args=[pacte.code])
    if tableau.au < aujourdhui:
        registre = f"{registre}?au={tableau.au.isoformat()}"
    contexte = {
        "pacte": pacte,
        "form": form,
        "tableau": tableau,
        "chiffres": sources(tableau.chiffres, request.fonction, pacte, tableau.au),
        "engagements": lignes_engagements(tableau.engagements, registre),
        "registre": registre,
        "is_passe": tableau.au < aujourdhui,
    }
    return render(request, "pilotage/voir_tableau.html", contexte)
