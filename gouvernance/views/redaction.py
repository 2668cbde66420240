"""Writing the minutes: the page, each text as it is typed, who else writes, the earlier states."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gouvernance import operations, permissions
from gouvernance.forms import RedactionForm, formulaires_de_decisions
from gouvernance.forms.redaction import SignalForm, TexteForm
from gouvernance.lectures.responsables import responsables_possibles
from gouvernance.lectures.versions_texte import etats_des_textes
from gouvernance.models import CompteRendu, EtatCompteRendu, Reunion
from gouvernance.operations import presence_redaction
from gouvernance.operations.redaction import (
    CONCLUSION,
    PREMIERE_VERSION,
    RIEN_LU,
    ConflitDeTextes,
    TexteEcrit,
    conflits_de,
    enregistrer_texte,
    textes_lus,
)
from gouvernance.portee import acte, reunion_en_portee
from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse, exiger
from pacte.socle.templatetags.socle import heure
from pacte.socle.texte_riche import fusionner
from pacte.socle.versions import ConflitDeVersion


@require_http_methods(["GET", "POST"])
@acte
def ecrire_compte_rendu(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write the minutes item by item, with the decisions; both texts are shown on a conflict."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(permissions.can_ecrire(request.fonction, reunion, timezone.localdate()))
    compte_rendu = reunion.compte_rendu_ou_rien
    form, formset = _formulaires(request, reunion, compte_rendu)
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        try:
            operations.ecrire(
                reunion,
                par=request.fonction,
                version=form.cleaned_data["version"],
                redaction=operations.Redaction(
                    form.passages(), formset.decisions(), form.conclusion(), form.reporter()
                ),
            )
        except ConflitDeVersion as conflit:
            return _montrer_conflit(request, reunion, form, formset, conflit)
        messages.success(request, "Le compte rendu est enregistré.")
        return redirect("voir_reunion", code, pk)
    contexte = _contexte(request, reunion, form, formset)
    return render(request, "gouvernance/ecrire_compte_rendu.html", contexte)


def _formulaires(
    request: HttpRequest, reunion: Reunion, compte_rendu: CompteRendu | None
) -> tuple[RedactionForm, Any]:
    points = reunion.points_ordonnes()
    form = RedactionForm(
        request.POST or None,
        points=points,
        lus=textes_lus(compte_rendu),
        version=compte_rendu.version if compte_rendu else PREMIERE_VERSION,
    )
    formset = formulaires_de_decisions(
        request.POST or None,
        fonctions=responsables_possibles(reunion),
        decisions=list(reunion.decisions.order_by("ordre")),
        points=points,
    )
    return form, formset


def _montrer_conflit(
    request: HttpRequest, reunion: Reunion, form: RedactionForm, formset: Any, conflit: Any
) -> HttpResponse:
    actuel = CompteRendu.objects.get(reunion=reunion)
    conflits = getattr(conflit, "conflits", None)
    if conflits is None:
        conflits = conflits_de(actuel, form.textes())
    form.reprendre(conflit.actuelle, conflits, textes_lus(actuel))
    contexte = _contexte(request, reunion, form, formset) | {
        "conflit": True,
        "decisions_enregistrees": list(reunion.decisions.order_by("ordre")),
    }
    return render(request, "gouvernance/ecrire_compte_rendu.html", contexte, status=409)


def _contexte(
    request: HttpRequest, reunion: Reunion, form: RedactionForm, formset: Any
) -> dict[str, Any]:
    compte_rendu = reunion.compte_rendu_ou_rien
    return {
        "reunion": reunion,
        "form": form,
        "formset": formset,
        "lignes": [(s, formset.du_point(s.point.pk)) for s in form.saisies()],
        "conclusion": form.saisie_conclusion(),
        "generales": formset.du_point(None),
        "conflit": False,
        "decisions_enregistrees": [],
        "projet_soumis": compte_rendu is not None and compte_rendu.etat == EtatCompteRendu.PROJET,
        "moi": request.fonction.pk,
    }


def _refus_json(request: HttpRequest, erreur: ActeRefuse, reunion: Reunion) -> JsonResponse:
    """Journal the refusal as on a page, and give its reason to the script."""
    refuser(request, erreur.droit, action="ecrire_compte_rendu", objet=reunion)
    return JsonResponse({"motif": erreur.droit.motif}, status=403)


@require_POST
def enregistrer_passage(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Save one text as it is typed; answer its new mark, or both texts when somebody wrote it too."""
    reunion = reunion_en_portee(request, code, pk)
    form = TexteForm(request.POST)
    try:
        exiger(permissions.can_ecrire(request.fonction, reunion, timezone.localdate()))
        if not form.is_valid():
            return JsonResponse({"motif": _premiere_erreur(form)}, status=422)
        fait = enregistrer_texte(
            reunion,
            par=request.fonction,
            cle=form.cleaned_data["point"],
            ecrit=TexteEcrit(form.cleaned_data["html"], form.cleaned_data["base"]),
            a_reporter=form.cleaned_data["a_reporter"],
        )
    except ActeRefuse as erreur:
        return _refus_json(request, erreur, reunion)
    except ConflitDeTextes as erreur:
        conflit = erreur.conflits[0]
        contexte = {"conflit": conflit, "reunion": reunion, "choix": None}
        corps = {
            "base": conflit.sien.base,
            "sien": conflit.sien.html,
            "fusion": fusionner(conflit.mien, conflit.sien.html),
            "page": render_to_string("gouvernance/_conflit_texte.html", contexte, request),
        }
        return JsonResponse(corps, status=409)
    return JsonResponse(
        {
            "base": fait.texte.base,
            "heure": heure(timezone.now()),
            "version_avant": fait.version_avant,
            "version": fait.version,
        }
    )


def _premiere_erreur(form: TexteForm) -> str:
    return str(next(iter(form.errors.values()))[0])


@require_POST
def signaler_redaction(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say that the page is open: answer who else writes, and the texts that changed meanwhile."""
    reunion = reunion_en_portee(request, code, pk)
    form = SignalForm(request.POST)
    try:
        exiger(permissions.can_ecrire(request.fonction, reunion, timezone.localdate()))
    except ActeRefuse as erreur:
        return _refus_json(request, erreur, reunion)
    if not form.is_valid():
        return JsonResponse({"motif": "La page n'est pas à jour : rouvrez-la."}, status=422)
    donnees = form.cleaned_data
    if donnees["depart"]:
        presence_redaction.partir(reunion, par=request.fonction, onglet=donnees["onglet"])
        return JsonResponse({"autres": [], "textes": []})
    autres = presence_redaction.signaler(
        reunion, par=request.fonction, onglet=donnees["onglet"], point=donnees["point"]
    )
    lus = textes_lus(reunion.compte_rendu_ou_rien)
    textes = []
    for cle, base in donnees["bases"].items():
        lu = lus.get(int(cle) if cle.isdecimal() else CONCLUSION, RIEN_LU)
        if lu.base != base:
            textes.append({"cle": cle, "base": lu.base, "html": lu.html})
    return JsonResponse({"autres": [autre.phrase for autre in autres], "textes": textes})


@require_safe
@acte
def lister_etats_compte_rendu(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show the earlier states of each text, for those who write: nothing written is ever lost."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(permissions.can_preparer(request.fonction, reunion, timezone.localdate()))
    contexte = {"reunion": reunion, "textes": etats_des_textes(reunion)}
    return render(request, "gouvernance/lister_etats_compte_rendu.html", contexte)
