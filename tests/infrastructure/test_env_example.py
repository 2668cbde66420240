"""`.env.example` explains each variable that the settings read, and no other."""

import re

from django.conf import settings

LUE = re.compile(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"")
DU_LANCEUR = {"PACTE_POSTGRES"}


def test_chaque_variable_lue_est_expliquee_et_reciproquement() -> None:
    lues = set(LUE.findall((settings.RACINE / "pacte" / "settings.py").read_text()))
    exemple = (settings.RACINE / ".env.example").read_text()
    expliquees = set(re.findall(r"^#? ?([A-Z_]+)=", exemple, re.MULTILINE))
    assert expliquees == lues | DU_LANCEUR
