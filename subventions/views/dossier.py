"""The pages of a centre's file of documents: for the centre's own people alone."""

import uuid
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pacte.accord.models import Organisation, Pacte
from pacte.documents.archive import reponse_zip
from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse
from pacte.socle.elements import Acte
from subventions import operations, rules
from subventions.exports.centre import diffuser_dossier
from subventions.forms import PieceCentreForm, PieceCentreNouvelleForm, ReglesCentreForm
from subventions.lectures.dossier_centre import lire_dossier
from subventions.lectures.regles_centre import confirmation_requise
from subventions.models import NaturePiece, PieceCentre, ReglesCentre
from subventions.operations import FichierApporte
from subventions.permissions import (
    can_lire_dossier,
    can_modifier_piece_centre,
    can_regler_centre,
    can_tenir_dossier,
)
from subventions.views.acces import pacte_ou_404
from subventions.views.demandes import MODIFIER
from subventions.views.envoi import Page, lier, traiter


def centre_ou_404(request: HttpRequest, code: str) -> tuple[Pacte, Organisation]:
    """The acting function's own centre: the file of another one does not exist for anybody."""
    pacte = pacte_ou_404(request, code)
    centre = request.fonction.organisation
    if not can_lire_dossier(request.fonction, centre.pk, timezone.localdate()):
        raise Http404
    return pacte, centre


def _piece_ou_404(request: HttpRequest, code: str, piece: int) -> tuple[Pacte, PieceCentre]:
    pacte, centre = centre_ou_404(request, code)
    pieces = PieceCentre.objects.for_fonction(request.fonction).select_related("fichier", "centre")
    return pacte, get_object_or_404(pieces, centre=centre, pk=piece)


def _liste(code: str) -> str:
    return reverse("lister_pieces_centre", args=[code])


@require_safe
def lister_pieces_centre(request: HttpRequest, code: str) -> HttpResponse:
    """Show the centre's file: its documents, what the campaign will ask and it lacks, its past."""
    pacte, centre = centre_ou_404(request, code)
    fonction, le = request.fonction, timezone.localdate()
    dossier = lire_dossier(pacte, centre, fonction, le)
    peut_tenir = can_tenir_dossier(fonction, centre.pk, le)
    demandee = request.GET.get("retiree", "")
    return render(
        request,
        "subventions/lister_pieces_centre.html",
        {
            "pacte": pacte,
            "centre": centre,
            "dossier": dossier,
            "actes": [
                Acte(
                    peut_tenir,
                    "Ajouter un document",
                    reverse("ajouter_piece_centre", args=[code]),
                    "principale",
                ),
                Acte(
                    can_lire_dossier(fonction, centre.pk, le),
                    "Exporter le dossier de mon centre",
                    reverse("exporter_dossier_centre", args=[code]),
                ),
            ],
            "peut_tenir": bool(peut_tenir),
            "confirmation": confirmation_requise(centre),
            "peut_regler": bool(can_regler_centre(fonction, centre.pk, le)),
            "retiree": next((p for p in dossier.retirees if str(p.pk) == demandee), None),
        },
    )


def _nature(request: HttpRequest) -> str:
    nature = request.GET.get("nature", "")
    return nature if nature in NaturePiece.values else ""


@MODIFIER
def ajouter_piece_centre(request: HttpRequest, code: str) -> HttpResponse:
    """Choose what the document is, then bring it."""
    pacte, centre = centre_ou_404(request, code)
    le = timezone.localdate()
    droit = can_tenir_dossier(request.fonction, centre.pk, le)
    nature = _nature(request)
    if not nature:
        if not droit:
            return refuser(request, droit, action="ajouter_piece_centre", objet=centre)
        return render(
            request,
            "subventions/choisir_nature_piece.html",
            {"pacte": pacte, "natures": NaturePiece.choices, "url_retour": _liste(code)},
        )
    return _apporter(
        request,
        pacte,
        nature,
        titre=f"Ajouter : {NaturePiece(nature).label}",
        action="ajouter_piece_centre",
        objet=centre,
        droit=droit,
        initial=_depart(centre, nature, le),
        operation=lambda apport: operations.ajouter_piece(par=request.fonction, apport=apport),
    )


def _depart(centre: Organisation, nature: str, le: date) -> dict[str, Any]:
    """What a new document of this nature most likely says."""
    libelle = "" if nature == NaturePiece.AUTRE else NaturePiece(nature).label.capitalize()
    if nature == NaturePiece.RIB:
        libelle = "Relevé d'identité bancaire"
    return {
        "libelle": libelle,
        "titulaire": centre.nom,
        "exercice": rules.dernier_exercice_approuve(le),
    }


def _apporter(
    request: HttpRequest,
    pacte: Pacte,
    nature: str,
    *,
    titre: str,
    action: str,
    objet: Any,
    droit: Any,
    initial: dict[str, Any],
    operation: Any,
) -> HttpResponse:
    form = lier(PieceCentreNouvelleForm, request, nature=nature, initial=initial)

    def apport() -> FichierApporte:
        cle: uuid.UUID = form.cleaned_data["cle_idempotence"]
        return FichierApporte(
            fichier=form.cleaned_data["fichier"],
            nature=nature,
            libelle=form.cleaned_data["libelle"],
            cle=cle,
            champs=form.champs(),
        )

    return traiter(
        request,
        Page(
            "subventions/apporter_piece_centre.html",
            titre,
            "Ajouter au dossier",
            _liste(pacte.code),
            {"pacte": pacte, "nature": nature},
        ),
        action=action,
        objet=objet,
        droit=droit,
        form=form,
        operation=lambda: operation(apport()),
        message="Le document est au dossier du centre.",
        suite=_liste(pacte.code),
    )


