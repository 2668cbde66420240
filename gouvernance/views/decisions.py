"""One line of the record: its page, and the acts of its follow-up."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gouvernance import operations, permissions
from gouvernance.forms.decisions import (
    ActionForm,
    AvanceeForm,
    BlocageForm,
    RealisationForm,
    RelaisForm,
    ReportForm,
    RepriseForm,
)
from gouvernance.lectures.decision import composer_fiche_decision
from gouvernance.lectures.responsables import relais_possibles
from gouvernance.models import Decision, EtatCompteRendu
from gouvernance.permissions import decisions as droits_decisions
from gouvernance.portee import acte, decision_en_portee, ligne_en_portee
from pacte.socle.droits import exiger


@require_safe
@acte
def voir_decision(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show one line of the record: where it comes from, where it stands, what came of it."""
    decision = decision_en_portee(request, code, pk)
    fiche = composer_fiche_decision(decision, request.fonction, timezone.localdate())
    return render(request, "gouvernance/voir_decision.html", {"decision": decision, "fiche": fiche})


def _geste(
    request: HttpRequest,
    decision: Decision,
    form: forms.Form,
    *,
    titre: str,
    bouton: str,
    operation: Callable[..., Decision],
    fait: str,
) -> HttpResponse:
    """Show the form of one act, or do it and go back to the page of the line."""
    if request.method == "POST" and form.is_valid():
        donnees = dict(form.cleaned_data)
        cle = donnees.pop("cle_idempotence")
        operation(decision, par=request.fonction, cle=cle, **donnees)
        messages.success(request, fait)
        return redirect("voir_decision", decision.pacte.code, decision.pk)
    contexte: dict[str, Any] = {
        "decision": decision,
        "etat": decision.etat(timezone.localdate()),
        "form": form,
        "titre": titre,
        "bouton": bouton,
        "note": "",
        "url_retour": reverse("voir_decision", args=[decision.pacte.code, decision.pk]),
    }
    return render(request, "gouvernance/geste_decision.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def realiser_decision(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say that it was carried out, when, and what came of it."""
    decision = decision_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(permissions.can_realiser(request.fonction, decision, le))
    faite = decision.date_realisation is not None
    initiale = {"le": decision.date_realisation or le, "suite": decision.suite}
    return _geste(
        request,
        decision,
        RealisationForm(request.POST or None, initial=initiale),
        titre="Corriger la suite" if faite else "Marquer réalisée",
        bouton="Enregistrer la correction" if faite else "Noter comme réalisée",
        operation=operations.realiser,
        fait="C’est noté : elle est réalisée.",
    )


@require_http_methods(["GET", "POST"])
@acte
def reprendre_decision(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say that it is still to be carried out, or that nothing blocks it any more."""
    decision = decision_en_portee(request, code, pk)
    droit = permissions.can_realiser(request.fonction, decision, timezone.localdate())
    if request.method == "GET":
        droit = droits_decisions.can_reprendre(request.fonction, decision, timezone.localdate())
    exiger(droit)
    return _geste(
        request,
        decision,
        RepriseForm(request.POST or None),
        titre="Reprendre",
        bouton="Remettre à faire",
        operation=operations.reprendre,
        fait="C’est de nouveau à faire.",
    )


@require_http_methods(["GET", "POST"])
@acte
def avancer_decision(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Note what was done on the way."""
    decision = decision_en_portee(request, code, pk)
    exiger(droits_decisions.can_avancer(request.fonction, decision, timezone.localdate()))
    return _geste(
        request,
        decision,
        AvanceeForm(request.POST or None),
        titre="Noter une avancée",
        bouton="Noter l’avancée",
        operation=operations.avancer,
        fait="L’avancée est notée.",
    )


@require_http_methods(["GET", "POST"])
@acte
def signaler_blocage(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say what blocks: the AVS service is told."""
    decision = decision_en_portee(request, code, pk)
    exiger(droits_decisions.can_signaler_blocage(request.fonction, decision, timezone.localdate()))
    return _geste(
        request,
        decision,
        BlocageForm(request.POST or None, initial={"texte": decision.blocage}),
        titre="Signaler un blocage",
        bouton="Signaler le blocage",
        operation=operations.signaler_blocage,
        fait="Le blocage est noté. Le service de la Ville est prévenu.",
    )


@require_http_methods(["GET", "POST"])
@acte
def reporter_decision(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Change the day, with a reason."""
    decision = decision_en_portee(request, code, pk)
    exiger(droits_decisions.can_reporter(request.fonction, decision, timezone.localdate()))
    return _geste(
        request,
        decision,
        ReportForm(request.POST or None),
        titre="Changer l’échéance",
        bouton="Changer l’échéance",
        operation=operations.reporter,
        fait="L’échéance est changée. Le compte rendu garde la première.",
    )


@require_http_methods(["GET", "POST"])
@acte
def confier_decision(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Hand it over to somebody else, with a reason."""
    decision = decision_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(droits_decisions.can_confier(request.fonction, decision, le))
    return _geste(
        request,
        decision,
        RelaisForm(request.POST or None, fonctions=relais_possibles(decision.reunion, le)),
        titre="Confier à quelqu’un d’autre",
        bouton="Confier",
        operation=operations.confier,
        fait="C’est confié. La personne reçoit un courriel.",
    )


@require_http_methods(["GET", "POST"])
@acte
def faire_une_action(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Turn information into an action, or draw one from a decision."""
    decision = ligne_en_portee(request, code, pk)
    le = timezone.localdate()
    form = ActionForm(
        request.POST or None,
        fonctions=relais_possibles(decision.reunion, le),
        initial={"texte": decision.texte},
    )
    if request.method == "POST" and form.is_valid():
        donnees = dict(form.cleaned_data)
        cle = donnees.pop("cle_idempotence")
        action = operations.faire_une_action(decision, par=request.fonction, cle=cle, **donnees)
        messages.success(request, "L’action est créée.")
        if action.date_ajout is not None:
            return redirect("voir_decision", code, action.pk)
        return redirect(
            f"{reverse('voir_reunion', args=[code, decision.reunion_id])}#decision-{action.pk}"
        )
    exiger(droits_decisions.can_faire_une_action(request.fonction, decision, le))
    ouvert = decision.reunion.compte_rendu.etat == EtatCompteRendu.PROJET
    contexte = {
        "decision": decision,
        "etat": decision.etat(le),
        "form": form,
        "titre": "En faire une action",
        "bouton": "Créer l’action",
        "note": "Le projet repassera en rédaction : soumettez-le de nouveau." if ouvert else "",
        "url_retour": f"{reverse('voir_reunion', args=[code, decision.reunion_id])}"
        f"#decision-{decision.pk}",
    }
    return render(request, "gouvernance/geste_decision.html", contexte)
