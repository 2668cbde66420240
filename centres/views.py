"""The centres of a pact, each with its people and its agréments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from centres import operations, permissions, rules
from centres.forms import AgrementForm
from centres.presentation import (
    CentreDuPacte,
    centres_du_pacte,
    etat_agrement,
    personnes_du_centre,
)
from pacte.accord.portee import pacte_en_portee
from pacte.journal.refus import refuser
from pacte.socle.conflits import enregistrer


@require_safe
def lister_centres(request: HttpRequest, code: str) -> HttpResponse:
    """Show the centres that are parties to the pact, in the order of the act."""
    pacte = pacte_en_portee(request, code)
    le = timezone.localdate()
    lignes = []
    for centre in centres_du_pacte(pacte):
        etat, phrase = etat_agrement(centre.agrements_connus, le)
        lignes.append({"centre": centre, "etat": etat, "phrase": phrase})
    return render(request, "centres/lister_centres.html", {"pacte": pacte, "lignes": lignes})


@require_safe
def voir_centre(request: HttpRequest, code: str, centre: str) -> HttpResponse:
    """Show a centre: who it is, its people, its agréments, and what upper rooms add."""
    pacte = pacte_en_portee(request, code)
    vu = get_object_or_404(centres_du_pacte(pacte), code=centre)
    le, fonction = timezone.localdate(), request.fonction
    etat, phrase = etat_agrement(vu.agrements_connus, le)
    periodes = [(agrement.date_debut, agrement.date_fin) for agrement in vu.agrements_connus]
    contexte = {
        "pacte": pacte,
        "centre": vu,
        "vue": CentreDuPacte(pacte, vu),
        "etat": etat,
        "phrase": phrase,
        "jour_sans_agrement": rules.jour_sans_agrement(periodes),
        "agrements": [
            {
                "agrement": agrement,
                "habituelle": rules.is_duree_habituelle(agrement.date_debut, agrement.date_fin),
            }
            for agrement in vu.agrements_connus
        ],
        "fonctions": personnes_du_centre(vu, le),
        "coordonnees": permissions.can_voir_coordonnees(fonction, pacte, vu, le),
        "droit": permissions.can_enregistrer_agrement(fonction, pacte, le),
    }
    return render(request, "centres/voir_centre.html", contexte)


@require_http_methods(["GET", "POST"])
def enregistrer_agrement(request: HttpRequest, code: str, centre: str) -> HttpResponse:
    """Record an agrément of the centre."""
    pacte = pacte_en_portee(request, code)
    vu = get_object_or_404(centres_du_pacte(pacte), code=centre)
    droit = permissions.can_enregistrer_agrement(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(
            request, droit, action="enregistrer_agrement", objet=vu, pacte_code=pacte.code
        )
    form = AgrementForm(request.POST or None)
    code_http = 200
    if form.is_valid():
        donnees = dict(form.cleaned_data)
        cle = donnees.pop("cle_idempotence")
        resultat = enregistrer(
            form,
            operations.enregistrer_agrement,
            vu,
            pacte=pacte,
            par=request.fonction,
            cle=cle,
            **donnees,
        )
        if resultat.fait:
            messages.success(request, "L'agrément est noté.")
            return redirect("voir_centre", code=code, centre=vu.code)
        code_http = resultat.code_http
    contexte = {"pacte": pacte, "centre": vu, "form": form}
    return render(request, "centres/enregistrer_agrement.html", contexte, status=code_http)