@MODIFIER
def remplacer_piece_centre(request: HttpRequest, code: str, piece: int) -> HttpResponse:
    """Bring the newer version of a document; the old one stays, dated."""
    pacte, ancienne = _piece_ou_404(request, code, piece)
    le = timezone.localdate()
    initial = _depart(ancienne.centre, ancienne.nature, le) | {"libelle": ancienne.libelle}
    if ancienne.titulaire:
        initial["titulaire"] = ancienne.titulaire
    return _apporter(
        request,
        pacte,
        ancienne.nature,
        titre=f"Remplacer : {ancienne.libelle}",
        action="remplacer_piece_centre",
        objet=ancienne,
        droit=can_modifier_piece_centre(request.fonction, ancienne, le),
        initial=initial,
        operation=lambda apport: operations.remplacer_piece(
            ancienne, par=request.fonction, apport=apport
        ),
    )


@MODIFIER
def modifier_piece_centre(request: HttpRequest, code: str, piece: int) -> HttpResponse:
    """Correct the name, the dates or the account of a document."""
    pacte, lue = _piece_ou_404(request, code, piece)
    noms = ("libelle", "exercice", "titulaire", "bic", "valable_du", "valable_jusqu_au")

    def initial(objet: PieceCentre) -> dict[str, Any]:
        return {"version": objet.version, **{nom: getattr(objet, nom) for nom in noms}}

    form = lier(
        PieceCentreForm,
        request,
        nature=lue.nature,
        iban_masque=rules.masquer_iban(lue.iban),
        initial=initial(lue),
    )
    return traiter(
        request,
        Page(
            "subventions/modifier_piece_centre.html",
            f"Modifier : {lue.libelle}",
            "Enregistrer",
            _liste(code),
            {"pacte": pacte},
        ),
        action="modifier_piece_centre",
        objet=lue,
        droit=can_modifier_piece_centre(request.fonction, lue, timezone.localdate()),
        form=form,
        operation=lambda: operations.modifier_piece_centre(
            lue,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs=form.champs(),
        ),
        message="Le document est à jour.",
        suite=_liste(code),
        relire=lambda: initial(PieceCentre.objects.get(pk=piece)),
    )


@require_POST
def retirer_piece_centre(request: HttpRequest, code: str, piece: int) -> HttpResponse:
    """Put a document aside; the list says it and offers to put it back."""
    _, lue = _piece_ou_404(request, code, piece)
    try:
        operations.retirer_piece_centre(lue, par=request.fonction)
    except ActeRefuse as refuse:
        return refuser(request, refuse.droit, action="retirer_piece_centre", objet=lue)
    return redirect(f"{_liste(code)}?retiree={lue.pk}#annuler")


@require_POST
def remettre_piece_centre(request: HttpRequest, code: str, piece: int) -> HttpResponse:
    """Put back a document that was put aside."""
    _, lue = _piece_ou_404(request, code, piece)
    try:
        operations.remettre_piece_centre(lue, par=request.fonction)
    except ActeRefuse as refuse:
        return refuser(request, refuse.droit, action="remettre_piece_centre", objet=lue)
    return redirect(f"{_liste(code)}#piece-{lue.pk}")


@require_safe
def telecharger_piece_centre(request: HttpRequest, code: str, piece: int) -> HttpResponse:
    """Send a document of the file to the centre's own people; the download is journalled."""
    _, lue = _piece_ou_404(request, code, piece)
    inscrire("telecharger_piece_centre", objet=lue, par=request.fonction)
    return reponse_fichier(lue.fichier)


@MODIFIER
def regler_centre(request: HttpRequest, code: str) -> HttpResponse:
    """Set what the centre decides for itself before a deposit."""
    pacte, centre = centre_ou_404(request, code)

    def initial() -> dict[str, Any]:
        regles = ReglesCentre.objects.filter(centre=centre).first() or ReglesCentre(centre=centre)
        return {"version": regles.version, "confirmation_requise": regles.confirmation_requise}

    form = lier(ReglesCentreForm, request, initial=initial())
    return traiter(
        request,
        Page(
            "subventions/regler_centre.html",
            "Règles de mon centre",
            "Enregistrer",
            _liste(code),
            {"pacte": pacte},
        ),
        action="regler_centre",
        objet=centre,
        droit=can_regler_centre(request.fonction, centre.pk, timezone.localdate()),
        form=form,
        operation=lambda: operations.regler_centre(
            centre,
            par=request.fonction,
            version=form.cleaned_data["version"],
            confirmation_requise=form.cleaned_data["confirmation_requise"],
        ),
        message="La règle du centre est enregistrée.",
        suite=_liste(code),
        relire=initial,
    )


@require_safe
def exporter_dossier_centre(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Send everything of the centre's own as one archive, while it is made; journalled."""
    pacte, centre = centre_ou_404(request, code)
    inscrire("exporter_dossier_centre", objet=centre, par=request.fonction, pacte_code=pacte.code)
    nom = f"dossier-{centre.code}-{timezone.localdate().isoformat()}"
    return reponse_zip(nom, diffuser_dossier(centre, request.fonction))
