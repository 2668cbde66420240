"""Who acts: the function in whose name the signed-in person works on this request."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pacte.accord.models import Fonction

CLE_SESSION = "fonction_id"


class FonctionMiddleware:
    """Sets `request.fonctions` (in force today) and `request.fonction` (the acting one, or None).

    The choice lives in the session; it holds only while the function is the person's own and in
    force today. Without a choice: the last one chosen, else the first. One query at most.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.fonctions = fonctions_du_compte(request)
        request.fonction = fonction_choisie(request, request.fonctions)
        return self.get_response(request)


def fonctions_du_compte(request: HttpRequest) -> tuple[Fonction, ...]:
    """The functions that the signed-in person holds today; none for an anonymous visitor."""
    compte = request.user
    if not compte.is_authenticated or compte.personne_id is None:
        return ()
    fonctions = tuple(
        Fonction.objects.filter(personne=compte.personne_id)
        .en_cours(timezone.localdate())
        .select_related("personne__compte", "organisation")
        .order_by("organisation__nom", "pk")
    )
    if fonctions:
        compte.personne = fonctions[0].personne
    return fonctions


def fonction_choisie(request: HttpRequest, fonctions: Sequence[Fonction]) -> Fonction | None:
    """The acting function among `fonctions`, None when there is none."""
    if not fonctions:
        return None
    par_id = {fonction.pk: fonction for fonction in fonctions}
    for choix in (request.session.get(CLE_SESSION), request.user.derniere_fonction_id):
        if choix in par_id:
            return par_id[choix]
    return fonctions[0]
