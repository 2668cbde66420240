"""The draft going round: submit it, agree, remark, answer, note its approval, make it definitive."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gouvernance import operations, permissions
from gouvernance.forms import VersionForm
from gouvernance.forms.circulation import (
    ApprobationForm,
    RemarqueForm,
    SoumissionForm,
    SuiteRemarqueForm,
)
from gouvernance.lectures.approbation import (
    approbation_du,
    limite_des_remarques,
    phrase_d_approbation,
    reunions_d_approbation,
)
from gouvernance.lectures.manques import lister_manques
from gouvernance.models import EtatRemarque, Remarque, Reunion
from gouvernance.permissions import circulation as droits
from gouvernance.portee import acte, reunion_en_portee
from gouvernance.rules.circulation import limite_habituelle
from pacte.socle.dates import ecrire_jour
from pacte.socle.droits import exiger


def _page(reunion: Reunion) -> str:
    return f"{reverse('voir_reunion', args=[reunion.pacte.code, reunion.pk])}#compte-rendu"


def _version(reunion: Reunion) -> int:
    compte_rendu = reunion.compte_rendu_ou_rien
    return compte_rendu.version if compte_rendu else 1


def remarque_en_portee(request: HttpRequest, reunion: Reunion, pk: int) -> Remarque:
    """A remark on the draft of a meeting in scope."""
    remarques = Remarque.objects.select_related(
        "par__personne", "par__organisation", "point", "compte_rendu"
    )
    remarque = get_object_or_404(remarques, pk=pk, compte_rendu__reunion=reunion)
    remarque.compte_rendu.reunion = reunion
    return remarque


@require_http_methods(["GET", "POST"])
@acte
def soumettre_compte_rendu(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Read what is missing, choose the last day for remarks, submit to the people invited."""
    reunion = reunion_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(permissions.can_preparer(request.fonction, reunion, le))
    habituelle = limite_habituelle(le, reunion.instance.delai_remarques)
    form = SoumissionForm(
        request.POST or None, initial={"version": _version(reunion), "limite": habituelle}
    )
    if form.is_valid():
        donnees = form.cleaned_data
        operations.soumettre(
            reunion, par=request.fonction, limite=donnees["limite"], version=donnees["version"]
        )
        jour = ecrire_jour(donnees["limite"])
        messages.success(request, f"Le projet est soumis : les remarques arrivent jusqu’au {jour}.")
        return redirect("voir_reunion", code, pk)
    exiger(permissions.can_soumettre(request.fonction, reunion, le))
    contexte = {
        "reunion": reunion,
        "page": "Soumettre le projet",
        "form": form,
        "manques": lister_manques(reunion, le),
        "relecture": True,
        "danger": False,
        "titre": "Soumettre le projet de compte rendu ?",
        "consequences": _suites_de_la_soumission(reunion),
        "bouton": "Soumettre le projet",
        "url_retour": _page(reunion),
    }
    return render(request, "gouvernance/confirmer.html", contexte)


def _suites_de_la_soumission(reunion: Reunion) -> list[str]:
    suites = [
        "Chaque personne invitée reçoit un courriel : elle donne son accord, ou fait une remarque.",
        "Sans remarque à la fin du délai, le projet est approuvé.",
        "Vous pouvez encore le modifier, jusqu’à la version définitive.",
    ]
    compte_rendu = reunion.compte_rendu_ou_rien
    if reunion.date_invitation is None:
        suites[0] = "Les personnes invitées le lisent sur le portail ; aucun courriel ne part."
    if compte_rendu is not None and compte_rendu.version_projet:
        suites.append("Les accords déjà donnés restent si le texte n’a pas changé depuis.")
    return suites


