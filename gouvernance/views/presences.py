"""The day of the meeting: who came, when, on a phone in the room or on paper afterwards."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gouvernance import operations, permissions
from gouvernance.forms import PresencesForm
from gouvernance.forms.presences import ARRIVE, PART, PresenceForm
from gouvernance.lectures.composition import bilan_des_categories, candidats, organisations_du_pacte
from gouvernance.models import Participation, Presence, Reunion
from gouvernance.operations.presences import (
    ConflitDePresence,
    PresenceNotee,
    noter_presence,
    presence_de,
)
from gouvernance.pdf.reunions import centres_du_pacte, participations_de
from gouvernance.portee import acte, reunion_en_portee
from gouvernance.rules.valeurs import Categories
from gouvernance.views.conflits import Difference
from pacte.accord.models import Fonction
from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse, exiger
from pacte.socle.templatetags.socle import accorder
from pacte.socle.versions import ConflitDeVersion


@require_http_methods(["GET", "POST"])
@acte
def noter_presences(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Note who came, for all at once; the meeting is then held. With a script, person by person."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(permissions.can_noter_presences(request.fonction, reunion, timezone.localdate()))
    participations = participations_de(reunion)
    form = PresencesForm(
        request.POST or None,
        participations=participations,
        autres=_autres(reunion, participations),
        initial={"version": reunion.version},
    )
    ecarts, conflit = [], False
    if form.is_valid():
        try:
            operations.noter_presences(
                reunion,
                par=request.fonction,
                version=form.cleaned_data["version"],
                presences=form.presences(),
                avant=form.avant(),
                venue=form.cleaned_data["venue"],
            )
        except ConflitDeVersion as erreur:
            conflit, ecarts = True, _ecarts(form, erreur)
            form.reprendre(erreur.actuelle, participations_de(reunion))
        else:
            messages.success(request, "Les présences sont notées : la réunion est tenue.")
            suite = "noter_presences" if form.cleaned_data["venue"] else "voir_reunion"
            return redirect(suite, code, pk)
    contexte = _contexte(reunion, form, participations) | {"conflit": conflit, "ecarts": ecarts}
    statut = 409 if conflit else 200
    return render(request, "gouvernance/noter_presences.html", contexte, status=statut)


def _autres(reunion: Reunion, participations: list[Participation]) -> list[Fonction]:
    """Who may have come without being invited: the people of the pact, as for the invitations."""
    le = timezone.localdate()
    organisations = organisations_du_pacte(reunion.pacte, le)
    invitees = {p.fonction_id for p in participations}
    possibles = candidats(reunion.instance, reunion.centre, organisations, le)
    return [fonction for fonction in possibles if fonction.pk not in invitees]


def _ecarts(form: PresencesForm, erreur: ConflitDeVersion) -> list[Difference]:
    if not isinstance(erreur, ConflitDePresence):
        return []
    saisies = form.presences()
    return [
        Difference(
            str(ligne.fonction.personne),
            _en_mots(saisies[ligne.pk]),
            _en_mots(presence_de(ligne)),
        )
        for ligne in erreur.participations
    ]


def _en_mots(notee: PresenceNotee) -> str:
    mots = [Presence(notee.presence).label]
    if notee.represente_par:
        mots.append(f"par {notee.represente_par}")
    if notee.arrivee:
        mots.append(f"arrivée à {notee.arrivee:%H:%M}")
    if notee.depart:
        mots.append(f"départ à {notee.depart:%H:%M}")
    return ", ".join(mots)


def _contexte(
    reunion: Reunion, form: PresencesForm, participations: list[Participation]
) -> dict[str, Any]:
    return {
        "reunion": reunion,
        "form": form,
        "bilan": _phrase_du_bilan(_bilan(reunion, participations)),
        "en_seance": reunion.date_reunion == timezone.localdate(),
    }


def _bilan(reunion: Reunion, participations: list[Participation]) -> Categories:
    return bilan_des_categories(
        reunion,
        reunion.instance.categories.order_by("ordre"),
        participations,
        centres_du_pacte(reunion),
    )


def _phrase_du_bilan(bilan: Categories) -> str:
    """Say which expected categories are there: information, never a quorum."""
    if not bilan.total:
        return ""
    mots = accorder(
        bilan.nombre, "catégorie attendue présente,catégories attendues présentes,aucune"
    )
    phrase = f"{mots[:1].upper()}{mots[1:]} sur {bilan.total}."
    if bilan.absentes:
        phrase += f" Sans personne : {' ; '.join(bilan.absentes)}."
    return phrase


@require_POST
def enregistrer_presence(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Save one person's presence at a touch; answer the whole list as it is now."""
    reunion = reunion_en_portee(request, code, pk)
    form = PresenceForm(request.POST)
    conflit = False
    try:
        exiger(permissions.can_noter_presences(request.fonction, reunion, timezone.localdate()))
        if not form.is_valid():
            motif = str(next(iter(form.errors.values()))[0])
            return JsonResponse({"motif": motif}, status=422)
        noter_presence(
            reunion,
            par=request.fonction,
            participation=form.cleaned_data["participation"],
            avant=form.cleaned_data["avant"],
            notee=_notee(form.cleaned_data),
        )
    except ActeRefuse as erreur:
        refuser(request, erreur.droit, action="noter_presences", objet=reunion)
        return JsonResponse({"motif": erreur.droit.motif}, status=403)
    except ConflitDePresence:
        conflit = True
    return JsonResponse(_etat(reunion), status=409 if conflit else 200)


def _notee(donnees: dict[str, Any]) -> PresenceNotee:
    """Read the form; « arrive maintenant » and « part maintenant » take the clock of the server."""
    notee = PresenceNotee(
        donnees["presence"], donnees["represente_par"], donnees["arrivee"], donnees["depart"]
    )
    maintenant = timezone.localtime().time().replace(second=0, microsecond=0)
    if donnees["geste"] == ARRIVE:
        comptee = notee.presence in (Presence.A_DISTANCE, Presence.REPRESENTEE)
        presence = notee.presence if comptee else Presence.PRESENTE
        return replace(notee, presence=presence, arrivee=maintenant, depart=None)
    if donnees["geste"] == PART:
        return replace(notee, depart=max(maintenant, notee.arrivee or maintenant))
    return notee


def _etat(reunion: Reunion) -> dict[str, Any]:
    participations = participations_de(reunion)
    lignes = {}
    for participation in participations:
        notee = presence_de(participation)
        lignes[str(participation.pk)] = {
            "avant": notee.marque,
            "presence": notee.presence,
            "represente": notee.represente_par,
            "arrivee": f"{notee.arrivee:%H:%M}" if notee.arrivee else "",
            "depart": f"{notee.depart:%H:%M}" if notee.depart else "",
        }
    return {
        "lignes": lignes,
        "bilan": _phrase_du_bilan(_bilan(reunion, participations)),
        "version": Reunion.objects.values_list("version", flat=True).get(pk=reunion.pk),
    }
