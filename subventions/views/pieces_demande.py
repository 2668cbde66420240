"""The fourth step of a request: its documents, taken from the centre's file or brought."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pacte.documents.reponses import reponse_fichier
from pacte.journal.refus import refuser
from subventions import operations
from subventions.forms.pieces_demande import ApportForm
from subventions.lectures.manques import PIECES
from subventions.lectures.pieces import attendues_pour, pieces_du_depot, pieces_en_plus
from subventions.models import Demande, EtatDemande, PieceAttendue, PieceCentre, PieceDemande
from subventions.operations import pieces as dossier
from subventions.permissions import can_joindre_piece
from subventions.views.acces import demande_ou_404
from subventions.views.envoi import Page, agir, lier, traiter
from subventions.views.saisie import droit_etape

MODIFIER = require_http_methods(["GET", "HEAD", "POST"])


def _page(demande: Demande) -> str:
    return reverse("joindre_pieces", args=[demande.pacte.code, demande.pk])


def _attendue_ou_404(demande: Demande, pk: int) -> PieceAttendue:
    """A document that the request's own campaign expects of its kind."""
    return get_object_or_404(
        PieceAttendue.objects.select_related("campagne", "modele").filter(
            Q(genre="") | Q(genre=demande.genre)
        ),
        campagne__pacte=demande.pacte,
        campagne__exercice=demande.exercice,
        pk=pk,
    )


@require_safe
def joindre_pieces(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show each expected document: joined, ready in the centre's file, or to bring."""
    demande = demande_ou_404(request, code, pk)
    droit = droit_etape(request, demande, PIECES)
    if not droit:
        return refuser(request, droit, action="joindre_piece_demande", objet=demande)
    le = timezone.localdate()
    lues = pieces_du_depot(demande)
    autres = list(pieces_en_plus(demande))
    return render(
        request,
        "subventions/joindre_pieces.html",
        {
            "pacte": demande.pacte,
            "demande": demande,
            "is_brouillon": demande.etat == EtatDemande.BROUILLON,
            "lignes": [
                (piece, can_joindre_piece(request.fonction, demande, le, piece.champ))
                for piece in lues
            ],
            "autres": [
                (piece, can_joindre_piece(request.fonction, demande, le, f"piece:{piece.pk}"))
                for piece in autres
            ],
            "can_autre": can_joindre_piece(request.fonction, demande, le, "autre"),
            "a_reprendre": sum(1 for piece in lues if piece.reprise is not None),
        },
    )


@require_POST
def reprendre_pieces(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Join at once every document of the centre's file that is expected and still good."""
    demande = demande_ou_404(request, code, pk)
    return agir(
        request,
        "joindre_piece_demande",
        demande,
        lambda: operations.reprendre_pieces(demande, par=request.fonction),
        "Les documents du dossier sont joints.",
        _page(demande),
    )


@require_POST
def reprendre_piece(
    request: HttpRequest, code: str, pk: int, attendue: int, piece: int
) -> HttpResponse:
    """Join one document of the centre's file in the place of an expected one."""
    demande = demande_ou_404(request, code, pk)
    voulue = _attendue_ou_404(demande, attendue)
    du_dossier = get_object_or_404(PieceCentre.objects.for_fonction(request.fonction), pk=piece)
    return agir(
        request,
        "joindre_piece_demande",
        demande,
        lambda: dossier.joindre(
            demande, par=request.fonction, piece_centre=du_dossier, attendue=voulue
        ),
        f"« {du_dossier.libelle} » est joint à la demande.",
        _page(demande),
    )


@MODIFIER
def apporter_piece(
    request: HttpRequest, code: str, pk: int, attendue: int | None = None
) -> HttpResponse:
    """Bring a file for an expected document, or another one."""
    demande = demande_ou_404(request, code, pk)
    voulue = _attendue_ou_404(demande, attendue) if attendue is not None else None
    champ = f"attendue:{voulue.pk}" if voulue else "autre"
    form = lier(ApportForm, request, attendue=voulue, exercice=demande.exercice)
    return traiter(
        request,
        Page(
            "subventions/apporter_piece.html",
            voulue.libelle if voulue else "Joindre un autre document",
            "Joindre le document",
            _page(demande),
            {"pacte": demande.pacte, "demande": demande, "attendue": voulue},
        ),
        action="joindre_piece_demande",
        objet=demande,
        droit=can_joindre_piece(request.fonction, demande, timezone.localdate(), champ),
        form=form,
        operation=lambda: dossier.joindre_fichier(
            demande,
            par=request.fonction,
            apport=dossier.FichierApporte(
                form.cleaned_data["fichier"],
                form.nature_lue,
                form.libelle_lu,
                form.cleaned_data["cle_idempotence"],
                form.champs(),
            ),
            attendue=voulue,
            garder_au_dossier=form.cleaned_data["garder"],
        ),
        message="Le document est joint à la demande.",
        suite=_page(demande),
    )


@require_POST
def retirer_piece_demande(request: HttpRequest, code: str, pk: int, piece: int) -> HttpResponse:
    """Take a document off the request; the centre's file keeps it when it came from there."""
    demande = demande_ou_404(request, code, pk)
    jointe = get_object_or_404(
        PieceDemande.objects.select_related("demande", "attendue"), demande=demande, pk=piece
    )
    return agir(
        request,
        "retirer_piece_demande",
        demande,
        lambda: dossier.retirer_piece(jointe, par=request.fonction),
        f"« {jointe.libelle} » n'est plus joint à la demande.",
        _page(demande),
    )


@require_safe
def telecharger_modele_attendu(
    request: HttpRequest, code: str, pk: int, attendue: int
) -> HttpResponse:
    """Send the city's model of an expected document, to whoever sees the request."""
    demande = demande_ou_404(request, code, pk)
    voulue = get_object_or_404(
        attendues_pour(_attendue_ou_404(demande, attendue).campagne, demande.genre),
        pk=attendue,
        modele__isnull=False,
    )
    return reponse_fichier(voulue.modele)
