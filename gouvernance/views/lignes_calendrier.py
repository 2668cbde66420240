"""The calendar of thematic meetings: its lines are set on the page of a comité de pilotage."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gouvernance.forms.initiative import LigneCalendrierForm, MotifLigneForm
from gouvernance.lectures.calendrier_thematique import lire_lignes
from gouvernance.models import LigneCalendrier
from gouvernance.operations import lignes_calendrier as operations
from gouvernance.permissions import initiative as droits_initiative
from gouvernance.portee import acte, reunion_en_portee
from pacte.accord.portee import pacte_en_portee
from pacte.socle.droits import exiger


@require_http_methods(["GET", "POST"])
@acte
def fixer_calendrier(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Note the meetings of the calendar, one after the other."""
    reunion = reunion_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(droits_initiative.can_fixer_calendrier(request.fonction, reunion, le))
    form = LigneCalendrierForm(
        request.POST or None,
        themes=list(reunion.pacte.themes.order_by("numero")),
        depuis=reunion.date_reunion,
    )
    if form.is_valid():
        operations.fixer(
            reunion,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            theme=form.cleaned_data["theme"],
            mois=form.cleaned_data["mois"],
            objet=form.cleaned_data["objet"],
        )
        messages.success(request, "La rencontre est au calendrier. Ajoutez-en une autre au besoin.")
        return redirect("fixer_calendrier", code, pk)
    contexte = {
        "reunion": reunion,
        "page": "Fixer le calendrier",
        "form": form,
        "lignes": lire_lignes(
            reunion.pacte, request.fonction, le, depuis=reunion.date_reunion.year
        ),
    }
    return render(request, "gouvernance/fixer_calendrier.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def retirer_ligne_calendrier(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a meeting off the calendar, with a reason."""
    pacte = pacte_en_portee(request, code)
    lignes = LigneCalendrier.objects.filter(pacte=pacte).select_related(
        "pacte", "theme", "fixee_en"
    )
    ligne = get_object_or_404(lignes.prefetch_related("reunions"), pk=pk)
    request.objet_de_l_acte = ligne
    form = MotifLigneForm(request.POST or None)
    exiger(droits_initiative.can_retirer_ligne(request.fonction, ligne, timezone.localdate()))
    if form.is_valid():
        operations.retirer(ligne, par=request.fonction, **form.cleaned_data)
        messages.success(request, "La rencontre est retirée du calendrier.")
        return redirect("voir_calendrier", code)
    contexte = {
        "pacte": pacte,
        "ligne": ligne,
        "titre": "Retirer cette rencontre du calendrier ?",
        "consequences": ["Elle reste lisible, notée retirée, avec votre raison."],
        "form": form,
        "bouton": "Retirer la rencontre",
        "url_retour": reverse("voir_calendrier", args=[code]),
        "danger": True,
    }
    return render(request, "gouvernance/retirer_ligne_calendrier.html", contexte)
