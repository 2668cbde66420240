"""How lengths of time are written on the pages, mails and documents of meetings."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import template

from gouvernance.forms.ordre_du_jour import LigneSaisie
from gouvernance.lectures.reunion import DecisionAffichee
from pacte.socle.elements import Acte

register = template.Library()


@register.filter
def duree(minutes: int) -> str:
    """Write a length: « 45 min », « 2 h », « 1 h 30 »."""
    heures, reste = divmod(int(minutes), 60)
    if not heures:
        return f"{reste}\u00a0min"
    return f"{heures}\u00a0h\u00a0{reste:02d}" if reste else f"{heures}\u00a0h"


@register.inclusion_tag("gouvernance/_bouton_geste.html")
def bouton_geste(
    ligne: LigneSaisie, nom: str, libelle: str, foyer: str, url: str
) -> dict[str, Any]:
    """Render a button that moves a line of the agenda, disabled when it would change nothing."""
    return {
        "nom": nom,
        "libelle": libelle,
        "rang": ligne.rang,
        "titre": ligne.form["titre"].value(),
        "possible": nom in ligne.gestes,
        "focus": nom == foyer,
        "url": url,
    }


@register.simple_tag
def cle_neuve() -> str:
    """Return the key of one sending, for a form written by hand in a list."""
    return str(uuid.uuid4())


@register.simple_tag
def indisponibles(actes: Sequence[Acte]) -> list[Acte]:
    """Return the acts that are not possible now: shown greyed, with their reason."""
    return [acte for acte in actes if not acte.droit]


@register.simple_tag
def generales(decisions: Sequence[DecisionAffichee]) -> list[DecisionAffichee]:
    """Return the decisions about the whole meeting, which no item of the agenda shows."""
    return [affichee for affichee in decisions if affichee.decision.point_id is None]
