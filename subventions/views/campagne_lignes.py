"""The pages of what a campaign asks for: its documents with their models, its questions."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse
from subventions import operations
from subventions.forms import (
    PieceAttendueModifieeForm,
    PieceAttendueNouvelleForm,
    QuestionModifieeForm,
    QuestionNouvelleForm,
)
from subventions.forms.commun import ConfirmationForm
from subventions.models import PieceAttendue, QuestionCampagne
from subventions.permissions import can_completer_campagne, can_retirer_ligne
from subventions.views.campagnes import campagne_a_regler, campagne_visible, page_de, retour
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter

L = TypeVar("L", PieceAttendue, QuestionCampagne)


def _ligne(modele: type[L], request: HttpRequest, code: str, exercice: int, pk: int) -> L:
    campagne = campagne_a_regler(request, code, exercice)
    ligne = get_object_or_404(modele._default_manager, campagne=campagne, pk=pk)
    ligne.campagne = campagne
    return ligne


# --- The documents asked for -----------------------------------------------------------------------------
@MODIFIER
def ajouter_piece_attendue(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Ask for one more document, with the city's model when there is one."""
    campagne = campagne_a_regler(request, code, exercice)
    form = lier(PieceAttendueNouvelleForm, request, initial={"obligatoire": True})
    return traiter(
        request,
        page_de(
            campagne, "regler_ligne", "Demander un document", "Demander ce document", "#documents"
        ),
        action="ajouter_piece_attendue",
        objet=campagne,
        droit=can_completer_campagne(request.fonction, campagne, timezone.localdate()),
        form=form,
        operation=lambda: operations.ajouter_piece_attendue(
            campagne,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            champs=form.champs(),
            modele=form.cleaned_data["modele"],
        ),
        message="Le document est demandé.",
        suite=retour(code, exercice, "#documents"),
    )


@MODIFIER
def modifier_piece_attendue(
    request: HttpRequest, code: str, exercice: int, piece: int
) -> HttpResponse:
    """Change a document asked for, its model included."""
    ligne = _ligne(PieceAttendue, request, code, exercice, piece)
    campagne = ligne.campagne

    def initial(lue: PieceAttendue, version: int) -> dict[str, Any]:
        return {
            "version": version,
            **{n: getattr(lue, n) for n in PieceAttendueModifieeForm.CHAMPS},
        }

    form = lier(
        PieceAttendueModifieeForm,
        request,
        avec_modele=ligne.modele_id is not None,
        initial=initial(ligne, campagne.version),
    )
    return traiter(
        request,
        page_de(campagne, "regler_ligne", f"Modifier : {ligne}", "Enregistrer", "#documents"),
        action="modifier_piece_attendue",
        objet=campagne,
        droit=can_completer_campagne(request.fonction, campagne, timezone.localdate()),
        form=form,
        operation=lambda: operations.modifier_piece_attendue(
            ligne,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs=form.champs(),
            modele=form.cleaned_data["modele"],
            sans_modele=form.cleaned_data.get("sans_modele", False),
        ),
        message="Le document est modifié.",
        suite=retour(code, exercice, "#documents"),
        relire=lambda: initial(PieceAttendue.objects.get(pk=piece), campagne.version),
    )


@MODIFIER
def retirer_piece_attendue(
    request: HttpRequest, code: str, exercice: int, piece: int
) -> HttpResponse:
    """Ask no longer for a document, after confirmation."""
    return _retirer(
        request,
        _ligne(PieceAttendue, request, code, exercice, piece),
        "retirer_piece_attendue",
        "Ne plus demander ce document",
        [
            "Les prochaines demandes n'auront plus à le joindre.",
            "Celles qui l'ont déjà joint le gardent.",
        ],
        "#documents",
    )


@require_POST
def monter_piece_attendue(
    request: HttpRequest, code: str, exercice: int, piece: int
) -> HttpResponse:
    """Put a document one place higher in the list."""
    return _monter(request, _ligne(PieceAttendue, request, code, exercice, piece), "#documents")


@require_safe
def telecharger_modele(request: HttpRequest, code: str, exercice: int, piece: int) -> HttpResponse:
    """Send the model to fill of a document, to the centres and to the city's service."""
    _, campagne = campagne_visible(request, code, exercice)
    ligne = get_object_or_404(
        PieceAttendue.objects.select_related("modele"), campagne=campagne, pk=piece
    )
    if ligne.modele is None:
        raise Http404
    inscrire("telecharger_modele", objet=campagne, par=request.fonction, motif=ligne.libelle)
    return reponse_fichier(ligne.modele)


