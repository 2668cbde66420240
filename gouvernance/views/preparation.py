"""Before the meeting: open it, set its date, its agenda, its people; invite; cancel."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gouvernance import operations, permissions
from gouvernance.forms import (
    MotifForm,
    OuvertureForm,
    ParticipantsForm,
    ReunionForm,
)
from gouvernance.forms.champs import Sujet, sujets_possibles
from gouvernance.forms.reunions import Candidat
from gouvernance.lectures.calendrier_thematique import lignes_a_ouvrir
from gouvernance.lectures.composition import attendus, candidats, organisations_du_pacte
from gouvernance.models import LigneCalendrier, Reunion
from gouvernance.notifications.invitations import a_inviter
from gouvernance.pdf.reunions import participations_de
from gouvernance.portee import acte, reunion_en_portee
from gouvernance.views.conflits import Difference, differences
from pacte.accord.models import Fonction, GenreOrganisation, Pacte
from pacte.accord.portee import pacte_en_portee
from pacte.socle.droits import exiger
from pacte.socle.templatetags.socle import accorder
from pacte.socle.versions import ConflitDeVersion


def sujets_de(pacte: Pacte, fonction: Fonction) -> list[Sujet]:
    """What the function may open: the bodies whose initiative the act gives it; the city's all."""
    le = timezone.localdate()
    return [
        sujet
        for sujet in tous_les_sujets(pacte, le, lignes=lignes_a_ouvrir(pacte))
        if permissions.can_ouvrir(fonction, sujet.instance, sujet.centre, le, pacte=pacte)
    ]


def tous_les_sujets(
    pacte: Pacte, le: date, *, lignes: Sequence[LigneCalendrier] = ()
) -> list[Sujet]:
    """Every body of the pact, with each of its centres and themes."""
    organisations = organisations_du_pacte(pacte, le)
    return sujets_possibles(
        pacte.instances.order_by("ordre"),
        [o for o in organisations if o.genre == GenreOrganisation.CENTRE],
        list(pacte.themes.order_by("numero")),
        lignes=lignes,
    )


def a_motiver(sujets: list[Sujet], fonction: Fonction, pacte: Pacte) -> list[Sujet]:
    """The subjects whose initiative the act gives to another party: opening them needs a reason."""
    return [
        sujet
        for sujet in sujets
        if not permissions.is_titulaire(fonction, sujet.instance, sujet.centre, pacte)
    ]


def suite_du_refus(pacte: Pacte) -> tuple[str, str]:
    """What somebody who may not open a meeting can do: ask for it."""
    return "Demander une réunion", reverse("demander_reunion", args=[pacte.code])


