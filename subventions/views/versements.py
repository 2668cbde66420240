"""The pages of the schedule of an award: plan it, order a line, note its payment or its refusal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from subventions import operations
from subventions.forms.versements import (
    AnnulationEcheanceForm,
    EcheancierForm,
    MandatForm,
    PaiementEcheanceForm,
    RejetForm,
)
from subventions.lectures.echeanciers import lire_echeancier
from subventions.lectures.finances import finances
from subventions.models import Demande, Echeance
from subventions.permissions.versements import (
    can_annuler_echeance,
    can_mandater,
    can_modifier_echeancier,
    can_payer_echeance,
    can_rejeter_echeance,
)
from subventions.views.acces import demande_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter


def _retour(demande: Demande) -> str:
    return f"{reverse('voir_demande', args=[demande.pacte.code, demande.pk])}#argent"


def _page(demande: Demande, nom: str, titre: str, bouton: str, **contexte: Any) -> Page:
    return Page(
        f"subventions/{nom}.html",
        titre,
        bouton,
        _retour(demande),
        {"demande": demande, "pacte": demande.pacte, **contexte},
    )


def _ligne_ou_404(request: HttpRequest, code: str, pk: int, ligne: int) -> tuple[Demande, Echeance]:
    demande = demande_ou_404(request, code, pk)
    visibles = Echeance.objects.for_fonction(request.fonction).select_related(
        "attribution__demande"
    )
    echeance = get_object_or_404(visibles, attribution__demande=demande, pk=ligne)
    return demande, echeance


@MODIFIER
def modifier_echeancier(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Plan the payments of an award: the lines make exactly what remains."""
    demande = demande_ou_404(request, code, pk)
    le = timezone.localdate()
    argent = finances(demande, le)
    lu = lire_echeancier(demande, argent, le)
    form = lier(
        EcheancierForm,
        request,
        prevues=lu.prevues if lu else (),
        proposees=lu.proposees(le) if lu else (),
        initial={"version": lu.vote.version if lu else 1},
    )
    return traiter(
        request,
        _page(
            demande,
            "modifier_echeancier",
            "L'échéancier des versements",
            "Enregistrer l'échéancier",
            argent=argent,
            lu=lu,
        ),
        action="modifier_echeancier",
        objet=demande,
        droit=can_modifier_echeancier(request.fonction, demande, le),
        form=form,
        operation=lambda: operations.modifier_echeancier(
            demande,
            par=request.fonction,
            version=form.cleaned_data["version"],
            lignes=form.lignes(),
        ),
        message="L'échéancier est enregistré.",
        suite=_retour(demande),
    )


@MODIFIER
def mandater_echeance(request: HttpRequest, code: str, pk: int, ligne: int) -> HttpResponse:
    """Order the payment of a line: the day and the reference of the payment order."""
    demande, echeance = _ligne_ou_404(request, code, pk, ligne)
    le = timezone.localdate()
    initial = {"version": echeance.version, "date_ordonnancement": le}
    form = lier(MandatForm, request, initial=initial)
    return traiter(
        request,
        _page(demande, "acte_echeance", "Mandater", "Enregistrer le mandat", echeance=echeance),
        action="mandater_echeance",
        objet=demande,
        droit=can_mandater(request.fonction, demande, echeance, le, finances(demande, le)),
        form=form,
        operation=lambda: operations.mandater(
            echeance,
            par=request.fonction,
            version=form.cleaned_data["version"],
            date_ordonnancement=form.cleaned_data["date_ordonnancement"],
            reference=form.cleaned_data["reference"],
        ),
        message="Le mandat est enregistré. Le centre le voit.",
        suite=_retour(demande),
    )


@MODIFIER
def payer_echeance(request: HttpRequest, code: str, pk: int, ligne: int) -> HttpResponse:
    """Note that an ordered line is paid; its amount is never typed again."""
    demande, echeance = _ligne_ou_404(request, code, pk, ligne)
    le = timezone.localdate()
    form = lier(PaiementEcheanceForm, request, initial={"date_paiement": le})
    return traiter(
        request,
        _page(
            demande,
            "acte_echeance",
            "Noter le paiement",
            "Enregistrer le paiement",
            echeance=echeance,
        ),
        action="payer_echeance",
        objet=demande,
        droit=can_payer_echeance(request.fonction, demande, echeance, le),
        form=form,
        operation=lambda: operations.payer_echeance(
            echeance,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            date_paiement=form.cleaned_data["date_paiement"],
        ),
        message="Le paiement est enregistré. Le centre le voit.",
        suite=_retour(demande),
    )


@MODIFIER
def rejeter_echeance(request: HttpRequest, code: str, pk: int, ligne: int) -> HttpResponse:
    """Note that the accountant refused the payment order, and why; a new line replaces it."""
    demande, echeance = _ligne_ou_404(request, code, pk, ligne)
    le = timezone.localdate()
    form = lier(RejetForm, request, initial={"version": echeance.version, "date_rejet": le})
    return traiter(
        request,
        _page(
            demande,
            "acte_echeance",
            "Noter le rejet du comptable",
            "Enregistrer le rejet",
            echeance=echeance,
        ),
        action="rejeter_echeance",
        objet=demande,
        droit=can_rejeter_echeance(request.fonction, demande, echeance, le),
        form=form,
        operation=lambda: operations.rejeter_echeance(
            echeance,
            par=request.fonction,
            version=form.cleaned_data["version"],
            date_rejet=form.cleaned_data["date_rejet"],
            motif=form.cleaned_data["motif_rejet"],
        ),
        message="Le rejet est enregistré. Une nouvelle ligne est à mandater.",
        suite=_retour(demande),
    )


@MODIFIER
def annuler_echeance(request: HttpRequest, code: str, pk: int, ligne: int) -> HttpResponse:
    """Cancel a line that is not paid, after confirmation."""
    demande, echeance = _ligne_ou_404(request, code, pk, ligne)
    form = lier(AnnulationEcheanceForm, request, initial={"version": echeance.version})
    return traiter(
        request,
        _page(
            demande,
            "acte_echeance",
            "Annuler cette échéance ?",
            "Annuler l'échéance",
            echeance=echeance,
            danger=True,
        ),
        action="annuler_echeance",
        objet=demande,
        droit=can_annuler_echeance(request.fonction, demande, echeance, timezone.localdate()),
        form=form,
        operation=lambda: operations.annuler_echeance(
            echeance,
            par=request.fonction,
            version=form.cleaned_data["version"],
            motif=form.cleaned_data["motif"],
        ),
        message="L'échéance est annulée. Son montant reste à planifier.",
        suite=_retour(demande),
    )
