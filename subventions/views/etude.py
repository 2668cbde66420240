"""The pages of the instruction: the city's own, completeness, notes, messages, déports."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from subventions.forms.etude import CompletudeForm, DeportForm, MessageForm, NoteForm, PriseForm
from subventions.lectures.instruction import etude_demande
from subventions.lectures.sieges import personnes_des_deux_cotes
from subventions.models import Demande, MessageDemande
from subventions.operations import etude as operations
from subventions.permissions import (
    can_demander_avis,
    can_demander_correction,
    can_ecrire_message,
    can_enregistrer_deport,
    can_etudier,
    can_lire_instruction,
    can_lire_piece,
    can_noter,
)
from subventions.presentation.etude import actes_etude, attente_etude
from subventions.views.acces import demande_lisible_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter


def page_instruction(demande: Demande) -> str:
    """The address of the city's own page."""
    return reverse("instruire_demande", args=[demande.pacte.code, demande.pk])


def page_demande(demande: Demande) -> str:
    """The address of the request's page, which both sides read."""
    return reverse("voir_demande", args=[demande.pacte.code, demande.pk])


def acte(
    demande: Demande, titre: str, bouton: str, retour: str, chapeau: str = "", **contexte: Any
) -> Page:
    """The page of an act of the instruction."""
    return Page(
        "subventions/acte_instruction.html",
        titre,
        bouton,
        retour,
        {"demande": demande, "pacte": demande.pacte, "chapeau": chapeau, **contexte},
    )


