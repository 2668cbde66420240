"""The day of the meeting, and paper: attendance, sheet to sign, letters."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gouvernance import operations, permissions
from gouvernance.forms import PresencesForm
from gouvernance.models import Participation, Reunion
from gouvernance.pdf import (
    nom_de_fichier,
    participations_de,
    rendre_emargement,
    rendre_lettres,
)
from gouvernance.portee import acte, exiger, reunion_en_portee
from pacte.journal.operations import inscrire
from pacte.socle.versions import ConflitDeVersion

PDF = "application/pdf"


def reponse_pdf(contenu: bytes, nom: str) -> HttpResponse:
    """Answer a PDF made on the fly, as a download."""
    reponse = HttpResponse(contenu, content_type=PDF)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'"
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@require_http_methods(["GET", "POST"])
@acte
def noter_presences(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Note who came, on a phone or on paper afterwards; the meeting is then held."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(permissions.can_noter_presences(request.fonction, reunion, timezone.localdate()))
    participations = participations_de(reunion)
    form = PresencesForm(
        request.POST or None,
        participations=participations,
        initial={"version": reunion.version},
    )
    conflit = False
    if form.is_valid():
        try:
            operations.noter_presences(
                reunion,
                par=request.fonction,
                version=form.cleaned_data["version"],
                presences=form.presences(),
            )
        except ConflitDeVersion as erreur:
            conflit = True
            form.data = form.data.copy()
            form.data["version"] = str(erreur.actuelle)
        else:
            messages.success(request, "Les présences sont notées : la réunion est tenue.")
            return redirect("voir_reunion", code, pk)
    contexte = {"reunion": reunion, "form": form, "conflit": conflit}
    statut = 409 if conflit else 200
    return render(request, "gouvernance/noter_presences.html", contexte, status=statut)


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
