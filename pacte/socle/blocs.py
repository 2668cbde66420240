"""The blocks of a structured text, read from any HTML that people write or paste.

nh3 parses as a browser does and drops what is not allowed; what is left is read as a tree, then as
paragraphs, headings, lists and tables, which is all that `texte_riche` writes. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

PROFONDEUR_MAXIMALE = 24
FUSION_MAXIMALE = 12

TITRES = {"h1": "h4", "h2": "h5", "h3": "h5", "h4": "h4", "h5": "h5", "h6": "h5"}
FORTS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
LISTES = frozenset({"ul", "ol"})
CELLULES = frozenset({"td", "th"})
RANGEES = frozenset({"thead", "tbody", "tfoot", "table"})
BALISES = frozenset(
    {*TITRES, *FORTS, *LISTES, *CELLULES, *RANGEES, "p", "div", "br", "li", "tr", "a", "blockquote"}
)
SCHEMAS = frozenset({"http", "https", "mailto"})
# The content goes with the element: it is not something that somebody wrote.
AVEC_LEUR_CONTENU = frozenset(
    {
        "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math",
        "title", "textarea", "select", "xmp", "noembed", "noframes", "audio", "video", "canvas",
    }
)  # fmt: skip

_nettoyeur = nh3.Cleaner(
    tags=set(BALISES),
    clean_content_tags=set(AVEC_LEUR_CONTENU),
    attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
    url_schemes=set(SCHEMAS),
    link_rel=None,
    strip_comments=True,
)


@dataclass(slots=True)
class Noeud:
    """An element as parsed: its name, its attributes kept, its children in order."""

    nom: str
    attributs: dict[str, str] = field(default_factory=dict)
    enfants: list["Noeud | str"] = field(default_factory=list)


class _Lecture(HTMLParser):
    """Builds the tree of well-formed HTML (what nh3 gives); too deep, an element is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.racine = Noeud("")
        self._ouverts = [self.racine]
        self._ignores: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        noeud = Noeud(tag, {cle: valeur or "" for cle, valeur in attrs})
        if tag == "br":
            self._ouverts[-1].enfants.append(noeud)
        elif len(self._ouverts) > PROFONDEUR_MAXIMALE:
            self._ignores.append(tag)
        else:
            self._ouverts[-1].enfants.append(noeud)
            self._ouverts.append(noeud)

    def handle_endtag(self, tag: str) -> None:
        if self._ignores and self._ignores[-1] == tag:
            self._ignores.pop()
        elif len(self._ouverts) > 1 and self._ouverts[-1].nom == tag:
            self._ouverts.pop()

    def handle_data(self, data: str) -> None:
        self._ouverts[-1].enfants.append(data)


def _lire(html: str) -> Noeud:
    lecture = _Lecture()
    lecture.feed(_nettoyeur.clean(html))
    lecture.close()
    return lecture.racine


# --- Inline content: a run is a text with its marks -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fragment:
    """Some text, or a line break (« \\n »), with its marks."""

    texte: str
    fort: bool = False
    italique: bool = False
    lien: str = ""


_PLUSIEURS = re.compile(" {2,}")
_ESPACES = str.maketrans(dict.fromkeys("\t\n\r\f", " "))


def _fragments(noeud: "Noeud | str", marque: Fragment) -> Iterator[Fragment]:
    if isinstance(noeud, str):
        texte = "".join(c for c in noeud.translate(_ESPACES) if c.isprintable() or c.isspace())
        yield Fragment(texte, marque.fort, marque.italique, marque.lien)
        return
    if noeud.nom == "br":
        yield Fragment("\n")
        return
    fort, italique, lien = marque.fort, marque.italique, marque.lien
    if FORTS.get(noeud.nom) == "strong":
        fort = True
    elif FORTS.get(noeud.nom) == "em":
        italique = True
    elif noeud.nom == "a":
        lien = _adresse(noeud.attributs.get("href", "")) or lien
    for enfant in noeud.enfants:
        yield from _fragments(enfant, Fragment("", fort, italique, lien))


def _adresse(href: str) -> str:
    """Return an absolute web or mail address, "" for any other."""
    propre = "".join(c for c in href if c.isprintable() and not c.isspace())
    schema, deux_points, reste = propre.partition(":")
    if not deux_points or schema.lower() not in SCHEMAS or not reste:
        return ""
    if schema.lower() != "mailto" and not reste.startswith("//"):
        return ""
    return f"{schema.lower()}:{reste}"[:2000]


