"""Structured text as plain characters, for a text area without JavaScript, both ways.

    # Titre                - élément             **gras**   *italique*   [mot](https://exemple.fr)
    ## Sous-titre            - sous-élément      | A | B |
                           1. premier            | - | - |   (the row above heads the table)

A blank line separates paragraphs; a backslash before a sign writes the sign itself. What this
writing cannot say (merged cells, lists in a cell) is kept by `relire`, which gives back the HTML
that was shown when its text comes back unchanged. Pure.
"""

import re
from collections.abc import Iterable
from html import escape

from pacte.socle.blocs import LISTES, Bloc, Cellule, Fragment, lire
from pacte.socle.texte_riche import assainir, ecrire

# An escaped sign travels as a private character, which `assainir` would remove: none is lost.
BASE = 0xE000
SIGNES = "\\*[]()#-|0123456789.+•"
_PRIVES = re.compile(f"[{chr(BASE)}-{chr(BASE + 0x2FFF)}]")
_ECHAPPE = re.compile(r"\\([\\*\[\]()#\-|.+•])")
_ELEMENT = re.compile(r"^( *)(?:([-*•+])|(\d{1,3})[.)]) +(.*)$")
_TITRE = re.compile(r"^(#{1,6}) +(.*)$")
_TRAITS = re.compile(r"^[\s|:\-]*-[\s|:\-]*$")
_LIEN = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_MARQUES = (
    (re.compile(r"\*\*\*(?=[^\s*])(.+?)(?<=[^\s*])\*\*\*"), r"<strong><em>\1</em></strong>"),
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*(?!\*)"), r"<strong>\1</strong>"),
    (re.compile(r"\*(?=[^\s*])(.+?)(?<=[^\s*])\*"), r"<em>\1</em>"),
)


# --- From HTML ------------------------------------------------------------------------------------


def _signer(texte: str, *, debut: bool, cellule: bool) -> str:
    """Put a backslash before each sign that would be read as a mark."""
    texte = re.sub(r"[\\*\[]", r"\\\g<0>", texte)
    if cellule:
        texte = texte.replace("|", "\\|")
    if debut:
        texte = re.sub(r"^(#{1,6} |[-+•] |\|)", r"\\\1", texte)
        texte = re.sub(r"^(\d{1,3})([.)] )", r"\1\\\2", texte)
    return texte


def _ligne(fragments: Iterable[Fragment], *, cellule: bool = False) -> str:
    morceaux: list[str] = []
    for fragment in fragments:
        if fragment.texte == "\n":
            morceaux.append(" " if cellule else "\n")
            continue
        debut = not cellule and (not morceaux or morceaux[-1] == "\n")
        # A space at the start of a line says nothing, and would hide a sign from its backslash.
        texte = fragment.texte.lstrip() if debut else fragment.texte
        texte = _signer(texte, debut=debut, cellule=cellule)
        if not texte:
            continue
        # A sign is read against a word alone: the spaces of the edges stay outside.
        mot = texte.strip()
        if mot:
            avant, apres = texte.split(mot, 1)
            marque = "*" * (2 * fragment.fort + fragment.italique)
            texte = f"{avant}{marque}{mot}{marque}{apres}"
        if fragment.lien:
            adresse = re.sub(r"[\\*\[\]()|]", r"\\\g<0>", fragment.lien)
            texte = f"[{texte.replace(']', chr(92) + ']')}]({adresse})"
        morceaux.append(texte)
    return "".join(morceaux)


def _elements(bloc: Bloc, retrait: str) -> str:
    lignes = []
    for rang, element in enumerate(bloc.elements, start=1):
        puce = "- " if bloc.genre == "ul" else f"{rang}. "
        dedans = retrait + " " * len(puce)
        morceaux = []
        for sous_bloc in element:
            if sous_bloc.genre in LISTES:
                morceaux.append(_elements(sous_bloc, dedans))
            else:
                texte = _ligne(sous_bloc.ligne).replace("\n", f"\n{dedans}")
                morceaux.append(f"\n{dedans}{texte}" if morceaux else f"{retrait}{puce}{texte}")
        lignes.append("\n".join(morceaux))
    return "\n".join(lignes)


