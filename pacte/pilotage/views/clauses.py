"""The clause register, on today's date or on any past day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.accord.models import Pacte
from pacte.journal.refus import refuser
from pacte.pilotage.clauses import evaluer, sujets
from pacte.pilotage.forms import ClausesForm, JourForm
from pacte.pilotage.instantane import lire_instantane
from pacte.pilotage.permissions import can_lister_clauses, regard
from pacte.pilotage.presentation import compter, par_article
from pacte.pilotage.regards import visibles


@require_safe
def lister_clauses(request: HttpRequest, code: str) -> HttpResponse:
    """List the commitments that the portal computes, with their status on a day."""
    pacte = get_object_or_404(Pacte.objects.for_fonction(request.fonction), code=code)
    aujourdhui = timezone.localdate()
    droit = can_lister_clauses(request.fonction, pacte, aujourdhui)
    if not droit:
        return refuser(request, droit, action="lister_clauses", objet=pacte, pacte_code=pacte.code)
    jour = JourForm(request.GET, aujourdhui=aujourdhui).jour
    vue = regard(request.fonction, pacte)
    evaluations = visibles(evaluer(lire_instantane(pacte), jour), vue)
    form = ClausesForm(
        request.GET,
        aujourdhui=aujourdhui,
        articles=sorted({evaluation.article for evaluation in evaluations}),
        centres=sujets(evaluations),
    )
    retenues = form.retenir(evaluations)
    contexte = {
        "pacte": pacte,
        "form": form,
        "au": jour,
        "is_passe": jour < aujourdhui,
        "regard": vue,
        "articles": par_article(retenues),
        "compte": compter(len(retenues)),
    }
    return render(request, "pilotage/lister_clauses.html", contexte)
