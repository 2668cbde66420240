"""Working days, against the calendar on the wall."""

from datetime import date

import pytest

from pacte.socle.jours_ouvres import is_ouvre, jour_ouvre_au_plus_tard, jours_feries


def test_les_onze_jours_feries_de_2026() -> None:
    assert jours_feries(2026) == {
        date(2026, 1, 1),
        date(2026, 4, 6),  # Easter Monday
        date(2026, 5, 1),
        date(2026, 5, 8),
        date(2026, 5, 14),  # Ascension
        date(2026, 5, 25),  # Whit Monday
        date(2026, 7, 14),
        date(2026, 8, 15),
        date(2026, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
    }


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2026, 3, 10), date(2026, 3, 10)),  # a Tuesday
        (date(2026, 3, 14), date(2026, 3, 13)),  # a Saturday
        (date(2026, 4, 6), date(2026, 4, 3)),  # Easter Monday: back to Good Friday, worked
        (date(2026, 11, 1), date(2026, 10, 30)),  # All Saints' Day, a Sunday
        (date(2026, 12, 25), date(2026, 12, 24)),
        (date(2027, 1, 1), date(2026, 12, 31)),  # back over the year's end
        (date(2026, 12, 30), date(2026, 12, 30)),  # between the holidays, people may still meet
        (date(2026, 8, 12), date(2026, 8, 12)),  # so they may in August
    ],
)
def test_jour_ouvre_au_plus_tard(jour: date, attendu: date) -> None:
    assert jour_ouvre_au_plus_tard(jour) == attendu
    assert is_ouvre(attendu)
    assert is_ouvre(jour) == (jour == attendu)