def _case(cellule: Cellule) -> str:
    return " ".join(_ligne(b.ligne, cellule=True) for b in _aplatir(cellule.blocs))


def _aplatir(blocs: Iterable[Bloc]) -> Iterable[Bloc]:
    for bloc in blocs:
        if bloc.genre in LISTES:
            for element in bloc.elements:
                yield from _aplatir(element)
        else:
            yield bloc


def _tableau(bloc: Bloc) -> str:
    lignes = ["| " + " | ".join(_case(c) for c in rangee) + " |" for rangee in bloc.rangees]
    if bloc.entete:
        lignes.insert(1, "|" + " - |" * len(bloc.rangees[0]))
    return "\n".join(lignes)


def en_leger(html: str) -> str:
    """Return structured text as it is shown in a text area; « » for none."""
    morceaux = []
    for bloc in lire(html):
        if bloc.genre in LISTES:
            morceaux.append(_elements(bloc, ""))
        elif bloc.genre == "table":
            morceaux.append(_tableau(bloc))
        elif bloc.genre == "p":
            morceaux.append(_ligne(bloc.ligne))
        else:
            marque = "# " if bloc.genre == "h4" else "## "
            morceaux.append(marque + _ligne(bloc.ligne).replace("\n", " "))
    return "\n\n".join(morceaux)


# --- To HTML ----------------------------------------------------------------------------------------


def _proteger(texte: str) -> str:
    texte = _PRIVES.sub("", texte).replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  ")
    return _ECHAPPE.sub(lambda trouve: chr(BASE + ord(trouve[1])), texte)


def _rendre_signes(texte: str) -> str:
    return _PRIVES.sub(lambda trouve: chr(ord(trouve[0]) - BASE), texte)


def _en_ligne(texte: str) -> str:
    html = escape(texte, quote=False)
    html = _LIEN.sub(lambda t: f'<a href="{t[2].replace(chr(34), "%22")}">{t[1]}</a>', html)
    for motif, balises in _MARQUES:
        html = motif.sub(balises, html)
    return html


class _Pile:
    """The lists that are open, the outer one first: (indent, name, HTML pieces of each item)."""

    def __init__(self) -> None:
        self._ouvertes: list[tuple[int, str, list[list[str]]]] = []
        self._rendues = ""

    @property
    def retrait(self) -> int:
        return self._ouvertes[0][0]

    def element(self, retrait: int, nom: str, texte: str) -> None:
        while self._ouvertes and self._est_finie(retrait, nom):
            self._fermer()
        if not self._ouvertes or self._ouvertes[-1][0] < retrait:
            self._ouvertes.append((retrait, nom, []))
        self._ouvertes[-1][2].append([f"<p>{texte}</p>"])

    def _est_finie(self, retrait: int, nom: str) -> bool:
        sien, son_nom, _ = self._ouvertes[-1]
        return sien > retrait or (sien == retrait and son_nom != nom)

    def suite(self, neuf: bool, texte: str, retrait: int) -> None:
        """Add a paragraph to the item that the indent names, or a line to its last one."""
        while len(self._ouvertes) > 1 and self._ouvertes[-1][0] >= retrait:
            self._fermer()
        morceaux = self._ouvertes[-1][2][-1]
        if neuf or not morceaux[-1].endswith("</p>"):
            morceaux.append(f"<p>{texte}</p>")
        else:
            morceaux[-1] = f"{morceaux[-1].removesuffix('</p>')}<br>{texte}</p>"

    def _fermer(self) -> None:
        _, nom, elements = self._ouvertes.pop()
        items = "".join(f"<li>{''.join(morceaux)}</li>" for morceaux in elements)
        rendu = f"<{nom}>{items}</{nom}>"
        if self._ouvertes:
            self._ouvertes[-1][2][-1].append(rendu)
        else:
            self._rendues += rendu

    def html(self) -> str:
        while self._ouvertes:
            self._fermer()
        return self._rendues


