"""Asking for a meeting, and answering a request."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from gouvernance import permissions
from gouvernance.forms.champs import Sujet
from gouvernance.forms.initiative import (
    AcceptationForm,
    DemandeReunionForm,
    FiltreDemandesReunionForm,
    ReponseForm,
    RetraitForm,
)
from gouvernance.lectures.fil import fil_de_demande
from gouvernance.lectures.historique import historique_de
from gouvernance.lectures.initiative import DELAI_REPONSE
from gouvernance.models import DemandeReunion, DemandeReunionQuerySet, Reunion
from gouvernance.operations import demandes_reunion as operations
from gouvernance.permissions import initiative as droits_initiative
from gouvernance.portee import acte
from gouvernance.tables.initiative import DemandesReunionTable
from gouvernance.views.listes import PAR_PAGE
from gouvernance.views.preparation import tous_les_sujets
from pacte.accord.models import Fonction, Pacte
from pacte.accord.portee import pacte_en_portee
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import exiger, refus
from pacte.socle.elements import Acte
from pacte.socle.templatetags.socle import accorder


def _demandes(request: HttpRequest, code: str) -> DemandeReunionQuerySet:
    return (
        DemandeReunion.objects.for_fonction(request.fonction)
        .filter(pacte__code=code)
        .select_related(
            "pacte__ville",
            "instance",
            "centre",
            "theme",
            "adressee_a",
            "reunion__instance",
            "reunion__centre",
            "reunion__theme",
            "demandee_par__personne",
            "demandee_par__organisation",
            "reponse_par__personne",
            "reponse_par__organisation",
        )
    )


def demande_en_portee(request: HttpRequest, code: str, pk: int) -> DemandeReunion:
    """A request that concerns the acting function."""
    demande = get_object_or_404(_demandes(request, code), pk=pk)
    request.objet_de_l_acte = demande
    return demande


def sujets_a_demander(pacte: Pacte, fonction: Fonction) -> list[Sujet]:
    """The meetings that the function may ask for: those whose initiative is not its own."""
    le = timezone.localdate()
    return [
        sujet
        for sujet in tous_les_sujets(pacte, le)
        if droits_initiative.can_demander(fonction, sujet.instance, sujet.centre, le, pacte=pacte)
    ]


@require_safe
def lister_demandes_reunion(request: HttpRequest, code: str) -> HttpResponse:
    """Show the requests that concern the reader, latest first."""
    pacte = pacte_en_portee(request, code)
    le = timezone.localdate()
    form = FiltreDemandesReunionForm(request.GET, instances=pacte.instances.order_by("ordre"))
    demandes = form.filtrer(_demandes(request, code), le)
    table = DemandesReunionTable(demandes.order_by("-date_demande", "-pk"), le=le)
    RequestConfig(request, paginate={"per_page": PAR_PAGE}).configure(table)
    contexte = {
        "pacte": pacte,
        "form": form,
        "filtree": any(request.GET.get(nom) for nom in form.fields),
        "table": table,
        "nombre": table.paginator.count,
        "compte": accorder(table.paginator.count, "demande,demandes,Aucune"),
        "url_demander": reverse("demander_reunion", args=[code]),
    }
    return render(request, "gouvernance/lister_demandes_reunion.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def demander_reunion(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the party that the act entitles for a meeting."""
    pacte = pacte_en_portee(request, code)
    sujets = sujets_a_demander(pacte, request.fonction)
    if not sujets:
        exiger(refus("L'acte vous donne l'initiative de chaque réunion : ouvrez-la vous-même."))
    initiale = {"sujet": request.GET.get("sujet", "")}
    form = DemandeReunionForm(request.POST or None, sujets=sujets, initial=initiale)
    if form.is_valid():
        sujet = form.cleaned_data["sujet"]
        demande = operations.demander(
            pacte,
            instance=sujet.instance,
            centre=sujet.centre,
            theme=sujet.theme,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            motif=form.cleaned_data["motif"],
            periode_souhaitee=form.cleaned_data["periode_souhaitee"],
        )
        limite = ecrire_jour_court(demande.date_limite)
        messages.success(
            request, f"Votre demande est envoyée. La réponse est attendue avant le {limite} inclus."
        )
        return redirect("voir_demande_reunion", code, demande.pk)
    contexte = {
        "pacte": pacte,
        "form": form,
        "jours": DELAI_REPONSE.days,
        "peut_ouvrir": permissions.can_ouvrir_une_reunion(
            request.fonction, pacte, timezone.localdate()
        ),
    }
    return render(request, "gouvernance/demander_reunion.html", contexte)