@require_POST
@acte
def donner_accord(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """« Je suis d'accord » with the draft that was read."""
    reunion = reunion_en_portee(request, code, pk)
    form = VersionForm(request.POST)
    if form.is_valid():
        operations.donner_accord(
            reunion, par=request.fonction, version=form.cleaned_data["version"]
        )
        messages.success(request, "Merci : votre accord est noté.")
    return redirect(_page(reunion))


@require_http_methods(["GET", "POST"])
@acte
def remarquer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Remark on one item of the draft, or on the whole."""
    reunion = reunion_en_portee(request, code, pk)
    points = reunion.points_ordonnes()
    form = RemarqueForm(
        request.POST or None, points=points, initial={"point": request.GET.get("point", "")}
    )
    if form.is_valid():
        donnees = form.cleaned_data
        operations.remarquer(
            reunion,
            par=request.fonction,
            cle=donnees["cle_idempotence"],
            texte=donnees["texte"],
            point=donnees["point"],
        )
        messages.success(request, "Votre remarque est notée : vous saurez la suite par courriel.")
        return redirect(_page(reunion))
    exiger(droits.can_remarquer(request.fonction, reunion, timezone.localdate()))
    compte_rendu = reunion.compte_rendu_ou_rien
    contexte = {
        "reunion": reunion,
        "form": form,
        "limite": limite_des_remarques(compte_rendu) if compte_rendu else None,
        "url_retour": _page(reunion),
    }
    return render(request, "gouvernance/remarquer.html", contexte)


@require_POST
@acte
def retirer_remarque(request: HttpRequest, code: str, pk: int, remarque: int) -> HttpResponse:
    """Withdraw one's own remark."""
    reunion = reunion_en_portee(request, code, pk)
    visee = remarque_en_portee(request, reunion, remarque)
    operations.retirer_remarque(visee, par=request.fonction)
    messages.success(request, "Votre remarque est retirée.")
    return redirect(_page(reunion))


@require_http_methods(["GET", "POST"])
@acte
def traiter_remarque(request: HttpRequest, code: str, pk: int, remarque: int) -> HttpResponse:
    """Take a remark into account, or answer it without changing the text."""
    reunion = reunion_en_portee(request, code, pk)
    visee = remarque_en_portee(request, reunion, remarque)
    exiger(droits.can_traiter_remarque(request.fonction, visee, timezone.localdate()))
    form = SuiteRemarqueForm(
        request.POST or None,
        initial={"etat": visee.etat, "reponse": visee.reponse},
    )
    if form.is_valid():
        operations.traiter_remarque(
            visee,
            par=request.fonction,
            etat=EtatRemarque(form.cleaned_data["etat"]),
            reponse=form.cleaned_data["reponse"],
        )
        messages.success(request, "C’est noté : l’auteur de la remarque est prévenu.")
        return redirect(_page(reunion))
    contexte = {
        "reunion": reunion,
        "remarque": visee,
        "form": form,
        "droit_ecrire": permissions.can_ecrire(request.fonction, reunion, timezone.localdate()),
        "url_retour": _page(reunion),
    }
    return render(request, "gouvernance/traiter_remarque.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def noter_approbation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Note that the draft was approved at the meeting's end, or at a later one."""
    reunion = reunion_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(droits.can_noter_approbation(request.fonction, reunion, le))
    form = ApprobationForm(
        request.POST or None, suivantes=list(reunions_d_approbation(reunion, le)[:20])
    )
    if form.is_valid():
        voie, suivante = form.approbation()
        operations.noter_approbation(reunion, par=request.fonction, voie=voie, suivante=suivante)
        messages.success(request, "L’approbation est notée.")
        return redirect(_page(reunion))
    approuve = approbation_du(reunion, le)
    contexte = {
        "reunion": reunion,
        "form": form,
        "limite": limite_des_remarques(reunion.compte_rendu),
        "deja": phrase_d_approbation(approuve.voie, approuve.le) if approuve else "",
        "url_retour": _page(reunion),
    }
    return render(request, "gouvernance/noter_approbation.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def rendre_definitif(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Read what becomes definitive, then confirm: nothing of it changes afterwards."""
    reunion = reunion_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(permissions.can_preparer(request.fonction, reunion, le))
    form = VersionForm(request.POST or None, initial={"version": _version(reunion)})
    if form.is_valid():
        operations.rendre_definitif(
            reunion, par=request.fonction, version=form.cleaned_data["version"]
        )
        messages.success(request, "Le compte rendu est définitif. Son empreinte est sur la page.")
        return redirect("voir_reunion", code, pk)
    exiger(permissions.can_rendre_definitif(request.fonction, reunion, le))
    contexte = {
        "reunion": reunion,
        "page": "Version définitive",
        "form": form,
        "relecture": True,
        "danger": False,
        "titre": "Rendre ce compte rendu définitif ?",
        "consequences": _suites_de_la_version_definitive(reunion),
        "manques": lister_manques(reunion, le),
        "bouton": "Rendre définitif",
        "url_retour": _page(reunion),
    }
    return render(request, "gouvernance/confirmer.html", contexte)


def _suites_de_la_version_definitive(reunion: Reunion) -> list[Any]:
    approuve = approbation_du(reunion, timezone.localdate())
    suites = [
        "Le portail produit un PDF, le garde une fois pour toutes et affiche son empreinte.",
        "Plus rien n’en change ensuite. Une correction se fait par un addendum daté.",
        "Chaque personne invitée est prévenue, avec l’adresse du PDF.",
    ]
    if approuve is not None:
        suites.insert(0, f"{phrase_d_approbation(approuve.voie, approuve.le)} : le PDF le dit.")
    if reunion.decisions.exists():
        suites.append("Chaque responsable reçoit un courriel avec ses décisions et ses actions.")
    return suites
