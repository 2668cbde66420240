"""The home page: the pacts for everybody, what to do for those who sign in."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.accord.models import Fonction, Pacte
from pacte.pilotage.accueil import composer, lire_pactes
from pacte.pilotage.permissions import can_voir_tableau


@require_safe
@login_not_required
def accueil(request: HttpRequest) -> HttpResponse:
    """Show the home page of whoever comes: a visitor, a function, an account without function."""
    if not request.user.is_authenticated:
        pactes = Pacte.objects.select_related("ville").order_by(
            "fictif", "ville__nom", "generation"
        )
        return render(request, "pilotage/accueil_public.html", {"pactes": pactes})
    if request.fonction is None:
        return render(request, "pilotage/accueil_sans_fonction.html")
    # The frame names one of them: read once.
    le = timezone.localdate()
    request.pactes = lire_pactes(request.fonction, le)
    contexte = _contexte(request.fonction, request.pactes, le)
    return render(request, "pilotage/accueil.html", contexte)


def _contexte(fonction: Fonction, pactes: list[Pacte], le: date) -> dict[str, Any]:
    return {
        "le": le,
        "fonction": fonction,
        "prenom": fonction.personne.prenom,
        "accueil": composer(fonction, pactes, le),
        "tableaux": [pacte for pacte in pactes if can_voir_tableau(fonction, pacte, le)],
    }
