"""The pages of requests: the list, one request, its draft, its budget."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from pacte.accord.models import Organisation, Pacte
from pacte.journal.operations import inscrire
from pacte.socle.elements import Acte
from pacte.socle.tableur import reponse_csv_en_flux, reponse_xlsx_en_flux
from pacte.socle.templatetags.socle import accorder
from subventions import operations
from subventions.exports.tableurs import ENTETES, lignes_demandes
from subventions.forms import PreparationForm
from subventions.lectures.avancement import avancement
from subventions.lectures.bilan import bilan_de_la_demande
from subventions.lectures.decision import lire_decision
from subventions.lectures.dossier_centre import campagne_a_venir
from subventions.lectures.dossiers import centres_du_pacte
from subventions.lectures.finances import finances
from subventions.lectures.instruction import suivi_demande
from subventions.lectures.manques import campagne_de, manques, totaux_de
from subventions.lectures.recapitulatif import presenter, recapituler
from subventions.lectures.versements import echeancier_de
from subventions.listes.demandes import FiltreDemandes, TableDemandes, demandes_visibles
from subventions.models import Campagne, Demande, EtatDemande, GenreDemande
from subventions.permissions import (
    can_enregistrer_recue,
    can_lire_piece,
)
from subventions.permissions.lecture import DECIDEES
from subventions.presentation.demandes import (
    AVANT_DEPOT,
    actes_demande,
    attente_bilan,
    attente_demande,
    etapes_demande,
    historique,
)
from subventions.presentation.etude import attente_corrections
from subventions.presentation.preparation import can_preparer_une_demande, ouvertures
from subventions.views.acces import (
    demande_lisible_ou_404,
    pacte_lisible_ou_404,
    pacte_ou_404,
)
from subventions.views.envoi import Page, lier, traiter

MODIFIER = require_http_methods(["GET", "HEAD", "POST"])
PAR_PAGE = 25
LIGNES_LUES = 500


# --- The list -----------------------------------------------------------------------------------------
def _filtre(request: HttpRequest, pacte: Pacte) -> FiltreDemandes:
    fonction = request.fonction
    visibles = demandes_visibles(pacte, fonction)
    exercices = sorted(
        set(visibles.order_by().values_list("exercice", flat=True).distinct())
        | {timezone.localdate().year + 1},
        reverse=True,
    )
    centres = None
    if not fonction.is_centre:
        centres = Organisation.objects.filter(parties__pacte=pacte, genre="centre").order_by("nom")
    return FiltreDemandes(request.GET, visibles, exercices=exercices, centres=centres)


@require_safe
def lister_demandes(request: HttpRequest, code: str) -> HttpResponse:
    """Show the requests that the acting function may see, filtered by the address."""
    pacte = pacte_lisible_ou_404(request, code)
    filtre = _filtre(request, pacte)
    # A centre reads its own requests: their column would say its name on each row.
    sans = ("centre",) if request.fonction.is_centre else ()
    table = TableDemandes(filtre.qs, code=code, exclude=sans)
    RequestConfig(request, paginate={"per_page": PAR_PAGE, "paginator_class": Paginator}).configure(
        table
    )
    table.avancement = avancement(ligne.record for ligne in table.page.object_list)
    le = timezone.localdate()
    return render(
        request,
        "subventions/lister_demandes.html",
        {
            "pacte": pacte,
            "filtre": filtre,
            "table": table,
            "nombre": table.paginator.count,
            "phrase_compte": accorder(table.paginator.count, "demande,demandes,aucune"),
            "is_filtree": any(filtre.form.data.get(nom) for nom in filtre.filters),
            "parametres": request.GET.urlencode(),
            "actions": _actes_liste(request, pacte, le),
            "campagne": campagne_a_venir(pacte, le) if request.fonction.is_centre else None,
            "le": le,
        },
    )


def _actes_liste(request: HttpRequest, pacte: Pacte, le: date) -> list[Acte]:
    fonction = request.fonction
    if fonction.is_centre:
        url = reverse("preparer_demande", args=[pacte.code])
        ouvertes = ouvertures(pacte, (le.year + 1, le.year), le)
        droit = can_preparer_une_demande(fonction, pacte, le, ouvertes)
        return [Acte(droit, "Préparer une demande", url, "principale")]
    if not fonction.is_avs:
        return []
    url = reverse("enregistrer_demande_recue", args=[pacte.code])
    droit = can_enregistrer_recue(fonction, pacte, le)
    return [Acte(droit, "Enregistrer une demande reçue", url, "principale")]


@require_safe
def exporter_demandes(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """Send what the list shows as XLSX or CSV, in bounded memory; the export is journalled."""
    pacte = pacte_lisible_ou_404(request, code)
    if extension not in {"csv", "xlsx"}:
        raise Http404
    le = timezone.localdate()
    demandes = _filtre(request, pacte).qs
    lignes = lignes_demandes(demandes.iterator(LIGNES_LUES), request.fonction, le)
    inscrire(
        "exporter_demandes",
        objet=pacte,
        par=request.fonction,
        pacte_code=pacte.code,
        motif=f"{demandes.count()} lignes, {extension}, {request.GET.urlencode() or 'sans filtre'}",
    )
    if extension == "csv":
        return reponse_csv_en_flux("demandes", ENTETES, lignes, le=le)
    return reponse_xlsx_en_flux("demandes", ENTETES, lignes, le=le)


# --- One request ----------------------------------------------------------------------------------------
@require_safe
def voir_demande(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show a request: what it is, what is expected, its decision, its money, its history.

    Its whole content is a page of its own, `lire_demande`.
    """
    demande = demande_lisible_ou_404(request, code, pk)
    fonction, le = request.fonction, timezone.localdate()
    suivi = suivi_demande(fonction, demande, le)
    # Once decided, neither the day foreseen for the vote nor the end of the campaign matter here.
    campagne = None if demande.etat in DECIDEES else campagne_de(demande)
    argent = finances(demande, le)
    bilan = bilan_de_la_demande(fonction, demande, argent, le)
    is_brouillon = demande.etat == EtatDemande.BROUILLON
    manquants = manques(demande, totaux_de(demande), campagne) if is_brouillon else []
    actes, prudence = actes_demande(fonction, demande, le, campagne, argent, len(manquants))
    return render(
        request,
        "subventions/voir_demande.html",
        {
            "pacte": demande.pacte,
            "demande": demande,
            "campagne": campagne,
            "is_brouillon": is_brouillon,
            "is_hors_delai": is_hors_delai(demande, campagne),
            "etapes": etapes_demande(demande, campagne, argent),
            "attente": attente_corrections(fonction, demande, suivi)
            or attente_bilan(fonction, bilan)
            or attente_demande(fonction, demande, len(manquants), argent),
            "suivi": suivi,
            "manques": manquants,
            "actes": actes,
            "prudence": prudence,
            "presentation": presenter(demande),
            "argent": argent,
            "bilan": bilan,
            "echeancier": echeancier_de(fonction, demande, argent, le),
            "can_dater": fonction.is_avs,
            "decision": lire_decision(fonction, demande, argent),
            "entrees": historique(demande, sauf=() if fonction.is_centre else AVANT_DEPOT),
        },
    )


