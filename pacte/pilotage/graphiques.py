"""Small charts: geometry computed here, drawn as SVG by `pilotage/_graphique.html`.

Pure functions over whole numbers: no float, no colour (the style sheet gives it by class), so that
the same drawing serves the page and its print, under a strict content security policy. The words
of a chart are never in its colours alone: each bar carries its value, and a table says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# The bars of a group, from the one that matters to the one it is compared with.
CLASSES = ("barre-principale", "barre-secondaire")


@dataclass(frozen=True, slots=True)
class Barre:
    """A rectangle, and the text written at its end; lengths in units of the drawing."""

    classe: str
    x: int
    y: int
    largeur: int
    hauteur: int
    texte: str
    texte_x: int
    texte_y: int


@dataclass(frozen=True, slots=True)
class Etiquette:
    """The name of a group of bars."""

    texte: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Ligne:
    """One row of the table that says what the chart shows."""

    nom: str
    valeurs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graphique:
    """A drawing and its table. `identifiant` makes the ids of <title> and <desc> unique."""

    identifiant: str
    titre: str
    description: str
    largeur: int
    hauteur: int
    ancrage: str
    barres: tuple[Barre, ...]
    etiquettes: tuple[Etiquette, ...]
    socle: tuple[int, int, int, int]
    colonnes: tuple[str, ...]
    lignes: tuple[Ligne, ...]

    @property
    def legende(self) -> tuple[tuple[str, str], ...]:
        """The class of each kind of bar, and what it shows."""
        return tuple(zip(CLASSES, self.colonnes, strict=False))


@dataclass(frozen=True, slots=True)
class Serie:
    """One group of bars: its name, its values, and how each value is written."""

    nom: str
    valeurs: tuple[int, ...]
    textes: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.valeurs) != len(self.textes):
            raise ValueError("Chaque valeur d'un graphique a son texte.")
        if any(valeur < 0 for valeur in self.valeurs):
            raise ValueError("Un graphique en barres ne montre pas de valeur négative.")


def longueur(valeur: int, maximum: int, place: int) -> int:
    """Return the length of a bar: proportional, 0 for 0, at least 1 for anything else."""
    if valeur == 0 or maximum == 0:
        return 0
    return max(1, valeur * place // maximum)


def _maximum(series: Sequence[Serie]) -> int:
    return max((valeur for serie in series for valeur in serie.valeurs), default=0)


def _decrire(series: Sequence[Serie], colonnes: Sequence[str]) -> str:
    """Return the sentence read in place of the drawing."""
    return " ".join(
        f"{serie.nom} : "
        + ", ".join(
            f"{colonne} {texte}" for colonne, texte in zip(colonnes, serie.textes, strict=True)
        )
        + "."
        for serie in series
    )


def barres_horizontales(
    identifiant: str, titre: str, colonnes: Sequence[str], series: Sequence[Serie]
) -> Graphique:
    """Return a chart of horizontal bars, one group per series, its name above its bars.

    Raises ValueError when a series has more values than there are columns, or fewer.
    """
    largeur, haut_nom, haut_barre, ecart, marge = 300, 18, 14, 8, 96
    place = largeur - marge
    maximum = _maximum(series)
    barres: list[Barre] = []
    etiquettes: list[Etiquette] = []
    y = 0
    for serie in series:
        etiquettes.append(Etiquette(serie.nom, 0, y + haut_nom - 5))
        y += haut_nom
        for rang, (valeur, texte) in enumerate(zip(serie.valeurs, serie.textes, strict=True)):
            long = longueur(valeur, maximum, place)
            barres.append(
                Barre(
                    classe=CLASSES[min(rang, 1)],
                    x=0,
                    y=y,
                    largeur=long,
                    hauteur=haut_barre - 2,
                    texte=texte,
                    texte_x=long + 6,
                    texte_y=y + haut_barre - 3,
                )
            )
            y += haut_barre
        y += ecart
    return Graphique(
        identifiant=identifiant,
        titre=titre,
        description=_decrire(series, colonnes),
        largeur=largeur,
        hauteur=max(y - ecart, 1),
        ancrage="start",
        barres=tuple(barres),
        etiquettes=tuple(etiquettes),
        socle=(0, 0, 0, max(y - ecart, 1)),
        colonnes=tuple(colonnes),
        lignes=tuple(Ligne(serie.nom, serie.textes) for serie in series),
    )


def barres_verticales(
    identifiant: str, titre: str, colonnes: Sequence[str], series: Sequence[Serie]
) -> Graphique:
    """Return a chart of vertical bars, one group per series, its name under its bars.

    Raises ValueError when a series has more values than there are columns, or fewer.
    """
    largeur, hauteur, tete, pied = 300, 178, 20, 22
    place = hauteur - tete - pied
    maximum = _maximum(series)
    pas = largeur // max(len(series), 1)
    barres: list[Barre] = []
    etiquettes: list[Etiquette] = []
    for indice, serie in enumerate(series):
        centre = indice * pas + pas // 2
        etiquettes.append(Etiquette(serie.nom, centre, hauteur - 5))
        # The second bar stands inside the first: it is a part of it.
        for rang, (valeur, texte) in enumerate(zip(serie.valeurs, serie.textes, strict=True)):
            haut = longueur(valeur, maximum, place)
            epaisseur = min(48, pas * 3 // 5) if rang == 0 else min(24, pas * 3 // 10)
            barres.append(
                Barre(
                    classe=CLASSES[min(rang, 1)],
                    x=centre - epaisseur // 2,
                    y=tete + place - haut,
                    largeur=epaisseur,
                    hauteur=haut,
                    texte=texte if rang == 0 else "",
                    texte_x=centre,
                    texte_y=tete + place - haut - 6,
                )
            )
    return Graphique(
        identifiant=identifiant,
        titre=titre,
        description=_decrire(series, colonnes),
        largeur=largeur,
        hauteur=hauteur,
        ancrage="middle",
        barres=tuple(barres),
        etiquettes=tuple(etiquettes),
        socle=(0, tete + place, largeur, tete + place),
        colonnes=tuple(colonnes),
        lignes=tuple(Ligne(serie.nom, serie.textes) for serie in series),
    )
