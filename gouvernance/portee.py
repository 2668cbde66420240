"""What the acting function can see of a pact's meetings (anything else is a 404), and refusals."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gouvernance.models import Decision, DecisionQuerySet, Reunion
from gouvernance.permissions.decisions import is_ligne_visible
from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import CleDejaUtilisee, ConflitDeVersion

Vue = Callable[..., HttpResponse]


def reunion_en_portee(request: HttpRequest, code: str, pk: int) -> Reunion:
    """A meeting that concerns the acting function, its minutes at hand."""
    reunions = Reunion.objects.for_fonction(request.fonction).select_related(
        "pacte__ville",
        "instance",
        "centre",
        "theme",
        "organisateur",
        "ouverte_par__personne",
        "compte_rendu__fichier",
        "compte_rendu__document",
        "compte_rendu__soumis_par",
        "ligne_calendrier__theme",
    )
    reunion = get_object_or_404(reunions, pacte__code=code, pk=pk)
    # The refusal of an act on this page names the meeting.
    request.objet_de_l_acte = reunion
    return reunion


def decision_en_portee(request: HttpRequest, code: str, pk: int) -> Decision:
    """A decision of a meeting that concerns the acting function."""
    decisions = _avec_sa_reunion(Decision.objects.for_fonction(request.fonction))
    decision = get_object_or_404(decisions, pacte__code=code, pk=pk)
    request.objet_de_l_acte = decision
    return decision


def ligne_en_portee(request: HttpRequest, code: str, pk: int) -> Decision:
    """A line of the record, also of minutes that the function's own side is still writing."""
    visibles = Reunion.objects.for_fonction(request.fonction).order_by().values("pk")
    lignes = _avec_sa_reunion(Decision.objects.filter(reunion__in=visibles))
    ligne = get_object_or_404(lignes, pacte__code=code, pk=pk)
    if not is_ligne_visible(request.fonction, ligne):
        raise Http404("Ce compte rendu est en cours de rédaction.")
    request.objet_de_l_acte = ligne
    return ligne


def _avec_sa_reunion(decisions: DecisionQuerySet) -> DecisionQuerySet:
    return decisions.select_related(
        "pacte__ville",
        "point__sujet",
        "reunion__pacte__ville",
        "reunion__instance",
        "reunion__centre",
        "reunion__theme",
        "reunion__organisateur",
        "reunion__compte_rendu",
        "responsable__personne",
        "responsable__organisation",
        "relais__personne",
        "relais__organisation",
        "realisation_par__personne",
        "ajout_par__personne",
        "inscription",
        "issue_de__inscription",
    )


def acte(vue: Vue) -> Vue:
    """Answer what an act raises: 403 with its reason and a line of the journal, 422, or 409."""

    @wraps(vue)
    def repondre(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return vue(request, *args, **kwargs)
        except ActeRefuse as erreur:
            objet = getattr(request, "objet_de_l_acte", None)
            return refuser(request, erreur.droit, action=vue.__name__, objet=objet)
        except CleDejaUtilisee:
            return render(request, "gouvernance/envoi_deja_utilise.html", status=422)
        except ConflitDeVersion:
            return render(request, "gouvernance/version_depassee.html", status=409)

    return repondre
