"""How amounts, days and instants are written on every page. A builtin library: no {% load %}."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pacte.socle import dates, montants
from pacte.socle.francais import contracter_a, enumerer
from pacte.socle.tailles import ecrire_taille
from pacte.socle.texte_riche import assainir

register = template.Library()

TIRET = "\u2014"


def _jour_local(valeur: date | datetime) -> date:
    """Return the legal day, in Paris when `valeur` is an aware instant."""
    if isinstance(valeur, datetime):
        return timezone.localtime(valeur).date() if timezone.is_aware(valeur) else valeur.date()
    return valeur


@register.filter
def euros(montant: Decimal | None) -> str:
    """Write an amount: « 12 000,00 € »; a dash when it is not known."""
    return montants.ecrire_montant(montant) if montant not in (None, "") else TIRET


@register.filter
def jour(valeur: date | datetime | None) -> str:
    """Write a day: « mardi 14 mars 2026 »; a dash when it is not known."""
    return dates.ecrire_jour(_jour_local(valeur)) if valeur else TIRET


@register.filter
def jour_court(valeur: date | datetime | None) -> str:
    """Write a day without its name: « 14 mars 2026 »; a dash when it is not known."""
    return dates.ecrire_jour_court(_jour_local(valeur)) if valeur else TIRET


@register.filter
def heure(instant: datetime | None) -> str:
    """Write the time of an instant in Paris: « 14 h 00 »; a dash when it is not known."""
    if not instant:
        return TIRET
    local = timezone.localtime(instant) if timezone.is_aware(instant) else instant
    return f"{local.hour}\u00a0h\u00a0{local.minute:02d}"


@register.filter
def jour_heure(instant: datetime | None) -> str:
    """Write an instant: « mardi 14 mars 2026 à 14 h 00 »; a dash when it is not known."""
    return f"{jour(instant)} à {heure(instant)}" if instant else TIRET


@register.filter
def iso(valeur: date | datetime | None) -> str:
    """Write a day or an instant for the `datetime` attribute of <time>."""
    return valeur.isoformat() if valeur else ""


@register.filter
def relatif(valeur: date | datetime | None) -> str:
    """Say how far a day is from today: « dans 3 jours », « il y a 2 mois »; a complement only."""
    if not valeur:
        return ""
    ecart = (_jour_local(valeur) - timezone.localdate()).days
    proches = {0: "aujourd’hui", 1: "demain", -1: "hier"}
    if ecart in proches:
        return proches[ecart]
    return f"dans {_duree(ecart)}" if ecart > 0 else f"il y a {_duree(-ecart)}"


def _duree(jours: int) -> str:
    """Write a span of days in the unit that people would say."""
    if jours < 45:
        return f"{jours}\u00a0jours"
    if jours < 548:
        return f"{round(jours / 30.44)}\u00a0mois"
    return f"{round(jours / 365.25)}\u00a0ans"


@register.filter
def filesizeformat(octets: int) -> str:
    """Write the size of a file, « 6,7 Ko »: in the place of Django's own filter, which says « Kio »."""
    return ecrire_taille(octets)


@register.filter
def accorder(nombre: int, formes: str) -> str:
    """Write a count with its noun: `{{ 2|accorder:"demande,demandes" }}` gives « 2 demandes ».

    Zero is « aucune demande » or « aucun … » when a third form is given: "réunion,réunions,aucune".
    """
    singulier, pluriel, *zero = formes.split(",")
    if nombre == 0 and zero:
        return f"{zero[0]} {singulier}"
    return f"{nombre}\u00a0{pluriel if nombre >= 2 else singulier}"


@register.filter
def a_qui(porteurs: Iterable[Any]) -> str:
    """Say whom a thing rests with, names or things with a `nom`: « à la Ville et aux centres »."""
    return enumerer(contracter_a(getattr(porteur, "nom", porteur)) for porteur in porteurs)


class _Assaini(str):
    """HTML that `assainir` has just written: it is its own escaped form."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@register.filter
def texte_riche(html: str) -> SafeString:
    """Show structured text: the one place where HTML that somebody wrote reaches a page unescaped.

    It is sanitised here, whatever was done when it was stored: what comes out was written again by
    `socle.texte_riche` from its own list of elements, every word escaped. A row changed behind the
    portal's back, or one kept from an older list, shows nothing more. Audited by a test of style,
    which refuses this construction anywhere else, and by the payloads of S20.
    """
    return format_html("{}", _Assaini(assainir(html)))
