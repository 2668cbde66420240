"""The rules of payments: sixty days, the proposed schedule, and the invariant in exhaustive loops."""

import itertools
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from pacte.socle.montants import ZERO
from subventions.rules.versements import (
    LignePrevue,
    date_limite_paiement,
    ecart_echeancier,
    echeancier_par_defaut,
    is_paiement_en_retard,
    reduire_echeancier,
    repartir_accorde,
    trop_percu_avance,
)

D = Decimal
AU = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("notification", "convention", "limite"),
    [
        (date(2026, 3, 20), None, date(2026, 5, 19)),
        (date(2026, 12, 15), None, date(2027, 2, 13)),
        (date(2027, 12, 31), None, date(2028, 2, 29)),
        (None, None, None),
        (date(2026, 3, 20), date(2026, 9, 30), date(2026, 9, 30)),
        (None, date(2026, 9, 30), date(2026, 9, 30)),
    ],
)
def test_soixante_jours_apres_la_notification_sauf_convention(
    notification, convention, limite
) -> None:
    assert date_limite_paiement(notification, convention) == limite


@pytest.mark.parametrize(
    ("limite", "paiement", "retard"),
    [
        (date(2026, 6, 15), None, False),
        (date(2026, 6, 14), None, True),
        (date(2026, 5, 19), date(2026, 5, 19), False),
        (date(2026, 5, 19), date(2026, 5, 20), True),
        (None, None, False),
    ],
)
def test_un_paiement_est_en_retard_le_lendemain_de_sa_limite(limite, paiement, retard) -> None:
    assert is_paiement_en_retard(limite, paiement, AU) == retard


def test_le_solde_est_propose_soixante_jours_apres_la_notification() -> None:
    reste = repartir_accorde(D("40000.00"), D("12000.00"))
    proposees = echeancier_par_defaut(reste, date(2026, 3, 20), AU)
    assert proposees == [LignePrevue("solde", D("28000.00"), date(2026, 5, 19))]
    assert echeancier_par_defaut(reste, None, AU)[0].date_prevue == date(2026, 8, 14)


def test_rien_n_est_propose_quand_tout_est_planifie() -> None:
    plein = repartir_accorde(D("40000.00"), D("12000.00"), prevu=[D("28000.00")])
    assert echeancier_par_defaut(plein, None, AU) == []
    nul = repartir_accorde(D("0.00"), D("12000.00"))
    assert (nul.en_trop, nul.planifiable) == (D("12000.00"), ZERO)
    assert echeancier_par_defaut(nul, None, AU) == []


def parcourir(pas: int, jusqu_a: int) -> None:
    """Every split of small amounts in cents: the parts make the whole, and none is negative."""
    montants = [D(centimes) / 100 for centimes in range(0, jusqu_a, pas)]
    for accorde, avance, paye, mandate, prevu in itertools.product(montants, repeat=5):
        lu = repartir_accorde(accorde, avance, [paye], [mandate], [prevu])
        parts = lu.avance + lu.paye + lu.mandate + lu.prevu + lu.a_planifier - lu.en_trop
        assert parts == accorde
        assert min(lu.a_planifier, lu.en_trop) == 0
        assert min(lu.a_planifier, lu.en_trop, lu.planifiable) >= 0
        proposees = echeancier_par_defaut(lu, None, AU)
        if lu.en_trop == 0:
            total = lu.prevu + sum((ligne.montant for ligne in proposees), ZERO)
            assert lu.avance + lu.paye + lu.mandate + total == accorde
            lignes = [LignePrevue("acompte", prevu, AU), *proposees]
            assert ecart_echeancier(lignes, lu) == 0
        (reduit,) = reduire_echeancier([prevu], lu.en_trop)
        assert 0 <= reduit <= prevu
        assert reduit == prevu - min(prevu, lu.en_trop)


def test_avance_plus_acomptes_plus_solde_font_l_accorde() -> None:
    parcourir(pas=1337, jusqu_a=9_000)


@pytest.mark.drill
def test_cent_mille_echeanciers_font_l_accorde() -> None:
    parcourir(pas=833, jusqu_a=8_300)


@pytest.mark.parametrize(
    ("montants", "retrait", "attendus"),
    [
        (["10000", "18000"], "5000", ["10000", "13000"]),
        (["10000", "18000"], "20000", ["8000", "0"]),
        (["10000", "18000"], "28000", ["0", "0"]),
        (["10000", "18000"], "99999", ["0", "0"]),
        (["10000"], "0", ["10000"]),
        ([], "100", []),
    ],
)
def test_une_baisse_retire_des_dernieres_lignes(montants, retrait, attendus) -> None:
    assert reduire_echeancier([D(m) for m in montants], D(retrait)) == [D(a) for a in attendus]


@pytest.mark.parametrize(
    ("avance", "accorde", "autres", "connu", "attendu"),
    [
        ("12000", "40000", "0", True, "0"),
        ("12000", "12000", "0", True, "0"),
        ("12000", "10000", "0", True, "2000"),
        ("12000", "0", "0", True, "12000"),
        ("12000.01", "12000", "0", True, "0.01"),
        ("12000", "13000", "2000", True, "1000"),
        ("12000", "0", "0", False, None),
    ],
)
def test_ce_qui_depasse_la_subvention_de_l_annee_est_a_rendre(
    avance, accorde, autres, connu, attendu
) -> None:
    trouve = trop_percu_avance(D(avance), D(accorde), D(autres), is_connu=connu)
    assert trouve == (None if attendu is None else D(attendu))


@pytest.mark.django_db
def test_postgresql_partage_comme_python() -> None:
    # Written in SQL with numeric, nothing of the code under test is reused.
    requete = (
        "SELECT a, v, p, m, greatest(a - v - p - m, 0), greatest(v + p + m - a, 0) FROM ("
        "SELECT round(i * 0.37, 2) a, round(j * 0.13, 2) v, round(k * 0.29, 2) p, "
        "round((i + k) * 0.05, 2) m FROM generate_series(0, 21) i, generate_series(0, 21) j, "
        "generate_series(0, 21) k) t"
    )
    with connection.cursor() as curseur:
        curseur.execute(requete)
        lignes = curseur.fetchall()
    assert len(lignes) == 22**3
    for accorde, avance, paye, mandate, a_planifier, en_trop in lignes:
        lu = repartir_accorde(accorde, avance, [paye], [mandate])
        assert (lu.a_planifier, lu.en_trop) == (a_planifier, en_trop)
