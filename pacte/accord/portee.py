"""What the acting function can see of a pact; anything else is a 404."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from pacte.accord.models import Fonction, OuvertureAcces, Pacte, Personne


def pacte_en_portee(request: HttpRequest, code: str) -> Pacte:
    """The pact, for a function of one of its parties or partners."""
    pactes = Pacte.objects.for_fonction(request.fonction).select_related("ville")
    return get_object_or_404(pactes, code=code)


def personne_en_portee(pacte: Pacte, pk: int) -> Personne:
    """Somebody of the pact's organisations."""
    personnes = Personne.objects.for_organisations(pacte.organisations())
    return get_object_or_404(personnes.select_related("compte"), pk=pk)


def fonction_en_portee(pacte: Pacte, pk: int) -> Fonction:
    """A function held in one of the pact's organisations."""
    fonctions = Fonction.objects.filter(organisation__in=pacte.organisations())
    return get_object_or_404(fonctions.select_related("personne", "organisation"), pk=pk)


def ouverture_en_portee(pacte: Pacte, pk: str) -> OuvertureAcces:
    """A link sent to somebody of the pact."""
    personnes = Personne.objects.for_organisations(pacte.organisations())
    ouvertures = OuvertureAcces.objects.filter(personne__in=personnes)
    return get_object_or_404(ouvertures.select_related("personne"), pk=pk)
