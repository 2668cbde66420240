"""The two lists of the record: what is to be followed, and the numbered register; what they export."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from gouvernance.forms.registre import FiltreDecisionsForm, FiltreRegistreForm
from gouvernance.models import Decision, DecisionQuerySet, GenreReleve
from gouvernance.pdf.registre import rendre_registre
from gouvernance.permissions import decisions as droits_decisions
from gouvernance.tables.decisions import DecisionsTable, RegistreTable
from gouvernance.views.seance import reponse_pdf
from pacte.accord.models import GenreOrganisation, Organisation, Pacte
from pacte.accord.portee import pacte_en_portee
from pacte.journal.operations import inscrire
from pacte.socle.tableur import reponse_csv, reponse_xlsx
from pacte.socle.templatetags.socle import accorder

PAR_PAGE = 25
# What is still to be done first, the soonest due on top; then what was done, latest first.
ORDRE_DU_SUIVI = (
    F("date_realisation").desc(nulls_first=True),
    F("jour_du_terme").asc(nulls_last=True),
    "pk",
)
ORDRE_DU_REGISTRE = ("-inscription__annee", "-inscription__numero")
REPONSES = {"csv": reponse_csv, "xlsx": reponse_xlsx}


def _lignes(request: HttpRequest, pacte: Pacte) -> DecisionQuerySet:
    return (
        Decision.objects.for_fonction(request.fonction)
        .filter(pacte=pacte)
        .avec_terme()
        .select_related(
            "pacte",
            "reunion__instance",
            "reunion__centre",
            "reunion__theme",
            "reunion__compte_rendu",
            "responsable__personne",
            "responsable__organisation",
            "relais__personne",
            "relais__organisation",
            "inscription",
        )
    )


def _centres(pacte: Pacte) -> list[Organisation]:
    parties = pacte.parties.filter(organisation__genre=GenreOrganisation.CENTRE)
    return [p.organisation for p in parties.select_related("organisation").order_by("ordre")]


def _communs(pacte: Pacte, lignes: DecisionQuerySet) -> dict[str, Any]:
    """What both filters are made of."""
    jours = lignes.filter(reunion__date_reunion__isnull=False).dates(
        "reunion__date_reunion", "year", order="DESC"
    )
    return {
        "instances": pacte.instances.order_by("ordre"),
        "centres": _centres(pacte),
        "annees": [jour.year for jour in jours],
    }


def _exporter(
    request: HttpRequest,
    pacte: Pacte,
    nom: str,
    extension: str,
    entetes: Sequence[str],
    lignes: list[tuple[Any, ...]],
) -> HttpResponse:
    """Write the export in the journal, and answer it in the format asked."""
    if extension not in REPONSES:
        raise Http404("Format inconnu.")
    acte = f"exporter_{nom}"
    motif = f"{len(lignes)} lignes, {extension}"
    inscrire(acte, objet=pacte, par=request.fonction, motif=motif, pacte_code=pacte.code)
    return REPONSES[extension](nom, entetes, lignes, le=timezone.localdate())


# --- What is to be followed ----------------------------------------------------------------------


def _suivi(request: HttpRequest, pacte: Pacte) -> tuple[FiltreDecisionsForm, DecisionQuerySet]:
    """The filter of the list, and what it keeps of what somebody has to carry out."""
    lignes = _lignes(request, pacte).a_suivre()
    form = FiltreDecisionsForm(request.GET, **_communs(pacte, lignes))
    gardees = form.filtrer(lignes, personne=request.fonction.personne_id, le=timezone.localdate())
    return form, gardees.order_by(*ORDRE_DU_SUIVI)


@require_safe
def lister_decisions(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is to be carried out, by whom, by when; the late ones with their reminder."""
    pacte = pacte_en_portee(request, code)
    le = timezone.localdate()
    form, gardees = _suivi(request, pacte)
    table = DecisionsTable(gardees, le=le)
    RequestConfig(request, paginate={"per_page": PAR_PAGE}).configure(table)
    relance = droits_decisions.can_relancer(request.fonction, pacte, le)
    contexte = {
        "pacte": pacte,
        "form": form,
        "filtree": any(request.GET.get(nom) for nom in form.fields),
        "table": table,
        "nombre": table.paginator.count,
        "compte": accorder(table.paginator.count, "ligne à suivre,lignes à suivre,Aucune"),
        "export": f"{reverse('exporter_decisions', args=[code, 'csv'])}?{request.GET.urlencode()}",
        "export_xlsx": f"{reverse('exporter_decisions', args=[code, 'xlsx'])}"
        f"?{request.GET.urlencode()}",
        "relance": relance,
        "retards": _lignes(request, pacte)
        .engagees()
        .en_retard(le)
        .filter(date_blocage=None)
        .count()
        if relance
        else 0,
    }
    return render(request, "gouvernance/lister_decisions.html", contexte)


