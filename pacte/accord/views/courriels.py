"""What became of the mails of a pact, for the service that runs it; and one's own choice of rhythm.

The outbox knows no function: who may read it is decided here, in the room of the pact and of its
people, as for the journal. A mail belongs to the pact whose pages it leads to. Its text is never
shown: some carry a personal link. Mails of no pact (a forgotten password) are in the technical
administration alone.
"""

from django.contrib import messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from pacte.accord import permissions
from pacte.accord.forms.filtres import FiltreCourrielsForm
from pacte.accord.models import Pacte
from pacte.accord.operations.courriels import choisir_rythme
from pacte.accord.operations.courriels import renvoyer_courriel as renvoyer
from pacte.accord.portee import pacte_en_portee
from pacte.accord.tables import CourrielsTable
from pacte.courrier.forms import RythmeForm
from pacte.courrier.models import Courriel, EtatCourriel
from pacte.courrier.operations import EnvoiEnCours
from pacte.journal.refus import refuser

LIGNES_PAR_PAGE = 25


@require_safe
def lister_courriels(request: HttpRequest, code: str) -> HttpResponse:
    """Show the mails of the pact, failures first; the filters are in the address."""
    pacte = pacte_en_portee(request, code)
    droit = permissions.can_lister_courriels(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="lister_courriels", objet=pacte)
    form = FiltreCourrielsForm(request.GET)
    table = CourrielsTable(form.filtrer(_courriels(pacte)), pacte_code=code)
    RequestConfig(request, paginate={"per_page": LIGNES_PAR_PAGE}).configure(table)
    contexte = {
        "pacte": pacte,
        "form": form,
        "table": table,
        "nombre": table.paginator.count,
        "suite": request.get_full_path(),
    }
    return render(request, "accord/lister_courriels.html", contexte)


@require_POST
def renvoyer_courriel(request: HttpRequest, code: str, courriel: str) -> HttpResponse:
    """Put a mail that did not leave back in the queue, and come back to the list."""
    pacte = pacte_en_portee(request, code)
    vise = get_object_or_404(_courriels(pacte), pk=courriel)
    droit = permissions.can_renvoyer_courriel(request.fonction, pacte, vise, timezone.localdate())
    if not droit:
        return refuser(
            request, droit, action="renvoyer_courriel", objet=vise, pacte_code=pacte.code
        )
    try:
        renvoyer(vise, pacte=pacte, par=request.fonction)
    except EnvoiEnCours as en_cours:
        messages.warning(request, str(en_cours))
    else:
        messages.success(request, f"Le courriel repart vers {vise.destinataire}.")
    return redirect(_suite(request, code))


@require_POST
def regler_mes_courriels(request: HttpRequest) -> HttpResponse:
    """Keep the rhythm of the mails that inform the signed-in person."""
    form = RythmeForm(request.POST)
    if form.is_valid():
        choisir_rythme(request.user, form.choisi(), par=request.fonction)
        messages.success(request, "Votre choix de courriels est enregistré.")
        return redirect(f"{reverse('mon_compte')}#courriels")
    contexte = {"fonctions": request.fonctions, "rythme": form}
    return render(request, "accord/mon_compte.html", contexte, status=422)


def _courriels(pacte: Pacte) -> QuerySet[Courriel]:
    """The mails of the pact: refused first, then waiting, then the latest."""
    rang = Case(
        When(etat=EtatCourriel.REFUSE, then=Value(0)),
        When(etat=EtatCourriel.EN_FILE, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        Courriel.objects.filter(pacte_code=pacte.code)
        .defer("texte", "html", "calendrier")
        .order_by(rang, "-cree_le", "pk")
    )


def _suite(request: HttpRequest, code: str) -> str:
    """The list as it was filtered, when the address is ours."""
    suite = request.GET.get("suite", "")
    liste = reverse("lister_courriels", args=[code])
    if suite.startswith(liste) and url_has_allowed_host_and_scheme(suite, allowed_hosts=None):
        return suite
    return liste
