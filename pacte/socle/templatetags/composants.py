"""Tags that render the shared components. A builtin library: no {% load %}."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pacte.socle import panneaux as registre
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import Droit
from pacte.socle.etats import Tonalite
from pacte.socle.montants import ecrire_montant
from pacte.socle.mots import PAR_CLE

register = template.Library()


@register.inclusion_tag("composants/badge.html")
def badge(etat: Any, complement: str = "") -> dict[str, Any]:
    """Render the badge of a state: any enum member with a `label`, coloured by its `tonalite`.

    Raises TypeError for a bare string: the model gives the member (`etat_enum`), so that the word
    and the colour have one home.
    """
    if not hasattr(etat, "label"):
        raise TypeError(f"Le badge attend un membre d'énumération, pas {etat!r}.")
    return {
        "libelle": str(etat.label),
        "tonalite": str(getattr(etat, "tonalite", Tonalite.NEUTRE)),
        "complement": complement,
    }


@register.inclusion_tag("composants/fil.html")
def fil(*etapes: str) -> dict[str, Any]:
    """Render the breadcrumb: `{% fil "Réunions" url_reunions reunion %}`.

    Labels and addresses alternate; the last label, without an address, is the current page.
    """
    paires = [
        {"libelle": str(libelle), "url": url}
        for libelle, url in zip(etapes[::2], [*etapes[1::2], ""], strict=False)
    ]
    return {"etapes": paires}


@register.inclusion_tag("composants/action.html")
def action(
    droit: Droit | bool, libelle: str, url: str, genre: str = "secondaire", nom: str = ""
) -> dict[str, Any]:
    """Render an act as a link to its page, or greyed with the reason why it is not possible.

    `droit` is what `can_…` returned; `genre` is principale, secondaire or danger.
    """
    return {
        "possible": bool(droit),
        "motif": getattr(droit, "motif", ""),
        "libelle": libelle,
        "url": url,
        "genre": genre,
        "nom": nom,
    }


@register.simple_tag(takes_context=True)
def panneaux(context: Context, emplacement: str, objet: Any = None) -> SafeString:
    """Render the panels that upper rooms registered for this place of the page."""
    return format_html_join("\n", "{}", ((html,) for html in _rendre(context, emplacement, objet)))


def _rendre(context: Context, emplacement: str, objet: Any) -> Iterable[str]:
    request = context["request"]
    for panneau in registre.panneaux_de(emplacement):
        rendu = panneau(request, objet)
        if rendu is not None:
            gabarit, variables = rendu
            with context.push(**variables):
                yield context.template.engine.get_template(gabarit).render(context)


@register.simple_tag(takes_context=True)
def page_voisine(context: Context, numero: int, parametre: str = "page") -> str:
    """Return the address of another page of the same list: the filters and the order stay."""
    return _adresse(context, **{parametre or "page": str(numero)})


@register.simple_tag(takes_context=True)
def filtres_choisis(context: Context, form: Form) -> list[dict[str, str]]:
    """Return the filters in force, in words, each with the address that removes it."""
    donnees = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return [
        {
            "libelle": f"{champ.label} : {_en_mots(champ, donnees[champ.name])}",
            "url": _adresse(context, **{champ.html_name: "", "page": ""}),
        }
        for champ in form.visible_fields()
        if donnees.get(champ.name) not in (None, "", [])
    ]


def _en_mots(champ: BoundField, valeur: Any) -> str:
    """Write a filter's value as its field shows it."""
    if isinstance(valeur, bool):
        return "oui"
    if isinstance(valeur, date):
        return ecrire_jour_court(valeur)
    if isinstance(valeur, Decimal):
        return ecrire_montant(valeur)
    if isinstance(valeur, list | tuple):
        return ", ".join(_en_mots(champ, element) for element in valeur)
    if isinstance(valeur, str):
        choix = dict(getattr(champ.field, "choices", ()))
        return str(choix.get(valeur, valeur))
    return str(valeur)


def _adresse(context: Context, **changements: str) -> str:
    """Return the address of the current page with some parameters changed, removed when ""."""
    parametres = context["request"].GET.copy()
    for nom, valeur in changements.items():
        parametres.pop(nom, None)
        if valeur:
            parametres[nom] = valeur
    return f"?{parametres.urlencode()}"


@register.simple_tag
def terme(cle: str, texte: str = "") -> SafeString:
    """Render a word of the glossary: its definition on hover, its entry one click away.

    `texte` is the word as the sentence needs it. Raises KeyError for a word without definition.
    """
    mot = PAR_CLE[cle]
    return format_html(
        '<a class="terme" href="{}#{}" title="{}">{}</a>',
        reverse("lire_glossaire"),
        cle,
        mot.definition,
        texte or mot.terme,
    )
