"""City staff note the signatures, then confirm T0."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pacte.accord import operations, permissions
from pacte.accord.forms import DateEffetForm, SignaturesForm
from pacte.accord.operations.signatures import lignes_de_depart, proposer_date_effet
from pacte.accord.portee import pacte_en_portee
from pacte.journal.refus import refuser
from pacte.socle.conflits import enregistrer


@require_http_methods(["GET", "POST"])
def noter_signatures(request: HttpRequest, code: str) -> HttpResponse:
    """Write the date of each signature line."""
    pacte = pacte_en_portee(request, code)
    droit = permissions.can_noter_signatures(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="noter_signatures", objet=pacte)
    form = SignaturesForm(request.POST or None, pacte=pacte, lignes=lignes_de_depart(pacte))
    code_http = 200
    if form.is_valid():
        resultat = enregistrer(
            form,
            operations.noter_signatures,
            pacte,
            par=request.fonction,
            dates=form.dates(),
            date_ecrite=form.cleaned_data["date_ecrite"],
            version=form.cleaned_data["version"],
            motif=form.cleaned_data["motif"],
        )
        if resultat.fait:
            messages.success(request, "Les signatures sont notées.")
            return redirect(_suite(resultat.objet), code=code)
        code_http = resultat.code_http
    contexte = {
        "pacte": pacte,
        "form": form,
        "proposee": proposer_date_effet(pacte),
        "droit_effet": permissions.can_fixer_date_effet(
            request.fonction, pacte, timezone.localdate()
        ),
    }
    return render(request, "accord/noter_signatures.html", contexte, status=code_http)


def _suite(pacte: object) -> str:
    """Where to go next: to T0 when the signatures propose one that is not yet confirmed."""
    proposee = proposer_date_effet(pacte)
    a_confirmer = proposee is not None and proposee != pacte.date_effet
    return "fixer_date_effet" if a_confirmer and not pacte.avenants.exists() else "voir_pacte"


@require_http_methods(["GET", "POST"])
def fixer_date_effet(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm T0: the last signature is proposed, a person decides (Q10)."""
    pacte = pacte_en_portee(request, code)
    droit = permissions.can_fixer_date_effet(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="fixer_date_effet", objet=pacte)
    proposee = proposer_date_effet(pacte)
    initiale = {"date_effet": proposee or pacte.date_effet}
    form = DateEffetForm(request.POST or None, pacte=pacte, initial=initiale)
    code_http = 200
    if form.is_valid():
        resultat = enregistrer(
            form, operations.fixer_date_effet, pacte, par=request.fonction, **form.cleaned_data
        )
        if resultat.fait:
            messages.success(request, "La date de signature du pacte est notée.")
            return redirect("voir_pacte", code=code)
        code_http = resultat.code_http
    contexte = {"pacte": pacte, "form": form, "proposee": proposee}
    return render(request, "accord/fixer_date_effet.html", contexte, status=code_http)
