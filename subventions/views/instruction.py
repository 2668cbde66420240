"""The pages of the city's acts on a request."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from pacte.socle.montants import ecrire_montant
from subventions import operations
from subventions.forms import (
    AttributionForm,
    DatesAttributionForm,
    DemandeRecueForm,
    ModificationForm,
    PaiementForm,
    PropositionForm,
    ReceptionForm,
    RefusForm,
)
from subventions.lectures.campagnes import compte_base_par_defaut
from subventions.lectures.deliberations import comptes_proposes
from subventions.lectures.finances import finances
from subventions.models import (
    Attribution,
    Demande,
    GenreDemande,
    GenreVersement,
    Versement,
)
from subventions.permissions import (
    can_attribuer,
    can_corriger_attribution,
    can_enregistrer_recue,
    can_payer,
    can_proposer,
    can_recevoir,
    can_refuser,
)
from subventions.rules import plan_comptable
from subventions.views.acces import demande_ou_404, pacte_ou_404
from subventions.views.demandes import MODIFIER, centres_choix
from subventions.views.envoi import Page, lier, traiter


def _page(demande: Demande, nom: str, titre: str, bouton: str, **contexte: Any) -> Page:
    return Page(
        f"subventions/{nom}.html",
        titre,
        bouton,
        _retour(demande),
        {"demande": demande, "pacte": demande.pacte, **contexte},
    )


def _retour(demande: Demande) -> str:
    return reverse("voir_demande", args=[demande.pacte.code, demande.pk])


@MODIFIER
def noter_reception(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Note that the city received a deposited request."""
    demande = demande_ou_404(request, code, pk)
    le = timezone.localdate()
    form = lier(ReceptionForm, request, initial={"date_reception": le})
    return traiter(
        request,
        _page(demande, "noter_reception", "Noter la réception", "Noter la réception"),
        action="noter_reception",
        objet=demande,
        droit=can_recevoir(request.fonction, demande, le),
        form=form,
        operation=lambda: operations.recevoir(
            demande, par=request.fonction, date_reception=form.cleaned_data["date_reception"]
        ),
        message="La réception est notée, le centre en est averti.",
        suite=_retour(demande),
    )


@MODIFIER
def enregistrer_demande_recue(request: HttpRequest, code: str) -> HttpResponse:
    """Record in one page a request that came by e-mail or on the Cerfa form."""
    pacte = pacte_ou_404(request, code)
    le = timezone.localdate()
    form = lier(
        DemandeRecueForm,
        request,
        centres=centres_choix(pacte),
        exercices=(le.year + 1, le.year, le.year - 1),
        plan=plan_comptable.plan_pour(le.year + 1),
        projet=False,
        ville=pacte.ville.nom,
        initial={"genre": GenreDemande.FONCTIONNEMENT},
    )
    return traiter(
        request,
        Page(
            "subventions/enregistrer_demande_recue.html",
            "Enregistrer une demande reçue",
            "Enregistrer la demande",
            reverse("lister_demandes", args=[code]),
            {"pacte": pacte},
        ),
        action="enregistrer_demande_recue",
        objet=pacte,
        droit=can_enregistrer_recue(request.fonction, pacte, le),
        form=form,
        operation=lambda: operations.enregistrer_recue(
            pacte,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            centre=form.cleaned_data["centre"],
            date_reception=form.cleaned_data["date_reception"],
            champs=form.champs(),
            montants=form.montants,
            fichier=form.cleaned_data["fichier"],
        ),
        message="La demande est enregistrée à sa date de réception.",
        suite=lambda demande: reverse("voir_demande", args=[code, demande.pk]),
    )


