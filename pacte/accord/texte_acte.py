"""Cutting the plain text of an act at its article headings and paragraphs. Pure, knows no city.

The text is kept as it is: a page break may join two halves of a sentence again, nothing else
moves. What belongs to no article (stamps, what comes before the preamble, the signature block)
is kept without article, for the caller to list.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

PREAMBULE = 0

_TITRE_PREAMBULE = re.compile(r"^[#*\s]*pr[ée]ambule[\s*:.]*$", re.IGNORECASE)
_TITRE_ARTICLE = re.compile(
    r"^[#*\s]*article\s+(?P<numero>\d+|premier)(?:er)?\s*[*]*\s*[:.–—-]", re.IGNORECASE
)
_FIN_DES_ARTICLES = re.compile(
    r"^[*\s]*fait\s+(?:à|en)\b.{0,80}(?:\ble\b|exemplaires)", re.IGNORECASE
)
_PUCE = re.compile(r"^\s*(?:[-–•*☞▪◦]|\d+[/)])\s+\S")
# The control of legality stamps each page: « transmis », « retour », « identifiant ».
_IDENTIFIANT = r"(?:\d{3}-\d{9}-\d{8}-)?(?:[A-Za-z0-9]*\d[A-Za-z0-9]*(?:-[A-Z]{2})?)?"
_TAMPON = re.compile(
    r"^[-\s]*(?:"
    r"acte\s+certifié\s+exécutoire"
    r"|(?:transmi(?:s|ssion)|retour|reçu)\s+(?:(?:en|à\s+la|de\s+la)\s+)?préfecture\b[^.]{0,40}"
    r"|publication\s*:?\s+(?:le\s+)?\d{1,2}\s+\w+\s+\d{4}\b.{0,40}"
    rf"|identifiant\s+(?:de\s+télétransmission|unique\s+de\s+l'acte)\s*:?\s*{_IDENTIFIANT}"
    r"|[A-Za-z0-9]*\d[A-Za-z0-9]*-[A-Z]{2}"
    r")\s*$",
    re.IGNORECASE,
)
_TRACE_DE_TAMPON = re.compile(r"\d{3}-\d{9}-\d{8}-|\bpréfecture\s+le\s+\d", re.IGNORECASE)
_FIN_DE_PHRASE = re.compile(r"[.;:!?…»)*]\s*$")


@dataclass(slots=True)
class Paragraphe:
    """A paragraph: its text, the number of its first line, its article (None: not placed)."""

    ligne: int
    texte: str
    article: int | None = None
    motif: str = ""


@dataclass(slots=True)
class Coupe:
    """An act once cut: all its paragraphs in order, and what a reader should look at."""

    paragraphes: list[Paragraphe] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)

    @property
    def non_places(self) -> list[Paragraphe]:
        return [paragraphe for paragraphe in self.paragraphes if paragraphe.article is None]


def couper(texte: str, articles: Collection[int]) -> Coupe:
    """Cut an act's text; `articles` are the numbers that the pact knows, 0 for its preamble."""
    blocs = _blocs(texte)
    coupe = Coupe()
    debut = _rang_du_preambule(blocs)
    article: int | None = None
    motif = "avant le premier titre d'article"
    vus: set[int] = set()
    for rang, bloc in enumerate(blocs):
        numero = numero_de_titre(bloc.texte) if rang >= debut else None
        if numero is not None and numero in vus:
            coupe.remarques.append(f"ligne {bloc.ligne} : l'article {numero} a déjà son titre")
        elif numero is not None:
            vus.add(numero)
            article = numero if numero in articles else None
            motif = f"{nommer(numero)}, absent du fichier du pacte"
        elif _FIN_DES_ARTICLES.match(bloc.texte):
            article, motif = None, "après le dernier article"
        if _TAMPON.match(bloc.texte):
            bloc.motif = "tampon de la préfecture"
        else:
            bloc.article, bloc.motif = article, "" if article is not None else motif
        _ajouter(coupe, bloc)
    coupe.remarques += [
        f"{nommer(numero)} : titre introuvable dans le texte"
        for numero in sorted(set(articles) - vus)
    ]
    coupe.remarques += [
        f"ligne {p.ligne} : un tampon semble mêlé au texte, laissé tel quel"
        for p in coupe.paragraphes
        if not _TAMPON.match(p.texte) and _TRACE_DE_TAMPON.search(p.texte)
    ]
    return coupe


def numero_de_titre(ligne: str) -> int | None:
    """Return the article that a line opens (0: the preamble), None when it is not a heading."""
    if _TITRE_PREAMBULE.match(ligne):
        return PREAMBULE
    titre = _TITRE_ARTICLE.match(ligne)
    if titre is None:
        return None
    return int(titre["numero"]) if titre["numero"].isdigit() else 1


def nommer(numero: int) -> str:
    """« préambule » or « article 3 »."""
    return f"article {numero}" if numero else "préambule"


def _rang_du_preambule(blocs: list[Paragraphe]) -> int:
    """Headings count from the preamble on: before it, the articles are those of the vote."""
    rangs = (rang for rang, bloc in enumerate(blocs) if numero_de_titre(bloc.texte) == PREAMBULE)
    return next(rangs, 0)


def _blocs(texte: str) -> list[Paragraphe]:
    """Paragraphs as typed: a blank line, a bullet, a heading or a stamp opens a new one."""
    blocs: list[Paragraphe] = []
    suite = False
    for rang, ligne in enumerate(texte.splitlines(), start=1):
        if not ligne.strip():
            suite = False
            continue
        seule = numero_de_titre(ligne) is not None or _TAMPON.match(ligne) is not None
        if suite and not seule and not _PUCE.match(ligne):
            blocs[-1].texte += f"\n{ligne.rstrip()}"
        else:
            blocs.append(Paragraphe(rang, ligne.rstrip()))
        suite = not seule
    return blocs


def _ajouter(coupe: Coupe, bloc: Paragraphe) -> None:
    """Add a paragraph, or give its end back to a sentence that a page break had cut."""
    tampon = _TAMPON.match(bloc.texte) is not None
    precedent = next((p for p in reversed(coupe.paragraphes) if not _TAMPON.match(p.texte)), None)
    coupee = (
        precedent is not None
        and not tampon
        and precedent.article == bloc.article
        and bloc.texte[:1].islower()
        and numero_de_titre(precedent.texte) is None
        and not _FIN_DE_PHRASE.search(precedent.texte)
    )
    if precedent is not None and coupee:
        precedent.texte += f" {bloc.texte}"
        coupe.remarques.append(
            f"lignes {precedent.ligne} et {bloc.ligne} : phrase coupée par un changement de page, "
            "réunie"
        )
    else:
        coupe.paragraphes.append(bloc)
