"""The one way of every act: right, form, operation; what is refused comes back beside the words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pacte.journal.refus import refuser
from pacte.socle.droits import ActeRefuse, Droit
from pacte.socle.formulaires import CleIdempotenceMixin
from pacte.socle.versions import CleDejaUtilisee, ConflitDeVersion

CONFLIT = (
    "Quelqu'un a enregistré cette page pendant que vous écriviez. Rien n'est écrasé. "
    "Comparez les deux textes, puis enregistrez le vôtre si vous le confirmez."
)
CLE_UTILISEE = "Ce formulaire a déjà servi. Rouvrez la page pour en commencer un autre."


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else saved meanwhile: her text and mine."""

    libelle: str
    mien: Any
    enregistre: Any


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of an act shows, and where it leads."""

    gabarit: str
    titre: str
    bouton: str
    url_retour: str
    contexte: Mapping[str, Any]


def lier(classe: type[Form], request: HttpRequest, **kwargs: Any) -> Form:
    """Build the form, bound when the request sends it."""
    if request.method == "POST":
        return classe(request.POST, request.FILES, **kwargs)
    return classe(**kwargs)


def traiter(
    request: HttpRequest,
    page: Page,
    *,
    action: str,
    objet: models.Model | None,
    droit: Droit,
    form: Form,
    operation: Callable[[], Any],
    message: str,
    suite: Callable[[Any], str] | str,
    relire: Callable[[], Mapping[str, Any]] | None = None,
) -> HttpResponse:
    """Answer the page of an act: 403 without the right, else the form, else the act and its page.

    `relire` gives the stored values of the form's fields, for the comparison of a conflict (409).
    A sending that carries a key goes to the operation even when the act is no longer possible: sent
    twice, it must answer as the first time; the operation refuses it otherwise.
    """
    envoi = request.method == "POST" and isinstance(form, CleIdempotenceMixin) and form.is_valid()
    if not droit and not envoi:
        return refuser(request, droit, action=action, objet=objet)
    contexte, statut = {}, 200
    if request.method == "POST" and form.is_valid():
        try:
            resultat = operation()
        except ActeRefuse as refuse:
            return refuser(request, refuse.droit, action=action, objet=objet)
        except ValidationError as erreur:
            reporter(form, erreur)
        except CleDejaUtilisee:
            form.add_error(None, CLE_UTILISEE)
            statut = 422
        except ConflitDeVersion as conflit:
            contexte["differences"] = signaler_conflit(form, conflit, relire)
            statut = 409
        else:
            messages.success(request, message)
            return redirect(suite(resultat) if callable(suite) else suite)
    contexte |= {
        "form": form,
        "titre": page.titre,
        "bouton": page.bouton,
        "url_retour": page.url_retour,
        **page.contexte,
    }
    contexte.setdefault("differences", [])
    return render(request, page.gabarit, contexte, status=statut)


def agir(
    request: HttpRequest,
    action: str,
    objet: models.Model,
    operation: Callable[[], Any],
    message: str,
    suite: str,
) -> HttpResponse:
    """Do an act of one button, without a form: the operation checks the right, 403 when refused."""
    try:
        operation()
    except ActeRefuse as refuse:
        return refuser(request, refuse.droit, action=action, objet=objet)
    messages.success(request, message)
    return redirect(suite)


def reporter(form: Form, erreur: ValidationError) -> None:
    """Put what a model or an operation refuses beside the fields, else in the summary."""
    if not hasattr(erreur, "error_dict"):
        form.add_error(None, erreur)
        return
    for champ, erreurs in erreur.error_dict.items():
        connu = champ in form.fields and champ != NON_FIELD_ERRORS
        form.add_error(champ if connu else None, erreurs)


def signaler_conflit(
    form: Form, conflit: ConflitDeVersion, relire: Callable[[], Mapping[str, Any]] | None
) -> list[Difference]:
    """Say the conflict, let the next sending decide, and list what differs."""
    form.add_error(None, CONFLIT)
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = conflit.actuelle
    enregistre = relire() if relire else {}
    return [
        Difference(champ.label, champ.value(), enregistre[champ.name])
        for champ in form.visible_fields()
        if champ.name in enregistre and form.cleaned_data.get(champ.name) != enregistre[champ.name]
    ]
