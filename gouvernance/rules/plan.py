"""The order of an agenda: numbers (1, 1.1, 1.2), clock times, overrun, moves. Pure: no ORM.

An item stands at level 0, or at level 1 under the last item of level 0 before it. Its length, when
it has items under it, is its own or the sum of theirs, whichever is longer: its own minutes contain
theirs, and may leave some time for the item itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

NIVEAUX = (0, 1)


class Point(Protocol):
    """What this module reads of an item, and the one thing it writes on it."""

    pk: int
    parent_id: int | None
    ordre: int
    duree_minutes: int
    numero: str


P = TypeVar("P", bound=Point)


@dataclass(frozen=True, slots=True)
class Ligne:
    """A place on the agenda: its level and its own minutes."""

    niveau: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Creneau:
    """When an item is dealt with: its number, minutes from the start, whether it overruns."""

    numero: str
    niveau: int
    debut: int
    fin: int
    deborde: bool

    @property
    def minutes(self) -> int:
        """The length that counts, in minutes."""
        return self.fin - self.debut

    def heure_debut(self, debut: datetime | None) -> datetime | None:
        """The clock time of the start, None when the meeting has no time yet."""
        return None if debut is None else debut + timedelta(minutes=self.debut)

    def heure_fin(self, debut: datetime | None) -> datetime | None:
        """The clock time of the end, None when the meeting has no time yet."""
        return None if debut is None else debut + timedelta(minutes=self.fin)


def ordonner(points: Iterable[P]) -> list[P]:
    """Return the items as they are read: each one followed by those under it; sets `numero`.

    Whatever the ranks, an item under another one comes after it; one whose parent is missing
    stands by itself.
    """
    tries = sorted(points, key=lambda point: point.ordre)
    presents = {point.pk for point in tries}
    sous: dict[int, list[P]] = {}
    racines = []
    for point in tries:
        if point.parent_id in presents and point.parent_id is not None:
            sous.setdefault(point.parent_id, []).append(point)
        else:
            racines.append(point)
    ranges = []
    for rang, racine in enumerate(racines, start=1):
        racine.numero = str(rang)
        ranges.append(racine)
        for sous_rang, point in enumerate(sous.get(racine.pk, ()), start=1):
            point.numero = f"{rang}.{sous_rang}"
            ranges.append(point)
    return ranges


def lignes_de(points: Sequence[Point]) -> list[Ligne]:
    """The places of ordered items."""
    return [Ligne(int("." in point.numero), point.duree_minutes) for point in points]


def numeroter(niveaux: Sequence[int]) -> list[str]:
    """Return the numbers of levels in their order: [0, 1, 1, 0] gives 1, 1.1, 1.2, 2."""
    numeros = []
    rang = sous_rang = 0
    for niveau in normaliser(niveaux):
        if niveau == 0:
            rang, sous_rang = rang + 1, 0
            numeros.append(str(rang))
        else:
            sous_rang += 1
            numeros.append(f"{rang}.{sous_rang}")
    return numeros


def normaliser(niveaux: Sequence[int]) -> list[int]:
    """Return levels that hold together: one level under an item, and nothing under nothing."""
    return [0 if rang == 0 else min(max(niveau, 0), 1) for rang, niveau in enumerate(niveaux)]


def placer(lignes: Sequence[Ligne], prevu: int) -> list[Creneau]:
    """Return when each item is dealt with, in a meeting planned for `prevu` minutes."""
    niveaux = normaliser([ligne.niveau for ligne in lignes])
    numeros = numeroter(niveaux)
    creneaux: list[Creneau] = []
    fin = 0
    for rang, ligne in enumerate(lignes):
        if niveaux[rang] == 1:
            continue
        enfants = range(rang + 1, fin_du_bloc(niveaux, rang))
        debut = fin
        fin = debut + max(ligne.minutes, sum(lignes[k].minutes for k in enfants))
        creneaux.append(Creneau(numeros[rang], 0, debut, fin, fin > prevu))
        heure = debut
        for k in enfants:
            suite = heure + lignes[k].minutes
            creneaux.append(Creneau(numeros[k], 1, heure, suite, suite > prevu))
            heure = suite
    return creneaux


def duree_totale(creneaux: Sequence[Creneau]) -> int:
    """The whole length in minutes."""
    return max((creneau.fin for creneau in creneaux), default=0)


# --- Moves: each returns the new order of the ranks, with their levels ------------------------------
Place = tuple[int, int]


def fin_du_bloc(niveaux: Sequence[int], rang: int) -> int:
    """Return the rank after an item and those under it."""
    if niveaux[rang] == 1:
        return rang + 1
    fin = rang + 1
    while fin < len(niveaux) and niveaux[fin] == 1:
        fin += 1
    return fin


def _places(niveaux: Sequence[int]) -> list[Place]:
    return list(enumerate(normaliser(niveaux)))


def _debut_du_bloc(niveaux: Sequence[int], rang: int) -> int:
    while niveaux[rang] == 1:
        rang -= 1
    return rang


def monter(niveaux: Sequence[int], rang: int) -> list[Place]:
    """Move an item up: with those under it, before the item above; an item under another one
    leaves it from its top, for the bottom of the one before."""
    places = _places(niveaux)
    nivs = [niveau for _, niveau in places]
    if rang == 0 or (nivs[rang] == 1 and rang == 1):
        return places
    if nivs[rang] == 1:
        # Under its own item: exchange; at its top: the previous item takes it.
        places[rang - 1], places[rang] = places[rang], places[rang - 1]
        return places
    fin = fin_du_bloc(nivs, rang)
    avant = _debut_du_bloc(nivs, rang - 1)
    return places[:avant] + places[rang:fin] + places[avant:rang] + places[fin:]


def descendre(niveaux: Sequence[int], rang: int) -> list[Place]:
    """Move an item down: with those under it, after the item below; an item under another one
    leaves it from its bottom, for the top of the next."""
    places = _places(niveaux)
    nivs = [niveau for _, niveau in places]
    fin = fin_du_bloc(nivs, rang)
    if fin >= len(places):
        return places
    if nivs[rang] == 1:
        places[rang], places[fin] = places[fin], places[rang]
        return places
    apres = fin_du_bloc(nivs, fin)
    return places[:rang] + places[fin:apres] + places[rang:fin] + places[apres:]


def mettre_dessous(niveaux: Sequence[int], rang: int) -> list[Place]:
    """Put an item, and those under it, under the item before: one level only."""
    places = _places(niveaux)
    if rang > 0:
        places[rang] = (rang, 1)
    return places


def sortir(niveaux: Sequence[int], rang: int) -> list[Place]:
    """Take an item out of the one above it: it comes right after that one, by itself."""
    places = _places(niveaux)
    nivs = [niveau for _, niveau in places]
    if nivs[rang] == 0:
        return places
    fin = fin_du_bloc(nivs, _debut_du_bloc(nivs, rang))
    return [*places[:rang], *places[rang + 1 : fin], (rang, 0), *places[fin:]]


GESTES = {
    "monter": monter,
    "descendre": descendre,
    "dessous": mettre_dessous,
    "sortir": sortir,
}