@require_safe
def instruire_demande(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show the city's instruction: who does it, completeness, corrections, opinions, notes."""
    demande = demande_lisible_ou_404(request, code, pk)
    fonction, le = request.fonction, timezone.localdate()
    droit = can_lire_instruction(fonction, demande, le)
    if not droit:
        return refuser(request, droit, action="instruire_demande", objet=demande)
    etude = etude_demande(fonction, demande, le)
    return render(
        request,
        "subventions/instruire_demande.html",
        {
            "pacte": demande.pacte,
            "demande": demande,
            "etude": etude,
            "lisibles": [
                piece.jointe
                for piece in etude.pieces
                if piece.jointe is not None and can_lire_piece(fonction, piece.jointe)
            ],
            "attente": attente_etude(fonction, demande, etude),
            "actes": actes_etude(fonction, demande, etude, le),
            "can_etudier": can_etudier(fonction, demande, le),
            "can_corriger": can_demander_correction(fonction, demande, le),
            "can_demander_avis": can_demander_avis(fonction, demande, le),
            "can_noter": can_noter(fonction, demande, le),
            "le": le,
            "note": NoteForm(),
        },
    )


@MODIFIER
def prendre_instruction(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Become the person who examines the request."""
    demande = demande_lisible_ou_404(request, code, pk)
    form = lier(PriseForm, request, initial={"version": demande.version})
    qui = demande.instruite_par
    return traiter(
        request,
        acte(
            demande,
            "Instruire cette demande ?",
            "Je l'instruis",
            page_instruction(demande),
            f"Aujourd'hui, {qui.personne} l'instruit : vous prenez la suite."
            if qui
            else "Personne ne l'instruit encore. Les messages du centre vous arriveront.",
        ),
        action="prendre_instruction",
        objet=demande,
        droit=can_etudier(request.fonction, demande, timezone.localdate()),
        form=form,
        operation=lambda: operations.prendre_instruction(
            demande, par=request.fonction, version=form.cleaned_data["version"]
        ),
        message="Vous instruisez cette demande.",
        suite=page_instruction(demande),
        relire=dict,
    )


@MODIFIER
def noter_completude(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say since when the request is complete."""
    demande = demande_lisible_ou_404(request, code, pk)
    le = timezone.localdate()

    def initial(lue: Demande) -> dict[str, Any]:
        return {"version": lue.version, "date_completude": lue.date_completude}

    form = lier(
        CompletudeForm,
        request,
        initial=initial(demande) | {"date_completude": demande.date_completude or le},
    )
    return traiter(
        request,
        acte(
            demande,
            "La demande est-elle complète ?",
            "Enregistrer",
            page_instruction(demande),
            "Le centre lit cette date sur sa demande.",
        ),
        action="noter_completude",
        objet=demande,
        droit=can_etudier(request.fonction, demande, le),
        form=form,
        operation=lambda: operations.noter_completude(
            demande,
            par=request.fonction,
            version=form.cleaned_data["version"],
            date_completude=form.cleaned_data["date_completude"],
        ),
        message="C'est enregistré.",
        suite=page_instruction(demande),
        relire=lambda: initial(Demande.objects.get(pk=pk)),
    )


@MODIFIER
def ajouter_note(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Add a note to the instruction."""
    demande = demande_lisible_ou_404(request, code, pk)
    form = lier(NoteForm, request)
    return traiter(
        request,
        acte(demande, "Ajouter une note", "Ajouter la note", page_instruction(demande)),
        action="ajouter_note",
        objet=demande,
        droit=can_noter(request.fonction, demande, timezone.localdate()),
        form=form,
        operation=lambda: operations.ajouter_note(
            demande,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            texte=form.cleaned_data["texte"],
        ),
        message="La note est ajoutée. Elle n'est pas communiquée avant la décision.",
        suite=f"{page_instruction(demande)}#notes",
    )


@MODIFIER
def ecrire_message(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write to the other side about a request."""
    demande = demande_lisible_ou_404(request, code, pk)
    form = lier(MessageForm, request)
    a_qui = "à la Ville" if request.fonction.is_centre else "au centre"
    return traiter(
        request,
        acte(demande, f"Écrire {a_qui}", "Envoyer le message", page_demande(demande)),
        action="ecrire_message",
        objet=demande,
        droit=can_ecrire_message(request.fonction, demande, timezone.localdate()),
        form=form,
        operation=lambda: operations.ecrire_message(
            demande,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            texte=form.cleaned_data["texte"],
            fichier=form.cleaned_data["fichier"],
        ),
        message="Le message est envoyé.",
        suite=f"{page_demande(demande)}#echange",
    )


@require_safe
def telecharger_message(request: HttpRequest, code: str, pk: int, message: int) -> HttpResponse:
    """Send the file joined to a message; the download is journalled."""
    demande = demande_lisible_ou_404(request, code, pk)
    lu = get_object_or_404(
        MessageDemande.objects.select_related("fichier"), demande=demande, pk=message
    )
    if lu.fichier is None:
        raise Http404
    inscrire("telecharger_message", objet=demande, par=request.fonction, motif=lu.fichier.nom)
    return reponse_fichier(lu.fichier)


@MODIFIER
def enregistrer_deport(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Record the déport of somebody who also sits at the centre."""
    demande = demande_lisible_ou_404(request, code, pk)
    le = timezone.localdate()
    sieges = personnes_des_deux_cotes(demande.pacte.ville, [demande.centre_id], le)
    form = lier(DeportForm, request, sieges=sieges, initial={"date_deport": le})
    return traiter(
        request,
        acte(
            demande,
            "Enregistrer un déport",
            "Enregistrer le déport",
            page_instruction(demande),
            "Le portail note le déport et ne décide rien. "
            "Le service juridique de la Ville dit ce que la loi demande.",
        ),
        action="enregistrer_deport",
        objet=demande,
        droit=can_enregistrer_deport(request.fonction, demande, le),
        form=form,
        operation=lambda: operations.enregistrer_deport(
            demande,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            personne=form.personnes[form.cleaned_data["personne"]],
            jour=form.cleaned_data["date_deport"],
            motif=form.cleaned_data["motif"],
        ),
        message="Le déport est enregistré. Il figurera au projet de délibération.",
        suite=page_instruction(demande),
    )
