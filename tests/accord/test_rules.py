"""The agreement's rules, day by day."""

from datetime import date

import pytest

from pacte.accord import rules
from pacte.accord.models import GenreOrganisation, Qualite

J = date


def test_t0_est_la_derniere_signature_requise():
    signatures = {"ville": [J(2023, 9, 1)], "caf": [J(2023, 9, 4), J(2023, 9, 12)]}
    assert rules.date_derniere_signature(signatures) == J(2023, 9, 12)


@pytest.mark.parametrize("signatures", [{}, {"ville": [None]}, {"v": [J(2023, 9, 1)], "c": [None]}])
def test_sans_toutes_les_signatures_aucun_t0_n_est_propose(signatures):
    assert rules.date_derniere_signature(signatures) is None


def test_la_date_ecrite_l_emporte_sur_les_signatures():
    signatures = {"ville": [J(2023, 9, 12)]}
    assert rules.date_effet_proposee(J(2023, 9, 1), signatures) == J(2023, 9, 1)
    assert rules.date_effet_proposee(None, signatures) == J(2023, 9, 12)


@pytest.mark.parametrize(
    ("dates", "au", "attendu"),
    [
        ([J(2023, 9, 1)], J(2023, 9, 1), True),
        ([J(2023, 9, 1)], J(2023, 8, 31), False),
        ([J(2023, 9, 1), None], J(2024, 1, 1), False),
        ([], J(2024, 1, 1), False),
    ],
)
def test_une_partie_a_signe_quand_chaque_signature_requise_est_la(dates, au, attendu):
    assert rules.is_partie_signataire(dates, au) is attendu


@pytest.mark.parametrize(
    ("debut", "fin"),
    [
        (J(2023, 9, 12), J(2025, 9, 11)),
        (J(2024, 2, 29), J(2026, 2, 27)),
        (J(2023, 1, 1), J(2024, 12, 31)),
    ],
)
def test_le_dernier_jour_est_inclus(debut, fin):
    assert rules.fin_du_pacte(debut, 2) == fin


def test_sans_t0_le_pacte_n_a_pas_de_fin():
    assert rules.fin_du_pacte(None, 2) is None


def test_une_prolongation_signee_a_temps_allonge_le_pacte():
    prolongations = [(J(2025, 9, 11), J(2027, 9, 11))]
    assert rules.fin_du_pacte(J(2023, 9, 12), 2, prolongations) == J(2027, 9, 11)


def test_une_prolongation_signee_apres_la_fin_ne_compte_pas():
    prolongations = [(J(2025, 9, 12), J(2027, 9, 11))]
    assert rules.fin_du_pacte(J(2023, 9, 12), 2, prolongations) == J(2025, 9, 11)


def test_une_prolongation_future_ne_compte_pas_encore():
    prolongations = [(J(2025, 6, 1), J(2027, 9, 11))]
    assert rules.fin_du_pacte(J(2023, 9, 12), 2, prolongations, J(2025, 5, 31)) == J(2025, 9, 11)


@pytest.mark.parametrize(
    ("signe", "nouvelle", "mot"),
    [
        (J(2026, 6, 16), J(2028, 1, 1), "futur"),
        (J(2026, 6, 1), J(2026, 12, 31), "après le dernier jour actuel"),
        (J(2026, 6, 1), J(2027, 1, 14), "après le dernier jour actuel"),
        (J(2026, 6, 1), J(2027, 1, 15), ""),
    ],
)
def test_ce_qui_empeche_une_prolongation(signe, nouvelle, mot):
    motif = rules.motif_prolongation_impossible(signe, nouvelle, J(2027, 1, 14), J(2026, 6, 15))
    assert (mot in motif) if mot else motif == ""


def test_un_avenant_signe_apres_la_fin_demande_un_nouveau_pacte():
    motif = rules.motif_prolongation_impossible(
        J(2026, 2, 1), J(2028, 1, 1), J(2026, 1, 31), J(2026, 6, 15)
    )
    assert "nouveau pacte" in motif


def test_la_ville_ne_signe_pas_avant_son_vote():
    vote, aujourdhui = J(2023, 7, 10), J(2026, 6, 15)
    assert "vote" in rules.motif_signature_impossible(J(2023, 7, 9), aujourdhui, vote)
    assert rules.motif_signature_impossible(vote, aujourdhui, vote) == ""
    assert "futur" in rules.motif_signature_impossible(J(2026, 6, 16), aujourdhui)


def test_un_acte_est_executoire_transmis_et_publie():
    assert rules.date_executoire(J(2023, 7, 11), J(2023, 7, 12)) == J(2023, 7, 12)
    assert rules.date_executoire(J(2023, 7, 11), None) is None
    assert rules.date_executoire(None, J(2023, 7, 12)) is None


def test_chaque_qualite_a_ses_genres_d_organisation():
    assert set(rules.GENRES_PAR_QUALITE) == set(Qualite.values)
    for genres in rules.GENRES_PAR_QUALITE.values():
        assert genres
        assert genres <= set(GenreOrganisation.values)


@pytest.mark.parametrize("qualite", ["agent_avs", "chef_service", "agent_service"])
def test_les_qualites_de_la_ville_n_existent_que_la(qualite):
    for genre in GenreOrganisation.values:
        assert rules.is_qualite_possible(qualite, genre) is (genre == "ville")
