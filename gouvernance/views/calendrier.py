"""The calendar of a year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.calendrier import composer_calendrier
from gouvernance.forms.calendrier import CalendrierForm
from gouvernance.portee import pacte_en_portee


@require_safe
def voir_calendrier(request: HttpRequest, code: str) -> HttpResponse:
    """Show a civil year of meetings at a glance, and what is still owed, on today's date or past."""
    pacte = pacte_en_portee(request, code)
    aujourdhui = timezone.localdate()
    form = CalendrierForm(request.GET, aujourdhui=aujourdhui)
    contexte = {
        "pacte": pacte,
        "form": form,
        "au": form.jour,
        "is_passe": form.jour < aujourdhui,
        "calendrier": composer_calendrier(
            pacte,
            request.fonction,
            au=form.jour,
            annee=form.annee_lue,
            aujourdhui=aujourdhui,
        ),
    }
    return render(request, "gouvernance/voir_calendrier.html", contexte)
