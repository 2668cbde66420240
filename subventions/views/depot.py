"""Depositing a request, its receipt and its files, withdrawing it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from subventions import operations, rules
from subventions.forms import DepotForm, RetraitForm
from subventions.lectures.manques import avertissements, manques, totaux_de
from subventions.models import Campagne, EtatDemande, PieceDemande
from subventions.permissions import can_deposer, can_lire_piece, can_retirer
from subventions.views.acces import demande_lisible_ou_404, demande_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter


@MODIFIER
def deposer_demande(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Confirm the deposit, or list what is missing; two clicks deposit once."""
    demande = demande_ou_404(request, code, pk)
    le = timezone.localdate()
    campagne = Campagne.objects.filter(pacte=demande.pacte, exercice=demande.exercice).first()
    totaux = totaux_de(demande)
    form = lier(DepotForm, request)
    return traiter(
        request,
        Page(
            "subventions/deposer_demande.html",
            f"Déposer la demande {demande.exercice} ?",
            "Déposer la demande",
            reverse("voir_demande", args=[code, pk]),
            {
                "pacte": demande.pacte,
                "demande": demande,
                "vote_prevu": rules.jour_du_vote(
                    campagne.date_vote_prevue if campagne else None, le
                ),
                "totaux": totaux,
                "manques": manques(demande, totaux, campagne),
                "avertissements": avertissements(demande, campagne),
                "is_hors_delai": bool(campagne and le > campagne.date_cloture),
            },
        ),
        action="deposer_demande",
        objet=demande,
        droit=can_deposer(request.fonction, demande, le, campagne),
        form=form,
        operation=lambda: operations.deposer(
            demande, par=request.fonction, cle=form.cleaned_data["cle_idempotence"]
        ),
        message="La demande est déposée. L'accusé de dépôt est prêt, un courriel part.",
        suite=reverse("voir_demande", args=[code, pk]),
    )


@require_safe
def telecharger_accuse(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Send the sealed receipt; the download is journalled."""
    demande = demande_lisible_ou_404(request, code, pk)
    if demande.accuse is None:
        raise Http404
    inscrire("telecharger_accuse", objet=demande, par=request.fonction)
    return reponse_fichier(demande.accuse)


@require_safe
def telecharger_piece(request: HttpRequest, code: str, pk: int, piece: int) -> HttpResponse:
    """Send a file joined to a request that one may see; the download is journalled."""
    demande = demande_lisible_ou_404(request, code, pk)
    jointe = get_object_or_404(
        PieceDemande.objects.select_related("fichier"), demande=demande, pk=piece
    )
    droit = can_lire_piece(request.fonction, jointe)
    if not droit:
        return refuser(request, droit, action="telecharger_piece", objet=demande)
    inscrire("telecharger_piece", objet=demande, par=request.fonction, motif=jointe.libelle)
    return reponse_fichier(jointe.fichier)


@MODIFIER
def retirer_demande(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Withdraw a request that no vote has decided, after confirmation."""
    demande = demande_ou_404(request, code, pk)
    form = lier(RetraitForm, request)
    deposee = demande.etat != EtatDemande.BROUILLON
    return traiter(
        request,
        Page(
            "subventions/retirer_demande.html",
            "Retirer la demande ?",
            "Retirer la demande",
            reverse("voir_demande", args=[code, pk]),
            {
                "pacte": demande.pacte,
                "demande": demande,
                "danger": True,
                "consequences": [
                    "La demande ne sera plus proposée au vote."
                    if deposee
                    else "Le brouillon ne pourra plus être déposé.",
                    "Elle reste lisible, avec votre motif.",
                    "Vous pourrez préparer une autre demande.",
                ],
            },
        ),
        action="retirer_demande",
        objet=demande,
        droit=can_retirer(request.fonction, demande, timezone.localdate()),
        form=form,
        operation=lambda: operations.retirer(
            demande, par=request.fonction, motif=form.cleaned_data["motif"]
        ),
        message="La demande est retirée.",
        suite=reverse("voir_demande", args=[code, pk]),
    )
