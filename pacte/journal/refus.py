"""A refused act: written in the journal, answered 403 with its reason."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pacte.journal.models import Resultat
from pacte.journal.operations import inscrire
from pacte.socle.adresses import adresse_du_client
from pacte.socle.droits import Droit


def refuser(
    request: HttpRequest,
    droit: Droit,
    *,
    action: str,
    objet: models.Model | None = None,
    pacte_code: str = "",
) -> HttpResponse:
    """Journal the refusal of `action` on `objet` and return the 403 page with `droit.motif`."""
    inscrire(
        action,
        objet=objet,
        par=getattr(request, "fonction", None),
        compte=request.user if request.user.is_authenticated else None,
        motif=droit.motif,
        resultat=Resultat.REFUSE,
        pacte_code=pacte_code,
        adresse=adresse_du_client(request),
    )
    # A view that knows what to do instead says so: (label, address).
    contexte: dict[str, Any] = {
        "motif": droit.motif,
        "suite": getattr(request, "suite_du_refus", None),
    }
    return render(request, "403.html", contexte, status=403)
