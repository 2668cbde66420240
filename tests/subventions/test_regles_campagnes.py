"""The pure rules of a campaign's days and of a document's validity, as tables."""

from datetime import date, timedelta

import pytest

from subventions import rules

OUVERTURE, CLOTURE = date(2026, 9, 15), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("le", "etat"),
    [
        (date(2026, 9, 14), "preparee"),
        (date(2026, 9, 15), "ouverte"),
        (date(2026, 11, 30), "ouverte"),
        (date(2026, 12, 1), "close"),
    ],
)
def test_une_campagne_est_ouverte_jusqu_a_sa_cloture_incluse(le, etat) -> None:
    assert rules.etat_campagne(le, OUVERTURE, CLOTURE) == etat


@pytest.mark.parametrize(
    ("le", "is_refuse", "motif"),
    [
        (date(2026, 9, 14), False, ("preparee", OUVERTURE)),
        (date(2026, 9, 15), True, None),
        (date(2026, 11, 30), True, None),
        (date(2026, 12, 1), True, ("close", CLOTURE)),
        (date(2026, 12, 1), False, None),
    ],
)
def test_apres_la_cloture_la_regle_de_la_campagne_decide(le, is_refuse, motif) -> None:
    assert rules.motif_cloture(le, OUVERTURE, CLOTURE, is_refuse=is_refuse) == motif


@pytest.mark.parametrize(
    ("le", "jours", "attendu"),
    [
        # The day itself, then late until the next one; 30 days before 30 November is 31 October.
        (date(2026, 10, 30), [30, 7], None),
        (date(2026, 10, 31), [30, 7], date(2026, 10, 31)),
        (date(2026, 11, 2), [30, 7], date(2026, 10, 31)),
        (date(2026, 11, 23), [7, 30], date(2026, 11, 23)),
        (CLOTURE, [0], CLOTURE),
        # Never before the opening, never after the closing.
        (date(2026, 9, 20), [80], None),
        (date(2026, 12, 1), [30, 7], None),
        (date(2026, 11, 23), [], None),
    ],
)
def test_le_rappel_de_cloture_le_plus_recent(le, jours, attendu) -> None:
    assert rules.rappel_de_cloture(le, OUVERTURE, CLOTURE, jours) == attendu


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2026, 9, 15), date(2027, 9, 15)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
    ],
)
def test_un_jour_reporte_d_un_an(jour, attendu) -> None:
    assert rules.decaler_annee(jour) == attendu


def test_le_rappel_de_l_avance_cesse_apres_le_dernier_jour() -> None:
    rappel, dernier = date(2026, 10, 15), date(2026, 12, 31)
    assert [
        rules.is_rappel_avance_du(le, rappel, dernier)
        for le in (rappel - timedelta(1), rappel, dernier, dernier + timedelta(1))
    ] == [False, True, True, False]
    assert not rules.is_rappel_avance_du(dernier, None, dernier)


@pytest.mark.parametrize(
    ("le", "exercice"),
    [
        (date(2026, 1, 1), 2024),
        (date(2026, 6, 30), 2024),
        (date(2026, 7, 1), 2025),
        (date(2026, 12, 31), 2025),
    ],
)
def test_le_dernier_exercice_approuve(le, exercice) -> None:
    assert rules.dernier_exercice_approuve(le) == exercice


LE = date(2026, 7, 15)


@pytest.mark.parametrize(
    ("champs", "etat"),
    [
        ({}, "valable"),
        ({"valable_du": date(2026, 7, 16)}, "a_venir"),
        ({"valable_du": LE}, "valable"),
        ({"valable_jusqu_au": date(2026, 7, 14)}, "expiree"),
        ({"valable_jusqu_au": LE}, "a_renouveler"),
        ({"valable_jusqu_au": LE + timedelta(30)}, "a_renouveler"),
        ({"valable_jusqu_au": LE + timedelta(31)}, "valable"),
        ({"exercice": 2026}, "valable"),
        ({"exercice": 2025}, "valable"),
        ({"exercice": 2024}, "a_renouveler"),
        ({"exercice": 2023}, "expiree"),
        ({"exercice": 2025, "valable_jusqu_au": LE}, "a_renouveler"),
    ],
)
def test_l_etat_d_une_piece(champs, etat) -> None:
    assert rules.etat_piece(LE, **champs) == etat


def test_seule_une_piece_encore_bonne_se_reprend() -> None:
    assert [
        rules.is_reutilisable(e) for e in ("valable", "a_renouveler", "a_venir", "expiree")
    ] == [True, True, False, False]


@pytest.mark.parametrize(
    ("iban", "ecran"),
    [
        ("FR7630006000011234567890189", "FR76 •••• •••• 0189"),
        ("fr76 3000 6000 0112 3456 7890 189", "FR76 •••• •••• 0189"),
        ("", ""),
    ],
)
def test_un_iban_ne_montre_que_ses_bouts(iban, ecran) -> None:
    assert rules.masquer_iban(iban) == ecran