@require_http_methods(["GET", "POST"])
@acte
def ouvrir_reunion(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a body, with its centre or theme: the meeting opens as a draft from its template."""
    pacte = pacte_en_portee(request, code)
    le = timezone.localdate()
    request.suite_du_refus = suite_du_refus(pacte)
    exiger(permissions.can_ouvrir_une_reunion(request.fonction, pacte, le))
    sujets = sujets_de(pacte, request.fonction)
    form = OuvertureForm(
        request.POST or None,
        sujets=sujets,
        a_motiver=a_motiver(sujets, request.fonction, pacte),
        initial={nom: request.GET.get(nom, "") for nom in ("sujet", "date_reunion", "heure")},
    )
    if form.is_valid():
        sujet = form.cleaned_data["sujet"]
        reunion = operations.ouvrir(
            pacte,
            instance=sujet.instance,
            centre=sujet.centre,
            theme=sujet.theme,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            date_reunion=form.cleaned_data["date_reunion"],
            heure=form.cleaned_data["heure"],
            lieu=form.cleaned_data["lieu"],
            ligne=sujet.ligne,
            tenue_autrement=form.cleaned_data.get("tenue_autrement", ""),
        )
        messages.success(request, "La réunion est en préparation. Personne n’est prévenu encore.")
        return redirect("voir_reunion", code, reunion.pk)
    contexte = {
        "pacte": pacte,
        "form": form,
        "peut_demander": not permissions.is_avs_du_pacte(request.fonction, pacte),
    }
    return render(request, "gouvernance/ouvrir_reunion.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def modifier_reunion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Set date, time, place, length and message; people already invited are told of a change."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(permissions.can_modifier(request.fonction, reunion, timezone.localdate()))
    form = ReunionForm(request.POST or None, reunion=reunion)
    ecarts: list[Difference] = []
    if form.is_valid():
        try:
            prevenues = operations.modifier(reunion, par=request.fonction, **form.cleaned_data)
        except ConflitDeVersion as conflit:
            reunion.refresh_from_db()
            ecarts = differences(form, ReunionForm.valeurs(reunion), conflit.actuelle)
        else:
            suite = f" {accorder(prevenues, 'personne prévenue,personnes prévenues')}."
            messages.success(request, f"Enregistré.{suite if prevenues else ''}")
            return redirect("voir_reunion", code, pk)
    contexte = {"reunion": reunion, "form": form, "ecarts": ecarts}
    statut = 409 if ecarts else 200
    return render(request, "gouvernance/modifier_reunion.html", contexte, status=statut)


def _candidats(reunion: Reunion) -> list[Candidat]:
    """Everybody who may be invited, those invited and those expected being marked."""
    le = reunion.date_reunion or timezone.localdate()
    presentes = participations_de(reunion)
    invitees = {p.fonction_id for p in presentes}
    personnes = {p.fonction.personne_id for p in presentes}
    organisations = organisations_du_pacte(reunion.pacte, le)
    fonctions = candidats(reunion.instance, reunion.centre, organisations, le)
    categories = list(reunion.instance.categories.order_by("ordre"))
    attendues = {attendu.fonction.pk for attendu in attendus(categories, fonctions)}
    connues = {fonction.pk for fonction in fonctions}
    # Somebody whose function has ended stays on the list until she is taken off.
    anciennes = [p.fonction for p in presentes if p.fonction_id not in connues]
    return [
        Candidat(f, f.pk in invitees, f.pk in attendues and f.personne_id not in personnes)
        for f in [*fonctions, *anciennes]
    ]


@require_http_methods(["GET", "POST"])
@acte
def modifier_participants(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Tick who is invited; people taken off after the invitations are told."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(permissions.can_modifier_participants(request.fonction, reunion, timezone.localdate()))
    form = ParticipantsForm(
        request.POST or None, candidats=_candidats(reunion), initial={"version": reunion.version}
    )
    if form.is_valid():
        ajoutees, retirees = operations.modifier_participants(
            reunion,
            par=request.fonction,
            version=form.cleaned_data["version"],
            fonctions=form.choisies(),
        )
        en_plus = accorder(ajoutees, "personne ajoutée,personnes ajoutées,aucune")
        en_moins = accorder(retirees, "personne retirée,personnes retirées,aucune")
        messages.success(request, f"Enregistré : {en_plus}, {en_moins}.")
        return redirect("voir_reunion", code, pk)
    contexte = {"reunion": reunion, "form": form}
    return render(request, "gouvernance/modifier_participants.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def envoyer_invitations(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Read what will be sent and to whom, then send."""
    reunion = reunion_en_portee(request, code, pk)
    if request.method == "POST":
        envoyees = operations.inviter(reunion, par=request.fonction)
        nombre = accorder(len(envoyees), "invitation est en file,invitations sont en file")
        texte = f"{nombre} d’envoi." if envoyees else "Les invitations étaient déjà parties."
        messages.success(request, texte)
        return redirect("voir_reunion", code, pk)
    exiger(permissions.can_inviter(request.fonction, reunion, timezone.localdate()))
    toutes = participations_de(reunion)
    contexte = {
        "reunion": reunion,
        "boites": [boite for p in toutes for boite in a_inviter(p)],
        "sans_courriel": [p for p in toutes if not p.fonction.personne.courriel],
        "points": reunion.points_ordonnes(),
        "remarque": permissions.remarque_initiative(reunion.instance, reunion.organisateur),
        "delai": (reunion.date_reunion - timezone.localdate()).days,
    }
    return render(request, "gouvernance/envoyer_invitations.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def annuler_reunion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Cancel the meeting, with a reason that the people invited will read."""
    reunion = reunion_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(permissions.can_preparer(request.fonction, reunion, le))
    form = MotifForm(request.POST or None)
    if form.is_valid():
        prevenues = operations.annuler(
            reunion, par=request.fonction, motif=form.cleaned_data["motif"]
        )
        suite = accorder(prevenues, "personne prévenue,personnes prévenues,aucune")
        messages.success(request, f"La réunion est annulée : {suite}.")
        return redirect("voir_reunion", code, pk)
    exiger(permissions.can_annuler(request.fonction, reunion, le))
    invitees = reunion.participations.filter(courriel__isnull=False).count()
    contexte = {
        "reunion": reunion,
        "page": "Annuler",
        "manques": [],
        "relecture": False,
        "titre": "Annuler cette réunion ?",
        "consequences": [
            f"Un courriel part : {accorder(invitees, 'personne,personnes')}. "
            "La réunion disparaît de leur agenda."
            if invitees
            else "Personne n’a encore été invité : aucun courriel ne part.",
            "La réunion reste sur le portail, avec son motif. Elle ne compte pas dans le rythme.",
        ],
        "form": form,
        "bouton": "Annuler la réunion",
        "url_retour": reverse("voir_reunion", args=[code, pk]),
        "danger": True,
    }
    return render(request, "gouvernance/confirmer.html", contexte)
