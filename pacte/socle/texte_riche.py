"""Structured text that people write or paste: what of their HTML is kept, in one canonical writing.

Kept: headings (two levels, under those of the page), paragraphs, line breaks, lists, bold, italics,
links to a web or mail address, tables. Nothing else: no image, no style, no class, no identifier.
nh3 parses as a browser does and drops what is not allowed; the text is then written again from a
tree whose only element names are the ones below, so that what is stored has one form, a fixed point
of `assainir`. Pure: no ORM, no request.
"""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from html import escape

from pacte.socle.blocs import LISTES, Bloc, Cellule, Fragment, lire

# Longer than any minutes seen; a paste of a whole book is refused by the forms.
LONGUEUR_MAXIMALE = 100_000
REL = "noopener noreferrer"

# --- Writing ------------------------------------------------------------------------------------------


def _ecrire_ligne(ligne: Iterable[Fragment]) -> str:
    morceaux = []
    for fragment in ligne:
        if fragment.texte == "\n":
            morceaux.append("<br>")
            continue
        texte = escape(fragment.texte, quote=False)
        if fragment.italique:
            texte = f"<em>{texte}</em>"
        if fragment.fort:
            texte = f"<strong>{texte}</strong>"
        if fragment.lien:
            texte = f'<a href="{escape(fragment.lien)}" rel="{REL}">{texte}</a>'
        morceaux.append(texte)
    return "".join(morceaux)


def _ecrire_contenu(blocs: tuple[Bloc, ...]) -> str:
    """Write an item or a cell: a first paragraph that is alone of its kind needs no tag."""
    if blocs and blocs[0].genre == "p" and all(b.genre in LISTES for b in blocs[1:]):
        return _ecrire_ligne(blocs[0].ligne) + "".join(_ecrire_bloc(b) for b in blocs[1:])
    return "".join(_ecrire_bloc(b) for b in blocs)


def _ecrire_bloc(bloc: Bloc) -> str:
    if bloc.genre in LISTES:
        elements = "".join(f"<li>{_ecrire_contenu(element)}</li>" for element in bloc.elements)
        return f"<{bloc.genre}>{elements}</{bloc.genre}>"
    if bloc.genre == "table":
        corps = list(bloc.rangees)
        tete = ""
        if bloc.entete:
            tete = f"<thead>{_ecrire_rangee(corps.pop(0), 'th')}</thead>"
        lignes = "".join(_ecrire_rangee(rangee, "td") for rangee in corps)
        return f"<table>{tete}<tbody>{lignes}</tbody></table>"
    return f"<{bloc.genre}>{_ecrire_ligne(bloc.ligne)}</{bloc.genre}>"


def _ecrire_rangee(rangee: tuple[Cellule, ...], nom: str) -> str:
    cellules = ""
    for cellule in rangee:
        portee = f' colspan="{cellule.colonnes}"' if cellule.colonnes > 1 else ""
        portee += f' rowspan="{cellule.lignes}"' if cellule.lignes > 1 else ""
        cellules += f"<{nom}{portee}>{_ecrire_contenu(cellule.blocs)}</{nom}>"
    return f"<tr>{cellules}</tr>"


def ecrire(blocs: Iterable[Bloc]) -> str:
    """Return the canonical HTML of blocks."""
    return "".join(_ecrire_bloc(bloc) for bloc in blocs)


# --- What the other modules call ------------------------------------------------------------------------


def assainir(html: str) -> str:
    """Return the canonical HTML of what is allowed in `html`; « » when nothing is left to read.

    Idempotent: `assainir(assainir(x)) == assainir(x)`.
    """
    return ecrire(lire(html))


def depuis_texte(texte: str) -> str:
    """Return the canonical HTML of plain text: blank lines separate paragraphs."""
    paragraphes = texte.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
    html = "".join(
        f"<p>{escape(paragraphe.strip(), quote=False).replace(chr(10), '<br>')}</p>"
        for paragraphe in paragraphes
        if paragraphe.strip()
    )
    return assainir(html)


def _texte_de_ligne(ligne: Iterable[Fragment]) -> str:
    return "".join(fragment.texte for fragment in ligne)


def _texte_de_blocs(blocs: Iterable[Bloc]) -> Iterator[str]:
    for bloc in blocs:
        if bloc.genre == "table":
            for rangee in bloc.rangees:
                yield " ; ".join(" ".join(_texte_de_blocs(c.blocs)) for c in rangee)
        elif bloc.genre in LISTES:
            for element in bloc.elements:
                yield "\n".join(_texte_de_blocs(element))
        else:
            yield _texte_de_ligne(bloc.ligne)


def en_texte(html: str) -> str:
    """Return the words alone, one line a paragraph, an item or a row: for mails and searches."""
    return "\n".join(_texte_de_blocs(lire(html)))


def fusionner(mien: str, sien: str) -> str:
    """Return both texts in one: the blocks they share once, then what each one has of its own.

    No block of either text is lost; where they differ, « mien » comes first.
    """
    gauche, droite = lire(mien), lire(sien)
    blocs: list[Bloc] = []
    comparaison = SequenceMatcher(None, gauche, droite, autojunk=False)
    for _, debut_g, fin_g, debut_d, fin_d in comparaison.get_opcodes():
        blocs += gauche[debut_g:fin_g]
        if gauche[debut_g:fin_g] != droite[debut_d:fin_d]:
            blocs += droite[debut_d:fin_d]
    return assainir(ecrire(blocs))
