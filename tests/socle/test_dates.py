"""Legal days: months and anniversaries clamp, civil years count whole months, French writes them."""

from datetime import date, timedelta

import pytest

from pacte.socle.dates import (
    ajouter_annees,
    ajouter_mois,
    dernier_jour,
    ecrire_jour,
    ecrire_jour_court,
    mois_communs,
)


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
        (date(2026, 1, 10), -25, date(2023, 12, 10)),
    ],
)
def test_ajouter_des_mois(jour: date, mois: int, attendu: date) -> None:
    assert ajouter_mois(jour, mois) == attendu


@pytest.mark.parametrize(
    ("jour", "annees", "attendu"),
    [
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2026, 7, 10), 2, date(2028, 7, 10)),
        (date(2026, 7, 10), -3, date(2023, 7, 10)),
    ],
)
def test_ajouter_des_annees(jour: date, annees: int, attendu: date) -> None:
    assert ajouter_annees(jour, annees) == attendu


@pytest.mark.parametrize(
    ("debut", "annees", "fin"),
    [
        (date(2023, 9, 1), 2, date(2025, 8, 31)),
        (date(2024, 2, 29), 2, date(2026, 2, 27)),
        (date(2025, 1, 1), 1, date(2025, 12, 31)),
    ],
)
def test_dernier_jour_d_un_terme(debut: date, annees: int, fin: date) -> None:
    assert dernier_jour(debut, annees) == fin


@pytest.mark.parametrize(
    ("debut", "fin", "annee", "mois"),
    [
        (date(2025, 1, 1), date(2026, 12, 31), 2026, 12),
        (date(2025, 1, 2), date(2026, 12, 31), 2025, 11),
        (date(2025, 7, 1), date(2025, 12, 30), 2025, 5),
        (date(2025, 7, 1), date(2025, 12, 31), 2024, 0),
        (date(2024, 2, 1), date(2024, 2, 29), 2024, 1),
        (date(2024, 2, 1), date(2024, 2, 28), 2024, 0),
    ],
)
def test_mois_entiers_communs(debut: date, fin: date, annee: int, mois: int) -> None:
    assert mois_communs(debut, fin, annee) == mois


def test_un_jour_s_ecrit_en_toutes_lettres() -> None:
    assert ecrire_jour(date(2026, 3, 14)) == "samedi 14\u00a0mars\u00a02026"
    assert ecrire_jour_court(date(2026, 4, 1)) == "1er\u00a0avril\u00a02026"


def test_chaque_jour_de_quatre_ans_garde_sa_place() -> None:
    jour = date(2024, 1, 1)
    while jour < date(2028, 1, 1):
        suivant = ajouter_mois(jour, 1)
        assert (suivant.year * 12 + suivant.month) - (jour.year * 12 + jour.month) == 1
        assert suivant.day <= jour.day
        jour += timedelta(days=1)