@MODIFIER
def proposer_montant(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Propose an amount for the vote."""
    demande = demande_ou_404(request, code, pk)

    def initial(lue: Demande) -> dict[str, Any]:
        return {
            "version": lue.version,
            "montant_propose": lue.montant_propose,
            "motif_proposition": lue.motif_proposition,
        }

    form = lier(PropositionForm, request, initial=initial(demande))
    return traiter(
        request,
        _page(demande, "proposer_montant", "Proposer un montant au vote", "Proposer ce montant"),
        action="proposer_montant",
        objet=demande,
        droit=can_proposer(request.fonction, demande, timezone.localdate()),
        form=form,
        operation=lambda: operations.proposer(
            demande,
            par=request.fonction,
            montant=form.cleaned_data["montant_propose"],
            motif=form.cleaned_data["motif_proposition"],
            version=form.cleaned_data["version"],
        ),
        message="Le montant est proposé au vote.",
        suite=_retour(demande),
        relire=lambda: initial(Demande.objects.get(pk=pk)),
    )


def _is_avance_versee(demande: Demande) -> bool:
    return Versement.objects.filter(
        pacte=demande.pacte,
        centre=demande.centre,
        exercice=demande.exercice,
        genre=GenreVersement.AVANCE,
    ).exists()


def _aides_demandees(demande: Demande) -> Decimal | None:
    """The value of the help asked, proposed for a request that asks for nothing else."""
    if not demande.is_aide_en_nature:
        return None
    return demande.aides_en_nature.aggregate(total=Sum("valeur"))["total"]


@MODIFIER
def enregistrer_attribution(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Record the amount voted by the council, whole or partial."""
    demande = demande_ou_404(request, code, pk)
    form = lier(
        AttributionForm,
        request,
        avance_versee=_is_avance_versee(demande),
        initial={
            "montant": demande.montant_propose,
            "valeur_en_nature": _aides_demandees(demande),
            "compte": comptes_proposes(timezone.localdate()).get(demande.genre, ""),
            "compte_base_avance": compte_base_par_defaut(
                demande.pacte, demande.exercice, demande.genre
            ),
        },
    )

    def champs() -> dict[str, Any]:
        return {nom: v for nom, v in form.cleaned_data.items() if nom != "cle_idempotence"}

    return traiter(
        request,
        _page(demande, "enregistrer_attribution", "Enregistrer le vote", "Enregistrer le vote"),
        action="enregistrer_attribution",
        objet=demande,
        droit=can_attribuer(request.fonction, demande, timezone.localdate()),
        form=form,
        operation=lambda: operations.attribuer(
            demande, par=request.fonction, cle=form.cleaned_data["cle_idempotence"], champs=champs()
        ),
        message="Le vote est enregistré, le centre en est averti.",
        suite=_retour(demande),
    )


@MODIFIER
def enregistrer_modification(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Record a later vote that changes the award."""
    demande = demande_ou_404(request, code, pk)
    form = lier(ModificationForm, request)
    hors_champs = {"cle_idempotence", "nature", "libelle"}
    return traiter(
        request,
        _page(
            demande,
            "enregistrer_modification",
            "Enregistrer une modification votée",
            "Enregistrer la modification",
        ),
        action="enregistrer_modification",
        objet=demande,
        droit=can_corriger_attribution(request.fonction, demande, timezone.localdate()),
        form=form,
        operation=lambda: operations.corriger_attribution(
            demande,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            nature=form.cleaned_data["nature"],
            libelle=form.cleaned_data["libelle"],
            champs={n: v for n, v in form.cleaned_data.items() if n not in hors_champs},
        ),
        message="La modification est enregistrée.",
        suite=_retour(demande),
    )


@MODIFIER
def completer_attribution(request: HttpRequest, code: str, pk: int, vote: int) -> HttpResponse:
    """Complete the dates of a vote: transmitted, published, notified."""
    demande = demande_ou_404(request, code, pk)
    visibles: QuerySet[Attribution] = Attribution.objects.for_fonction(request.fonction)
    attribution = get_object_or_404(visibles, demande=demande, pk=vote)

    def initial(lue: Attribution) -> dict[str, Any]:
        dates = ("date_transmission", "date_publication", "date_notification")
        return {"version": lue.version, **{nom: getattr(lue, nom) for nom in dates}}

    form = lier(DatesAttributionForm, request, initial=initial(attribution))
    return traiter(
        request,
        _page(
            demande,
            "completer_attribution",
            "Dater la délibération",
            "Enregistrer les dates",
            attribution=attribution,
        ),
        action="completer_attribution",
        objet=attribution,
        droit=can_corriger_attribution(request.fonction, demande, timezone.localdate()),
        form=form,
        operation=lambda: operations.completer_attribution(
            attribution,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs={n: v for n, v in form.cleaned_data.items() if n != "version"},
        ),
        message="Les dates sont enregistrées.",
        suite=_retour(demande),
        relire=lambda: initial(Attribution.objects.get(pk=vote)),
    )


@MODIFIER
def refuser_demande(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Record that the request is refused, with its reason, after confirmation."""
    demande = demande_ou_404(request, code, pk)
    le = timezone.localdate()
    form = lier(RefusForm, request, initial={"date_refus": le})
    return traiter(
        request,
        _page(
            demande,
            "refuser_demande",
            "Refuser la demande ?",
            "Refuser la demande",
            danger=True,
            consequences=[
                "Le centre reçoit un courriel avec le motif.",
                "La demande ne pourra plus être proposée au vote.",
            ],
        ),
        action="refuser_demande",
        objet=demande,
        droit=can_refuser(request.fonction, demande, le),
        form=form,
        operation=lambda: operations.refuser_demande(
            demande,
            par=request.fonction,
            motif=form.cleaned_data["motif_refus"],
            date_refus=form.cleaned_data["date_refus"],
        ),
        message="Le refus est enregistré, le centre en est averti.",
        suite=_retour(demande),
    )


@MODIFIER
def enregistrer_paiement(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Record a payment of the award: an instalment or the balance."""
    demande = demande_ou_404(request, code, pk)
    le: date = timezone.localdate()
    argent = finances(demande, le)
    form = lier(
        PaiementForm,
        request,
        initial={
            "genre": GenreVersement.SOLDE,
            "montant": argent.reste.a_verser,
            "date_paiement": le,
        },
    )
    reste = ecrire_montant(argent.reste.a_verser)
    return traiter(
        request,
        _page(
            demande,
            "enregistrer_paiement",
            "Noter un versement",
            "Enregistrer le versement",
            argent=argent,
            reste=reste,
        ),
        action="enregistrer_paiement",
        objet=demande,
        droit=can_payer(request.fonction, demande, le, argent),
        form=form,
        operation=lambda: operations.payer(
            demande,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            genre=form.cleaned_data["genre"],
            montant=form.cleaned_data["montant"],
            date_paiement=form.cleaned_data["date_paiement"],
            reference=form.cleaned_data["reference"],
        ),
        message="Le versement est enregistré.",
        suite=_retour(demande),
    )
