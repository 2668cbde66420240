"""The last step of a request, and what people of one centre say to each other about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from subventions import operations
from subventions.forms import DepotForm, PassageForm, RelectureForm
from subventions.lectures.collegues import collegues
from subventions.lectures.etapes import etapes_saisie
from subventions.lectures.manques import (
    RECAPITULATIF,
    avertissements,
    campagne_de,
    manques,
    totaux_de,
)
from subventions.lectures.recapitulatif import recapituler
from subventions.lectures.regles_centre import confirmation_requise
from subventions.models import EtatDemande
from subventions.permissions import (
    can_confirmer,
    can_deposer,
    can_modifier,
    can_passer_la_main,
    can_proposer_relecture,
    can_reprendre_redaction,
)
from subventions.views.acces import demande_ou_404
from subventions.views.envoi import Page, agir, lier, traiter

MODIFIER = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def relire_demande(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Read a draft from end to end, see what it lacks, have it read again, deposit it (U5)."""
    demande = demande_ou_404(request, code, pk)
    if demande.etat != EtatDemande.BROUILLON:
        return redirect("voir_demande", code, pk)
    fonction, le = request.fonction, timezone.localdate()
    campagne = campagne_de(demande)
    lignes = list(demande.lignes.order_by("ordre"))
    totaux = totaux_de(demande, lignes)
    restants = manques(demande, totaux, campagne)
    return render(
        request,
        "subventions/relire_demande.html",
        {
            "pacte": demande.pacte,
            "demande": demande,
            "campagne": campagne,
            "etapes": etapes_saisie(demande, RECAPITULATIF, restants),
            "recap": recapituler(demande, totaux, lignes),
            "manques": restants,
            "avertissements": avertissements(demande, campagne),
            "is_hors_delai": bool(campagne and le > campagne.date_cloture),
            "is_confirmation_requise": confirmation_requise(demande.centre),
            "droits": {
                "modifier": can_modifier(fonction, demande, le),
                "deposer": can_deposer(fonction, demande, le, campagne),
                "proposer": can_proposer_relecture(fonction, demande, le),
                "reprendre": can_reprendre_redaction(fonction, demande, le),
                "confirmer": can_confirmer(fonction, demande, le),
                "passer": can_passer_la_main(fonction, demande, le),
            },
            "form_depot": DepotForm(),
            "form_relecture": RelectureForm(initial={"version": demande.version}),
        },
    )


@require_POST
def proposer_relecture(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say that the draft is ready to be read again; the presidency and the treasury are told."""
    demande = demande_ou_404(request, code, pk)
    return agir(
        request,
        "proposer_relecture",
        demande,
        lambda: operations.proposer_relecture(demande, par=request.fonction),
        "La demande est prête à relire. La présidence et la trésorerie en sont averties.",
        reverse("relire_demande", args=[code, pk]),
    )


@require_POST
def reprendre_redaction(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say that the draft is not ready after all."""
    demande = demande_ou_404(request, code, pk)
    return agir(
        request,
        "reprendre_redaction",
        demande,
        lambda: operations.reprendre_redaction(demande, par=request.fonction),
        "La rédaction reprend. La demande n'est plus à relire.",
        reverse("relire_demande", args=[code, pk]),
    )


@MODIFIER
def confirmer_demande(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Confirm the draft as it was read; one that changed meanwhile is to be read again (409)."""
    demande = demande_ou_404(request, code, pk)
    form = lier(RelectureForm, request, initial={"version": demande.version})
    return traiter(
        request,
        Page(
            "subventions/confirmer_demande.html",
            f"Confirmer la demande {demande.exercice} ?",
            "Confirmer la demande",
            reverse("relire_demande", args=[code, pk]),
            {"pacte": demande.pacte, "demande": demande},
        ),
        action="confirmer_demande",
        objet=demande,
        droit=can_confirmer(request.fonction, demande, timezone.localdate()),
        form=form,
        operation=lambda: operations.confirmer(
            demande, par=request.fonction, version=form.cleaned_data["version"]
        ),
        message="La demande est confirmée : elle peut être déposée.",
        suite=reverse("relire_demande", args=[code, pk]),
    )


@MODIFIER
def passer_la_main(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Hand the request over to a colleague of the centre, who is told."""
    demande = demande_ou_404(request, code, pk)
    le = timezone.localdate()
    possibles = collegues(demande.centre, le).exclude(pk=demande.suivie_par_id)
    form = lier(PassageForm, request, collegues=possibles)
    return traiter(
        request,
        Page(
            "subventions/passer_la_main.html",
            "Passer la main",
            "Passer la main",
            reverse("voir_demande", args=[code, pk]),
            {"pacte": demande.pacte, "demande": demande, "has_collegues": possibles.exists()},
        ),
        action="passer_la_main",
        objet=demande,
        droit=can_passer_la_main(request.fonction, demande, le),
        form=form,
        operation=lambda: operations.passer_la_main(
            demande,
            par=request.fonction,
            a=form.cleaned_data["collegue"],
            mot=form.cleaned_data["mot"],
        ),
        message="Votre collègue suit désormais la demande. Un courriel le lui dit.",
        suite=reverse("voir_demande", args=[code, pk]),
    )
