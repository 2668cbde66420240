"""The treasury and the thresholds across funders: readable numbers, then exhaustive loops."""

import itertools
from datetime import date
from decimal import Decimal

import pytest

from pacte.socle.montants import ZERO
from subventions.rules.seuils_financeurs import Financement, seuil_annexe, seuil_commissaire
from subventions.rules.tresorerie import (
    MoisPrevu,
    VersementPlace,
    point_bas,
    repartir_par_mois,
    semaines_couvertes,
    soldes_par_mois,
    tracer,
)

D = Decimal
ANNEE = [MoisPrevu(mois, D(1000), D(5000)) for mois in range(1, 13)]
AVANCE = VersementPlace(date(2027, 1, 20), D(12000), is_avance=True)
ACOMPTE = VersementPlace(date(2027, 4, 15), D(18000))
SOLDE = VersementPlace(date(2027, 6, 20), D(10000))


def test_avec_l_avance_le_creux_de_fin_d_hiver_disparait() -> None:
    soldes = soldes_par_mois(D(6000), ANNEE, [AVANCE, ACOMPTE, SOLDE], 2027)
    avec, sans = [s.solde_avec for s in soldes], [s.solde_sans for s in soldes]
    assert avec[:4] == [D(14000), D(10000), D(6000), D(20000)]
    assert sans[:4] == [D(2000), D(-2000), D(-6000), D(8000)]
    # The advance comes back with the last payment: both end alike.
    assert (avec[5], sans[5]) == (D(22000), D(22000))
    assert avec[-1] == sans[-1] == D(-2000)
    assert point_bas(sans).mois == 3
    assert point_bas(sans).solde == D(-6000)


def test_sans_autre_versement_l_avance_revient_en_decembre() -> None:
    soldes = soldes_par_mois(ZERO, [], [AVANCE], 2027)
    assert [s.solde_sans for s in soldes] == [ZERO] * 11 + [D(12000)]
    assert [s.solde_avec for s in soldes] == [D(12000)] * 12


def test_un_versement_d_une_autre_annee_ne_compte_pas() -> None:
    autre = VersementPlace(date(2026, 12, 31), D(500))
    assert {s.solde_avec for s in soldes_par_mois(D(7), [], [autre], 2027)} == {D(7)}


def test_les_deux_facons_finissent_l_annee_au_meme_solde() -> None:
    for centimes, mois_avance, mois_solde in itertools.product(
        range(0, 2000, 333), range(1, 13), range(1, 13)
    ):
        versements = [
            VersementPlace(date(2027, mois_avance, 1), D(centimes) / 100, is_avance=True),
            VersementPlace(date(2027, mois_solde, 1), D("10.01")),
        ]
        soldes = soldes_par_mois(D("3.33"), ANNEE, versements, 2027)
        assert soldes[-1].solde_avec == soldes[-1].solde_sans
        attendu = D("3.33") + 12 * D(-4000) + D(centimes) / 100 + D("10.01")
        assert soldes[-1].solde_avec == attendu


def test_douze_mois_font_l_annee_au_centime() -> None:
    for centimes in range(0, 30_000, 7):
        mois = repartir_par_mois(D(centimes) / 100)
        assert len(mois) == 12
        assert sum(mois) == D(centimes) / 100
        assert min(mois) >= 0
        assert max(mois) - min(mois) < D("0.12")


@pytest.mark.parametrize(
    ("solde", "depenses", "semaines"),
    [
        ("10000", "52000", 10),
        ("999.99", "52000", 0),
        ("1000", "52000", 1),
        ("-1", "52000", 0),
        ("0", "52000", 0),
        ("5000", "0", None),
    ],
)
def test_les_semaines_couvertes_sont_entieres(solde, depenses, semaines) -> None:
    assert semaines_couvertes(D(solde), D(depenses)) == semaines


def test_le_trace_reste_dans_son_cadre() -> None:
    courbe = tracer(soldes_par_mois(D(6000), ANNEE, [AVANCE, ACOMPTE], 2027))
    for points in (courbe.avec, courbe.sans):
        paires = [tuple(map(int, point.split(","))) for point in points.split()]
        assert len(paires) == 12
        assert all(0 <= x <= courbe.largeur and 0 <= y <= courbe.hauteur for x, y in paires)
    assert 0 <= courbe.zero <= courbe.hauteur


# --- Thresholds ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("montants", "depasse"),
    [(["153000.00"], False), (["153000.01"], True), (["100000", "53000.01"], True), ([], False)],
)
def test_le_commissaire_aux_comptes_est_du_au_dela_de_153_000(montants, depasse) -> None:
    assert seuil_commissaire([Financement(D(m)) for m in montants]).is_depasse == depasse


def test_ni_les_aides_en_nature_ni_les_aides_aux_postes_ne_comptent() -> None:
    lu = seuil_commissaire(
        [
            Financement(D(150_000)),
            Financement(D(50_000), en_nature=True),
            Financement(D(40_000), compte_seuil=False),
        ]
    )
    assert (lu.total, lu.is_depasse, lu.ecart) == (D(150_000), False, D(3_000))


@pytest.mark.parametrize(
    ("verse", "ressources", "du"),
    [
        ("75000.00", "1000000", False),
        ("75000.01", "1000000", True),
        ("75000.01", None, True),
        ("40000", "80000", False),
        ("40000.01", "80000", True),
        ("40000", None, None),
        ("40000", "0", None),
    ],
)
def test_l_annexe_de_la_ville(verse, ressources, du) -> None:
    lu = seuil_annexe(D(verse), None if ressources is None else D(ressources))
    assert lu.is_du is du
