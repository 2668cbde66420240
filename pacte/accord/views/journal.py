"""The journal, read by the service that runs the pact."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from pacte.accord import permissions
from pacte.accord.forms import FiltreJournalForm
from pacte.accord.models import Pacte, Personne
from pacte.accord.portee import pacte_en_portee
from pacte.accord.tables import JournalTable
from pacte.journal.models import Entree
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.journal.tableur import ENTETES, lignes_du_journal
from pacte.socle.tableur import reponse_csv

LIGNES_PAR_PAGE = 25


@require_safe
def lister_journal(request: HttpRequest, code: str) -> HttpResponse:
    """Show who did what; the filters are in the address."""
    pacte = pacte_en_portee(request, code)
    droit = permissions.can_lister_journal(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="lister_journal", objet=pacte)
    entrees = _entrees(pacte)
    form = _filtre(request, entrees)
    table = JournalTable(form.filtrer(entrees))
    RequestConfig(request, paginate={"per_page": LIGNES_PAR_PAGE}).configure(table)
    contexte = {
        "pacte": pacte,
        "form": form,
        "table": table,
        "nombre": table.paginator.count,
        "export": f"{reverse('exporter_journal', args=[code])}?{request.GET.urlencode()}",
    }
    return render(request, "accord/lister_journal.html", contexte)


@require_safe
def exporter_journal(request: HttpRequest, code: str) -> HttpResponse:
    """Give what the list shows as a spreadsheet; the export is itself journaled."""
    pacte = pacte_en_portee(request, code)
    droit = permissions.can_exporter_journal(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="exporter_journal", objet=pacte)
    entrees = _entrees(pacte)
    form = _filtre(request, entrees)
    lignes = lignes_du_journal(form.filtrer(entrees))
    reponse = reponse_csv(f"journal-{pacte.code}", ENTETES, lignes, le=timezone.localdate())
    inscrire("exporter_journal", objet=pacte, par=request.fonction, motif=form.en_mots())
    return reponse


def _filtre(request: HttpRequest, entrees: QuerySet[Entree]) -> FiltreJournalForm:
    actions = entrees.order_by("action").values_list("action", flat=True).distinct()
    return FiltreJournalForm(request.GET, actions=list(actions))


def _entrees(pacte: Pacte) -> QuerySet[Entree]:
    """Lines of the pact, and sign-ins of its people."""
    personnes = Personne.objects.for_organisations(pacte.organisations())
    return Entree.objects.filter(
        Q(pacte_code=pacte.code) | Q(pacte_code="", compte__personne__in=personnes)
    ).order_by("-instant", "-pk")