@require_safe
def voir_demande_reunion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show a request: what is asked, where it stands, what may be done."""
    demande = demande_en_portee(request, code, pk)
    fonction, le = request.fonction, timezone.localdate()
    repondre = droits_initiative.can_repondre_demande(fonction, demande, le)
    retirer = droits_initiative.can_retirer_demande(fonction, demande, le)
    reunion = demande.reunion
    visible = (
        reunion is not None
        and Reunion.objects.for_fonction(fonction).filter(pk=reunion.pk).exists()
    )
    contexte = {
        "demande": demande,
        "etat": demande.etat(le),
        "url_reunion": reverse("voir_reunion", args=[code, reunion.pk])
        if visible and reunion is not None
        else "",
        "principale": _acte(demande, repondre, "Accepter et ouvrir la réunion", "accepter")
        if repondre
        else None,
        "actes": [_acte(demande, repondre, "Répondre sans réunion", "repondre")]
        if repondre
        else [],
        "dangers": [_acte(demande, retirer, "Retirer ma demande", "retirer")] if retirer else [],
        "historique": historique_de(demande),
        "fil": fil_de_demande(demande, fonction, le, visible=visible),
    }
    return render(request, "gouvernance/voir_demande_reunion.html", contexte)


def _acte(demande: DemandeReunion, droit: Any, libelle: str, verbe: str) -> Acte:
    url = reverse(f"{verbe}_demande_reunion", args=[demande.pacte.code, demande.pk])
    return Acte(droit, libelle, url)


@require_http_methods(["GET", "POST"])
@acte
def accepter_demande_reunion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Accept a request: the meeting opens from its body's template, linked to the request."""
    demande = demande_en_portee(request, code, pk)
    titulaire = permissions.is_titulaire(
        request.fonction, demande.instance, demande.centre, demande.pacte
    )
    form = AcceptationForm(request.POST or None, a_motiver=not titulaire)
    if form.is_valid():
        champs = {k: v for k, v in form.cleaned_data.items() if k != "cle_idempotence"}
        reunion = operations.accepter(
            demande, par=request.fonction, cle=form.cleaned_data["cle_idempotence"], **champs
        )
        messages.success(
            request,
            "La demande est acceptée. La réunion est en préparation, personne n’est invité.",
        )
        return redirect("voir_reunion", code, reunion.pk)
    exiger(droits_initiative.can_repondre_demande(request.fonction, demande, timezone.localdate()))
    contexte = {"demande": demande, "form": form}
    return render(request, "gouvernance/accepter_demande_reunion.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def repondre_demande_reunion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Answer a request in words, without a meeting."""
    demande = demande_en_portee(request, code, pk)
    form = ReponseForm(request.POST or None)
    if form.is_valid():
        operations.repondre(demande, par=request.fonction, **form.cleaned_data)
        messages.success(request, "Votre réponse est envoyée.")
        return redirect("voir_demande_reunion", code, pk)
    exiger(droits_initiative.can_repondre_demande(request.fonction, demande, timezone.localdate()))
    contexte = {"demande": demande, "form": form}
    return render(request, "gouvernance/repondre_demande_reunion.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def retirer_demande_reunion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take one's request back."""
    demande = demande_en_portee(request, code, pk)
    form = RetraitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.retirer(demande, par=request.fonction, **form.cleaned_data)
        messages.success(request, "Votre demande est retirée.")
        return redirect("voir_demande_reunion", code, pk)
    exiger(droits_initiative.can_retirer_demande(request.fonction, demande, timezone.localdate()))
    contexte = {
        "demande": demande,
        "titre": "Retirer cette demande ?",
        "consequences": [
            "La demande reste sur le portail, notée retirée. Plus rien n’en est attendu."
        ],
        "form": form,
        "bouton": "Retirer ma demande",
        "url_retour": reverse("voir_demande_reunion", args=[code, pk]),
        "danger": True,
    }
    return render(request, "gouvernance/retirer_demande_reunion.html", contexte)
