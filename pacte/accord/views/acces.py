"""Accesses: opened and closed by city staff, accepted by the person herself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from pacte.accord import operations, permissions
from pacte.accord.forms import AccepterAccesForm, FermerAccesForm, OuvrirAccesForm
from pacte.accord.operations.acces import VALIDITE, is_renvoyable
from pacte.accord.portee import ouverture_en_portee, pacte_en_portee, personne_en_portee
from pacte.journal.refus import refuser
from pacte.socle.conflits import enregistrer


@require_http_methods(["GET", "POST"])
def ouvrir_acces(request: HttpRequest, code: str, personne: int) -> HttpResponse:
    """Send the person a link, after saying to which address and until when."""
    pacte = pacte_en_portee(request, code)
    qui = personne_en_portee(pacte, personne)
    form = OuvrirAccesForm(request.POST or None)
    droit = permissions.can_ouvrir_acces(request.fonction, pacte, qui, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="ouvrir_acces", objet=qui, pacte_code=pacte.code)
    code_http = 200
    if form.is_valid():
        resultat = enregistrer(
            form,
            operations.ouvrir_acces,
            qui,
            pacte=pacte,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
        )
        if resultat.fait:
            messages.success(request, f"Le lien part vers {qui.courriel}.")
            return redirect("voir_personne", code=code, personne=qui.pk)
        code_http = resultat.code_http
    contexte = {"pacte": pacte, "personne": qui, "form": form, "jours": VALIDITE.days}
    return render(request, "accord/ouvrir_acces.html", contexte, status=code_http)


@require_http_methods(["GET", "POST"])
def fermer_acces(request: HttpRequest, code: str, personne: int) -> HttpResponse:
    """Close the person's access, after saying what it stops."""
    pacte = pacte_en_portee(request, code)
    qui = personne_en_portee(pacte, personne)
    droit = permissions.can_fermer_acces(request.fonction, pacte, qui, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="fermer_acces", objet=qui, pacte_code=pacte.code)
    form = FermerAccesForm(request.POST or None)
    code_http = 200
    if form.is_valid():
        resultat = enregistrer(
            form,
            operations.fermer_acces,
            qui,
            pacte=pacte,
            par=request.fonction,
            **form.cleaned_data,
        )
        if resultat.fait:
            messages.success(request, f"L'accès de {qui} est fermé.")
            return redirect("voir_personne", code=code, personne=qui.pk)
        code_http = resultat.code_http
    contexte = {"pacte": pacte, "personne": qui, "form": form}
    return render(request, "accord/fermer_acces.html", contexte, status=code_http)


@require_http_methods(["GET", "POST"])
def revoquer_ouverture(request: HttpRequest, code: str, ouverture: str) -> HttpResponse:
    """Cancel a link that was sent and not used."""
    pacte = pacte_en_portee(request, code)
    lien = ouverture_en_portee(pacte, ouverture)
    droit = permissions.can_revoquer_ouverture(request.fonction, pacte, lien, timezone.localdate())
    if not droit:
        return refuser(
            request, droit, action="revoquer_ouverture", objet=lien, pacte_code=pacte.code
        )
    if request.method == "POST":
        operations.revoquer_ouverture(lien, pacte=pacte, par=request.fonction)
        messages.success(request, "Le lien ne sert plus.")
        return redirect("voir_personne", code=code, personne=lien.personne_id)
    contexte = {"pacte": pacte, "ouverture": lien}
    return render(request, "accord/revoquer_ouverture.html", contexte)


@login_not_required
@never_cache
@sensitive_post_parameters()
@sensitive_variables("jeton", "form")
@require_http_methods(["GET", "HEAD", "POST"])
def accepter_acces(request: HttpRequest, jeton: str) -> HttpResponse:
    """Open one's account: reading the page changes nothing, sending it uses the link."""
    ouverture = operations.trouver_ouverture(jeton)
    if ouverture is None or not ouverture.is_utilisable():
        contexte = {"jeton": jeton, "renvoyable": ouverture and is_renvoyable(ouverture)}
        return _sans_trace(render(request, "accord/acces_perime.html", contexte, status=410))
    form = AccepterAccesForm(request.POST or None, ouverture=ouverture)
    if form.is_valid():
        resultat = enregistrer(
            form,
            operations.accepter_acces,
            jeton,
            mot_de_passe=form.cleaned_data["mot_de_passe"],
        )
        if resultat.fait:
            login(request, resultat.objet, backend=settings.AUTHENTICATION_BACKENDS[0])
            messages.success(request, "Votre accès est ouvert. Bienvenue.")
            return _sans_trace(redirect("accueil"))
    contexte = {"form": form, "ouverture": ouverture}
    return _sans_trace(render(request, "accord/accepter_acces.html", contexte))


@login_not_required
@never_cache
@require_POST
def renvoyer_acces(request: HttpRequest, jeton: str) -> HttpResponse:
    """Ask for a fresh link with an expired one; the answer tells nothing about the link."""
    operations.renvoyer_acces(jeton)
    return _sans_trace(render(request, "accord/acces_renvoye.html"))


def _sans_trace(reponse: HttpResponse) -> HttpResponse:
    """The address of these pages is a key: no Referer carries it, not even to ourselves.

    The origin alone is sent: under « no-referrer » a browser posts with « Origin: null », which
    Django refuses, and nobody could open her account.
    """
    reponse.headers["Referrer-Policy"] = "strict-origin"
    return reponse
