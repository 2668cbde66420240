"""The steps of a request that are typed: the association, the project; taking a draft up again."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import ChoiceField, ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gouvernance.models import Reunion
from pacte.accord.models import Fonction
from pacte.journal.refus import refuser
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import Droit
from subventions import operations
from subventions.forms import DemandeForm, FicheForm
from subventions.forms.association import ENGAGEMENTS
from subventions.forms.saisie import SaisieForm, ecrire_nombre
from subventions.lectures.brouillons import ConflitDeSaisie, marquer
from subventions.lectures.etapes import PARTIES, etape_a_reprendre, etape_suivante, url_etape
from subventions.lectures.manques import ASSOCIATION, PROJET, campagne_de, manques, totaux_de
from subventions.lectures.precedentes import CHAMPS_FICHE, demande_precedente, fiche_precedente
from subventions.lectures.questions import questions_de
from subventions.models import Demande, EtatDemande, GenreDemande
from subventions.operations import saisies
from subventions.operations.brouillons import Saisie, champs_ouverts
from subventions.permissions import can_ecrire_partie, can_modifier
from subventions.presentation.demandes import aide_montant
from subventions.views.acces import demande_ou_404
from subventions.views.envoi import Page, lier, traiter

MODIFIER = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def modifier_demande(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a draft up again: go to the first step that lacks something."""
    demande = demande_ou_404(request, code, pk)
    droit = can_modifier(request.fonction, demande, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="modifier_demande", objet=demande)
    restants = manques(demande, totaux_de(demande))
    return redirect(url_etape(demande, etape_a_reprendre(restants)))


# --- The association -----------------------------------------------------------------------------------
def form_association(request: HttpRequest, demande: Demande) -> FicheForm:
    """The form of the first step, bound when the request sends it."""
    avant = fiche_precedente(demande, avant=demande.exercice)
    return _lier_saisie(
        FicheForm,
        request,
        demande,
        saisies.ASSOCIATION,
        avant={nom: getattr(avant, nom) for nom in CHAMPS_FICHE} if avant else None,
        annee=avant.demande.exercice if avant else None,
    )


