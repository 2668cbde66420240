"""What opens with a personal link, without an account: one opinion to give (S13).

Reading changes nothing; a wrong, expired or closed link always gives the same page. The secret of
the address is the whole of the access: these pages read no session.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from gouvernance.sans_compte import sans_trace, trop_de_visites
from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import ACCORDE, ActeRefuse
from pacte.socle.francais import contracter_de
from pacte.socle.versions import ConflitDeVersion
from subventions.acces_avis import trouver_lien
from subventions.forms.etude import AvisForm
from subventions.lectures.avis import part_partagee
from subventions.models import Avis, LienAvis
from subventions.operations import avis as operations
from subventions.views.avis import piece_partagee_ou_404
from subventions.views.envoi import lier, signaler_conflit

VueDeLien = Callable[..., HttpResponse]


def _ferme(request: HttpRequest) -> HttpResponse:
    return sans_trace(render(request, "subventions/lien_avis_ferme.html", status=410))


def par_lien(vue: VueDeLien) -> Callable[..., HttpResponse]:
    """Find the link of the address, then call `vue` with it: the same closed page for any other."""

    @wraps(vue)
    @sensitive_variables("jeton")
    def ouvrir(request: HttpRequest, jeton: str, **kwargs: Any) -> HttpResponse:
        if (trop := trop_de_visites(request, "avis")) is not None:
            return trop
        lien = trouver_lien(jeton)
        if lien is None:
            return _ferme(request)
        return sans_trace(vue(request, lien, jeton, **kwargs))

    return ouvrir


def _valeurs(avis: Avis) -> dict[str, Any]:
    return {
        "version": avis.version,
        "sens": avis.sens,
        "texte": avis.texte,
        "signataire": avis.signataire,
    }


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@par_lien
@sensitive_variables("jeton")
def rendre_avis_par_lien(request: HttpRequest, lien: LienAvis, jeton: str) -> HttpResponse:
    """Show what the city shares of one request, and take the opinion until the decision."""
    avis = lien.avis
    form = lier(AvisForm, request, initial=_valeurs(avis))
    differences: list[Any] = []
    statut = 200
    if form.is_bound and form.is_valid():
        try:
            operations.rendre_avis_par_lien(
                lien,
                version=form.cleaned_data["version"],
                sens=form.cleaned_data["sens"],
                texte=form.cleaned_data["texte"],
                signataire=form.cleaned_data["signataire"],
            )
        except ActeRefuse:
            return _ferme(request)
        except ConflitDeVersion as conflit:
            differences = signaler_conflit(
                form, conflit, lambda: _valeurs(Avis.objects.get(pk=avis.pk))
            )
            statut = 409
        else:
            return redirect("rendre_avis_par_lien", jeton=jeton)
    contexte = {
        "avis": avis,
        "demande": avis.demande,
        "du_centre": contracter_de(avis.demande.centre.nom),
        "part": part_partagee(avis),
        "form": form,
        "bouton": "Changer notre avis" if avis.date_avis else "Rendre notre avis",
        "droit": ACCORDE,
        "jeton": jeton,
        "differences": differences,
        "dernier_jour": timezone.localtime(lien.expire_le - datetime.resolution).date(),
    }
    return render(request, "subventions/rendre_avis_par_lien.html", contexte, status=statut)


@login_not_required
@never_cache
@require_safe
@par_lien
def telecharger_piece_avis_par_lien(
    request: HttpRequest, lien: LienAvis, jeton: str, piece: int
) -> HttpResponse:
    """Give a document that the city shares for this opinion."""
    lue = piece_partagee_ou_404(lien.avis, piece)
    inscrire(
        "telecharger_piece_avis",
        objet=lien.avis.demande,
        nom=f"{lien.avis.organisation} (lien)",
        motif=lue.libelle,
    )
    return reponse_fichier(lue.fichier)
