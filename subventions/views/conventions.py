"""The pages of conventions."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pacte.documents.reponses import reponse_fichier
from pacte.journal.operations import inscrire
from pacte.socle.elements import Acte
from subventions import operations
from subventions.forms import ConventionForm, ConventionNouvelleForm
from subventions.models import Convention
from subventions.permissions import (
    can_enregistrer_convention,
    can_modifier_convention,
)
from subventions.views.acces import convention_ou_404, pacte_ou_404
from subventions.views.demandes import MODIFIER, centres_choix
from subventions.views.envoi import Page, lier, traiter

PAR_PAGE = 25


@require_safe
def lister_conventions(request: HttpRequest, code: str) -> HttpResponse:
    """Show the conventions that the acting function may see, with their signatures."""
    pacte = pacte_ou_404(request, code)
    conventions = (
        Convention.objects.for_fonction(request.fonction)
        .filter(pacte=pacte)
        .select_related("centre", "fichier")
        .order_by("-premier_exercice", "centre__nom", "pk")
    )
    le = timezone.localdate()
    page = Paginator(conventions, PAR_PAGE).get_page(request.GET.get("page"))
    actes = []
    if request.fonction.is_avs:
        url = reverse("enregistrer_convention", args=[code])
        droit = can_enregistrer_convention(request.fonction, pacte, le)
        a_faire = reverse("lister_conventions_a_faire", args=[code, le.year])
        actes = [
            Acte(droit, "Conventions à faire", a_faire, "principale"),
            Acte(droit, "Retour des conventions signées", reverse("deposer_retour", args=[code])),
            Acte(droit, "Enregistrer une convention signée ailleurs", url),
        ]
    return render(
        request,
        "subventions/lister_conventions.html",
        {
            "pacte": pacte,
            "page": page,
            "nombre": page.paginator.count,
            "actes": actes,
            "can_modifier": request.fonction.is_avs,
        },
    )


@MODIFIER
def enregistrer_convention(request: HttpRequest, code: str) -> HttpResponse:
    """Record a convention, signed or on its way."""
    pacte = pacte_ou_404(request, code)
    form = lier(ConventionNouvelleForm, request, centres=centres_choix(pacte))
    return traiter(
        request,
        Page(
            "subventions/enregistrer_convention.html",
            "Enregistrer une convention",
            "Enregistrer la convention",
            reverse("lister_conventions", args=[code]),
            {"pacte": pacte},
        ),
        action="enregistrer_convention",
        objet=pacte,
        droit=can_enregistrer_convention(request.fonction, pacte, timezone.localdate()),
        form=form,
        operation=lambda: operations.enregistrer_convention(
            pacte,
            par=request.fonction,
            cle=form.cleaned_data["cle_idempotence"],
            centre=form.cleaned_data["centre"],
            champs=form.champs(),
            fichier=form.cleaned_data["fichier"],
        ),
        message="La convention est enregistrée.",
        suite=reverse("lister_conventions", args=[code]),
    )


@MODIFIER
def modifier_convention(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Complete a convention: signatures, scan, termination."""
    convention = convention_ou_404(request, code, pk)

    def initial(lue: Convention) -> dict[str, Any]:
        return {
            "version": lue.version,
            **{nom: getattr(lue, nom) for nom in ConventionForm.CHAMPS},
        }

    form = lier(ConventionForm, request, initial=initial(convention))
    return traiter(
        request,
        Page(
            "subventions/modifier_convention.html",
            f"Compléter la convention {convention.reference}",
            "Enregistrer la convention",
            reverse("lister_conventions", args=[code]),
            {"pacte": convention.pacte, "convention": convention},
        ),
        action="modifier_convention",
        objet=convention,
        droit=can_modifier_convention(request.fonction, convention, timezone.localdate()),
        form=form,
        operation=lambda: operations.modifier_convention(
            convention,
            par=request.fonction,
            version=form.cleaned_data["version"],
            champs=form.champs(),
            fichier=form.cleaned_data["fichier"],
        ),
        message="La convention est enregistrée.",
        suite=reverse("lister_conventions", args=[code]),
        relire=lambda: initial(Convention.objects.get(pk=pk)),
    )


@require_safe
def telecharger_convention(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Send the signed scan of a convention; the download is journalled."""
    convention = convention_ou_404(request, code, pk)
    if convention.fichier is None:
        raise Http404
    inscrire("telecharger_convention", objet=convention, par=request.fonction)
    return reponse_fichier(convention.fichier)
