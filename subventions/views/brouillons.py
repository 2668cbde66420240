"""A draft saved as it is typed: what could be read is kept, what two people wrote is shown to both."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse, Droit
from pacte.socle.templatetags.socle import heure
from subventions import operations
from subventions.lectures.brouillons import ConflitDeSaisie, marquer
from subventions.lectures.manques import ASSOCIATION, BUDGET, PROJET
from subventions.models import Demande
from subventions.operations import saisies
from subventions.operations.brouillons import Enregistrement, Saisie
from subventions.operations.budgets import BUDGET as SAISIE_BUDGET
from subventions.views.acces import demande_ou_404
from subventions.views.budgets import form_budget
from subventions.views.saisie import droit_etape, en_mots, form_association, form_projet

ETAPES: dict[str, tuple[Callable[[HttpRequest, Demande], Any], Saisie]] = {
    ASSOCIATION: (form_association, saisies.ASSOCIATION),
    PROJET: (form_projet, saisies.PROJET),
    BUDGET: (form_budget, SAISIE_BUDGET),
}


@require_POST
def enregistrer_brouillon(request: HttpRequest, code: str, pk: int, etape: str) -> HttpResponse:
    """Save what can be read of a step; answer its version and marks, or both texts of a conflict."""
    demande = demande_ou_404(request, code, pk)
    if etape not in ETAPES:
        raise Http404
    construire, saisie = ETAPES[etape]
    droit = droit_etape(request, demande, etape)
    if not droit:
        return _refuser(request, droit, saisie, demande)
    form = construire(request, demande)
    if not form.is_valid() and "version" in form.errors:
        return JsonResponse({"motif": "La page n'est pas à jour : rouvrez-la."}, status=422)
    try:
        fait = operations.enregistrer_saisie(
            demande,
            saisie,
            par=request.fonction,
            version=form.cleaned_data["version"],
            valeurs=form.valeurs(),
            marques=form.marques_lues,
        )
    except ActeRefuse as erreur:
        return _refuser(request, erreur.droit, saisie, demande)
    except ConflitDeSaisie as conflit:
        return JsonResponse(_conflit(form, conflit), status=409)
    except ValidationError as erreur:
        return JsonResponse({"motif": " ".join(erreur.messages)}, status=422)
    return JsonResponse(_reponse(form, demande, fait))


def _refuser(request: HttpRequest, droit: Droit, saisie: Saisie, demande: Demande) -> JsonResponse:
    """Journal the refusal as on a page, and give its reason to the script."""
    refuser(request, droit, action=saisie.action, objet=demande)
    return JsonResponse({"motif": droit.motif}, status=403)


def _reponse(form: Any, demande: Demande, fait: Enregistrement) -> dict[str, Any]:
    return {
        "version": fait.demande.version,
        "marques": fait.marques,
        "heure": heure(timezone.now()),
        "venues": form.ecrites(fait.fusion.venues),
        "erreurs": {
            champ: {"libelle": str(form[champ].label), "mots": [str(mot) for mot in mots]}
            for champ, mots in form.errors.items()
            if champ in form.fields
        },
        "confirmation_annulee": fait.confirmation_annulee,
        # Another kind has other questions: the page is to be read again.
        "recharger": fait.demande.genre != demande.genre,
    }


def _conflit(form: Any, conflit: ConflitDeSaisie) -> dict[str, Any]:
    noms = conflit.fusion.conflits
    siennes = form.ecrites(conflit.restreindre(noms))
    return {
        "version": conflit.actuelle,
        "marques": marquer(conflit.actuelles),
        "venues": form.ecrites(conflit.fusion.venues),
        "conflits": [
            {
                "champ": nom,
                "libelle": str(form[nom].label),
                "valeur": siennes[nom],
                "mots": en_mots(form, nom, conflit.actuelles.get(nom)) or "rien",
            }
            for nom in noms
        ],
    }
