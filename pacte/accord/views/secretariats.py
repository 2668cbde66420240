"""One's own secretariat, from one's account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pacte.accord import permissions
from pacte.accord.forms.personnes import SecretariatForm
from pacte.accord.operations.secretariats import regler_secretariat
from pacte.journal.refus import refuser
from pacte.socle.conflits import enregistrer


@require_http_methods(["GET", "POST"])
def regler_mon_secretariat(request: HttpRequest) -> HttpResponse:
    """Say who receives one's invitations in copy and may answer them."""
    personne = request.user.personne
    droit = permissions.can_regler_secretariat(request.fonction, personne, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="regler_secretariat", objet=personne)
    form = SecretariatForm(request.POST or None, personne=personne)
    code_http = 200
    if form.is_valid():
        resultat = enregistrer(
            form,
            regler_secretariat,
            personne,
            par=request.fonction,
            version=form.cleaned_data["version"],
            nom=form.cleaned_data["secretariat_nom"],
            courriel=form.cleaned_data["secretariat_courriel"],
        )
        if resultat.fait:
            messages.success(request, "Votre secrétariat est enregistré.")
            return redirect("mon_compte")
        code_http = resultat.code_http
        personne.refresh_from_db()
    contexte = {"personne": personne, "form": form, "conflit": code_http == 409}
    return render(request, "accord/regler_mon_secretariat.html", contexte, status=code_http)
