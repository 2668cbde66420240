"""The public pages: the list of pacts, and the act."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.accord import permissions
from pacte.accord.models import Pacte
from pacte.accord.presentation import ecrire_duree, presenter
from pacte.socle.panneaux import panneaux_de


@require_safe
@login_not_required
def lister_pactes(request: HttpRequest) -> HttpResponse:
    """Show the pacts of this installation, real ones first."""
    aujourdhui = timezone.localdate()
    pactes = Pacte.objects.select_related("ville").prefetch_related("avenants")
    lignes = [
        {"pacte": pacte, "duree": ecrire_duree(pacte, pacte.date_fin(), aujourdhui)}
        for pacte in pactes.order_by("fictif", "ville__nom", "generation")
    ]
    return render(request, "accord/lister_pactes.html", {"lignes": lignes})


@require_safe
@login_not_required
def voir_pacte(request: HttpRequest, code: str) -> HttpResponse:
    """Show the act to everybody: parties, signatures, themes, bodies, commitments."""
    pacte = get_object_or_404(Pacte.objects.select_related("ville", "deliberation"), code=code)
    aujourdhui = timezone.localdate()
    contexte = {
        "affiche": presenter(pacte, _statuts(request, pacte), aujourdhui),
        "pacte": pacte,
        "actions": _actions(request, pacte),
    }
    return render(request, "accord/voir_pacte.html", contexte)


def _statuts(request: HttpRequest, pacte: Pacte) -> dict[str, Any]:
    """The status of each commitment, by code, as upper rooms tell it: {statut, motif, url}."""
    statuts: dict[str, Any] = {}
    for panneau in panneaux_de("pacte_statuts"):
        statuts.update(panneau(request, pacte) or {})
    return statuts


def _actions(request: HttpRequest, pacte: Pacte) -> list[dict[str, Any]]:
    """The acts of the service that runs this pact; nobody else is shown them."""
    fonction, le = request.fonction, timezone.localdate()
    if not permissions.can_gerer_pacte(fonction, pacte, le):
        return []
    avenant = permissions.can_enregistrer_avenant(fonction, pacte, le)
    choix = (
        (True, "Noter les signatures", "noter_signatures"),
        (avenant, "Enregistrer un avenant", "enregistrer_avenant"),
        (True, "Personnes et fonctions", "lister_personnes"),
        (True, "Journal", "lister_journal"),
    )
    return [
        {"droit": droit, "libelle": libelle, "url": reverse(nom, args=[pacte.code]), "genre": ""}
        for droit, libelle, nom in choix
    ]
