"""Paper: sheet to sign, letters."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gouvernance import operations, permissions
from gouvernance.models import Participation, Reunion
from gouvernance.pdf.reunions import (
    nom_de_fichier,
    participations_de,
    rendre_emargement,
    rendre_lettres,
)
from gouvernance.portee import acte, reunion_en_portee
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger

PDF = "application/pdf"


def reponse_pdf(contenu: bytes, nom: str) -> HttpResponse:
    """Answer a PDF made on the fly, as a download."""
    reponse = HttpResponse(contenu, content_type=PDF)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'"
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@require_safe
@acte
def imprimer_emargement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give the attendance sheet to sign on paper."""
    reunion = reunion_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(permissions.can_imprimer_emargement(request.fonction, reunion, le))
    inscrire("imprimer_emargement", objet=reunion, par=request.fonction)
    return reponse_pdf(rendre_emargement(reunion, le), nom_de_fichier(reunion, "emargement"))


def _lettres(
    request: HttpRequest, reunion: Reunion, participations: list[Participation]
) -> HttpResponse:
    operations.noter_lettres(reunion, par=request.fonction, participations=participations)
    contenu = rendre_lettres(reunion, participations, timezone.localdate())
    return reponse_pdf(contenu, nom_de_fichier(reunion, "lettre"))


@require_POST
@acte
def imprimer_lettre(request: HttpRequest, code: str, pk: int, participation: int) -> HttpResponse:
    """Give one person's letter of invitation, and note that it was printed."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(permissions.can_imprimer_lettre(request.fonction, reunion, timezone.localdate()))
    lignes = reunion.participations.select_related(
        "fonction__personne", "fonction__organisation", "categorie"
    )
    return _lettres(request, reunion, [get_object_or_404(lignes, pk=participation)])


@require_POST
@acte
def imprimer_lettres(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give the letters of everybody without e-mail, one person a page."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(permissions.can_imprimer_lettre(request.fonction, reunion, timezone.localdate()))
    sans_courriel = [p for p in participations_de(reunion) if not p.fonction.personne.courriel]
    if not sans_courriel:
        messages.info(request, "Chaque personne a un courriel : aucune lettre à imprimer.")
        return redirect("voir_reunion", code, pk)
    return _lettres(request, reunion, sans_courriel)
