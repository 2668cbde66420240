"""The list of meetings, and what it exports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from gouvernance import permissions
from gouvernance.forms import FiltreReunionsForm
from gouvernance.models import Reunion, ReunionQuerySet
from gouvernance.permissions.ordre_du_jour import can_gerer_recurrents
from gouvernance.tables.reunions import ReunionsTable
from pacte.accord.models import GenreOrganisation, Pacte
from pacte.accord.portee import pacte_en_portee
from pacte.journal.operations import inscrire
from pacte.socle.tableur import reponse_csv
from pacte.socle.templatetags.socle import accorder

PAR_PAGE = 25


def _reunions(request: HttpRequest, pacte: Pacte) -> ReunionQuerySet:
    return (
        Reunion.objects.for_fonction(request.fonction)
        .filter(pacte=pacte)
        .select_related("pacte", "instance", "centre", "theme", "compte_rendu", "organisateur")
    )


def _filtre_reunions(
    request: HttpRequest, pacte: Pacte, reunions: ReunionQuerySet
) -> FiltreReunionsForm:
    annees = reunions.filter(date_reunion__isnull=False).dates("date_reunion", "year", order="DESC")
    centres = [
        partie.organisation
        for partie in pacte.parties.filter(organisation__genre=GenreOrganisation.CENTRE)
        .select_related("organisation")
        .order_by("ordre")
    ]
    return FiltreReunionsForm(
        request.GET,
        instances=pacte.instances.order_by("ordre"),
        centres=centres,
        annees=[jour.year for jour in annees],
    )


@require_safe
def lister_reunions(request: HttpRequest, code: str) -> HttpResponse:
    """Show the meetings that concern the reader: those to come, then the past ones."""
    pacte = pacte_en_portee(request, code)
    le = timezone.localdate()
    toutes = _reunions(request, pacte)
    form = _filtre_reunions(request, pacte, toutes)
    retenues = form.filtrer(toutes)
    a_venir = retenues.restant_a_tenir(le)
    passees = retenues.exclude(pk__in=a_venir.values("pk"))
    table_a_venir = ReunionsTable(
        a_venir.order_by("date_reunion", "pk"), orderable=False, exclude=("compte_rendu",)
    )
    table_passees = ReunionsTable(passees.order_by("-date_reunion", "-pk"))
    RequestConfig(request, paginate={"per_page": PAR_PAGE}).configure(table_passees)
    nombre_a_venir, nombre_passees = len(table_a_venir.rows), table_passees.paginator.count
    contexte = {
        "pacte": pacte,
        "form": form,
        "filtree": any(request.GET.get(nom) for nom in form.fields),
        "table_a_venir": table_a_venir,
        "table_passees": table_passees,
        "nombre_a_venir": nombre_a_venir,
        "nombre_passees": nombre_passees,
        "compte": accorder(nombre_a_venir + nombre_passees, "réunion,réunions,Aucune"),
        "droit_ouvrir": permissions.can_ouvrir_une_reunion(request.fonction, pacte, le),
        "droit_recurrents": can_gerer_recurrents(request.fonction, pacte, le),
        "url_ouvrir": reverse("ouvrir_reunion", args=[code]),
        "url_apporter": reverse("apporter_compte_rendu", args=[code]),
        "export": f"{reverse('exporter_reunions', args=[code])}?{request.GET.urlencode()}",
    }
    return render(request, "gouvernance/lister_reunions.html", contexte)


@require_safe
def exporter_reunions(request: HttpRequest, code: str) -> HttpResponse:
    """Export the meetings that the list shows, with the same filters."""
    pacte = pacte_en_portee(request, code)
    toutes = _reunions(request, pacte)
    form = _filtre_reunions(request, pacte, toutes)
    entetes = ("Instance", "Centre ou thème", "Date", "Début", "Lieu", "État", "Compte rendu",
               "Organisée par")  # fmt: skip
    lignes = [
        (
            reunion.instance.nom,
            reunion.sujet,
            reunion.date_reunion,
            timezone.localtime(reunion.debut).strftime("%H:%M") if reunion.debut else "",
            reunion.lieu,
            reunion.etat_enum.label,
            compte_rendu.etat_enum.label if compte_rendu else "",
            str(reunion.organisateur),
        )
        for reunion in form.filtrer(toutes).order_by("-date_reunion", "-pk")
        for compte_rendu in [reunion.compte_rendu_ou_rien]
    ]
    motif = f"{len(lignes)} lignes"
    inscrire("exporter_reunions", objet=pacte, par=request.fonction, motif=motif, pacte_code=code)
    return reponse_csv("reunions", entetes, lignes, le=timezone.localdate())
