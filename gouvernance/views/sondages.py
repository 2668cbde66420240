"""Date polls: the organiser's pages."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gouvernance import permissions
from gouvernance.forms.champs import verifier_heure
from gouvernance.forms.sondages import (
    AbandonnerSondageForm,
    AjouterCreneauForm,
    ChoisirCreneauForm,
    OuvrirSondageForm,
    ProlongerSondageForm,
    ReponsesForm,
)
from gouvernance.lectures.sondages import composer_resultats, remarques_de_debuts
from gouvernance.models import Creneau, EnvoiSondage, Reunion, Sondage, VoieReponse
from gouvernance.operations import sondages as operations
from gouvernance.pdf.reunions import participations_de, participations_nommees
from gouvernance.permissions import sondages as droits
from gouvernance.portee import acte, reunion_en_portee
from gouvernance.rules.disponibilites import REGLE
from pacte.socle.droits import exiger
from pacte.socle.templatetags.socle import accorder

UN_JOUR = timedelta(days=1)


def sondage_en_portee(request: HttpRequest, code: str, pk: int) -> Sondage:
    """The latest poll of a meeting that concerns the acting function."""
    reunion = reunion_en_portee(request, code, pk)
    sondage = (
        reunion.sondages.select_related("ouvert_par__personne", "ouvert_par__organisation")
        .prefetch_related("creneaux")
        .order_by("-ouvert_le", "-pk")
        .first()
    )
    if sondage is None:
        raise Http404
    sondage.reunion = reunion
    return sondage


def creneaux_de_l_adresse(request: HttpRequest) -> list[datetime]:
    """The times that the address proposes: « ?creneau=2026-09-17T14:00 », several times."""
    lus = []
    for texte in request.GET.getlist("creneau"):
        try:
            naif = datetime.fromisoformat(texte)
            verifier_heure(naif.date(), naif.time())
        except (ValueError, ValidationError):
            continue
        if naif.tzinfo is None:
            lus.append(timezone.make_aware(naif))
    return lus


@require_http_methods(["GET", "POST"])
@acte
def ouvrir_sondage(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Propose times to everybody on the list; what deserves a second look is told once."""
    reunion = reunion_en_portee(request, code, pk)
    form = OuvrirSondageForm(
        request.POST or None,
        creneaux=creneaux_de_l_adresse(request),
        duree_minutes=reunion.duree_minutes,
    )
    if form.is_valid():
        debuts = remarques_de_debuts(reunion, form.cleaned_data["creneaux"], request.fonction)
        form.remarques = [remarque for liste in debuts.values() for remarque in liste]
        if form.cleaned_data["vu"] or not form.remarques:
            _, envoyes = operations.ouvrir(reunion, par=request.fonction, **form.proposition())
            partis = accorder(envoyes, "courriel part,courriels partent,aucun courriel ne part")
            messages.success(request, f"Le sondage est ouvert : {partis}.")
            return redirect("voir_sondage", code, pk)
    prefetch_related_objects(
        [reunion], Prefetch("participations", queryset=participations_nommees())
    )
    exiger(droits.can_ouvrir_sondage(request.fonction, reunion, timezone.localdate()))
    participations = list(reunion.participations.all())
    contexte = {
        "reunion": reunion,
        "form": form,
        "avec_courriel": [p for p in participations if _a_une_adresse(p.fonction.personne)],
        "sans_courriel": [p for p in participations if not _a_une_adresse(p.fonction.personne)],
    }
    return render(request, "gouvernance/ouvrir_sondage.html", contexte)


def _a_une_adresse(personne: object) -> bool:
    return bool(getattr(personne, "courriel", "") or getattr(personne, "secretariat_courriel", ""))