@require_safe
def exporter_decisions(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """Export what the list shows, with the same filters."""
    pacte = pacte_en_portee(request, code)
    le = timezone.localdate()
    entetes = ("Nature", "Numéro", "Texte", "Revient à", "Échéance", "État", "Ce qui bloque",
               "Réalisée le", "Suite donnée", "Réunion", "Date de la réunion")  # fmt: skip
    lignes = [
        (
            decision.get_genre_display(),
            decision.numero,
            decision.texte,
            str(decision.porteur or ""),
            decision.terme,
            decision.etat(le).label,
            decision.blocage,
            decision.date_realisation,
            decision.suite,
            str(decision.reunion),
            decision.reunion.date_reunion,
        )
        for decision in _suivi(request, pacte)[1]
    ]
    return _exporter(request, pacte, "decisions", extension, entetes, lignes)


# --- The register --------------------------------------------------------------------------------


def _registre(request: HttpRequest, pacte: Pacte) -> tuple[FiltreRegistreForm, DecisionQuerySet]:
    """The filter of the register, and what it keeps of the numbered decisions."""
    lignes = _lignes(request, pacte).filter(genre=GenreReleve.DECISION, inscription__isnull=False)
    form = FiltreRegistreForm(
        request.GET, themes=pacte.themes.order_by("numero"), **_communs(pacte, lignes)
    )
    gardees = form.filtrer(lignes, le=timezone.localdate())
    return form, gardees.order_by(*ORDRE_DU_REGISTRE)


@require_safe
def lister_registre(request: HttpRequest, code: str) -> HttpResponse:
    """Show the numbered register of the decisions that the reader may see."""
    pacte = pacte_en_portee(request, code)
    le = timezone.localdate()
    form, gardees = _registre(request, pacte)
    table = RegistreTable(gardees, le=le)
    RequestConfig(request, paginate={"per_page": PAR_PAGE}).configure(table)
    question = request.GET.urlencode()
    contexte = {
        "pacte": pacte,
        "form": form,
        "filtree": any(request.GET.get(nom) for nom in form.fields),
        "table": table,
        "nombre": table.paginator.count,
        "compte": accorder(table.paginator.count, "décision,décisions,Aucune"),
        "a_revoir": _lignes(request, pacte)
        .filter(inscription__isnull=False, date_revue__lte=le)
        .count(),
        "export": f"{reverse('exporter_registre', args=[code, 'csv'])}?{question}",
        "export_xlsx": f"{reverse('exporter_registre', args=[code, 'xlsx'])}?{question}",
        "export_pdf": f"{reverse('imprimer_registre', args=[code])}?{question}",
    }
    return render(request, "gouvernance/lister_registre.html", contexte)


@require_safe
def exporter_registre(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """Export what the register shows, with the same filters."""
    pacte = pacte_en_portee(request, code)
    le = timezone.localdate()
    entetes = ("Numéro", "Décision", "Prise le", "Instance", "Centre ou thème", "Revient à",
               "Échéance", "À revoir le", "État", "Réalisée le", "Suite donnée")  # fmt: skip
    lignes = [
        (
            decision.numero,
            decision.texte,
            decision.reunion.date_reunion,
            decision.reunion.instance.nom,
            decision.reunion.sujet,
            str(decision.porteur or ""),
            decision.terme,
            decision.date_revue,
            decision.etat(le).label,
            decision.date_realisation,
            decision.suite,
        )
        for decision in _registre(request, pacte)[1]
    ]
    return _exporter(request, pacte, "registre", extension, entetes, lignes)


@require_safe
def imprimer_registre(request: HttpRequest, code: str) -> HttpResponse:
    """Give the register as it is filtered, on paper."""
    pacte = pacte_en_portee(request, code)
    le = timezone.localdate()
    decisions = list(_registre(request, pacte)[1])
    motif = f"{len(decisions)} lignes, pdf"
    inscrire("exporter_registre", objet=pacte, par=request.fonction, motif=motif, pacte_code=code)
    return reponse_pdf(
        rendre_registre(pacte, decisions, le), f"registre-des-decisions-{le.isoformat()}.pdf"
    )