def is_hors_delai(demande: Demande, campagne: Campagne | None) -> bool:
    """Whether the request came after the end of its campaign."""
    return bool(campagne and demande.date_depot and demande.date_depot > campagne.date_cloture)


@require_safe
def lire_demande(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show all that a request says, in the words of its receipt, with its documents (U5)."""
    demande = demande_lisible_ou_404(request, code, pk)
    campagne = campagne_de(demande)
    lignes = list(demande.lignes.order_by("ordre"))
    recap = recapituler(demande, totaux_de(demande, lignes), lignes)
    return render(
        request,
        "subventions/lire_demande.html",
        {
            "pacte": demande.pacte,
            "demande": demande,
            "campagne": campagne,
            "is_hors_delai": is_hors_delai(demande, campagne),
            "recap": recap,
            "pieces": [piece for piece in recap.pieces if can_lire_piece(request.fonction, piece)],
        },
    )


@MODIFIER
def preparer_demande(request: HttpRequest, code: str) -> HttpResponse:
    """Start a draft for the acting centre."""
    pacte = pacte_ou_404(request, code)
    le = timezone.localdate()
    ouvertes = ouvertures(pacte, (le.year + 1, le.year), le)
    form = lier(
        PreparationForm,
        request,
        genres=ouvertes.genres,
        has_precedente=Demande.objects.for_fonction(request.fonction)
        .filter(pacte=pacte, date_depot__isnull=False)
        .exists(),
        initial={"genre": GenreDemande.FONCTIONNEMENT},
    )
    return traiter(
        request,
        Page(
            "subventions/preparer_demande.html",
            "Préparer une demande de subvention",
            "Commencer la demande",
            reverse("lister_demandes", args=[code]),
            {"pacte": pacte, "phrases": ouvertes.phrases},
        ),
        action="preparer_demande",
        objet=pacte,
        droit=can_preparer_une_demande(request.fonction, pacte, le, ouvertes),
        form=form,
        operation=lambda: operations.preparer(
            pacte,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            exercice=form.cleaned_data["exercice"],
            genre=form.cleaned_data["genre"],
            objet=form.cleaned_data["objet"],
            is_reprise=form.cleaned_data.get("is_reprise", False),
        ),
        message="La demande est commencée. Complétez-la à votre rythme.",
        suite=lambda demande: reverse("modifier_association", args=[code, demande.pk]),
    )


def centres_choix(pacte: Pacte) -> QuerySet[Organisation]:
    """The centres of the pact, as choices of a form."""
    return Organisation.objects.filter(
        pk__in=[centre.pk for centre in centres_du_pacte(pacte)]
    ).order_by("nom")
