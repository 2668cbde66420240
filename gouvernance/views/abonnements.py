"""Calendars to subscribe to: one's own and one per body; the address itself, read by secret."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gouvernance.forms.abonnements import AbonnementForm
from gouvernance.lectures.agenda import composer_agenda
from gouvernance.models import AbonnementCalendrier
from gouvernance.operations import abonnements as operations
from gouvernance.permissions import abonnements as droits
from gouvernance.portee import acte
from pacte.accord.models import Instance, Pacte
from pacte.courrier.gabarits import adresse_absolue
from pacte.documents.limite import is_trop_frequent
from pacte.socle.droits import exiger
from pacte.socle.jetons import empreinte_du_jeton

# By minute and network address. An application reads a calendar some times a day; a whole town hall
# shares one address, so that each calendar is counted apart, and only misses together.
LECTURES_PAR_ADRESSE, ECHECS_PAR_RESEAU = 20, 60
MON_CALENDRIER = "Mon calendrier"


@dataclass(frozen=True, slots=True)
class Ligne:
    """A calendar that one may subscribe to, with the address in use if there is one."""

    instance: Instance | None
    nom: str
    precision: str
    abonnement: AbonnementCalendrier | None


@require_safe
@acte
def voir_mes_calendriers(request: HttpRequest) -> HttpResponse:
    """One's own calendar, then each body's, with what is in service."""
    exiger(droits.can_creer_abonnement(request.fonction, None, timezone.localdate()))
    return render(request, "gouvernance/voir_mes_calendriers.html", {"lignes": _lignes(request)})


def _instances(request: HttpRequest) -> list[Instance]:
    """The bodies of the pacts in which the acting function takes part."""
    return list(
        Instance.objects.filter(pacte__in=Pacte.objects.for_fonction(request.fonction))
        .select_related("pacte")
        .order_by("pacte__titre_court", "ordre")
    )


def _lignes(request: HttpRequest) -> list[Ligne]:
    en_service = {
        abonnement.instance_id: abonnement
        for abonnement in AbonnementCalendrier.objects.filter(
            personne=request.fonction.personne_id, revoque_le__isnull=True
        )
    }
    precision = "Toutes les réunions annoncées qui vous concernent, dans toutes vos fonctions."
    lignes = [Ligne(None, MON_CALENDRIER, precision, en_service.get(None))]
    return lignes + [
        Ligne(instance, instance.nom, instance.pacte.titre_court, en_service.get(instance.pk))
        for instance in _instances(request)
    ]


@require_POST
@sensitive_variables("jeton")
@acte
def creer_abonnement(request: HttpRequest) -> HttpResponse:
    """Make an address, and show it this once."""
    exiger(droits.can_creer_abonnement(request.fonction, None, timezone.localdate()))
    form = AbonnementForm(request.POST, instances=_instances(request))
    if not form.is_valid():
        raise Http404
    jeton = operations.creer(par=request.fonction, instance=form.choisie)
    return _montrer(request, jeton, form.choisie)


@require_POST
@sensitive_variables("jeton")
@acte
def renouveler_abonnement(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace an address by a new one, shown this once."""
    abonnement = _le_mien(request, pk)
    jeton = operations.renouveler(abonnement, par=request.fonction)
    return _montrer(request, jeton, abonnement.instance)


@require_http_methods(["GET", "POST"])
@acte
def revoquer_abonnement(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an address, after saying what it stops."""
    abonnement = _le_mien(request, pk)
    if request.method == "POST":
        operations.revoquer(abonnement, par=request.fonction)
        messages.success(request, "Cette adresse n’ouvre plus rien.")
        return redirect("voir_mes_calendriers")
    contexte = {
        "abonnement": abonnement,
        "form": None,
        "consequences": [
            "Les agendas qui lisent cette adresse ne recevront plus rien.",
            "Vous pourrez en créer une autre quand vous voudrez.",
        ],
        "bouton": "Fermer cette adresse",
        "url_retour": reverse("voir_mes_calendriers"),
        "danger": True,
    }
    return render(request, "gouvernance/revoquer_abonnement.html", contexte)


def _le_mien(request: HttpRequest, pk: int) -> AbonnementCalendrier:
    """One's own address, still in service."""
    if request.fonction is None:
        raise Http404
    miens = AbonnementCalendrier.objects.filter(
        personne=request.fonction.personne_id, revoque_le__isnull=True
    ).select_related("instance__pacte")
    return get_object_or_404(miens, pk=pk)


def _montrer(request: HttpRequest, jeton: str, instance: Instance | None) -> HttpResponse:
    adresse = adresse_absolue(reverse("lire_calendrier", args=[jeton]))
    contexte = {
        "adresse": adresse,
        "webcal": urlsplit(adresse)._replace(scheme="webcal").geturl(),
        "nom": instance.nom if instance is not None else MON_CALENDRIER,
    }
    return render(request, "gouvernance/montrer_abonnement.html", contexte)


@login_not_required
@sensitive_variables("jeton")
@require_safe
def lire_calendrier(request: HttpRequest, jeton: str) -> HttpResponse:
    """The calendar itself: rights are those of this very moment."""
    empreinte = empreinte_du_jeton(jeton)
    if is_trop_frequent(request, f"calendrier:{empreinte}", maximum=LECTURES_PAR_ADRESSE):
        return _plus_tard()
    ouvert = operations.trouver_calendrier(jeton)
    if ouvert is None:
        if is_trop_frequent(request, "calendriers", maximum=ECHECS_PAR_RESEAU):
            return _plus_tard()
        raise Http404
    nom = f"Réunions du pacte, {ouvert.personne}"
    if ouvert.instance is not None:
        nom = f"{ouvert.instance.nom}, {ouvert.instance.pacte.titre_court}"
    texte = composer_agenda(nom, ouvert.fonctions, timezone.localdate(), ouvert.instance)
    reponse = HttpResponse(texte, content_type="text/calendar; charset=utf-8")
    reponse.headers["Content-Disposition"] = 'inline; filename="reunions.ics"'
    return _prive(reponse)


def _plus_tard() -> HttpResponse:
    trop = HttpResponse("Trop de lectures : attendez une minute.", status=429)
    trop.headers["Retry-After"] = "60"
    return _prive(trop)


def _prive(reponse: HttpResponse) -> HttpResponse:
    """Nobody but the application that asked keeps it; the address never leaves as a referrer."""
    reponse.headers["Cache-Control"] = "private, no-cache"
    reponse.headers["Referrer-Policy"] = "no-referrer"
    return reponse