def _reduire(fragments: Iterable[Fragment]) -> list[Fragment]:
    """Collapse spaces as a browser does, and join neighbours with the same marks."""
    reduits: list[Fragment] = []
    for fragment in _espaces_dehors(fragments):
        texte = fragment.texte
        if texte != "\n":
            texte = _PLUSIEURS.sub(" ", texte)
            if not reduits or reduits[-1].texte.endswith((" ", "\n")):
                texte = texte.lstrip(" ")
            if not texte:
                continue
        else:
            fragment = Fragment("")
            _couper_espace(reduits)
        nouveau = Fragment(texte, fragment.fort, fragment.italique, fragment.lien)
        if reduits and texte != "\n" and reduits[-1].texte != "\n" and _memes(reduits[-1], nouveau):
            ancien = reduits.pop()
            nouveau = Fragment(ancien.texte + texte, ancien.fort, ancien.italique, ancien.lien)
        reduits.append(nouveau)
    _couper_espace(reduits)
    while reduits and reduits[-1].texte == "\n":
        reduits.pop()
        _couper_espace(reduits)
    while reduits and reduits[0].texte == "\n":
        reduits.pop(0)
    return reduits


def _espaces_dehors(fragments: Iterable[Fragment]) -> Iterator[Fragment]:
    """Yield fragments whose marks start and end on a letter: « <b>oui </b>non » is « <b>oui</b> non ».

    Neighbours with the same marks are joined first, so that a space between them keeps them.
    """
    joints: list[Fragment] = []
    for fragment in fragments:
        if (
            joints
            and "\n" not in (joints[-1].texte, fragment.texte)
            and _memes(joints[-1], fragment)
        ):
            ancien = joints.pop()
            fragment = Fragment(
                ancien.texte + fragment.texte, ancien.fort, ancien.italique, ancien.lien
            )
        joints.append(fragment)
    for fragment in joints:
        mots = fragment.texte.strip(" ")
        if fragment.texte == "\n" or mots == fragment.texte:
            yield fragment
            continue
        avant, apres = fragment.texte[:1] == " ", fragment.texte[-1:] == " "
        if avant or not mots:
            yield Fragment(" ")
        if mots:
            yield Fragment(mots, fragment.fort, fragment.italique, fragment.lien)
        if apres and mots:
            yield Fragment(" ")


def _memes(gauche: Fragment, droite: Fragment) -> bool:
    return (gauche.fort, gauche.italique, gauche.lien) == (
        droite.fort,
        droite.italique,
        droite.lien,
    )


def _couper_espace(reduits: list[Fragment]) -> None:
    """Remove the space that ends the line."""
    if reduits and reduits[-1].texte != "\n" and reduits[-1].texte.endswith(" "):
        dernier = reduits.pop()
        texte = dernier.texte.rstrip(" ")
        if texte:
            reduits.append(Fragment(texte, dernier.fort, dernier.italique, dernier.lien))


# --- Blocks -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bloc:
    """A block of the text: a paragraph, a heading, a list of items, or a table of cells.

    `genre`: p, h4, h5, ul, ol, table. `lignes` is for a paragraph or a heading; `elements` for a
    list, each element being its own blocks; `rangees` for a table.
    """

    genre: str
    ligne: tuple[Fragment, ...] = ()
    elements: tuple[tuple["Bloc", ...], ...] = ()
    rangees: tuple[tuple["Cellule", ...], ...] = ()
    entete: bool = False


@dataclass(frozen=True, slots=True)
class Cellule:
    blocs: tuple[Bloc, ...]
    colonnes: int = 1
    lignes: int = 1


EN_LIGNE = frozenset({*FORTS, "a", "br"})


def _blocs(
    enfants: Iterable["Noeud | str"], *, titres: bool = True, tableaux: bool = True
) -> list[Bloc]:
    """Return the blocks of a flow; stray text makes paragraphs.

    Inside items and cells headings become bold paragraphs; inside cells, and under them, a table is
    read as its paragraphs.
    """
    blocs: list[Bloc] = []
    courants: list[Noeud | str] = []

    def clore() -> None:
        ligne = _reduire(f for n in courants for f in _fragments(n, Fragment("")))
        courants.clear()
        if any(f.texte.strip() for f in ligne):
            blocs.append(Bloc("p", tuple(ligne)))

    for enfant in _depliees(enfants):
        if isinstance(enfant, str) or enfant.nom in EN_LIGNE:
            courants.append(enfant)
            continue
        clore()
        nom = enfant.nom
        if nom in TITRES and titres:
            blocs += _titre(enfant)
        elif nom in TITRES:
            blocs += [_en_gras(b) for b in _blocs(enfant.enfants, titres=False, tableaux=tableaux)]
        elif nom in LISTES or nom == "li":
            blocs += _liste(enfant, tableaux=tableaux)
        elif nom == "table" and tableaux:
            blocs += _tableau(enfant)
        else:
            blocs += _blocs(enfant.enfants, titres=titres, tableaux=tableaux)
    clore()
    return blocs


def _depliees(enfants: Iterable["Noeud | str"]) -> Iterator["Noeud | str"]:
    """Yield children; a mark around blocks (« <b><p>…</p></b> ») is pushed down into them."""
    for enfant in enfants:
        if isinstance(enfant, str) or enfant.nom not in EN_LIGNE or not _a_des_blocs(enfant):
            yield enfant
            continue
        for petit in _depliees(enfant.enfants):
            if isinstance(petit, str) or petit.nom in EN_LIGNE:
                yield Noeud(enfant.nom, enfant.attributs, [petit])
            else:
                dedans = Noeud(enfant.nom, enfant.attributs, petit.enfants)
                yield Noeud(petit.nom, petit.attributs, [dedans])


