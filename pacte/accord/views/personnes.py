"""People and their functions, kept by the service that runs the pact."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from pacte.accord import operations, permissions
from pacte.accord.forms import (
    AjouterFonctionForm,
    AjouterPersonneForm,
    FiltrePersonnesForm,
    ModifierPersonneForm,
    TerminerFonctionForm,
)
from pacte.accord.models import Pacte, Personne
from pacte.accord.portee import fonction_en_portee, pacte_en_portee, personne_en_portee
from pacte.accord.tables import PersonnesTable
from pacte.journal.refus import refuser
from pacte.socle.conflits import enregistrer

LIGNES_PAR_PAGE = 25


@require_safe
def lister_personnes(request: HttpRequest, code: str) -> HttpResponse:
    """Show the people of the pact; the filters are in the address."""
    pacte = pacte_en_portee(request, code)
    droit = permissions.can_lister_personnes(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="lister_personnes", objet=pacte)
    form = FiltrePersonnesForm(request.GET, pacte=pacte)
    personnes = form.filtrer(
        Personne.objects.for_organisations(pacte.organisations())
        .select_related("compte")
        .prefetch_related("fonctions__organisation", "ouvertures")
        .order_by("nom", "prenom", "pk")
    )
    table = PersonnesTable(personnes, pacte_code=pacte.code)
    RequestConfig(request, paginate={"per_page": LIGNES_PAR_PAGE}).configure(table)
    contexte = {"pacte": pacte, "form": form, "table": table, "nombre": table.paginator.count}
    return render(request, "accord/lister_personnes.html", contexte)


@require_safe
def voir_personne(request: HttpRequest, code: str, personne: int) -> HttpResponse:
    """Show a person's card: functions, access, and what can be done."""
    pacte = pacte_en_portee(request, code)
    qui = personne_en_portee(pacte, personne)
    le = timezone.localdate()
    droit = permissions.can_voir_personne(request.fonction, pacte, le)
    if not droit:
        return refuser(request, droit, action="voir_personne", objet=qui, pacte_code=pacte.code)
    fonctions = qui.fonctions.filter(organisation__in=pacte.organisations())
    contexte = {
        "pacte": pacte,
        "personne": qui,
        "fonctions": [
            {
                "fonction": fonction,
                "en_cours": fonction.is_en_cours(le),
                "droit": permissions.can_terminer_fonction(request.fonction, pacte, fonction, le),
            }
            for fonction in fonctions.select_related("organisation", "personne").order_by(
                "-date_debut", "pk"
            )
        ],
        "signatures": qui.signatures.filter(partie__pacte=pacte).select_related(
            "partie__organisation"
        ),
        "ouverture": qui.ouvertures.en_attente().first(),
        "droits": _droits(request, pacte, qui),
    }
    return render(request, "accord/voir_personne.html", contexte)


def _droits(request: HttpRequest, pacte: Pacte, qui: Personne) -> dict[str, object]:
    le, fonction = timezone.localdate(), request.fonction
    return {
        "modifier": permissions.can_modifier_personne(fonction, pacte, qui, le),
        "ouvrir": permissions.can_ouvrir_acces(fonction, pacte, qui, le),
        "fermer": permissions.can_fermer_acces(fonction, pacte, qui, le),
    }


@require_http_methods(["GET", "POST"])
def ajouter_personne(request: HttpRequest, code: str) -> HttpResponse:
    """Add somebody, with a first function."""
    pacte = pacte_en_portee(request, code)
    droit = permissions.can_ajouter_personne(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="ajouter_personne", objet=pacte)
    form = AjouterPersonneForm(request.POST or None, pacte=pacte)
    code_http = 200
    if form.is_valid():
        donnees = dict(form.cleaned_data)
        cle = donnees.pop("cle_idempotence")
        resultat = enregistrer(
            form, operations.ajouter_personne, pacte, par=request.fonction, cle=cle, **donnees
        )
        if resultat.fait:
            messages.success(request, f"{resultat.objet} est dans l'annuaire du pacte.")
            return redirect("voir_personne", code=code, personne=resultat.objet.pk)
        code_http = resultat.code_http
    contexte = {"pacte": pacte, "form": form}
    return render(request, "accord/ajouter_personne.html", contexte, status=code_http)


@require_http_methods(["GET", "POST"])
def modifier_personne(request: HttpRequest, code: str, personne: int) -> HttpResponse:
    """Change a person's card."""
    pacte = pacte_en_portee(request, code)
    qui = personne_en_portee(pacte, personne)
    droit = permissions.can_modifier_personne(request.fonction, pacte, qui, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="modifier_personne", objet=qui, pacte_code=pacte.code)
    form = ModifierPersonneForm(request.POST or None, personne=qui)
    code_http = 200
    if form.is_valid():
        resultat = enregistrer(
            form,
            operations.modifier_personne,
            qui,
            pacte=pacte,
            par=request.fonction,
            **form.cleaned_data,
        )
        if resultat.fait:
            messages.success(request, f"La fiche de {resultat.objet} est à jour.")
            return redirect("voir_personne", code=code, personne=qui.pk)
        code_http = resultat.code_http
        qui.refresh_from_db()
    contexte = {"pacte": pacte, "personne": qui, "form": form, "conflit": code_http == 409}
    return render(request, "accord/modifier_personne.html", contexte, status=code_http)


@require_http_methods(["GET", "POST"])
def ajouter_fonction(request: HttpRequest, code: str, personne: int) -> HttpResponse:
    """Give somebody one more function."""
    pacte = pacte_en_portee(request, code)
    qui = personne_en_portee(pacte, personne)
    droit = permissions.can_ajouter_fonction(request.fonction, pacte, timezone.localdate())
    if not droit:
        return refuser(request, droit, action="ajouter_fonction", objet=qui, pacte_code=pacte.code)
    form = AjouterFonctionForm(request.POST or None, pacte=pacte)
    code_http = 200
    if form.is_valid():
        donnees = dict(form.cleaned_data)
        cle = donnees.pop("cle_idempotence")
        resultat = enregistrer(
            form,
            operations.ajouter_fonction,
            qui,
            pacte=pacte,
            par=request.fonction,
            cle=cle,
            **donnees,
        )
        if resultat.fait:
            messages.success(request, f"La fonction de {qui} est ajoutée.")
            return redirect("voir_personne", code=code, personne=qui.pk)
        code_http = resultat.code_http
    contexte = {"pacte": pacte, "personne": qui, "form": form}
    return render(request, "accord/ajouter_fonction.html", contexte, status=code_http)


@require_http_methods(["GET", "POST"])
def terminer_fonction(request: HttpRequest, code: str, fonction: int) -> HttpResponse:
    """End a function; the page says what the person loses with it."""
    pacte = pacte_en_portee(request, code)
    visee = fonction_en_portee(pacte, fonction)
    droit = permissions.can_terminer_fonction(request.fonction, pacte, visee, timezone.localdate())
    if not droit:
        return refuser(
            request, droit, action="terminer_fonction", objet=visee, pacte_code=pacte.code
        )
    form = TerminerFonctionForm(request.POST or None)
    code_http = 200
    if form.is_valid():
        resultat = enregistrer(
            form,
            operations.terminer_fonction,
            visee,
            pacte=pacte,
            par=request.fonction,
            **form.cleaned_data,
        )
        if resultat.fait:
            messages.success(request, "La fin de la fonction est notée.")
            return redirect("voir_personne", code=code, personne=visee.personne_id)
        code_http = resultat.code_http
    contexte = {"pacte": pacte, "fonction": visee, "form": form}
    return render(request, "accord/terminer_fonction.html", contexte, status=code_http)
