"""Finding what a page is about, within the scope of who acts: what is not hers is a 404."""

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from pacte.accord.models import GenreOrganisation, Organisation, Pacte
from subventions.lectures.deliberations import conseil_prevu
from subventions.lectures.dossiers import DossierAvance, dossier_avance
from subventions.models import Convention, Demande, PieceDemande

ANNEES = range(2000, 2101)


def pacte_ou_404(request: HttpRequest, code: str) -> Pacte:
    """The pact, for its AVS service and its centres alone: nobody else has a request to read here."""
    fonction = request.fonction
    if fonction is None or not (fonction.is_avs or fonction.is_centre):
        raise Http404
    pacte = _pacte(request, code)
    if fonction.is_avs and pacte.ville_id != fonction.organisation_id:
        raise Http404
    return pacte


def pacte_lisible_ou_404(request: HttpRequest, code: str) -> Pacte:
    """The pact, for those above and for the elected members of its city, who read requests."""
    fonction = request.fonction
    if fonction is None or not fonction.is_elu_ville:
        return pacte_ou_404(request, code)
    pacte = _pacte(request, code)
    if pacte.ville_id != fonction.organisation_id:
        raise Http404
    return pacte


def _pacte(request: HttpRequest, code: str) -> Pacte:
    """The pact among those of the acting function, which the top bar of the page reads too."""
    if getattr(request, "pactes", None) is None:
        request.pactes = list(Pacte.objects.for_fonction(request.fonction).select_related("ville"))
    for pacte in request.pactes:
        if pacte.code == code:
            return pacte
    raise Http404


def demande_ou_404(request: HttpRequest, code: str, pk: int) -> Demande:
    """A request in the scope of the acting function, for those who act on it."""
    return _demande(request, pacte_ou_404(request, code), pk)


def demande_lisible_ou_404(request: HttpRequest, code: str, pk: int) -> Demande:
    """A request in the scope of the acting function, the elected members of the city included."""
    return _demande(request, pacte_lisible_ou_404(request, code), pk)


def _demande(request: HttpRequest, pacte: Pacte, pk: int) -> Demande:
    demande = get_object_or_404(
        Demande.objects.for_fonction(request.fonction)
        .annotate(
            a_des_pieces=Exists(PieceDemande.objects.filter(demande=OuterRef("pk"))),
            conseil_prevu=conseil_prevu(),
        )
        .select_related(
            "centre",
            "theme",
            "accuse",
            "lettre_refus",
            "depot_par__personne",
            "depot_par__organisation",
            "fiche",
            "suivie_par__personne",
            "relecture_par__personne",
            "confirmation_par__personne",
            "instruite_par__personne",
            "instruite_par__organisation",
            "comite_technique__instance",
        ),
        pacte=pacte,
        pk=pk,
    )
    demande.pacte = pacte
    return demande


def convention_ou_404(request: HttpRequest, code: str, pk: int) -> Convention:
    """A convention in the scope of the acting function."""
    pacte = pacte_ou_404(request, code)
    convention = get_object_or_404(
        Convention.objects.for_fonction(request.fonction).select_related("centre", "fichier"),
        pacte=pacte,
        pk=pk,
    )
    convention.pacte = pacte
    return convention


def annee_ou_404(exercice: int) -> int:
    """A year that a page can be about."""
    if exercice not in ANNEES:
        raise Http404
    return exercice


def dossier_ou_404(request: HttpRequest, code: str, exercice: int, centre: str) -> DossierAvance:
    """The advance of a centre and a year; another centre's is a 404."""
    pacte = pacte_ou_404(request, code)
    fonction = request.fonction
    if fonction.is_centre and fonction.organisation.code != centre:
        raise Http404
    organisation = get_object_or_404(Organisation, code=centre, genre=GenreOrganisation.CENTRE)
    dossier = dossier_avance(pacte, organisation, annee_ou_404(exercice), timezone.localdate())
    if dossier is None:
        raise Http404
    return dossier
