"""Answers with an account: one's own, those that the organiser follows, notes and asks again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gouvernance.forms.reponses import (
    FiltreReponsesForm,
    NoterReponseForm,
    RenvoiForm,
    ReponseForm,
)
from gouvernance.lectures.reponses import (
    compter,
    lignes_suivies,
    ma_participation,
    participations_suivies,
    valeurs,
)
from gouvernance.models import Participation, PorteurLien, Reunion
from gouvernance.operations import reponses
from gouvernance.permissions import reponses as droits_reponses
from gouvernance.portee import acte, reunion_en_portee
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger, refus
from pacte.socle.tableur import reponse_csv
from pacte.socle.templatetags.socle import accorder


@require_POST
@acte
def repondre_reunion(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Answer one's own invitation, from the page of the meeting."""
    reunion = reunion_en_portee(request, code, pk)
    mienne = ma_participation(
        request.fonction,
        list(reunion.participations.select_related("fonction__personne").order_by("pk")),
    )
    if mienne is None:
        exiger(refus("Vous n'êtes pas invitée ou invité à cette réunion."))
    mienne.reunion = reunion
    exiger(droits_reponses.can_repondre(request.fonction, mienne, timezone.now()))
    form = ReponseForm(request.POST)
    if form.is_valid():
        reponses.repondre(mienne, form.reponse_donnee(), par=request.fonction)
        messages.success(request, "Merci, votre réponse est enregistrée.")
        return redirect("voir_reunion", code, pk)
    contexte = {"reunion": reunion, "form": form, "participation": mienne}
    return render(request, "gouvernance/repondre_reunion.html", contexte, status=422)


@require_safe
@acte
def lister_reponses(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show, for each person, where her invitation stands and what she answered, with the times."""
    reunion = reunion_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(droits_reponses.can_suivre_reponses(request.fonction, reunion, le))
    toutes = participations_suivies(reunion)
    form = FiltreReponsesForm(request.GET)
    retenues = form.filtrer(toutes)
    maintenant = timezone.now()
    contexte = {
        "reunion": reunion,
        "form": form,
        "lignes": lignes_suivies(retenues),
        "comptes": compter(toutes),
        "compte": accorder(len(retenues), "personne,personnes,Aucune"),
        "export": f"{reverse('exporter_reponses', args=[code, pk])}?{request.GET.urlencode()}",
        "droit_relancer": droits_reponses.can_relancer(
            request.fonction, reunion, maintenant, toutes
        ),
        "droit_noter": droits_reponses.can_noter_reponse(request.fonction, reunion, maintenant),
        "droit_renvoyer": droits_reponses.can_renvoyer(request.fonction, reunion, maintenant),
    }
    return render(request, "gouvernance/lister_reponses.html", contexte)


@require_safe
@acte
def exporter_reponses(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Export the people that the page shows, with the same filters."""
    reunion = reunion_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(droits_reponses.can_suivre_reponses(request.fonction, reunion, le))
    retenues = FiltreReponsesForm(request.GET).filtrer(participations_suivies(reunion))
    entetes = ("Catégorie", "Personne", "Qualité", "Organisation", "Invitation", "Envoyée le",
               "Refus du serveur", "Réponse", "Reçue le", "Voie", "Représentée par",
               "Réponse de qui représente", "Relancée le", "Présence")  # fmt: skip
    inscrire("exporter_reponses", objet=reunion, par=request.fonction)
    return reponse_csv("reponses", entetes, map(_ligne_csv, retenues), le=le)


def _ligne_csv(p: Participation) -> tuple[object, ...]:
    courriel = p.courriel
    return (
        p.categorie.libelle if p.categorie else "",
        str(p.fonction.personne),
        p.fonction.libelle_qualite,
        str(p.fonction.organisation),
        p.etat_envoi.label,
        courriel.envoye_le if courriel else p.lettre_imprimee_le,
        courriel.dernier_echec if courriel else "",
        p.reponse_enum.label,
        p.repondu_le,
        p.get_voie_reponse_display(),
        p.representant_nom,
        p.representant_reponse_enum.label if p.representant_nom else "",
        p.relance_le,
        p.presence_enum.label,
    )


def _participation(reunion: Reunion, pk: int) -> Participation:
    lignes = reunion.participations.select_related("fonction__personne", "fonction__organisation")
    participation = get_object_or_404(lignes, pk=pk)
    participation.reunion = reunion
    return participation


@require_http_methods(["GET", "POST"])
@acte
def noter_reponse(request: HttpRequest, code: str, pk: int, participation: int) -> HttpResponse:
    """Note an answer received by telephone, by word of mouth or by post."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(droits_reponses.can_noter_reponse(request.fonction, reunion, timezone.now()))
    visee = _participation(reunion, participation)
    form = NoterReponseForm(request.POST or None, initial=valeurs(visee))
    if form.is_valid():
        reponses.noter_reponse(visee, form.reponse_donnee(), par=request.fonction)
        messages.success(request, f"La réponse de {visee.fonction.personne} est notée.")
        return redirect("lister_reponses", code, pk)
    contexte = {"reunion": reunion, "participation": visee, "form": form}
    return render(request, "gouvernance/noter_reponse.html", contexte)


@require_POST
@acte
def renvoyer_invitation(
    request: HttpRequest, code: str, pk: int, participation: int
) -> HttpResponse:
    """Send one mailbox its invitation again, with a new personal link."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(droits_reponses.can_renvoyer(request.fonction, reunion, timezone.now()))
    visee = _participation(reunion, participation)
    form = RenvoiForm(request.POST)
    if form.is_valid():
        courriel = reponses.renvoyer(
            visee,
            porteur=PorteurLien(form.cleaned_data["porteur"]),
            dernier=str(form.cleaned_data["dernier"] or ""),
            par=request.fonction,
        )
        messages.success(
            request,
            f"L’invitation repart vers {courriel.destinataire}."
            if courriel
            else "Cette invitation était déjà repartie.",
        )
    return redirect("lister_reponses", code, pk)


@require_http_methods(["GET", "POST"])
@acte
def relancer_invites(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Read who will be reminded, then write to them; at most once a day each."""
    reunion = reunion_en_portee(request, code, pk)
    if request.method == "POST":
        nombre = reponses.relancer(reunion, par=request.fonction)
        suite = accorder(nombre, "personne relancée,personnes relancées")
        messages.success(request, f"{suite}." if nombre else "La relance était déjà partie.")
        return redirect("lister_reponses", code, pk)
    toutes = participations_suivies(reunion)
    maintenant = timezone.now()
    exiger(droits_reponses.can_relancer(request.fonction, reunion, maintenant, toutes))
    le = timezone.localdate(maintenant)
    visees = [p.fonction.personne for p in toutes if droits_reponses.is_a_relancer(p, le)]
    contexte = {
        "reunion": reunion,
        "page": "Relancer",
        "manques": [],
        "relecture": False,
        "titre": "Relancer les personnes qui n’ont pas répondu ?",
        "consequences": [
            f"Un courriel part vers {accorder(len(visees), 'personne,personnes')} : "
            f"{', '.join(map(str, visees))}.",
            "Il porte un nouveau lien pour répondre, sans mot de passe.",
        ],
        "form": None,
        "bouton": "Envoyer la relance",
        "url_retour": reverse("lister_reponses", args=[code, pk]),
        "danger": False,
    }
    return render(request, "gouvernance/confirmer.html", contexte)