class _Redaction:
    """Reads the lines one after the other and writes the HTML."""

    def __init__(self, lignes: list[str]) -> None:
        self.lignes = lignes
        self.rang = 0
        self.html: list[str] = []

    def lire(self) -> str:
        while self.rang < len(self.lignes):
            ligne = self.lignes[self.rang]
            titre = _TITRE.match(ligne)
            if not ligne.strip():
                self.rang += 1
            elif titre:
                nom = "h4" if len(titre[1]) == 1 else "h5"
                self.html.append(f"<{nom}>{_en_ligne(titre[2])}</{nom}>")
                self.rang += 1
            elif _ELEMENT.match(ligne):
                self.html.append(self._liste())
            elif ligne.lstrip().startswith("|"):
                self.html.append(self._tableau())
            else:
                self.html.append(self._paragraphe())
        return "".join(self.html)

    def _paragraphe(self) -> str:
        lignes: list[str] = []
        while self.rang < len(self.lignes):
            ligne = self.lignes[self.rang]
            if not ligne.strip() or (lignes and self._commence_un_bloc(ligne)):
                break
            lignes.append(ligne.strip())
            self.rang += 1
        return f"<p>{_en_ligne(chr(10).join(lignes)).replace(chr(10), '<br>')}</p>"

    @staticmethod
    def _commence_un_bloc(ligne: str) -> bool:
        return bool(_TITRE.match(ligne) or _ELEMENT.match(ligne) or ligne.lstrip().startswith("|"))

    def _liste(self) -> str:
        """Read items until a line that is none, nor the continuation of one."""
        pile = _Pile()
        while self.rang < len(self.lignes):
            element = _ELEMENT.match(self.lignes[self.rang])
            if element:
                pile.element(len(element[1]), "ul" if element[2] else "ol", _en_ligne(element[4]))
                self.rang += 1
                continue
            suite = self._suite(pile.retrait)
            if suite is None:
                break
            pile.suite(*suite)
        return pile.html()

    def _suite(self, retrait: int) -> tuple[bool, str, int] | None:
        """Read a line that continues an item: (a paragraph of its own, its text, its indent)."""
        rang = self.rang
        while rang < len(self.lignes) and not self.lignes[rang].strip():
            rang += 1
        if rang == len(self.lignes):
            return None
        ligne = self.lignes[rang]
        marge = len(ligne) - len(ligne.lstrip(" "))
        if marge <= retrait or _ELEMENT.match(ligne):
            return None
        neuf = rang > self.rang
        self.rang = rang + 1
        return neuf, _en_ligne(ligne.strip()), marge

    def _tableau(self) -> str:
        rangees: list[str] = []
        entete = False
        while self.rang < len(self.lignes):
            ligne = self.lignes[self.rang].strip()
            if not ligne.startswith("|"):
                break
            self.rang += 1
            if len(rangees) == 1 and not entete and _TRAITS.match(ligne):
                entete = True
                continue
            cases = ligne.strip("|").split("|")
            rangees.append("".join(f"<td>{_en_ligne(case.strip())}</td>" for case in cases))
        lignes = [f"<tr>{rangee}</tr>" for rangee in rangees]
        if entete:
            lignes[0] = lignes[0].replace("<td>", "<th>").replace("</td>", "</th>")
        return f"<table>{''.join(lignes)}</table>"


def depuis_leger(texte: str) -> str:
    """Return the canonical HTML of what was written in a text area."""
    return assainir(_rendre_signes(_Redaction(_proteger(texte).split("\n")).lire()))


def relire(texte: str, montre: str) -> str:
    """Return the HTML of a text area that showed `montre`: that very HTML when nothing was changed."""
    montre = ecrire(lire(montre))
    if _meme(texte) == _meme(en_leger(montre)):
        return montre
    return depuis_leger(texte)


def _meme(texte: str) -> str:
    """Text areas give back other line ends, and forms trim them."""
    return texte.replace("\r\n", "\n").replace("\r", "\n").strip()
