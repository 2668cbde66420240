"""The minutes by personal link, without an account: read them, agree, remark (see par_lien)."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gouvernance import operations
from gouvernance.forms import VersionForm
from gouvernance.forms.circulation import RemarqueForm
from gouvernance.lectures.circulation import composer_lecture
from gouvernance.models import Addendum, LienPersonnel, PorteurLien, Reunion
from gouvernance.permissions import circulation as droits
from gouvernance.permissions import reponses as droits_reponses
from gouvernance.views.par_lien import par_lien
from pacte.accord.models import Fonction
from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse, Droit, refus
from pacte.socle.versions import CleDejaUtilisee, ConflitDeVersion


def _reunion_lisible(lien: LienPersonnel) -> Reunion:
    """The meeting of the link, its submitted minutes at hand; 404 while they are being written."""
    reunion = (
        Reunion.objects.select_related(
            "pacte__ville", "instance", "centre", "theme", "organisateur",
            "compte_rendu__fichier", "compte_rendu__document", "compte_rendu__soumis_par",
        )
        .get(pk=lien.participation.reunion_id)
    )  # fmt: skip
    if not droits_reponses.can_lire_compte_rendu_par_lien(reunion.compte_rendu_ou_rien):
        raise Http404("Le compte rendu n'est pas encore soumis.")
    return reunion


def _elle(lien: LienPersonnel) -> Fonction:
    """The function in which the invited person agrees and remarks."""
    return lien.participation.fonction


def _en_personne(lien: LienPersonnel) -> Droit:
    """An agreement is hers: her secretariat and whoever represents her only read."""
    if lien.porteur == PorteurLien.PERSONNE:
        return Droit(True)
    qui = lien.participation.fonction.personne
    return refus(f"Ce lien permet de lire. L'accord et les remarques reviennent à {qui}.")


@login_not_required
@never_cache
@require_safe
@par_lien
@sensitive_variables("jeton")
def lire_compte_rendu_par_lien(
    request: HttpRequest, lien: LienPersonnel, jeton: str
) -> HttpResponse:
    """Show the minutes to who was invited, with what she may answer."""
    return _montrer(request, lien, jeton)


def _montrer(
    request: HttpRequest, lien: LienPersonnel, jeton: str, form: Any = None, statut: int = 200
) -> HttpResponse:
    reunion = _reunion_lisible(lien)
    le = timezone.localdate()
    elle = _elle(lien)
    personnel = _en_personne(lien)
    lecture = composer_lecture(reunion, elle, le)
    points = [ligne.point for ligne in lecture.points]
    contexte = {
        "jeton": jeton,
        "reunion": reunion,
        "personne": elle.personne,
        "lecture": lecture,
        "droit_accord": droits.can_donner_accord(elle, reunion, le) if personnel else personnel,
        "droit_remarquer": droits.can_remarquer(elle, reunion, le) if personnel else personnel,
        "form": form or RemarqueForm(points=points),
        "form_accord": VersionForm(initial={"version": lecture.version}),
    }
    gabarit = "gouvernance/lire_compte_rendu_par_lien.html"
    return render(request, gabarit, contexte, status=statut)


@login_not_required
@csrf_exempt
@never_cache
@require_POST
@par_lien
@sensitive_variables("jeton")
def donner_accord_par_lien(request: HttpRequest, lien: LienPersonnel, jeton: str) -> HttpResponse:
    """« Je suis d'accord », without an account."""
    reunion = _reunion_lisible(lien)
    form = VersionForm(request.POST)
    droit = _en_personne(lien)
    if not droit:
        return refuser(request, droit, action="donner_accord", objet=reunion)
    if form.is_valid():
        try:
            operations.donner_accord(reunion, par=_elle(lien), version=form.cleaned_data["version"])
        except ActeRefuse as erreur:
            return refuser(request, erreur.droit, action="donner_accord", objet=reunion)
        except ConflitDeVersion:
            return render(
                request, "gouvernance/lien_projet_change.html", {"jeton": jeton}, status=409
            )
    return redirect("lire_compte_rendu_par_lien", jeton=jeton)


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["POST"])
@par_lien
@sensitive_variables("jeton")
def remarquer_par_lien(request: HttpRequest, lien: LienPersonnel, jeton: str) -> HttpResponse:
    """Remark on the draft, without an account."""
    reunion = _reunion_lisible(lien)
    form = RemarqueForm(request.POST, points=reunion.points_ordonnes())
    droit = _en_personne(lien)
    if not droit:
        return refuser(request, droit, action="remarquer", objet=reunion)
    if not form.is_valid():
        return _montrer(request, lien, jeton, form, statut=422)
    donnees = form.cleaned_data
    try:
        operations.remarquer(
            reunion,
            par=_elle(lien),
            cle=donnees["cle_idempotence"],
            texte=donnees["texte"],
            point=donnees["point"],
        )
    except ActeRefuse as erreur:
        return refuser(request, erreur.droit, action="remarquer", objet=reunion)
    except CleDejaUtilisee:
        return render(request, "gouvernance/envoi_deja_utilise.html", status=422)
    return redirect("lire_compte_rendu_par_lien", jeton=jeton)


@login_not_required
@never_cache
@require_safe
@par_lien
def telecharger_addendum_par_lien(
    request: HttpRequest, lien: LienPersonnel, jeton: str, numero: int
) -> HttpResponse:
    """Give the PDF of an addendum to who was invited."""
    reunion = _reunion_lisible(lien)
    addendum = (
        Addendum.objects.filter(compte_rendu=reunion.compte_rendu, numero=numero)
        .select_related("document")
        .first()
    )
    if addendum is None:
        raise Http404("Cet addendum n'existe pas.")
    qui = f"{_elle(lien).personne} (lien : {lien.get_porteur_display()})"
    inscrire("telecharger_addendum_par_lien", objet=reunion, nom=qui, motif=f"n° {numero}")
    return reponse_fichier(addendum.document)
