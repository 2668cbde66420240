"""The words around what was found. Pure: texts and words in, fragments out; templates escape them."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

MOT = re.compile(r"\w+")
LONGUEUR = 220
AVANT = 60
# Enough to choose a window in; a long text that repeats a word has no better one further on.
REPERES = 200


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text, found or between what was found."""

    texte: str
    trouve: bool


Fragments = tuple[Fragment, ...]


def mots(textes: Iterable[str]) -> set[str]:
    """Return the distinct words of the texts, in lower case, with their accents."""
    return {mot.lower() for texte in textes for mot in MOT.findall(texte)}


def _reperes(texte: str, trouves: Set[str]) -> list[tuple[int, int, str]]:
    """Start, end and word of each place where something was found."""
    return [
        (mot.start(), mot.end(), mot.group().lower())
        for mot in MOT.finditer(texte)
        if mot.group().lower() in trouves
    ]


def decouper(texte: str, trouves: Set[str]) -> Fragments:
    """Return the whole text in fragments; put together again, they are the text."""
    fragments, ici = [], 0
    for debut, fin, _ in _reperes(texte, trouves):
        if debut > ici:
            fragments.append(Fragment(texte[ici:debut], trouve=False))
        fragments.append(Fragment(texte[debut:fin], trouve=True))
        ici = fin
    if ici < len(texte):
        fragments.append(Fragment(texte[ici:], trouve=False))
    return tuple(fragments)


def extraire(textes: Sequence[str], trouves: Set[str], longueur: int = LONGUEUR) -> Fragments:
    """Return an extract of about `longueur` characters, where most of the words were found.

    It comes from the text that holds the most different words found, else from the first one.
    """
    ecrits = [" ".join(texte.split()) for texte in textes]
    ecrits = [texte for texte in ecrits if texte]
    if not ecrits:
        return ()
    texte = max(ecrits, key=lambda t: len({mot for *_, mot in _reperes(t, trouves)}))
    debut, fin = _fenetre(texte, _reperes(texte, trouves)[:REPERES], longueur)
    avant = "… " if debut else ""
    apres = " …" if fin < len(texte) else ""
    return decouper(f"{avant}{texte[debut:fin]}{apres}", trouves)


def _fenetre(texte: str, reperes: list[tuple[int, int, str]], longueur: int) -> tuple[int, int]:
    """Start and end, between words, of the window that holds the most different words found."""
    debut = 0
    if reperes:

        def richesse(depart: int) -> int:
            limite = depart + longueur - AVANT
            return len({mot for d, f, mot in reperes if d >= depart and f <= limite})

        premier = max((d for d, *_ in reperes), key=richesse)
        debut = max(0, min(premier - AVANT, len(texte) - longueur))
        if debut:
            # Not in the middle of a word, and never past what was found.
            espace = texte.find(" ", debut, premier)
            debut = espace + 1 if espace >= 0 else premier
    fin = min(len(texte), debut + longueur)
    if fin < len(texte):
        espace = texte.rfind(" ", debut + longueur // 2, fin + 1)
        fin = espace if espace >= 0 else fin
    return debut, fin
