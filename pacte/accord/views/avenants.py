"""City staff record an avenant: typed, shown again in words, then recorded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pacte.accord import operations, permissions
from pacte.accord.forms import AvenantForm
from pacte.accord.portee import pacte_en_portee
from pacte.journal.refus import refuser
from pacte.socle.conflits import enregistrer


@require_http_methods(["GET", "POST"])
def enregistrer_avenant(request: HttpRequest, code: str) -> HttpResponse:
    """Record an extension or a new party."""
    pacte = pacte_en_portee(request, code)
    droit = permissions.can_enregistrer_avenant(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="enregistrer_avenant", objet=pacte)
    form = AvenantForm(request.POST or None, pacte=pacte)
    contexte = {"pacte": pacte, "form": form, "fin": pacte.date_fin()}
    code_http = 200
    if form.is_valid():
        donnees = form.cleaned_data
        if not donnees["confirme"]:
            contexte["donnees"] = donnees
            return render(request, "accord/confirmer_avenant.html", contexte)
        resultat = enregistrer(
            form,
            operations.enregistrer_avenant,
            pacte,
            par=request.fonction,
            cle=donnees["cle_idempotence"],
            objet=donnees["objet"],
            date_signature=donnees["date_signature"],
            nouvelle_fin=donnees["nouvelle_fin"],
            partie=form.partie(),
            motif=donnees["motif"],
        )
        if resultat.fait:
            messages.success(request, f"{resultat.objet} : c'est enregistré.")
            return redirect("voir_pacte", code=code)
        code_http = resultat.code_http
    return render(request, "accord/enregistrer_avenant.html", contexte, status=code_http)
