"""What is read before a meeting: the one-page brief, the whole file as a PDF or a ZIP."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gouvernance.lectures.dossier import diffuser_zip, rendre_dossier
from gouvernance.lectures.note import composer_note, rendre_note
from gouvernance.pdf.reunions import nom_de_fichier
from gouvernance.portee import reunion_en_portee
from gouvernance.views.seance import reponse_pdf
from pacte.journal.operations import inscrire


@require_safe
def voir_note(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The brief on a screen, whoever sees the meeting."""
    reunion = reunion_en_portee(request, code, pk)
    note = composer_note(reunion, request.fonction, timezone.localdate())
    return render(request, "gouvernance/voir_note.html", {"reunion": reunion, "note": note})


@require_safe
def imprimer_note(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The brief on exactly one A4 page."""
    reunion = reunion_en_portee(request, code, pk)
    le = timezone.localdate()
    contenu = rendre_note(composer_note(reunion, request.fonction, le), le)
    inscrire("imprimer_note", objet=reunion, par=request.fonction)
    return reponse_pdf(contenu, nom_de_fichier(reunion, "note"))


@require_safe
def telecharger_dossier(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The whole file as one PDF with bookmarks."""
    reunion = reunion_en_portee(request, code, pk)
    contenu = rendre_dossier(reunion, request.fonction, timezone.localdate())
    inscrire("telecharger_dossier", objet=reunion, par=request.fonction, motif="PDF")
    return reponse_pdf(contenu, nom_de_fichier(reunion, "dossier"))


@require_safe
def telecharger_dossier_zip(request: HttpRequest, code: str, pk: int) -> StreamingHttpResponse:
    """The whole file, each document in its own file; sent while it is made."""
    reunion = reunion_en_portee(request, code, pk)
    inscrire("telecharger_dossier", objet=reunion, par=request.fonction, motif="ZIP")
    nom = nom_de_fichier(reunion, "dossier").removesuffix(".pdf")
    reponse = StreamingHttpResponse(
        diffuser_zip(reunion, request.fonction, timezone.localdate()),
        content_type="application/zip",
    )
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.zip"'
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'"
    reponse["Cache-Control"] = "private, no-store"
    return reponse