@require_safe
@acte
def voir_sondage(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Who can come when, the time that suits best, and what to do next."""
    sondage = sondage_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(droits.can_voir_sondage(request.fonction, sondage.reunion, le))
    contexte = {
        "reunion": sondage.reunion,
        "resultats": composer_resultats(sondage, request.fonction, le),
        "regle": REGLE,
    }
    return render(request, "gouvernance/voir_sondage.html", contexte)


@require_POST
@acte
def relancer_sondage(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write again to those who have not answered."""
    sondage = sondage_en_portee(request, code, pk)
    envoyes = operations.relancer(sondage, par=request.fonction)
    texte = accorder(
        envoyes, "rappel est en file d’envoi,rappels sont en file d’envoi,Aucun rappel n’est parti"
    )
    messages.success(request, f"{texte}.")
    return redirect("voir_sondage", code, pk)


@require_http_methods(["GET", "POST"])
@acte
def prolonger_sondage(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give more time to answer."""
    sondage = sondage_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(droits.can_prolonger_sondage(request.fonction, sondage, le))
    form = ProlongerSondageForm(
        request.POST or None,
        au_plus_tot=max(sondage.date_cloture + UN_JOUR, le),
        initial={"version": sondage.version},
    )
    if form.is_valid():
        operations.prolonger(sondage, par=request.fonction, **form.cleaned_data)
        messages.success(request, "Les personnes ont plus de temps pour répondre.")
        return redirect("voir_sondage", code, pk)
    contexte = _confirmation(
        sondage.reunion,
        "Laisser plus de temps",
        "Laisser plus de temps pour répondre",
        [
            "Les liens déjà envoyés restent valables.",
            "Un rappel part la veille de la nouvelle date, à qui n’a pas répondu.",
        ],
        "Enregistrer la nouvelle date",
    )
    return render(request, "gouvernance/confirmer.html", contexte | {"form": form})


@require_http_methods(["GET", "POST"])
@acte
def ajouter_creneau(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Propose one more time."""
    sondage = sondage_en_portee(request, code, pk)
    exiger(droits.can_ajouter_creneau(request.fonction, sondage, timezone.localdate()))
    form = AjouterCreneauForm(
        request.POST or None, cloture=sondage.date_cloture, initial={"version": sondage.version}
    )
    if form.is_valid():
        envoyes = operations.ajouter_creneau(
            sondage,
            par=request.fonction,
            version=form.cleaned_data["version"],
            debut=form.cleaned_data["debut"],
            duree_minutes=sondage.creneaux.all()[0].duree_minutes,
        )
        partis = accorder(envoyes, "courriel part,courriels partent,aucun courriel ne part")
        messages.success(request, f"Le créneau est ajouté : {partis}.")
        return redirect("voir_sondage", code, pk)
    contexte = _confirmation(
        sondage.reunion,
        "Ajouter un créneau",
        "Ajouter un créneau",
        [
            "Chaque personne interrogée reçoit un courriel pour compléter sa réponse.",
            "Les réponses déjà données sont gardées.",
        ],
        "Ajouter ce créneau",
    )
    return render(request, "gouvernance/confirmer.html", contexte | {"form": form})


@require_http_methods(["GET", "POST"])
@acte
def noter_disponibilites(request: HttpRequest, code: str, pk: int, envoi: int) -> HttpResponse:
    """Type the answer that somebody gave by phone."""
    sondage = sondage_en_portee(request, code, pk)
    exiger(droits.can_noter_disponibilites(request.fonction, sondage, timezone.localdate()))
    qui = get_object_or_404(
        EnvoiSondage.objects.filter(sondage=sondage).select_related(
            "participation__fonction__personne", "participation__fonction__organisation"
        ),
        pk=envoi,
    )
    qui.sondage = sondage
    form = formulaire_de_reponse(request, qui)
    if form.is_valid():
        operations.repondre(
            qui, choix=form.choix(), voie=VoieReponse.ORGANISATEUR, par=request.fonction
        )
        messages.success(request, f"La réponse de {qui.participation.fonction.personne} est notée.")
        return redirect("voir_sondage", code, pk)
    contexte = {"reunion": sondage.reunion, "sondage": sondage, "envoi": qui, "form": form}
    return render(request, "gouvernance/noter_disponibilites.html", contexte)


def formulaire_de_reponse(request: HttpRequest, envoi: EnvoiSondage) -> ReponsesForm:
    """The form of one person's answers, filled with those that she gave already."""
    return ReponsesForm(
        request.POST or None,
        creneaux=list(envoi.sondage.creneaux.all()),
        choix={reponse.creneau_id: reponse.choix for reponse in envoi.reponses.all()},
    )


@require_http_methods(["GET", "POST"])
@acte
def choisir_creneau(request: HttpRequest, code: str, pk: int, creneau: int) -> HttpResponse:
    """Choose the time: the date is set, and the invitations leave in the same gesture if wished."""
    sondage = sondage_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(droits.can_choisir_creneau(request.fonction, sondage, le))
    reunion = sondage.reunion
    choisi = get_object_or_404(Creneau, sondage=sondage, pk=creneau)
    form = ChoisirCreneauForm(
        request.POST or None,
        initial={
            "version": sondage.version,
            "lieu": reunion.lieu,
            "visioconference": reunion.visioconference,
        },
    )
    if form.is_valid():
        envoyees = operations.choisir(
            sondage,
            creneau=choisi.pk,
            par=request.fonction,
            version=form.cleaned_data["version"],
            lieu=form.cleaned_data["lieu"],
            visioconference=form.cleaned_data["visioconference"],
            inviter=form.is_invitation,
        )
        suite = "Aucune invitation n’est partie."
        if form.is_invitation:
            nombre = accorder(envoyees, "invitation est en file,invitations sont en file")
            suite = f"{nombre} d’envoi."
        messages.success(request, f"La date est fixée. {suite}")
        return redirect("voir_reunion", code, pk)
    contexte = _choix(request, reunion, choisi) | {"sondage": sondage, "form": form}
    return render(request, "gouvernance/choisir_creneau.html", contexte)


def _choix(request: HttpRequest, reunion: Reunion, creneau: Creneau) -> dict[str, object]:
    """What the confirmation shows: whom the invitations reach, and what deserves a second look."""
    le = timezone.localdate()
    participations = participations_de(reunion)
    remarques = remarques_de_debuts(reunion, [creneau.debut], request.fonction)[creneau.debut]
    jours = (timezone.localdate(creneau.debut) - le).days
    if jours < reunion.instance.delai_invitation:
        dans = accorder(jours, "jour,jours,moins d’un jour")
        remarques.append(
            f"La réunion est dans {dans}. "
            f"Le délai habituel est de {reunion.instance.delai_invitation} jours."
        )
    remarque = permissions.remarque_initiative(reunion.instance, reunion.organisateur)
    return {
        "reunion": reunion,
        "creneau": creneau,
        "is_passe": jours < 0,
        "points": reunion.points.order_by("ordre"),
        "remarques": [*remarques, *([remarque] if remarque else [])],
        "avec_courriel": [p for p in participations if p.fonction.personne.courriel],
        "sans_courriel": [p for p in participations if not p.fonction.personne.courriel],
    }


@require_http_methods(["GET", "POST"])
@acte
def abandonner_sondage(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Stop the poll without a date, with a reason."""
    sondage = sondage_en_portee(request, code, pk)
    exiger(droits.can_abandonner_sondage(request.fonction, sondage, timezone.localdate()))
    form = AbandonnerSondageForm(request.POST or None, initial={"version": sondage.version})
    if form.is_valid():
        prevenues = operations.abandonner(sondage, par=request.fonction, **form.cleaned_data)
        suite = accorder(prevenues, "personne prévenue,personnes prévenues,personne à prévenir")
        messages.success(request, f"Le sondage est abandonné : {suite}.")
        return redirect("voir_reunion", code, pk)
    contexte = _confirmation(
        sondage.reunion,
        "Abandonner le sondage",
        "Abandonner ce sondage ?",
        [
            "Chaque personne interrogée reçoit un courriel avec cette raison.",
            "La réunion reste en préparation : sa date reste à fixer.",
        ],
        "Abandonner le sondage",
    )
    contexte |= {"form": form, "danger": True}
    return render(request, "gouvernance/confirmer.html", contexte)


def _confirmation(
    reunion: Reunion, page: str, titre: str, consequences: list[str], bouton: str
) -> dict[str, object]:
    return {
        "reunion": reunion,
        "page": page,
        "titre": titre,
        "manques": [],
        "relecture": False,
        "consequences": consequences,
        "bouton": bouton,
        "url_retour": reverse("voir_sondage", args=[reunion.pacte.code, reunion.pk]),
        "danger": False,
    }
