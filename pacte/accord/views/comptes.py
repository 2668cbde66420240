"""One's own account: in whose name one works, what one holds."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from pacte.accord import operations
from pacte.accord.forms.acces import ChoisirFonctionForm
from pacte.accord.middleware import CLE_SESSION
from pacte.accord.operations.courriels import adresse_de
from pacte.courrier.forms import RythmeForm
from pacte.courrier.preferences import rythme_de
from pacte.journal.refus import refuser
from pacte.socle.droits import refus


@require_POST
def choisir_fonction(request: HttpRequest) -> HttpResponse:
    """Work from now on in the name of another of one's functions.

    The home page follows: the page where the choice was made may not exist for the new function.
    """
    form = ChoisirFonctionForm(request.POST, fonctions=request.fonctions)
    if not form.is_valid():
        motif = refus("Cette fonction n'est pas la vôtre, ou n'est plus en cours.")
        return refuser(request, motif, action="choisir_fonction")
    choisie = form.choisie()
    operations.choisir_fonction(request.user, par=choisie)
    request.session[CLE_SESSION] = choisie.pk
    # Other rights, another session: the former key must not carry them.
    request.session.cycle_key()
    qualite = f"{choisie.libelle_qualite}, {choisie.organisation}"
    messages.success(request, f"Vous agissez maintenant en qualité de : {qualite}.")
    return redirect("accueil")


@require_safe
def mon_compte(request: HttpRequest) -> HttpResponse:
    """Show one's functions and what one can change oneself."""
    rythme = RythmeForm(initial={"rythme": rythme_de(adresse_de(request.user))})
    contexte = {"fonctions": request.fonctions, "rythme": rythme}
    return render(request, "accord/mon_compte.html", contexte)
