"""The thresholds of conventions, to the cent; what a convention must say; when its end is near."""

from datetime import date
from decimal import Decimal

import pytest

from subventions import rules

D = Decimal


@pytest.mark.parametrize(
    ("total", "attendu"),
    [
        ("0.00", False),
        ("22999.99", False),
        ("23000.00", False),
        ("23000.01", True),
        ("500000.00", True),
    ],
)
def test_convention_obligatoire_au_dessus_de_23000_strictement(total, attendu) -> None:
    assert rules.convention_obligatoire(D(total)) is attendu


@pytest.mark.parametrize(
    ("base", "avance", "attendu"),
    [("76666.67", "23000.00", False), ("76666.70", "23000.01", True)],
)
def test_l_avance_seule_peut_rendre_la_convention_obligatoire(base, avance, attendu) -> None:
    calculee = rules.montant_avance(D(base), D("0.30"))
    assert calculee == D(avance)
    assert rules.convention_obligatoire(rules.total_de_l_annee([], (), calculee)) is attendu


@pytest.mark.parametrize(
    ("montants", "en_nature", "avance", "attendu"),
    [
        (["20000.00", "3000.00"], [None, None], "0.00", "23000.00"),
        (["20000.00"], ["3000.01"], "0.00", "23000.01"),
        (["40000.00", "-17000.00"], [None, None], "0.00", "23000.00"),
        (["15000.00"], [None], "8000.01", "23000.01"),
        ([], [], "0.00", "0.00"),
    ],
)
def test_total_de_l_annee(montants, en_nature, avance, attendu) -> None:
    valeurs = [None if v is None else D(v) for v in en_nature]
    total = rules.total_de_l_annee([D(m) for m in montants], valeurs, D(avance))
    assert total == D(attendu)


@pytest.mark.parametrize(
    ("dernier", "resiliation", "fin", "avertissement"),
    [
        (2026, None, date(2026, 12, 31), date(2026, 3, 31)),
        (2027, date(2026, 11, 30), date(2026, 11, 30), date(2026, 2, 28)),
        (2026, date(2027, 3, 1), date(2026, 12, 31), date(2026, 3, 31)),
    ],
)
def test_fin_et_avertissement_neuf_mois_avant(dernier, resiliation, fin, avertissement) -> None:
    assert rules.fin_de_convention(dernier, resiliation) == fin
    assert rules.jour_de_l_avertissement(fin) == avertissement


COMPLETE = {
    "objet": "x",
    "montant": D(1),
    "modalites": "x",
    "conditions": "x",
    "evaluation": "x",
    "sort_reliquat": "conserve",
    "premier_exercice": 2026,
    "dernier_exercice": 2026,
    "annexe": "x",
    "signataire_ville": "x",
    "signataire_centre": "x",
}
CODES = [clause.code for clause in rules.CLAUSES]


def test_toutes_les_clauses_ecrites_et_relues_rien_ne_manque() -> None:
    assert rules.clauses_manquantes(rules.lire_clauses(COMPLETE, CODES)) == []


@pytest.mark.parametrize("champ", COMPLETE)
def test_chaque_champ_vide_manque_et_le_dit(champ) -> None:
    for vide in (None, ""):
        lues = rules.lire_clauses({**COMPLETE, champ: vide}, CODES)
        manquantes = rules.clauses_manquantes(lues)
        assert len(manquantes) == 1
        assert manquantes[0].endswith("à écrire.")


@pytest.mark.parametrize("code", CODES)
def test_chaque_clause_non_cochee_manque_et_le_dit(code) -> None:
    lues = rules.lire_clauses(COMPLETE, [autre for autre in CODES if autre != code])
    manquantes = rules.clauses_manquantes(lues)
    assert len(manquantes) == 1
    assert manquantes[0].endswith("à relire et à cocher.")
