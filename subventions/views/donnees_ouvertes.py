"""Open data: the public page of voted subsidies, the SCDL file, and the city's control page."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.accord.models import Organisation, Pacte
from pacte.journal.refus import refuser
from pacte.socle.montants import ZERO
from subventions.forms.donnees_ouvertes import GENRES_PUBLICS, FiltreVotes, IdentiteForm
from subventions.lectures.donnees_ouvertes import exercices_publiables, publication, votes_publics
from subventions.operations.donnees_ouvertes import completer_identite as completer
from subventions.operations.donnees_ouvertes import version_de
from subventions.permissions.donnees_ouvertes import can_completer_identite, can_publier
from subventions.views.acces import annee_ou_404, pacte_ou_404
from subventions.views.demandes import MODIFIER, centres_choix
from subventions.views.envoi import Page, lier, traiter

PAR_PAGE = 25


# --- For everybody -----------------------------------------------------------------------------------
def _pacte_public(code: str) -> Pacte:
    return get_object_or_404(Pacte.objects.select_related("ville"), code=code)


@login_not_required
@require_safe
def lister_subventions_votees(request: HttpRequest, code: str) -> HttpResponse:
    """Show everybody the subsidies that the council voted and that are enforceable."""
    pacte = _pacte_public(code)
    annees = exercices_publiables(pacte)
    filtre = FiltreVotes(
        request.GET, votes_publics(pacte), annees=annees, centres=centres_choix(pacte)
    )
    votes = filtre.qs
    page = Paginator(votes, PAR_PAGE).get_page(request.GET.get("page"))
    genres = dict(GENRES_PUBLICS)
    for vote in page:
        vote.genre_dit = genres[vote.genre_lu]
    return render(
        request,
        "subventions/lister_subventions_votees.html",
        {
            "pacte": pacte,
            "filtre": filtre,
            "page": page,
            "nombre": page.paginator.count,
            "total": votes.order_by().aggregate(total=Sum("montant"))["total"] or ZERO,
            "total_en_nature": votes.order_by().aggregate(total=Sum("valeur_en_nature"))["total"],
            "annees": annees,
            "is_filtree": any(filtre.form.data.get(nom) for nom in filtre.filters),
        },
    )


@login_not_required
@require_safe
def telecharger_scdl(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Send a year's SCDL file to anybody; while it would not be valid, say that it is not there."""
    publiee = publication(_pacte_public(code), annee_ou_404(exercice))
    if not publiee.is_valide:
        return render(
            request,
            "subventions/scdl_indisponible.html",
            {"pacte": publiee.pacte, "exercice": exercice},
            status=404,
        )
    reponse = HttpResponse(publiee.ecrire(), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{publiee.nom}"'
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


# --- For the city -----------------------------------------------------------------------------------
@require_safe
def controler_donnees_ouvertes(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a year's file will hold, what is missing and where to mend it, and until when."""
    pacte = pacte_ou_404(request, code)
    le = timezone.localdate()
    droit = can_publier(request.fonction, pacte, le)
    if not droit:
        return refuser(request, droit, action="controler_donnees_ouvertes", objet=pacte)
    annees = exercices_publiables(pacte)
    demandee = request.GET.get("exercice", "")
    choisie = int(demandee) if demandee.isdecimal() and len(demandee) == 4 else 0
    exercice = choisie if choisie in annees else next(iter(annees), le.year)
    publiee = publication(pacte, exercice)
    page = Paginator(publiee.lignes, PAR_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "subventions/controler_donnees_ouvertes.html",
        {
            "pacte": pacte,
            "publiee": publiee,
            "annees": annees,
            "page": page,
            "a_corriger": sum(1 for ligne in publiee.lignes if ligne.ecarts),
            "aujourdhui": le,
            "premiere": min((x.subvention.publier_avant for x in publiee.lignes), default=None),
            "can_completer": can_completer_identite(request.fonction, pacte, pacte.ville, le),
        },
    )


@MODIFIER
def completer_identite(request: HttpRequest, code: str, organisation: str) -> HttpResponse:
    """Write the SIRET and the RNA of the city or of a centre."""
    pacte = pacte_ou_404(request, code)
    concernee = get_object_or_404(
        Organisation,
        pk__in=[pacte.ville_id, *(c.pk for c in centres_choix(pacte))],
        code=organisation,
    )

    def initial(lue: Organisation) -> dict[str, object]:
        return {"version": version_de(lue), "siret": lue.siret, "rna": lue.rna}

    form = lier(IdentiteForm, request, initial=initial(concernee))
    retour = reverse("controler_donnees_ouvertes", args=[code])
    return traiter(
        request,
        Page(
            "subventions/completer_identite.html",
            f"Identité : {concernee.nom}",
            "Enregistrer",
            retour,
            {"pacte": pacte, "organisation": concernee},
        ),
        action="completer_identite",
        objet=pacte,
        droit=can_completer_identite(request.fonction, pacte, concernee, timezone.localdate()),
        form=form,
        operation=lambda: completer(
            concernee,
            pacte,
            par=request.fonction,
            version=form.cleaned_data["version"],
            siret=form.cleaned_data["siret"],
            rna=form.cleaned_data["rna"],
        ),
        message="L’identité est enregistrée.",
        suite=retour,
        relire=lambda: initial(Organisation.objects.get(pk=concernee.pk)),
    )
