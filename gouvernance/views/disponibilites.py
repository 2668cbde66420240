"""Answering a date poll: by a personal link without an account, or signed in.

The secret of the address is the whole of the access by link: that page reads no session, so no other
site can make a visitor's browser answer without knowing it. It asks for no token of form: without a
referrer, browsers send no origin either, and every answer would be refused.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from gouvernance.models import EnvoiSondage, VoieReponse
from gouvernance.operations import sondages as operations
from gouvernance.permissions import sondages as droits
from gouvernance.portee import acte
from gouvernance.sans_compte import sans_trace, trop_de_visites
from gouvernance.views.sondages import formulaire_de_reponse
from pacte.accord.portee import pacte_en_portee
from pacte.socle.droits import ActeRefuse, Droit


@login_not_required
@csrf_exempt
@never_cache
@sensitive_variables("jeton", "porte")
@require_http_methods(["GET", "HEAD", "POST"])
def repondre_sondage(request: HttpRequest, jeton: str) -> HttpResponse:
    """Answer without an account: reading the page changes nothing, sending it keeps the answers."""
    if (trop := trop_de_visites(request, "sondage")) is not None:
        return trop
    porte = operations.trouver_porte(jeton)
    if porte is None:
        return sans_trace(render(request, "gouvernance/lien_sondage_ferme.html", status=410))
    envoi = porte.envoi
    droit = droits.can_repondre_par_lien(envoi, timezone.localdate())
    form = formulaire_de_reponse(request, envoi)
    if droit and form.is_valid():
        try:
            operations.repondre(envoi, choix=form.choix(), voie=porte.voie, lien=porte.lien)
        except ActeRefuse as erreur:
            # The poll ended, or changed, while the page was open.
            droit = erreur.droit
        else:
            return sans_trace(redirect("repondre_sondage", jeton))
    contexte = _contexte(envoi, form, droit)
    contexte["au_secretariat"] = porte.voie == VoieReponse.SECRETARIAT
    statut = 200 if droit or request.method != "POST" else 409
    return sans_trace(render(request, "gouvernance/repondre_sondage.html", contexte, status=statut))


@require_http_methods(["GET", "POST"])
@acte
def donner_disponibilites(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Answer signed in: the person asked, whichever of her functions she acts in."""
    pacte = pacte_en_portee(request, code)
    envoi = _envoi_de(request, pacte.pk, pk)
    request.objet_de_l_acte = envoi.sondage.reunion
    form = formulaire_de_reponse(request, envoi)
    if form.is_valid():
        operations.repondre(
            envoi, choix=form.choix(), voie=VoieReponse.PORTAIL, par=request.fonction
        )
        messages.success(request, "Votre réponse est enregistrée.")
        return redirect("donner_disponibilites", code, pk)
    droit = droits.can_repondre(request.fonction, envoi, timezone.localdate())
    contexte = _contexte(envoi, form, droit) | {"pacte": pacte}
    return render(request, "gouvernance/donner_disponibilites.html", contexte)


def _envoi_de(request: HttpRequest, pacte: int, reunion: int) -> EnvoiSondage:
    """The latest question put to the person about this meeting, for her acting function first."""
    miens = EnvoiSondage.objects.filter(
        sondage__reunion=reunion,
        sondage__reunion__pacte=pacte,
        participation__fonction__personne=request.fonction.personne_id,
    ).select_related(
        "sondage__ouvert_par__personne",
        "sondage__reunion__pacte",
        "sondage__reunion__instance",
        "sondage__reunion__centre",
        "sondage__reunion__theme",
        "participation__fonction__personne",
        "participation__fonction__organisation",
    )
    en_cette_qualite = Case(
        When(participation__fonction=request.fonction.pk, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    ordonnes = miens.prefetch_related("sondage__creneaux", "reponses").order_by(
        "-sondage__ouvert_le", "-sondage__pk", en_cette_qualite
    )
    envoi = ordonnes.first()
    if envoi is None:
        raise Http404
    return envoi


def _contexte(envoi: EnvoiSondage, form: object, droit: Droit) -> dict[str, object]:
    return {
        "envoi": envoi,
        "sondage": envoi.sondage,
        "reunion": envoi.sondage.reunion,
        "personne": envoi.participation.fonction.personne,
        "form": form,
        "droit": droit,
        "is_complete": len(envoi.reponses.all()) >= len(envoi.sondage.creneaux.all()),
    }
