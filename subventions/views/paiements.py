"""The page of the finance department, its exports, and the centre's own « Mes versements »."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.accord.models import Pacte
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.tableur import reponse_csv, reponse_xlsx
from pacte.socle.templatetags.socle import accorder
from subventions.listes.paiements import (
    ENTETES,
    FiltrePaiements,
    annees_du_centre,
    echeances_visibles,
    lignes_de_la_page,
    lignes_paiements,
    total_de,
)
from subventions.models import Attribution, EtatEcheance
from subventions.permissions.versements import can_suivre_paiements
from subventions.views.acces import pacte_ou_404
from subventions.views.demandes import PAR_PAGE, centres_choix


def _filtre(request: HttpRequest, pacte: Pacte) -> FiltrePaiements:
    le = timezone.localdate()
    exercices = (
        Attribution.objects.for_fonction(request.fonction)
        .filter(pacte=pacte)
        .order_by("-exercice")
        .values_list("exercice", flat=True)
        .distinct()
    )
    return FiltrePaiements(
        request.GET,
        echeances_visibles(pacte, request.fonction),
        au=le,
        exercices=exercices,
        centres=centres_choix(pacte),
    )


@require_safe
def lister_paiements(request: HttpRequest, code: str) -> HttpResponse:
    """Show the city every payment due, ordered, paid or refused, filtered by the address."""
    pacte = pacte_ou_404(request, code)
    le = timezone.localdate()
    droit = can_suivre_paiements(request.fonction, pacte, le)
    if not droit:
        return refuser(request, droit, action="lister_paiements", objet=pacte)
    filtre = _filtre(request, pacte)
    page = Paginator(filtre.qs, PAR_PAGE).get_page(request.GET.get("page"))
    nombre = page.paginator.count
    return render(
        request,
        "subventions/lister_paiements.html",
        {
            "pacte": pacte,
            "filtre": filtre,
            "page": page,
            "lignes": lignes_de_la_page(page.object_list, le),
            "total": total_de(filtre.qs),
            "nombre": nombre,
            "phrase_compte": accorder(nombre, "échéance,échéances,aucune"),
            "is_filtree": any(filtre.form.data.get(nom) for nom in filtre.filters),
            "parametres": request.GET.urlencode(),
            "annee_annexe": le.year,
        },
    )


@require_safe
def exporter_paiements(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """Send what the list shows as XLSX or CSV, with whole IBANs; journalled, the city's alone."""
    pacte = pacte_ou_404(request, code)
    if extension not in {"csv", "xlsx"}:
        raise Http404
    le = timezone.localdate()
    droit = can_suivre_paiements(request.fonction, pacte, le)
    if not droit:
        return refuser(request, droit, action="exporter_paiements", objet=pacte)
    lignes = list(lignes_paiements(_filtre(request, pacte).qs, le))
    inscrire(
        "exporter_paiements",
        objet=pacte,
        par=request.fonction,
        pacte_code=pacte.code,
        motif=f"{len(lignes)} lignes, {extension}, {request.GET.urlencode() or 'sans filtre'}",
    )
    repondre = reponse_csv if extension == "csv" else reponse_xlsx
    return repondre("paiements", ENTETES, lignes, le=le)


@require_safe
def suivre_versements(request: HttpRequest, code: str) -> HttpResponse:
    """Show a centre where its money is: due, ordered, paid, year by year."""
    pacte = pacte_ou_404(request, code)
    if not request.fonction.is_centre:
        raise Http404
    return render(
        request,
        "subventions/suivre_versements.html",
        {
            "pacte": pacte,
            "annees": annees_du_centre(pacte, request.fonction, timezone.localdate()),
            "paye": EtatEcheance.PAYEE,
        },
    )
