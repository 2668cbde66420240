"""The order of an agenda as tables: numbers, times, overrun, moves."""

from types import SimpleNamespace

import pytest

from gouvernance.rules import plan


def point(pk: int, ordre: int, parent: int | None = None, minutes: int = 15) -> SimpleNamespace:
    return SimpleNamespace(pk=pk, ordre=ordre, parent_id=parent, duree_minutes=minutes, numero="")


@pytest.mark.parametrize(
    ("niveaux", "numeros"),
    [
        ([], ""),
        ([0, 0], "1 2"),
        ([0, 1, 1, 0, 1], "1 1.1 1.2 2 2.1"),
        # Nothing stands under nothing.
        ([1, 1], "1 1.1"),
        # One level only.
        ([0, 2], "1 1.1"),
    ],
)
def test_numeros(niveaux: list[int], numeros: str) -> None:
    assert " ".join(plan.numeroter(niveaux)) == numeros


def test_un_sous_point_suit_toujours_le_sien() -> None:
    """Whatever the global order, and whatever item was added at the end by another room."""
    points = [point(1, 1), point(2, 2), point(3, 3, parent=1), point(4, 4, parent=99)]
    ranges = plan.ordonner(points)
    assert [(p.pk, p.numero) for p in ranges] == [(1, "1"), (3, "1.1"), (2, "2"), (4, "3")]


@pytest.mark.parametrize(
    ("lignes", "attendu", "total"),
    [
        # Own minutes contain those of the items under it, and leave some for itself.
        ([(0, 30), (1, 10), (1, 10), (0, 5)], [(0, 30), (0, 10), (10, 20), (30, 35)], 35),
        # When they take longer, their sum counts.
        ([(0, 10), (1, 10), (1, 25), (0, 5)], [(0, 35), (0, 10), (10, 35), (35, 40)], 40),
        ([(0, 0), (0, 20)], [(0, 0), (0, 20)], 20),
    ],
)
def test_heures(lignes: list[tuple[int, int]], attendu: list[tuple[int, int]], total: int) -> None:
    creneaux = plan.placer([plan.Ligne(*ligne) for ligne in lignes], 480)
    assert [(c.debut, c.fin) for c in creneaux] == attendu
    assert plan.duree_totale(creneaux) == total
    assert not any(c.deborde for c in creneaux)


def test_depassement_dit_quels_points_debordent() -> None:
    creneaux = plan.placer([plan.Ligne(0, 40), plan.Ligne(0, 20), plan.Ligne(0, 1)], 60)
    assert [c.deborde for c in creneaux] == [False, False, True]


# Lines are written as letters: small ones stand under the capital before them.
def lire(texte: str) -> list[int]:
    return [int(lettre.islower()) for lettre in texte]


def jouer(geste: str, texte: str, lettre: str) -> str:
    places = plan.GESTES[geste](lire(texte), texte.index(lettre))
    return "".join(
        texte[rang].lower() if niveau else texte[rang].upper() for rang, niveau in places
    )


@pytest.mark.parametrize(
    ("geste", "avant", "lettre", "apres"),
    [
        ("monter", "ABC", "B", "BAC"),
        ("monter", "ABC", "A", "ABC"),
        # With those under it, before the item above and those under that one.
        ("monter", "AbcDe", "D", "DeAbc"),
        ("monter", "Abc", "c", "Acb"),
        # From the top of its own item to the bottom of the one before.
        ("monter", "AbCd", "d", "AbdC"),
        ("monter", "Ab", "b", "Ab"),
        ("descendre", "ABC", "A", "BAC"),
        ("descendre", "AbcDe", "A", "DeAbc"),
        ("descendre", "ABC", "C", "ABC"),
        ("descendre", "AbcD", "b", "AcbD"),
        ("descendre", "AbCd", "b", "ACbd"),
        ("descendre", "AbCd", "d", "AbCd"),
        ("dessous", "ABC", "B", "AbC"),
        ("dessous", "ABc", "B", "Abc"),
        ("dessous", "AB", "A", "AB"),
        ("sortir", "AbcD", "b", "AcBD"),
        ("sortir", "Ab", "b", "AB"),
        ("sortir", "AB", "B", "AB"),
    ],
)
def test_gestes(geste: str, avant: str, lettre: str, apres: str) -> None:
    assert jouer(geste, avant, lettre) == apres


@pytest.mark.parametrize("geste", plan.GESTES)
@pytest.mark.parametrize("texte", ["A", "AB", "Ab", "AbcDeF", "ABCdef", "AbCdEf"])
def test_un_geste_ne_perd_ni_ne_double_aucun_point(geste: str, texte: str) -> None:
    for lettre in texte:
        apres = jouer(geste, texte, lettre)
        assert sorted(apres.lower()) == sorted(texte.lower())
        assert apres[0].isupper()
