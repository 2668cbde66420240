"""Days that spare a journey: meetings still to hold that expect the same elected members. Pure.

It advises and never blocks: what it finds is a proposal to open a poll, or to prepare a draft.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import combinations

from pacte.socle.jours_ouvres import is_ouvre

UN_JOUR = timedelta(days=1)
# Days on which people of centres and elected members meet most easily, then the others.
JOURS_PREFERES = (1, 3)
DEBUT, FIN = time(14), time(19)
PAR_JOUR = 3
# The invitations are prepared within some days, before their own delay.
PREPARATION = timedelta(days=3)
SANS_REUNIONS = frozenset({8})
RECHERCHE = 90


@dataclass(frozen=True, slots=True)
class Besoin:
    """A meeting still to hold: who it expects, its length, and between which days.

    `cle` tells it from the others; `apres` is the key of the need that must be held before it, on
    the same day or earlier (C33), "" for none; `pas_avant` the first day on which it makes sense.
    """

    cle: str
    personnes: frozenset[int]
    elues: frozenset[int]
    duree_minutes: int
    delai_invitation: int
    au_plus_tard: date
    apres: str = ""
    pas_avant: date | None = None


@dataclass(frozen=True, slots=True)
class Groupement:
    """A day and its meetings in order, each with its hour, and the elected members of all."""

    jour: date
    reunions: tuple[tuple[Besoin, time], ...]
    elues: frozenset[int]


def grouper(
    besoins: Sequence[Besoin],
    occupations: Mapping[date, Collection[int]],
    *,
    aujourdhui: date,
    maximum: int = 3,
) -> list[Groupement]:
    """Return days on which several needs that share elected members can be held one after another.

    - a group shares at least one elected member, and fits in one afternoon, from 14 h to 19 h;
    - the largest number of journeys spared comes first: (meetings - 1) x elected members shared;
    - the day is a working one, not in August, after the longest invitation delay, at the latest on
      the nearest limit, and nobody of the group already has a meeting then (`occupations`);
    - Tuesdays and Thursdays are tried before the other days of the same week;
    - a need comes after its predecessor when both are in the group, and never before `pas_avant`;
    - a need is proposed once; at most `maximum` days.
    """
    trouves: list[Groupement] = []
    pris: set[str] = set()
    occupes = {jour: set(personnes) for jour, personnes in occupations.items()}
    for groupe, elues in _groupes(besoins):
        if len(trouves) == maximum or any(besoin.cle in pris for besoin in groupe):
            continue
        horaires = _horaires(groupe)
        jour = _jour_libre(groupe, occupes, aujourdhui) if horaires else None
        if jour is None or not horaires:
            continue
        trouves.append(Groupement(jour, horaires, elues))
        pris.update(besoin.cle for besoin in groupe)
        tous = frozenset().union(*(besoin.personnes for besoin in groupe))
        occupes.setdefault(jour, set()).update(tous)
    return sorted(trouves, key=lambda trouve: trouve.jour)


def _groupes(besoins: Sequence[Besoin]) -> list[tuple[tuple[Besoin, ...], frozenset[int]]]:
    """Every group of two or three needs that share somebody elected, the most useful first."""
    trouves = []
    for taille in range(2, PAR_JOUR + 1):
        for groupe in combinations(besoins, taille):
            elues = frozenset.intersection(*(besoin.elues for besoin in groupe))
            if elues:
                trouves.append((_dans_l_ordre(groupe), elues))
    return sorted(
        trouves,
        key=lambda paire: (
            -(len(paire[0]) - 1) * len(paire[1]),
            min(besoin.au_plus_tard for besoin in paire[0]),
            [besoin.cle for besoin in paire[0]],
        ),
    )


def _dans_l_ordre(groupe: Iterable[Besoin]) -> tuple[Besoin, ...]:
    """A need comes after the one that it waits for; the others keep their order."""
    restants, ordonnes = list(groupe), []
    while restants:
        cles = {besoin.cle for besoin in restants}
        suivant = next((b for b in restants if b.apres not in cles), restants[0])
        restants.remove(suivant)
        ordonnes.append(suivant)
    return tuple(ordonnes)


def _horaires(groupe: Sequence[Besoin]) -> tuple[tuple[Besoin, time], ...]:
    """One after another from 14 h, each starting on a half hour; empty when it does not fit."""
    minute, fin = DEBUT.hour * 60, FIN.hour * 60
    horaires = []
    for besoin in groupe:
        if minute + besoin.duree_minutes > fin:
            return ()
        horaires.append((besoin, time(minute // 60, minute % 60)))
        minute += -(-besoin.duree_minutes // 30) * 30
    return tuple(horaires)


def _jour_libre(
    groupe: Sequence[Besoin], occupes: Mapping[date, Collection[int]], aujourdhui: date
) -> date | None:
    """The first suitable day, by week: a preferred day of it before the others."""
    delai = timedelta(days=max(besoin.delai_invitation for besoin in groupe))
    premier = max(
        [
            aujourdhui + delai + PREPARATION,
            *(b.pas_avant for b in groupe if b.pas_avant is not None),
        ]
    )
    dernier = min(min(besoin.au_plus_tard for besoin in groupe), premier + RECHERCHE * UN_JOUR)
    tous = frozenset().union(*(besoin.personnes for besoin in groupe))
    jours = [premier + rang * UN_JOUR for rang in range((dernier - premier).days + 1)]
    libres = [
        jour
        for jour in jours
        if is_ouvre(jour)
        and jour.month not in SANS_REUNIONS
        and tous.isdisjoint(occupes.get(jour, ()))
    ]
    return min(
        libres,
        key=lambda jour: (jour.isocalendar()[:2], jour.weekday() not in JOURS_PREFERES, jour),
        default=None,
    )
