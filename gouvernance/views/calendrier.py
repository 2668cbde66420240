"""The calendar of a year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.forms.calendrier import CalendrierForm
from gouvernance.lectures.calendrier import composer_calendrier
from gouvernance.lectures.calendrier_thematique import lire_lignes
from gouvernance.lectures.dates_a_grouper import composer_dates_a_grouper
from pacte.accord.portee import pacte_en_portee


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
        "lignes": lire_lignes(pacte, request.fonction, form.jour, annee=form.annee_lue),
        "calendrier": composer_calendrier(
            pacte,
            request.fonction,
            au=form.jour,
            annee=form.annee_lue,
            aujourdhui=aujourdhui,
        ),
        "a_grouper": composer_dates_a_grouper(pacte, request.fonction, aujourdhui, form.annee_lue)
        if form.jour == aujourdhui
        else [],
    }
    return render(request, "gouvernance/voir_calendrier.html", contexte)
