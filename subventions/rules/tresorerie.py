"""The treasury of a centre, pure: its balance month by month, with and without the advance.

Amounts are Decimal euros. « Without » places nothing in the year's first months: the advance comes
back with the balance of the subsidy, whose total never changes: the advance lends nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from pacte.socle.montants import ZERO

MOIS = range(1, 13)
SEMAINES_PAR_AN = 52


@dataclass(frozen=True, slots=True)
class MoisPrevu:
    """What a centre expects in a month, the city's payments apart."""

    mois: int
    recettes: Decimal
    depenses: Decimal


@dataclass(frozen=True, slots=True)
class VersementPlace:
    """A payment of the city, at its day; `is_avance` for the advance."""

    le: date
    montant: Decimal
    is_avance: bool = False


@dataclass(frozen=True, slots=True)
class SoldeDuMois:
    """A month: what comes in and goes out, and its last day's balance both ways."""

    mois: int
    recettes: Decimal
    depenses: Decimal
    ville_avec: Decimal
    ville_sans: Decimal
    solde_avec: Decimal
    solde_sans: Decimal


@dataclass(frozen=True, slots=True)
class PointBas:
    """The lowest balance of a year, and the first month that reaches it."""

    mois: int
    solde: Decimal


def repartir_par_mois(total: Decimal) -> list[Decimal]:
    """Share a year's amount into twelve months to the cent; the last one takes the remainder."""
    douzieme = (total / 12).quantize(Decimal("0.01"), rounding=ROUND_FLOOR)
    return [douzieme] * 11 + [total - douzieme * 11]


def soldes_par_mois(
    solde_initial: Decimal,
    mois: Sequence[MoisPrevu],
    versements: Sequence[VersementPlace],
    exercice: int,
) -> list[SoldeDuMois]:
    """Return the twelve balances of `exercice`, with the advance and without it.

    Without it, the advance's amount comes with the last payment of the year; when the year has no
    other payment, in December. Both ways end the year on the same balance.
    """
    par_mois = {ligne.mois: ligne for ligne in mois}
    avec, sans = _placer(versements, exercice)
    solde_avec = solde_sans = solde_initial
    lignes = []
    for numero in MOIS:
        ligne = par_mois.get(numero, MoisPrevu(numero, ZERO, ZERO))
        net = ligne.recettes - ligne.depenses
        solde_avec += net + avec[numero]
        solde_sans += net + sans[numero]
        lignes.append(
            SoldeDuMois(
                mois=numero,
                recettes=ligne.recettes,
                depenses=ligne.depenses,
                ville_avec=avec[numero],
                ville_sans=sans[numero],
                solde_avec=solde_avec,
                solde_sans=solde_sans,
            )
        )
    return lignes


def _placer(
    versements: Sequence[VersementPlace], exercice: int
) -> tuple[Mapping[int, Decimal], Mapping[int, Decimal]]:
    """The city's payments by month, with the advance at its day, then with it put back later."""
    avec, sans = dict.fromkeys(MOIS, ZERO), dict.fromkeys(MOIS, ZERO)
    de_l_annee = [v for v in versements if v.le.year == exercice]
    autres = [v.le.month for v in de_l_annee if not v.is_avance]
    retour = max(autres, default=12)
    for versement in de_l_annee:
        avec[versement.le.month] += versement.montant
        sans[retour if versement.is_avance else versement.le.month] += versement.montant
    return avec, sans


def point_bas(soldes: Sequence[Decimal]) -> PointBas:
    """Return the lowest of twelve balances, at the first month that reaches it."""
    plus_bas = min(soldes)
    return PointBas(soldes.index(plus_bas) + 1, plus_bas)


def semaines_couvertes(solde: Decimal, depenses_annuelles: Decimal) -> int | None:
    """Return how many whole weeks of spending a balance pays; None without spending, 0 below zero."""
    if depenses_annuelles <= 0:
        return None
    if solde <= 0:
        return 0
    return int(solde * SEMAINES_PAR_AN // depenses_annuelles)


# --- The curve ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Courbe:
    """Two lines over twelve months, in units of the drawing: `points` ready for a polyline."""

    largeur: int
    hauteur: int
    avec: str
    sans: str
    zero: int
    graduations: tuple[tuple[int, str], ...]


NOMS_COURTS = ("J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D")


def tracer(soldes: Sequence[SoldeDuMois], largeur: int = 600, hauteur: int = 220) -> Courbe:
    """Return the drawing of both balances; whole numbers, no float."""
    marge, pied = 16, 24
    valeurs = [ligne.solde_avec for ligne in soldes] + [ligne.solde_sans for ligne in soldes]
    haut, bas = max([*valeurs, ZERO]), min([*valeurs, ZERO])
    etendue = haut - bas or Decimal(1)
    place = hauteur - marge - pied
    pas = (largeur - 2 * marge) // 11

    def y(solde: Decimal) -> int:
        return marge + int((haut - solde) * place / etendue)

    def points(choix: Sequence[Decimal]) -> str:
        return " ".join(f"{marge + rang * pas},{y(solde)}" for rang, solde in enumerate(choix))

    return Courbe(
        largeur=largeur,
        hauteur=hauteur,
        avec=points([ligne.solde_avec for ligne in soldes]),
        sans=points([ligne.solde_sans for ligne in soldes]),
        zero=y(ZERO),
        graduations=tuple((marge + rang * pas, nom) for rang, nom in enumerate(NOMS_COURTS)),
    )
