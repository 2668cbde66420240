"""Correcting definitive minutes by an addendum, read again before it is sealed; reading it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gouvernance import operations, permissions
from gouvernance.forms.circulation import AddendumForm
from gouvernance.models import Addendum
from gouvernance.permissions import circulation as droits
from gouvernance.portee import acte, reunion_en_portee
from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger


@require_http_methods(["GET", "POST"])
@acte
def ajouter_addendum(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Write an addendum, read it again, then seal it: the second sending confirms the first."""
    reunion = reunion_en_portee(request, code, pk)
    exiger(droits.can_ajouter_addendum(request.fonction, reunion, timezone.localdate()))
    form = AddendumForm(request.POST or None, points=reunion.points_ordonnes())
    relire = form.is_valid()
    if relire and form.cleaned_data["confirme"]:
        donnees = form.cleaned_data
        addendum = operations.ajouter_addendum(
            reunion,
            par=request.fonction,
            cle=donnees["cle_idempotence"],
            motif=donnees["motif"],
            texte=donnees["texte"],
            point=donnees["point"],
        )
        messages.success(request, f"L’addendum n° {addendum.numero} est ajouté et scellé.")
        return redirect("voir_reunion", code, pk)
    if relire:
        form.a_relire()
    compte_rendu = reunion.compte_rendu
    contexte = {
        "reunion": reunion,
        "compte_rendu": compte_rendu,
        "form": form,
        "relire": relire,
        "saisie": form.cleaned_data if relire else {},
    }
    return render(request, "gouvernance/ajouter_addendum.html", contexte)


@require_safe
@acte
def telecharger_addendum(request: HttpRequest, code: str, pk: int, numero: int) -> HttpResponse:
    """Give the PDF of an addendum as it was sealed, to whoever reads the minutes."""
    reunion = reunion_en_portee(request, code, pk)
    compte_rendu = reunion.compte_rendu_ou_rien
    le = timezone.localdate()
    exiger(permissions.can_telecharger_compte_rendu(request.fonction, reunion, le, compte_rendu))
    addenda = Addendum.objects.select_related("document")
    addendum = get_object_or_404(addenda, compte_rendu=compte_rendu, numero=numero)
    inscrire("telecharger_addendum", objet=reunion, par=request.fonction, motif=f"n° {numero}")
    return reponse_fichier(addendum.document)
