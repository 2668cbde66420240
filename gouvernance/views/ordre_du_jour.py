"""The agenda: writing it, taking up items of the meeting before, saying what comes back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gouvernance import operations, permissions
from gouvernance.forms.ordre_du_jour import (
    GesteForm,
    PointsFormSet,
    RepriseForm,
    en_phrases,
    rattraper,
    valeurs_de,
)
from gouvernance.models import PointOrdreDuJour, Reunion
from gouvernance.operations.ordre_du_jour import decisions_ouvertes, reunion_precedente
from gouvernance.portee import acte, reunion_en_portee
from gouvernance.rules import plan
from gouvernance.views.conflits import Difference
from pacte.socle.droits import exiger
from pacte.socle.formulaires import VersionMixin
from pacte.socle.templatetags.socle import accorder
from pacte.socle.versions import ConflitDeVersion


@require_http_methods(["GET", "POST"])
@acte
def modifier_ordre_du_jour(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write the timed items, move them, add or remove some; a gesture saves nothing."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(permissions.can_modifier_ordre_du_jour(request.fonction, reunion, timezone.localdate()))
    points = reunion.points_ordonnes()
    version = VersionMixin(request.POST or None, initial={"version": reunion.version})
    geste = GesteForm(request.POST or None)
    formset = PointsFormSet(request.POST or None, points=points)
    ecarts: list[Difference] = []
    if geste.is_valid() and geste.cleaned_data["geste"]:
        formset = formset.apres(geste.cleaned_data["geste"])
    elif request.method == "POST" and version.is_valid() and formset.is_valid():
        try:
            operations.modifier_ordre_du_jour(
                reunion,
                par=request.fonction,
                version=version.cleaned_data["version"],
                points=formset.points(),
            )
        except ConflitDeVersion as conflit:
            ecarts = _ecarts(formset, points)
            version = VersionMixin(initial={"version": conflit.actuelle})
            lus = [form.cleaned_data["pk"] for form in formset.forms]
            formset = PointsFormSet(valeurs=rattraper(formset.valeurs(), lus, points))
        else:
            messages.success(request, "L’ordre du jour est enregistré.")
            return redirect("voir_reunion", code, pk)
    contexte = _page(reunion, formset) | {"version": version, "ecarts": ecarts}
    statut = 409 if ecarts else 200
    return render(request, "gouvernance/modifier_ordre_du_jour.html", contexte, status=statut)


def _page(reunion: Reunion, formset: PointsFormSet) -> dict[str, Any]:
    prevu = reunion.duree_minutes
    lignes = formset.lignes(prevu)
    duree = formset.duree(prevu)
    deplacee = None if formset.deplacee is None else lignes[formset.deplacee]
    return {
        "reunion": reunion,
        "formset": formset,
        "lignes": [
            (ligne, *_heures(ligne.creneau, reunion), formset.foyer(ligne)) for ligne in lignes
        ],
        "deplacee": deplacee,
        "duree": duree,
        "depassement": max(0, duree - prevu),
        "precedente": reunion_precedente(reunion),
    }


def _heures(creneau: plan.Creneau | None, reunion: Reunion) -> tuple[Any, Any]:
    if creneau is None:
        return None, None
    return creneau.heure_debut(reunion.debut), creneau.heure_fin(reunion.debut)


def _ecarts(formset: PointsFormSet, points: list[PointOrdreDuJour]) -> list[Difference]:
    """Both agendas, item by item: what is typed, and what somebody saved meanwhile."""
    saisies = en_phrases(formset.valeurs())
    enregistrees = dict(en_phrases(valeurs_de(points)))
    ecarts = []
    for pk, saisie in saisies:
        enregistree = enregistrees.pop(pk, "") if pk is not None else ""
        if saisie != enregistree:
            ecarts.append(Difference("Un point", saisie, enregistree))
    ecarts += [Difference("Un point", "", ligne) for ligne in enregistrees.values()]
    return ecarts or [Difference("Version", "celle que vous avez lue", "une plus récente")]


@require_http_methods(["GET", "POST"])
@acte
def reprendre_points(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Choose what to take up from the meeting before: items, and its decisions not done."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(permissions.can_modifier_ordre_du_jour(request.fonction, reunion, timezone.localdate()))
    precedente = reunion_precedente(reunion)
    points = [] if precedente is None else precedente.points_ordonnes()
    deja = set(reunion.points.values_list("reporte_de", flat=True))
    ouvertes = [] if precedente is None else decisions_ouvertes(precedente)
    suite = bool(ouvertes) and not reunion.points.filter(suite_de=precedente).exists()
    libres = [point for point in points if point.pk not in deja]
    form = RepriseForm(request.POST or None, points=libres, suite=suite)
    if form.is_valid():
        nombre = operations.reprendre_points(
            reunion,
            par=request.fonction,
            points=form.choisis(),
            suite=form.cleaned_data.get("suite", False),
        )
        texte = accorder(nombre, "point repris,points repris,aucun")
        messages.success(request, f"À l’ordre du jour : {texte}.")
        return redirect("modifier_ordre_du_jour", code, pk)
    contexte = {
        "reunion": reunion,
        "precedente": precedente,
        "form": form,
        "decisions": ouvertes if suite else [],
        "offre": bool(libres) or suite,
    }
    return render(request, "gouvernance/reprendre_points.html", contexte)


@require_POST
@acte
def marquer_a_reporter(request: HttpRequest, code: str, pk: int, point: int) -> HttpResponse:
    """Say that an item comes back at the next meeting, or no longer: the button toggles."""
    reunion = reunion_en_portee(request, code, pk)
    ligne = get_object_or_404(reunion.points.select_related("reunion"), pk=point)
    operations.marquer_a_reporter(ligne, par=request.fonction, a_reporter=not ligne.a_reporter)
    suite = (
        "ne reviendra pas de lui-même" if ligne.a_reporter else "reviendra à la prochaine réunion"
    )
    messages.success(request, f"Le point « {ligne.titre} » {suite}.")
    return redirect("voir_reunion", code, pk)
