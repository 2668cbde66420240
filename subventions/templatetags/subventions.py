"""Tags of the pages of subsidies."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone

from subventions import sous_menu
from subventions.exports.comparaison import ecrire_ratio
from subventions.lectures import etapes
from subventions.lectures.manques import manques, totaux_de
from subventions.models import EtatDemande

register = template.Library()
register.filter("ratio", ecrire_ratio)


@register.inclusion_tag("subventions/_rubriques.html", takes_context=True)
def rubriques(context: Context, courante: str) -> dict[str, Any]:
    """Render the rubrics of subsidies for the acting function; `courante` is the current one's code."""
    familles = sous_menu.familles(
        context["request"].fonction, context["pacte"], timezone.localdate()
    )
    famille = next((lue for lue in familles if lue.contient(courante)), None)
    return {"courante": courante, "familles": familles, "famille": famille}


@register.inclusion_tag("subventions/_etapes_saisie.html", takes_context=True)
def etapes_saisie(context: Context, courante: str) -> dict[str, Any]:
    """Render the bar of the five steps of `demande`, each with what it lacks."""
    demande = context["demande"]
    restants = manques(demande, totaux_de(demande))
    return {"etapes": etapes.etapes_saisie(demande, courante, restants)}


@register.inclusion_tag("subventions/_suite_saisie.html", takes_context=True)
def suite_saisie(context: Context, courante: str) -> dict[str, Any]:
    """Render the ways out of a step of `demande`: the step before, the page of the request."""
    demande = context["demande"]
    rangees = etapes.etapes_saisie(demande, courante)
    rang = next(rang for rang, etape in enumerate(rangees) if etape.is_courante)
    is_brouillon = demande.etat == EtatDemande.BROUILLON
    return {
        "precedente": rangees[rang - 1] if rang and is_brouillon else None,
        "demande_url": reverse("voir_demande", args=[demande.pacte.code, demande.pk]),
    }
