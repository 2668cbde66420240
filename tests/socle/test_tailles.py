"""How the size of a file is written, in Python and in templates."""

import pytest
from django.template import engines

from pacte.socle.tailles import ecrire_taille

TAILLES = [
    (0, "0\u00a0octet"),
    (1, "1\u00a0octet"),
    (512, "512\u00a0octets"),
    (1024, "1\u00a0Ko"),
    (6_861, "6,7\u00a0Ko"),
    (2 * 1024 * 1024, "2\u00a0Mo"),
    (27_053_261, "25,8\u00a0Mo"),
]


@pytest.mark.parametrize(("octets", "ecrit"), TAILLES)
def test_taille_dite_en_octets_ko_ou_mo(octets: int, ecrit: str) -> None:
    assert ecrire_taille(octets) == ecrit


def test_filtre_des_pages_ecrit_la_meme_taille() -> None:
    gabarit = engines["django"].from_string("{{ octets|filesizeformat }}")
    assert gabarit.render({"octets": 6_861}) == "6,7\u00a0Ko"
