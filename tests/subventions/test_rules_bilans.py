"""When a report is due, what was not spent, how long a file is kept: golden tables."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from subventions import rules
from subventions.lectures.conservation import bareme
from subventions.rules.archives import conserver, lire_bareme

D = Decimal


@pytest.mark.parametrize(
    ("fin", "echeance"),
    [
        (date(2025, 12, 31), date(2026, 6, 30)),
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2023, 8, 31), date(2024, 2, 29)),
        (date(2025, 6, 30), date(2025, 12, 31)),
        (date(2025, 2, 28), date(2025, 8, 31)),
        # 28 February is not the end of the month in a leap year.
        (date(2024, 2, 28), date(2024, 8, 28)),
        (date(2024, 2, 29), date(2024, 8, 31)),
        (date(2025, 3, 15), date(2025, 9, 15)),
        (date(2025, 8, 30), date(2026, 2, 28)),
        (date(2025, 9, 30), date(2026, 3, 31)),
    ],
)
def test_le_compte_rendu_est_du_six_mois_apres_l_exercice(fin, echeance) -> None:
    assert rules.echeance_compte_rendu(fin) == echeance


def test_l_echeance_croit_avec_l_exercice_et_la_liste_dit_comme_la_regle() -> None:
    jours = [date(2023, 1, 1) + timedelta(days=n) for n in range(1500)]
    echeances = [rules.echeance_compte_rendu(jour) for jour in jours]
    assert echeances == sorted(echeances)
    for le in jours[300:1200]:
        limite = rules.derniere_fin_avant(le)
        assert rules.echeance_compte_rendu(limite) < le
        assert rules.echeance_compte_rendu(limite + timedelta(days=1)) >= le


@pytest.mark.parametrize(
    ("exercice", "exercice_au", "fin"),
    [
        (2026, None, date(2026, 12, 31)),
        (2026, date(2026, 12, 31), date(2026, 12, 31)),
        (2026, date(2026, 8, 31), date(2026, 8, 31)),
        (2026, date(2027, 8, 31), date(2027, 8, 31)),
        # The exercise already closed, as people often write it.
        (2026, date(2025, 8, 31), date(2026, 8, 31)),
        (2026, date(2024, 2, 29), date(2026, 2, 28)),
        (2026, date(2028, 6, 30), date(2026, 6, 30)),
    ],
)
def test_la_fin_de_l_exercice_est_celle_de_l_association(exercice, exercice_au, fin) -> None:
    assert rules.fin_exercice(exercice, exercice_au) == fin


@pytest.mark.parametrize(
    ("prevu", "realise", "attendu"),
    [("100", "98", "98"), ("3", "2", "67"), ("200", "1", "1"), ("0", "50", None), ("40", "0", "0")],
)
def test_pourcentage_du_realise(prevu, realise, attendu) -> None:
    assert rules.pourcentage(D(prevu), D(realise)) == (D(attendu) if attendu else None)


@pytest.mark.parametrize(
    ("prevu", "realise", "attendu"),
    [
        ("100", "120", False),
        ("100", "120.01", True),
        ("100", "80", False),
        ("100", "79.99", True),
        ("0", "0", False),
        ("0", "0.01", True),
    ],
)
def test_un_ecart_de_plus_d_un_cinquieme_s_explique(prevu, realise, attendu) -> None:
    assert rules.is_ecart_a_expliquer(D(prevu), D(realise)) is attendu


def test_le_reliquat_n_est_jamais_negatif() -> None:
    for accorde in range(0, 400, 7):
        for utilise in range(0, 400, 13):
            part = rules.reliquat(D(accorde), D(utilise))
            assert part >= 0
            assert part == max(accorde - utilise, 0)
    assert rules.reliquat(D(100), None) == 0


@pytest.mark.parametrize(
    ("jour", "rappel"),
    [
        (date(2026, 4, 30), None),
        (date(2026, 5, 1), -60),
        (date(2026, 6, 14), -60),
        (date(2026, 6, 15), -15),
        (date(2026, 6, 30), -15),
        (date(2026, 7, 1), 1),
        (date(2026, 7, 15), 15),
        (date(2026, 9, 28), 90),
        (date(2026, 10, 8), 90),
        (date(2026, 10, 9), None),
    ],
)
def test_les_rappels_avant_et_apres(jour, rappel) -> None:
    assert rules.rappel_du(date(2026, 6, 30), jour) == rappel


# --- Archives --------------------------------------------------------------------------------------
def test_un_dossier_se_garde_a_partir_de_sa_derniere_piece() -> None:
    classe = bareme().classes["subvention_accordee"]
    garde = conserver(classe, [date(2026, 3, 16), None, date(2026, 9, 2), date(2026, 5, 1)])
    assert (garde.derniere_piece, garde.fin, garde.sort) == (
        date(2026, 9, 2),
        date(2036, 9, 2),
        "tri",
    )
    assert conserver(classe, [date(2024, 2, 29)]).fin == date(2034, 2, 28)
    assert conserver(classe, [None]) is None


def test_le_bareme_dit_sa_date_et_ses_sources() -> None:
    lu = bareme()
    assert lu.etat_au == date(2026, 6, 1)
    assert "visa" in lu.visa
    durees = {code: classe.duree for code, classe in lu.classes.items()}
    assert durees == {
        "subvention_accordee": 10,
        "demande_refusee": 5,
        "piece_comptable": 10,
        "deliberation": 1,
    }
    assert all(classe.source for classe in lu.classes.values())


@pytest.mark.parametrize("duree", ["0", "-1", "1.5", '"dix"'])
def test_une_duree_qui_n_est_pas_un_nombre_d_annees_est_refusee(duree) -> None:
    texte = (
        "etat_au = 2026-01-01\nvisa = ''\n[[classe]]\ncode = 'a'\nlibelle = ''\n"
        f"duree = {duree}\nsort = ''\nprecision = ''\nsource = ''\n"
    )
    with pytest.raises(ValueError, match="années entières"):
        lire_bareme(texte)
