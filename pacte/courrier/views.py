"""The reader's own choice, by the signed link that her mails carry: no account is needed."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pacte.courrier.forms import RythmeForm
from pacte.courrier.models import Rythme
from pacte.courrier.preferences import adresse_du_jeton, choisir_rythme, rythme_de


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def regler_courriels(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show the choice of the link's address; a POST keeps another one. A GET changes nothing."""
    adresse = adresse_du_jeton(jeton)
    if adresse is None:
        return _perime(request)
    form = RythmeForm(request.POST or None, initial={"rythme": rythme_de(adresse)})
    fait, statut = False, 200
    if request.method == "POST":
        fait = form.is_valid()
        statut = 200 if fait else 422
        if fait:
            choisir_rythme(adresse, form.choisi())
    return _page(request, {"adresse": adresse, "form": form, "fait": fait}, statut)


@csrf_exempt
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def arreter_courriels(request: HttpRequest, jeton: str) -> HttpResponse:
    """Stop the digests when a mail program asks for it (RFC 8058: a POST without cookie nor key).

    The signed link is the proof; it can do this one thing, that its reader can undo. A GET leads to
    the page of choices.
    """
    adresse = adresse_du_jeton(jeton)
    if adresse is None:
        return _perime(request)
    if request.method != "POST":
        return redirect("regler_courriels", jeton=jeton)
    choisir_rythme(adresse, Rythme.JAMAIS)
    contexte = {
        "adresse": adresse,
        "form": RythmeForm(initial={"rythme": Rythme.JAMAIS}),
        "fait": True,
    }
    return _page(request, contexte, 200)


def _page(request: HttpRequest, contexte: dict[str, Any], statut: int) -> HttpResponse:
    reponse = render(request, "courrier/regler_courriels.html", contexte, status=statut)
    reponse["Referrer-Policy"] = "no-referrer"
    return reponse


def _perime(request: HttpRequest) -> HttpResponse:
    reponse = render(request, "courrier/lien_perime.html", status=410)
    reponse["Referrer-Policy"] = "no-referrer"
    return reponse