def _a_des_blocs(noeud: Noeud) -> bool:
    return any(
        not isinstance(e, str) and (e.nom not in EN_LIGNE or _a_des_blocs(e)) for e in noeud.enfants
    )


def _titre(noeud: Noeud) -> list[Bloc]:
    """A heading holds one line; the blocks that a paste put in it follow."""
    blocs = _blocs(noeud.enfants)
    if blocs and blocs[0].genre == "p":
        # A heading is bold by itself.
        ligne = _reduire(Fragment(f.texte, False, f.italique, f.lien) for f in blocs[0].ligne)
        return [Bloc(TITRES[noeud.nom], tuple(ligne)), *blocs[1:]]
    return blocs


def _en_gras(bloc: Bloc) -> Bloc:
    if bloc.genre != "p":
        return bloc
    gras = (Fragment(f.texte, f.texte.strip() != "", f.italique, f.lien) for f in bloc.ligne)
    return Bloc("p", tuple(_reduire(gras)))


def _liste(noeud: Noeud, *, tableaux: bool) -> list[Bloc]:
    """A list; what is between its items joins the one before; an empty item goes."""
    if noeud.nom == "li":
        return _blocs(noeud.enfants, titres=False, tableaux=False)
    elements: list[list[Bloc]] = []
    for enfant in noeud.enfants:
        if isinstance(enfant, str) and not enfant.strip():
            continue
        is_element = not isinstance(enfant, str) and enfant.nom == "li"
        contenu = enfant.enfants if isinstance(enfant, Noeud) and is_element else [enfant]
        blocs = _blocs(contenu, titres=False, tableaux=False)
        if is_element and blocs and blocs[0].genre in LISTES and elements:
            # Word and some editors put a nested list in an item of its own.
            elements[-1] += blocs
        elif is_element or not elements:
            elements.append(blocs)
        else:
            elements[-1] += blocs
    pleins = tuple(tuple(_joindre(element)) for element in elements if element)
    return [Bloc(noeud.nom, elements=pleins)] if pleins else []


def _joindre(blocs: list[Bloc]) -> list[Bloc]:
    """An item starts with its own words: a list that comes first is read as such."""
    if blocs and blocs[0].genre in LISTES:
        return [b for e in blocs[0].elements for b in e] + blocs[1:]
    return blocs


def _tableau(noeud: Noeud) -> list[Bloc]:
    """A table; its first row heads it when all its cells are headings (the only ones, for PDF/UA)."""
    rangees: list[tuple[tuple[Cellule, bool], ...]] = []
    for rangee in _rangees(noeud):
        cellules = tuple(
            (_cellule(enfant), enfant.nom == "th")
            for enfant in rangee.enfants
            if isinstance(enfant, Noeud) and enfant.nom in CELLULES
        )
        if cellules:
            rangees.append(cellules)
    if not any(cellule.blocs for rangee in rangees for cellule, _ in rangee):
        return []
    entete = len(rangees) > 1 and all(is_titre for _, is_titre in rangees[0])
    sans_marque = tuple(tuple(cellule for cellule, _ in rangee) for rangee in rangees)
    if entete:
        sans_marque = (tuple(_sans_gras(c) for c in sans_marque[0]), *sans_marque[1:])
    return [Bloc("table", rangees=sans_marque, entete=entete)]


def _sans_gras(cellule: Cellule) -> Cellule:
    """A heading cell is bold by itself, spans one row, and holds paragraphs only."""
    blocs = tuple(
        Bloc("p", tuple(_reduire(Fragment(f.texte, False, f.italique, f.lien) for f in b.ligne)))
        for b in cellule.blocs
        if b.genre == "p"
    )
    return Cellule(blocs, cellule.colonnes, 1)


def _rangees(noeud: Noeud) -> Iterator[Noeud]:
    for enfant in noeud.enfants:
        if isinstance(enfant, Noeud) and enfant.nom == "tr":
            yield enfant
        elif isinstance(enfant, Noeud) and enfant.nom in RANGEES:
            yield from _rangees(enfant)


def _cellule(noeud: Noeud) -> Cellule:
    return Cellule(
        tuple(_blocs(noeud.enfants, titres=False, tableaux=False)),
        _portee(noeud.attributs.get("colspan", "")),
        _portee(noeud.attributs.get("rowspan", "")),
    )


def _portee(valeur: str) -> int:
    """Return how many rows or columns a cell spans, from 1 to FUSION_MAXIMALE."""
    nombre = int(valeur[:4]) if valeur.isascii() and valeur.isdigit() else 1
    return max(1, min(nombre, FUSION_MAXIMALE))


def lire(html: str) -> list[Bloc]:
    """Return the blocks of any HTML, whatever it holds: what is not allowed is not there."""
    return _blocs(_lire(html).enfants)