@MODIFIER
def modifier_association(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write the first step: who asks, with whom, under which promises."""
    demande = demande_ou_404(request, code, pk)
    form = form_association(request, demande)
    contexte = {"engagements": ENGAGEMENTS}
    return _traiter_etape(request, demande, saisies.ASSOCIATION, form, contexte)


# --- The project -----------------------------------------------------------------------------------------
def form_projet(request: HttpRequest, demande: Demande) -> DemandeForm:
    """The form of the second step, bound when the request sends it."""
    precedente = demande_precedente(demande)
    return _lier_saisie(
        DemandeForm,
        request,
        demande,
        saisies.PROJET,
        themes=demande.pacte.themes.order_by("numero"),
        comites=_comites(demande, request.fonction),
        genres=genres_ouverts(demande),
        questions=questions_de(demande),
        aides_avant=precedente.aides_en_nature.order_by("ordre") if precedente else (),
        aide_montant=aide_montant(precedente, precedente.accorde if precedente else None),
    )


@MODIFIER
def modifier_projet(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write the second step: what is asked, for what, and what is asked in kind."""
    demande = demande_ou_404(request, code, pk)
    form = form_projet(request, demande)
    contexte = {"campagne": campagne_de(demande), "annee_avant": demande.exercice - 1}
    return _traiter_etape(request, demande, saisies.PROJET, form, contexte)


def genres_ouverts(demande: Demande) -> list[tuple[str, str]]:
    """The kinds that the campaign opens, all of them without a campaign; the stored one stays."""
    campagne = campagne_de(demande)
    ouverts = set(campagne.volets.values_list("genre", flat=True)) if campagne else set()
    if not ouverts:
        return list(GenreDemande.choices)
    return [choix for choix in GenreDemande.choices if choix[0] in ouverts | {demande.genre}]


def _comites(demande: Demande, fonction: Fonction) -> QuerySet[Reunion]:
    """The meetings with this centre alone that the reader sees, where to deposit a request (C35)."""
    return (
        Reunion.objects.for_fonction(fonction)
        .filter(pacte=demande.pacte, centre=demande.centre, date_reunion__isnull=False)
        .exclude(etat="annulee")
        .select_related("instance")
        .order_by("-date_reunion")
    )


# --- What both share -----------------------------------------------------------------------------------------
def _lier_saisie(
    classe: type[SaisieForm],
    request: HttpRequest,
    demande: Demande,
    saisie: Saisie,
    **options: Any,
) -> Any:
    """Build the form of a step on what is stored; what a correction does not open is greyed."""
    valeurs = saisie.lire(demande)
    form = lier(
        classe,
        request,
        initial={**valeurs, "version": demande.version, "marques": marquer(valeurs)},
        **options,
    )
    if demande.etat != EtatDemande.BROUILLON and droit_etape(request, demande, saisie.code):
        le = timezone.localdate()
        ouverts = champs_ouverts(demande, saisie, valeurs, request.fonction, le)
        for nom in valeurs.keys() - ouverts:
            form.fields[nom].disabled = True
    return form


def droit_etape(request: HttpRequest, demande: Demande, code: str) -> Droit:
    """The right to write a step: one of its parts at least."""
    le = timezone.localdate()
    droits = [can_ecrire_partie(request.fonction, demande, partie, le) for partie in PARTIES[code]]
    return next((droit for droit in droits if droit), droits[0])


def _traiter_etape(
    request: HttpRequest,
    demande: Demande,
    saisie: Saisie,
    form: SaisieForm,
    contexte: Mapping[str, Any],
) -> HttpResponse:
    """Answer the page of a step; a conflict shows both texts of what both changed, and only that."""
    is_brouillon = demande.etat == EtatDemande.BROUILLON
    conflits: list[ConflitDeSaisie] = []

    def enregistrer() -> Demande:
        try:
            return operations.enregistrer_saisie(
                demande,
                saisie,
                par=request.fonction,
                version=form.cleaned_data["version"],
                valeurs=form.valeurs(),
                marques=form.marques_lues,
            ).demande
        except ConflitDeSaisie as conflit:
            conflits.append(conflit)
            raise

    suite = etape_suivante(saisie.code) if is_brouillon else None
    retour = url_etape(demande, suite) if suite else _page_demande(demande)
    return traiter(
        request,
        Page(
            f"subventions/{GABARITS[saisie.code]}.html",
            TITRES[saisie.code],
            "Enregistrer et continuer" if is_brouillon else "Enregistrer la correction",
            _page_demande(demande),
            {
                "demande": demande,
                "pacte": demande.pacte,
                "etape": saisie.code,
                "is_brouillon": is_brouillon,
                **contexte,
            },
        ),
        action=saisie.action,
        objet=demande,
        droit=droit_etape(request, demande, saisie.code),
        form=form,
        operation=enregistrer,
        message="C'est enregistré.",
        suite=retour,
        relire=lambda: montrer_conflit(form, conflits[-1]),
    )


GABARITS = {ASSOCIATION: "modifier_association", PROJET: "modifier_projet"}
TITRES = {ASSOCIATION: "L'association", PROJET: "Le projet"}


def _page_demande(demande: Demande) -> str:
    return reverse("voir_demande", args=[demande.pacte.code, demande.pk])


def montrer_conflit(form: SaisieForm, conflit: ConflitDeSaisie) -> dict[str, Any]:
    """Put in the form what others alone changed; return, in words, what both changed."""
    for nom, texte in form.ecrites(conflit.fusion.venues).items():
        form.data[form.add_prefix(nom)] = texte
    form.data[form.add_prefix("marques")] = marquer(conflit.actuelles)
    return {
        nom: en_mots(form, nom, conflit.actuelles.get(nom)) or "rien"
        for nom in conflit.fusion.conflits
    }


def en_mots(form: SaisieForm, nom: str, valeur: Any) -> str:
    """The value of a field as a reader sees it."""
    if valeur is None or valeur == "":
        return ""
    champ = form.fields[nom]
    if isinstance(champ, ModelChoiceField) and isinstance(valeur, Model):
        return str(champ.label_from_instance(valeur))
    if isinstance(champ, ChoiceField):
        return str(dict(champ.choices).get(valeur, valeur))
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, date):
        return ecrire_jour_court(valeur)
    if isinstance(valeur, Decimal):
        return ecrire_nombre(valeur)
    return str(valeur)