# --- The questions -----------------------------------------------------------------------------------------
@MODIFIER
def ajouter_question(request: HttpRequest, code: str, exercice: int) -> HttpResponse:
    """Put one more question to the requests of a kind."""
    campagne = campagne_a_regler(request, code, exercice)
    form = lier(QuestionNouvelleForm, request, initial={"reponse": "texte"})
    return traiter(
        request,
        page_de(campagne, "regler_ligne", "Poser une question", "Poser la question", "#questions"),
        action="ajouter_question",
        objet=campagne,
        droit=can_completer_campagne(request.fonction, campagne, timezone.localdate()),
        form=form,
        operation=lambda: operations.ajouter_question(
            campagne,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            champs=form.champs(),
        ),
        message="La question est posée.",
        suite=retour(code, exercice, "#questions"),
    )


@MODIFIER
def modifier_question(
    request: HttpRequest, code: str, exercice: int, question: int
) -> HttpResponse:
    """Change a question."""
    ligne = _ligne(QuestionCampagne, request, code, exercice, question)
    campagne = ligne.campagne

    def initial(lue: QuestionCampagne, version: int) -> dict[str, Any]:
        valeurs = {nom: getattr(lue, nom) for nom in QuestionModifieeForm.CHAMPS}
        return {"version": version, **valeurs, "choix": "\n".join(lue.choix)}

    form = lier(QuestionModifieeForm, request, initial=initial(ligne, campagne.version))
    return traiter(
        request,
        page_de(campagne, "regler_ligne", "Modifier la question", "Enregistrer", "#questions"),
        action="modifier_question",
        objet=campagne,
        droit=can_completer_campagne(request.fonction, campagne, timezone.localdate()),
        form=form,
        operation=lambda: operations.modifier_question(
            ligne,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs=form.champs(),
        ),
        message="La question est modifiée.",
        suite=retour(code, exercice, "#questions"),
        relire=lambda: initial(QuestionCampagne.objects.get(pk=question), campagne.version),
    )


@MODIFIER
def retirer_question(request: HttpRequest, code: str, exercice: int, question: int) -> HttpResponse:
    """Put a question no longer, after confirmation."""
    return _retirer(
        request,
        _ligne(QuestionCampagne, request, code, exercice, question),
        "retirer_question",
        "Ne plus poser cette question",
        ["Les prochaines demandes n'auront plus à y répondre."],
        "#questions",
    )


@require_POST
def monter_question(request: HttpRequest, code: str, exercice: int, question: int) -> HttpResponse:
    """Put a question one place higher in the list."""
    return _monter(
        request, _ligne(QuestionCampagne, request, code, exercice, question), "#questions"
    )


def _retirer(
    request: HttpRequest,
    ligne: PieceAttendue | QuestionCampagne,
    action: str,
    bouton: str,
    consequences: list[str],
    ancre: str,
) -> HttpResponse:
    campagne = ligne.campagne
    droit = can_completer_campagne(request.fonction, campagne, timezone.localdate())
    page = page_de(campagne, "retirer_ligne", f"{bouton} ?", bouton, ancre)
    return traiter(
        request,
        Page(
            page.gabarit,
            page.titre,
            page.bouton,
            page.url_retour,
            {**page.contexte, "ligne": ligne, "danger": True, "consequences": consequences},
        ),
        action=action,
        objet=campagne,
        droit=droit and can_retirer_ligne(ligne),
        form=lier(ConfirmationForm, request),
        operation=lambda: operations.retirer_ligne(ligne, par=request.fonction),
        message="C'est retiré de la campagne.",
        suite=page.url_retour,
    )


def _monter(
    request: HttpRequest, ligne: PieceAttendue | QuestionCampagne, ancre: str
) -> HttpResponse:
    campagne = ligne.campagne
    return _agir(
        request,
        campagne,
        "ordonner_campagne",
        lambda: operations.monter_ligne(ligne, par=request.fonction),
        retour(campagne.pacte.code, campagne.exercice, ancre),
    )


def _agir(
    request: HttpRequest,
    objet: Any,
    action: str,
    operation: Callable[[], object],
    suite: str,
) -> HttpResponse:
    """Do an act of one click; refused, it is journalled and says why."""
    try:
        operation()
    except ActeRefuse as refuse:
        return refuser(request, refuse.droit, action=action, objet=objet)
    return redirect(suite)
