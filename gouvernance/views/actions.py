"""« Mes actions »: what I carry, one tap when it is done; and the reminders of those who are late."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gouvernance import operations
from gouvernance.forms.decisions import GesteForm
from gouvernance.lectures.actions import actions_portees, mes_groupes
from gouvernance.models import Decision
from gouvernance.permissions import decisions as droits_decisions
from gouvernance.permissions.decisions import fonction_pour_agir
from gouvernance.portee import acte
from pacte.accord.portee import pacte_en_portee
from pacte.socle.droits import exiger
from pacte.socle.templatetags.socle import accorder

# How long the page offers to undo; « Reprendre », on the page of the action, is there for ever.
SECONDES_POUR_ANNULER = 10
GESTE_ILLISIBLE = "Ce geste n’a pas pu être lu, et rien n’a changé. Réessayez."


@require_safe
def mes_actions(request: HttpRequest) -> HttpResponse:
    """Show what the person carries in all her functions, grouped by what is urgent."""
    le = timezone.localdate()
    groupes = mes_groupes(request.fonctions, request.fonction, le)
    ouvertes = sum(len(groupe.actions) for groupe in groupes if groupe.code != "faites")
    fait = request.GET.get("fait", "")
    annulable = next(
        (
            action.decision
            for groupe in groupes
            for action in groupe.actions
            if str(action.decision.pk) == fait and action.decision.date_realisation == le
        ),
        None,
    )
    contexte = {
        "le": le,
        "groupes": groupes,
        "compte": accorder(ouvertes, "action à suivre,actions à suivre,Aucune"),
        "annulable": annulable,
        "delai": SECONDES_POUR_ANNULER,
        "form": GesteForm(),
    }
    return render(request, "gouvernance/mes_actions.html", contexte)


def _mon_action(request: HttpRequest, pk: int) -> Decision:
    """One of my actions, whichever of my functions carries it."""
    lignes = actions_portees(request.fonctions).select_related(
        "pacte__ville",
        "reunion__compte_rendu",
        "responsable__personne",
        "relais__personne",
    )
    decision = get_object_or_404(lignes, pk=pk)
    request.objet_de_l_acte = decision
    return decision


@require_POST
@acte
def faire_mon_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Say « C'est fait », in one tap; the page then offers to undo for a few seconds."""
    decision = _mon_action(request, pk)
    par = fonction_pour_agir(decision, request.fonctions)
    form = GesteForm(request.POST)
    if par is None or not form.is_valid():
        messages.error(request, GESTE_ILLISIBLE)
        return redirect("mes_actions")
    operations.realiser(
        decision, par=par, le=timezone.localdate(), cle=form.cleaned_data["cle_idempotence"]
    )
    return redirect(f"{reverse('mes_actions')}?fait={decision.pk}#annuler")


@require_POST
@acte
def annuler_mon_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo « C'est fait »: the action is to be done again, and both lines stay."""
    decision = _mon_action(request, pk)
    par = fonction_pour_agir(decision, request.fonctions)
    form = GesteForm(request.POST)
    if par is None or not form.is_valid():
        messages.error(request, GESTE_ILLISIBLE)
        return redirect("mes_actions")
    operations.reprendre(
        decision, par=par, texte="Geste annulé.", cle=form.cleaned_data["cle_idempotence"]
    )
    messages.info(request, f"C’est annulé : « {decision} » reste à faire.")
    return redirect("mes_actions")


@require_POST
@acte
def relancer_retards(request: HttpRequest, code: str) -> HttpResponse:
    """Write to everybody who is late, once a day at most."""
    pacte = pacte_en_portee(request, code)
    request.objet_de_l_acte = pacte
    exiger(droits_decisions.can_relancer(request.fonction, pacte, timezone.localdate()))
    envoyes = operations.relancer_retards(pacte, par=request.fonction)
    if envoyes:
        combien = accorder(envoyes, "personne reçoit,personnes reçoivent,Aucune")
        messages.success(request, f"{combien} un rappel de ses retards.")
    else:
        messages.info(request, "Les rappels du jour sont déjà partis. Rien n’est envoyé.")
    return redirect(f"{reverse('lister_decisions', args=[code])}?etat=en_retard")
