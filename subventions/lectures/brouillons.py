"""Several people on one step of a draft: what each field held when it was read, and who changed it.

A page carries a mark of each of its fields. When somebody saved the request meanwhile, a field that
only one of the two changed keeps that change; a field that both changed is a conflict, shown with
both texts and never written over (R3, U4).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from pacte.socle.versions import ConflitDeVersion

LONGUEUR = 10


def canonique(valeur: Any) -> str:
    """Return a value as text, the same however it was typed or stored."""
    if valeur is None or valeur == "":
        return ""
    if isinstance(valeur, Model):
        return str(valeur.pk)
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, Decimal):
        texte = format(valeur, "f")
        return texte.rstrip("0").rstrip(".") if "." in texte else texte
    if isinstance(valeur, date):
        return valeur.isoformat()
    return "\n".join(str(valeur).splitlines()).strip()


def marque(valeur: Any) -> str:
    """Return what identifies the value of a field, without telling it."""
    return hashlib.sha256(canonique(valeur).encode()).hexdigest()[:LONGUEUR]


def marquer(valeurs: Mapping[str, Any]) -> str:
    """Return the marks of a whole step, as its page carries them: « objet:1f2e… theme:… »."""
    return " ".join(f"{nom}:{marque(valeur)}" for nom, valeur in valeurs.items())


def lire_marques(texte: str) -> dict[str, str]:
    """Read what `marquer` wrote; what does not look like it counts as nothing read."""
    couples = (morceau.partition(":") for morceau in texte.split())
    return {nom: empreinte for nom, deux_points, empreinte in couples if deux_points and nom}


@dataclass(frozen=True, slots=True)
class Fusion:
    """What becomes of a sending: what to write, what somebody else wrote, what both wrote."""

    retenues: dict[str, Any] = field(default_factory=dict)
    venues: dict[str, Any] = field(default_factory=dict)
    conflits: tuple[str, ...] = ()


def fusionner(
    envoyees: Mapping[str, Any],
    actuelles: Mapping[str, Any],
    marques: Mapping[str, str],
    *,
    meme_version: bool,
) -> Fusion:
    """Compare what is sent with what is stored, field by field.

    Without marks, any field that differs from what is stored is a conflict, unless nothing was saved
    since the page was read.
    """
    retenues, venues, conflits = {}, {}, []
    for nom, valeur in envoyees.items():
        mienne, sienne = marque(valeur), marque(actuelles.get(nom))
        if mienne == sienne:
            continue
        lue = marques.get(nom)
        if meme_version or lue == sienne:
            retenues[nom] = valeur
        elif lue == mienne:
            venues[nom] = actuelles.get(nom)
        else:
            conflits.append(nom)
    return Fusion(retenues, venues, tuple(conflits))


class ConflitDeSaisie(ConflitDeVersion):
    """Somebody changed the same fields meanwhile; nothing was written (answered 409)."""

    def __init__(
        self, lue: int, actuelle: int, fusion: Fusion, actuelles: Mapping[str, Any]
    ) -> None:
        super().__init__(lue, actuelle)
        self.fusion = fusion
        self.actuelles = dict(actuelles)

    def restreindre(self, noms: Iterable[str]) -> dict[str, Any]:
        """The stored values of the fields named."""
        return {nom: self.actuelles.get(nom) for nom in noms}
