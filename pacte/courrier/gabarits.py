"""Composing a mail: a text template, and the same words in one common HTML layout."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template import engines
from django.template.context import Context
from django.template.loader import render_to_string

CHEMIN_REGLAGES = "/mes-courriels/"


@dataclass(frozen=True, slots=True)
class Bouton:
    """The one button of a mail."""

    libelle: str
    url: str


@dataclass(frozen=True, slots=True)
class Bloc:
    """A paragraph, or the items of a list."""

    lignes: tuple[str, ...]
    liste: bool


@dataclass(frozen=True, slots=True)
class Element:
    """One line of a digest, and the page it leads to (path or full address, may be empty)."""

    texte: str
    lien: str


def adresse_absolue(chemin: str) -> str:
    """Return the full address of a page of the portal, for a mail."""
    return urljoin(settings.ADRESSE_DU_SITE, chemin)


def adresse_reglages() -> str:
    """Return the address of the page of choices, to which the outbox adds each reader's own link."""
    return adresse_absolue(CHEMIN_REGLAGES)


def composer(gabarit: str, contexte: dict[str, Any]) -> tuple[str, str]:
    """Return the text and the HTML of a mail.

    `gabarit` names « <app>/courriels/<nom>.txt »: paragraphs parted by an empty line, the first one
    saying what is expected of the reader; lines that begin with « - » make a list. No escaping is
    wanted in it: it is plain text, and the HTML escapes it. In `contexte`, `bouton_libelle` and
    `bouton_url` (path or full address) make the one button; `bouton_url` may be absent.
    `elements`, when present, is a list of Element that follows the paragraphs. The foot leads to the
    page where the reader chooses what she receives.
    """
    nom = f"{gabarit.removesuffix('.txt')}.txt"
    modele = engines["django"].engine.get_template(nom)
    corps = modele.render(Context(contexte, autoescape=False)).strip()
    blocs = _decouper(corps)
    bouton = _bouton(contexte)
    elements = [
        Element(element.texte, adresse_absolue(element.lien) if element.lien else "")
        for element in contexte.get("elements", ())
    ]
    attente, *suite = blocs
    cadre = {
        "attente": " ".join(attente.lignes),
        "blocs": suite,
        "elements": elements,
        "bouton": bouton,
        "reglages": adresse_reglages(),
        "site": settings.ADRESSE_DU_SITE,
    }
    html = render_to_string("courrier/courriels/base.html", cadre)
    texte = [corps]
    if elements:
        texte.append("\n".join(f"- {e.texte}\n  {e.lien}".rstrip() for e in elements))
    if bouton:
        texte.append(f"{bouton.libelle} :\n{bouton.url}")
    texte.append(
        f"-- \nPortail du pacte : {settings.ADRESSE_DU_SITE}\n"
        f"Régler mes courriels : {adresse_reglages()}"
    )
    return "\n\n".join(texte) + "\n", html


def _bouton(contexte: dict[str, Any]) -> Bouton | None:
    url = contexte.get("bouton_url")
    if not url:
        return None
    return Bouton(str(contexte["bouton_libelle"]), adresse_absolue(str(url)))


def _decouper(corps: str) -> list[Bloc]:
    blocs: list[Bloc] = []
    for paragraphe in corps.split("\n\n"):
        lignes = [ligne.strip() for ligne in paragraphe.splitlines() if ligne.strip()]
        for ligne in lignes:
            puce = ligne.startswith("- ")
            if ligne is lignes[0] or blocs[-1].liste != puce:
                blocs.append(Bloc((), puce))
            blocs[-1] = Bloc((*blocs[-1].lignes, ligne.removeprefix("- ")), puce)
    if not blocs:
        raise ValueError("Un courriel dit au moins ce qui est attendu.")
    return blocs
