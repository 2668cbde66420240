"""The pages of a correction: asked by the city, answered by the centre, checked by the city."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from subventions.forms.etude import (
    REDEMANDER,
    CorrectionForm,
    ReponseCorrectionForm,
    SuiteCorrectionForm,
)
from subventions.lectures.changements import changements
from subventions.lectures.instruction import nom_du_document, url_partie
from subventions.lectures.pieces import pieces_du_depot
from subventions.models import Correction, Demande, PieceDemande
from subventions.operations import corrections as operations
from subventions.permissions import (
    can_demander_correction,
    can_lever_correction,
    can_repondre_correction,
)
from subventions.views.acces import demande_lisible_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import lier, traiter
from subventions.views.etude import acte, page_demande, page_instruction


def correction_ou_404(demande: Demande, pk: int) -> Correction:
    """A correction of a request that one may see."""
    correction = get_object_or_404(
        Correction.objects.select_related(
            "demandee_par__personne",
            "demandee_par__organisation",
            "reponse_par__personne",
            "reponse_par__organisation",
            "levee_par__personne",
            "levee_par__organisation",
        ),
        demande=demande,
        pk=pk,
    )
    correction.demande = demande
    return correction


def _documents(demande: Demande) -> list[tuple[str, str]]:
    """The documents that a correction may name: expected ones, then those joined besides."""
    attendues = [(piece.champ, piece.attendue.libelle) for piece in pieces_du_depot(demande)]
    jointes = PieceDemande.objects.filter(demande=demande, attendue__isnull=True).order_by("pk")
    return attendues + [(f"piece:{piece.pk}", piece.libelle) for piece in jointes]


@MODIFIER
def demander_correction(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask the centre to correct one part of its request, by a date."""
    demande = demande_lisible_ou_404(request, code, pk)
    form = lier(CorrectionForm, request, pieces=_documents(demande))
    return traiter(
        request,
        acte(
            demande,
            "Demander une correction",
            "Demander la correction",
            page_instruction(demande),
            "Le centre reçoit un courriel, puis un rappel avant la date et un autre après.",
        ),
        action="demander_correction",
        objet=demande,
        droit=can_demander_correction(request.fonction, demande, timezone.localdate()),
        form=form,
        operation=lambda: operations.demander_correction(
            demande,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            objet=form.cleaned_data["objet"],
            champ=form.cleaned_data["champ"],
            motif=form.cleaned_data["motif"],
            echeance=form.cleaned_data["echeance"],
        ),
        message="La correction est demandée, le centre en est averti.",
        suite=page_instruction(demande),
    )


@require_safe
def voir_correction(request: HttpRequest, code: str, pk: int, correction: int) -> HttpResponse:
    """Show a correction, its answer, and what changed meanwhile: before and after."""
    demande = demande_lisible_ou_404(request, code, pk)
    lue = correction_ou_404(demande, correction)
    le = timezone.localdate()
    return render(
        request,
        "subventions/voir_correction.html",
        {
            "pacte": demande.pacte,
            "demande": demande,
            **_contexte(lue),
            "url_partie": url_partie(request.fonction, demande, lue, le),
            "can_repondre": can_repondre_correction(request.fonction, demande, lue, le),
            "can_lever": can_lever_correction(request.fonction, demande, lue, le),
        },
    )


def _contexte(correction: Correction) -> dict[str, Any]:
    return {
        "correction": correction,
        "document": nom_du_document(correction),
        "changements": changements(correction),
    }


@MODIFIER
def repondre_correction(request: HttpRequest, code: str, pk: int, correction: int) -> HttpResponse:
    """The centre says that it has corrected."""
    demande = demande_lisible_ou_404(request, code, pk)
    lue = correction_ou_404(demande, correction)
    form = lier(ReponseCorrectionForm, request, initial={"version": lue.version})
    return traiter(
        request,
        acte(
            demande,
            "Vous avez corrigé ?",
            "J'ai corrigé",
            page_demande(demande),
            "Cette partie de la demande se referme, et la Ville vérifie.",
            **_contexte(lue),
        ),
        action="repondre_correction",
        objet=demande,
        droit=can_repondre_correction(request.fonction, demande, lue, timezone.localdate()),
        form=form,
        operation=lambda: operations.repondre_correction(
            lue,
            par=request.fonction,
            version=form.cleaned_data["version"],
            reponse=form.cleaned_data["reponse"],
        ),
        message="La Ville est avertie : elle va vérifier votre correction.",
        suite=page_demande(demande),
        relire=lambda: {"reponse": Correction.objects.get(pk=correction).reponse},
    )


@MODIFIER
def lever_correction(request: HttpRequest, code: str, pk: int, correction: int) -> HttpResponse:
    """The city accepts a correction, or asks again."""
    demande = demande_lisible_ou_404(request, code, pk)
    lue = correction_ou_404(demande, correction)
    form = lier(SuiteCorrectionForm, request, initial={"version": lue.version})

    def operer() -> Correction:
        version = form.cleaned_data["version"]
        if form.cleaned_data["suite"] == REDEMANDER:
            return operations.redemander_correction(
                lue,
                par=request.fonction,
                version=version,
                motif=form.cleaned_data["motif"],
                echeance=form.cleaned_data["echeance"],
            )
        return operations.lever_correction(lue, par=request.fonction, version=version)

    return traiter(
        request,
        acte(
            demande,
            "Vérifier la correction",
            "Enregistrer",
            page_instruction(demande),
            **_contexte(lue),
        ),
        action="lever_correction",
        objet=demande,
        droit=can_lever_correction(request.fonction, demande, lue, timezone.localdate()),
        form=form,
        operation=operer,
        message="C'est enregistré, le centre en est averti.",
        suite=reverse("instruire_demande", args=[code, pk]),
        relire=dict,
    )
