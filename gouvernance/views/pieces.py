"""The documents of a meeting: bring, rename, withdraw, announce, download."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gouvernance import operations
from gouvernance.forms.pieces import PieceForm, PieceModifieeForm, RetraitForm
from gouvernance.models import PieceReunion, Reunion
from gouvernance.operations import PieceApportee
from gouvernance.permissions import ordre_du_jour as droits
from gouvernance.portee import acte, reunion_en_portee
from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger
from pacte.socle.templatetags.socle import accorder


def _piece(reunion: Reunion, piece: int) -> PieceReunion:
    """A document of this meeting that is still in place; 404 otherwise."""
    pieces = reunion.pieces.filter(date_retrait__isnull=True).select_related(
        "fichier", "deposee_par", "point"
    )
    trouvee = get_object_or_404(pieces, pk=piece)
    trouvee.reunion = reunion
    return trouvee


@require_http_methods(["GET", "POST"])
@acte
def joindre_piece(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Bring a document for the whole meeting, or for one item."""
    reunion = reunion_en_portee(request, code, pk)
    le = timezone.localdate()
    exiger(droits.can_joindre(request.fonction, reunion, le))
    form = PieceForm(
        request.POST or None,
        request.FILES or None,
        points=reunion.points_ordonnes(),
        initial={"point": request.GET.get("point", "")},
    )
    if form.is_valid():
        piece = operations.joindre_piece(
            reunion,
            par=request.fonction,
            piece=PieceApportee(
                fichier=form.cleaned_data["fichier"],
                titre=form.cleaned_data["titre"],
                cle=form.cleaned_data["cle_idempotence"],
                point=form.cleaned_data["point"],
            ),
        )
        messages.success(request, f"Le document « {piece.titre} » est joint.")
        return redirect(f"{reverse('voir_reunion', args=[code, pk])}#documents")
    limite = droits.limite_documents(reunion)
    contexte = {
        "reunion": reunion,
        "form": form,
        "limite": limite,
        "en_retard": limite is not None and le > limite,
    }
    return render(request, "gouvernance/joindre_piece.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def modifier_piece(request: HttpRequest, code: str, pk: int, piece: int) -> HttpResponse:
    """Give a document another name or another item."""
    reunion = reunion_en_portee(request, code, pk)
    ligne = _piece(reunion, piece)
    exiger(droits.can_modifier_piece(request.fonction, ligne, timezone.localdate()))
    initiale = {"titre": ligne.titre, "point": ligne.point_id}
    form = PieceModifieeForm(
        request.POST or None, points=reunion.points_ordonnes(), initial=initiale
    )
    if form.is_valid():
        operations.modifier_piece(ligne, par=request.fonction, **form.cleaned_data)
        messages.success(request, "Le document est enregistré.")
        return redirect(f"{reverse('voir_reunion', args=[code, pk])}#documents")
    contexte = {
        "reunion": reunion,
        "piece": ligne,
        "form": form,
        "retirer": droits.can_retirer_piece(request.fonction, ligne, timezone.localdate()),
    }
    return render(request, "gouvernance/modifier_piece.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def retirer_piece(request: HttpRequest, code: str, pk: int, piece: int) -> HttpResponse:
    """Withdraw a document, once confirmed."""
    reunion = reunion_en_portee(request, code, pk)
    ligne = _piece(reunion, piece)
    exiger(droits.can_retirer_piece(request.fonction, ligne, timezone.localdate()))
    form = RetraitForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        operations.retirer_piece(ligne, par=request.fonction, motif=form.cleaned_data["motif"])
        messages.success(request, f"Le document « {ligne.titre} » est retiré.")
        return redirect("voir_reunion", code, pk)
    contexte = _confirmation(
        reunion,
        page="Retirer un document",
        titre=f"Retirer le document « {ligne.titre} » ?",
        consequences=[
            "Plus personne ne peut l’ouvrir, et il quitte le dossier de la réunion.",
            "Le portail garde la trace de ce document et de son retrait.",
        ],
        form=form,
        bouton="Retirer le document",
        danger=True,
    )
    return render(request, "gouvernance/confirmer.html", contexte)


@require_http_methods(["GET", "POST"])
@acte
def annoncer_pieces(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Read what is new and to whom it goes, then send."""
    reunion = reunion_en_portee(request, code, pk)
    le = timezone.localdate()
    if request.method == "POST":
        prevenues = operations.annoncer_pieces(reunion, par=request.fonction)
        suite = accorder(prevenues, "personne prévenue,personnes prévenues,aucune")
        messages.success(request, f"Documents annoncés : {suite}.")
        return redirect("voir_reunion", code, pk)
    exiger(droits.can_annoncer_pieces(request.fonction, reunion, le))
    nouvelles = reunion.pieces.filter(date_retrait__isnull=True, date_annonce__isnull=True)
    invitees = reunion.participations.filter(courriel__isnull=False).count()
    contexte = _confirmation(
        reunion,
        page="Annoncer les documents",
        titre="Annoncer les documents ajoutés ?",
        consequences=[
            f"Un courriel part : {accorder(invitees, 'personne,personnes')}.",
            *(f"Document annoncé : {piece.titre}." for piece in nouvelles.order_by("pk")),
        ],
        form=None,
        bouton="Envoyer le courriel",
        danger=False,
    )
    return render(request, "gouvernance/confirmer.html", contexte)


def _confirmation(reunion: Reunion, **contexte: Any) -> dict[str, Any]:
    return {
        "reunion": reunion,
        "manques": [],
        "relecture": False,
        "url_retour": reverse("voir_reunion", args=[reunion.pacte.code, reunion.pk]),
        **contexte,
    }


@require_safe
@acte
def telecharger_piece_reunion(request: HttpRequest, code: str, pk: int, piece: int) -> HttpResponse:
    """Give the file as it was brought, to whoever sees the meeting."""
    reunion = reunion_en_portee(request, code, pk)
    ligne = _piece(reunion, piece)
    reponse = reponse_fichier(ligne.fichier)
    inscrire("telecharger_piece_reunion", objet=reunion, par=request.fonction, motif=ligne.titre)
    return reponse
