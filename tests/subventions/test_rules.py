"""The rules of the advance: golden amounts, every combination of conditions, exhaustive loops."""

import itertools
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from pacte.socle.montants import ecrire_taux
from subventions import rules
from subventions.rules import (
    base_avance,
    condition_convention,
    condition_demande,
    evaluer_avance,
    lire_regles_avance,
    montant_avance,
    numero_demande,
    reste_a_verser,
)
from subventions.rules.valeurs import AvancePayee, ConventionLue, DemandeAvance, FaitsVille, Vote

D = Decimal
TRENTE = D("0.30")
PARAMETRES = {"taux": "0.30"}
REGLES = lire_regles_avance(PARAMETRES, 2027)
AU = date(2026, 12, 15)
VOTE = date(2026, 3, 16)
SIGNEE = ConventionLue("CPO-1", 2026, 2029, date(2026, 1, 20), date(2026, 1, 12), cle=1)
A_TEMPS = DemandeAvance(date(2026, 10, 12))


def vote(montant: str, **champs: object) -> Vote:
    return Vote(**{"libelle": "Fonctionnement", "date_vote": VOTE, "montant": D(montant), **champs})


def calculer(**champs: object):
    defauts = {
        "exercice": 2027,
        "regles": REGLES,
        "votes": [vote("40000.00")],
        "conventions": [SIGNEE],
        "demande": A_TEMPS,
        "au": AU,
    }
    return evaluer_avance(**{**defauts, **champs})


# --- The amount -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("base", "attendu"),
    [
        ("0", "0.00"),
        ("0.01", "0.00"),
        ("0.02", "0.01"),
        ("33.35", "10.01"),
        ("45000", "13500.00"),
        ("100000.33", "30000.10"),
        ("76666.67", "23000.00"),
        ("76666.70", "23000.01"),
        ("731010", "219303.00"),
        ("999999999.99", "300000000.00"),
    ],
)
def test_avance_arrondie_au_centime(base: str, attendu: str) -> None:
    montant = montant_avance(D(base), TRENTE)
    assert montant == D(attendu)
    assert montant.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("base", "taux", "erreur"),
    [
        (40000.0, TRENTE, TypeError),
        (D(40000), 0.3, TypeError),
        (40000, TRENTE, TypeError),
        ("40000", TRENTE, TypeError),
        (True, TRENTE, TypeError),
        (D("-0.01"), TRENTE, ValueError),
        (D(40000), D("-0.01"), ValueError),
        (D(40000), D("1.01"), ValueError),
        (D("NaN"), TRENTE, ValueError),
        (D("Infinity"), TRENTE, ValueError),
        (D(40000), D("NaN"), ValueError),
    ],
)
def test_une_base_qui_n_est_pas_un_montant_est_refusee(base, taux, erreur) -> None:
    with pytest.raises(erreur):
        montant_avance(base, taux)


def test_cent_mille_montants_arrondis_a_la_demie_superieure() -> None:
    # In whole cents, half up is integer arithmetic: nothing of the code under test is reused.
    for centimes in range(120_000):
        attendu = (centimes * 30 + 50) // 100
        montant = montant_avance(D(centimes) / 100, TRENTE)
        assert montant == D(attendu) / 100
        assert 0 <= montant <= D(centimes) / 100 + D("0.01")


@pytest.mark.parametrize("taux", ["0", "0.1", "0.333", "0.5", "1"])
def test_l_avance_reste_entre_zero_et_la_base(taux: str) -> None:
    for centimes in range(0, 200_000, 7):
        base = D(centimes) / 100
        assert 0 <= montant_avance(base, D(taux)) <= base


# --- The base ------------------------------------------------------------------------------------
def test_la_base_compte_les_votes_retenus_decides_a_cette_date() -> None:
    base = base_avance(
        [
            vote("40000"),
            vote("5000", compte_base_avance=False),
            vote("-1500", date_vote=date(2026, 9, 14)),
            vote("900", date_vote=date(2026, 12, 16)),
        ],
        AU,
    )
    assert [ligne.montant for ligne in base.lignes] == [D(40000), D(-1500)]
    assert base.total == D(38500)


def test_une_modification_du_jour_du_calcul_compte_encore() -> None:
    assert base_avance([vote("40000"), vote("500", date_vote=AU)], AU).total == D(40500)


def test_l_avance_de_n_comprise_dans_le_vote_ne_s_ajoute_pas() -> None:
    avance = AvancePayee(date(2026, 1, 20), D(12000))
    assert base_avance([vote("40000")], AU, avance).total == D(40000)


def test_l_avance_de_n_et_le_reste_votes_a_part_font_la_base() -> None:
    avance = AvancePayee(date(2026, 1, 20), D(500_000), "Avance 2026")
    base = base_avance([vote("231010", comprend_avance=False)], AU, avance)
    assert base.total == D(731_010)
    assert [ligne.libelle for ligne in base.lignes] == ["Avance 2026", "Fonctionnement"]


def test_une_avance_payee_apres_la_date_ne_compte_pas() -> None:
    avance = AvancePayee(date(2026, 12, 20), D(12000))
    assert base_avance([vote("100", comprend_avance=False)], AU, avance).total == D(100)


def test_total_accorde_compte_l_avance_une_fois() -> None:
    avance = AvancePayee(date(2026, 1, 20), D(500_000))
    reste = [vote("231010", comprend_avance=False), vote("1000", compte_base_avance=False)]
    assert rules.total_accorde([vote("40000")], AU, avance) == D(40000)
    assert rules.total_accorde(reste[:1], AU, avance) == D(731_010)
    assert rules.total_accorde([], AU) == 0


# --- The condition of the request ------------------------------------------------------------------
DERNIER = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("demande", "au", "signataire", "etat", "motif"),
    [
        (None, AU, True, "non_remplie", "pas_de_demande"),
        (DemandeAvance(date(2026, 12, 16)), AU, True, "non_remplie", "pas_de_demande"),
        (DemandeAvance(date(2026, 12, 15)), AU, True, "remplie", ""),
        (DemandeAvance(DERNIER), date(2027, 1, 5), True, "remplie", ""),
        (DemandeAvance(date(2027, 1, 1)), date(2027, 1, 5), True, "tardive", "demande_tardive"),
        (
            DemandeAvance(date(2026, 10, 1), demandeur_habilite=False),
            AU,
            True,
            "non_remplie",
            "demandeur_non_habilite",
        ),
        (
            DemandeAvance(date(2027, 1, 4), True, "acceptee", date(2027, 1, 8)),
            date(2027, 1, 10),
            True,
            "remplie",
            "demande_tardive",
        ),
        (
            DemandeAvance(date(2027, 1, 4), True, "acceptee", date(2027, 1, 8)),
            date(2027, 1, 7),
            True,
            "tardive",
            "demande_tardive",
        ),
        (
            DemandeAvance(date(2027, 1, 4), True, "refusee", date(2027, 1, 8)),
            date(2027, 1, 10),
            True,
            "non_remplie",
            "demande_tardive",
        ),
        (A_TEMPS, AU, False, "non_remplie", "non_signataire"),
        (None, AU, False, "non_remplie", "non_signataire"),
    ],
)
def test_condition_de_la_demande(demande, au, signataire, etat, motif) -> None:
    condition = condition_demande(demande, DERNIER, au, is_signataire=signataire)
    assert (condition.etat, condition.motif) == (etat, motif)
    assert condition.is_remplie == (etat == "remplie")
    assert condition.phrase.endswith(".")


def test_la_date_de_la_demande_prouve_la_condition() -> None:
    assert condition_demande(A_TEMPS, DERNIER, AU).le == date(2026, 10, 12)
    assert condition_demande(A_TEMPS, DERNIER, date(2026, 10, 1)).le is None


# --- The condition of the convention -----------------------------------------------------------------
def convention(**champs: object) -> ConventionLue:
    defauts = {
        "reference": "CPO-2",
        "premier_exercice": 2026,
        "dernier_exercice": 2029,
        "date_signature_ville": date(2026, 1, 20),
        "date_signature_centre": date(2026, 1, 12),
    }
    return ConventionLue(**{**defauts, **champs})


@pytest.mark.parametrize(
    ("champs", "etat", "motif"),
    [
        ({}, "remplie", ""),
        ({"premier_exercice": 2027, "dernier_exercice": 2028}, "remplie", ""),
        ({"premier_exercice": 2026, "dernier_exercice": 2027}, "remplie", ""),
        (
            {"date_signature_centre": None},
            "en_attente_signature",
            "convention_en_attente_signature",
        ),
        (
            {"date_signature_ville": None},
            "en_attente_signature",
            "convention_en_attente_signature",
        ),
        (
            {"date_signature_ville": date(2026, 12, 16)},
            "en_attente_signature",
            "convention_en_attente_signature",
        ),
        (
            {"premier_exercice": 2023, "dernier_exercice": 2026},
            "non_remplie",
            "convention_ne_couvre_pas",
        ),
        (
            {"premier_exercice": 2028, "dernier_exercice": 2030},
            "non_remplie",
            "convention_ne_couvre_pas",
        ),
        (
            {"premier_exercice": 2027, "dernier_exercice": 2027},
            "non_remplie",
            "convention_un_seul_exercice",
        ),
        ({"date_resiliation": date(2026, 12, 15)}, "non_remplie", "convention_resiliee"),
        (
            {
                "date_resiliation": date(2027, 1, 1),
                "date_notification_resiliation": date(2026, 12, 15),
            },
            "non_remplie",
            "convention_resiliee",
        ),
        (
            {
                "date_resiliation": date(2027, 1, 1),
                "date_notification_resiliation": date(2026, 12, 16),
            },
            "remplie",
            "",
        ),
        ({"date_resiliation": date(2027, 6, 30)}, "remplie", ""),
    ],
)
def test_condition_de_la_convention(champs, etat, motif) -> None:
    condition = condition_convention([convention(**champs)], 2027, AU)
    assert (condition.etat, condition.motif) == (etat, motif)


def test_sans_convention_la_condition_le_dit() -> None:
    condition = condition_convention([], 2027, AU)
    assert (condition.etat, condition.motif) == ("non_remplie", "convention_absente")


def test_de_plusieurs_conventions_la_plus_proche_parle() -> None:
    finie = convention(premier_exercice=2023, dernier_exercice=2026, cle=1)
    attendue = convention(date_signature_centre=None, cle=2)
    resiliee = convention(date_resiliation=date(2026, 2, 1), cle=3)
    for ordre in itertools.permutations([finie, attendue, resiliee]):
        assert condition_convention(ordre, 2027, AU).cle == 2
    for ordre in itertools.permutations([finie, attendue, resiliee, SIGNEE]):
        assert condition_convention(ordre, 2027, AU).is_remplie


# --- The whole ------------------------------------------------------------------------------------------
DEMANDES = {
    "remplie": A_TEMPS,
    "tardive": DemandeAvance(date(2027, 1, 4)),
    "non_remplie": None,
}
CONVENTIONS = {
    "remplie": [SIGNEE],
    "en_attente_signature": [convention(date_signature_centre=None)],
    "non_remplie": [],
}


@pytest.mark.parametrize("base", ["40000.00", "0"])
@pytest.mark.parametrize("etat_demande", DEMANDES)
@pytest.mark.parametrize("etat_convention", CONVENTIONS)
def test_rien_n_est_a_payer_tant_qu_une_condition_manque(
    base: str, etat_demande: str, etat_convention: str
) -> None:
    calcul = calculer(
        votes=[vote(base)] if base != "0" else [],
        demande=DEMANDES[etat_demande],
        conventions=CONVENTIONS[etat_convention],
        au=date(2027, 1, 10),
    )
    assert (calcul.demande.etat, calcul.convention.etat) == (etat_demande, etat_convention)
    payable = base != "0" and etat_demande == etat_convention == "remplie"
    assert calcul.montant == (D("12000.00") if payable else D("0.00"))
    assert calcul.is_du == payable
    assert bool(calcul.motifs) != payable
    assert ("base_nulle" in calcul.motifs) == (base == "0")
    assert calcul.theorique == (D("12000.00") if base != "0" else D("0.00"))


def test_une_base_negative_est_une_base_nulle() -> None:
    calcul = calculer(votes=[vote("1000"), vote("-1500", date_vote=date(2026, 9, 1))])
    assert calcul.base.total == D(-500)
    assert (calcul.theorique, calcul.motifs) == (D("0.00"), ("base_nulle",))


def test_les_taches_de_la_ville_ne_changent_jamais_le_montant() -> None:
    calcul = calculer(faits=FaitsVille())
    assert calcul.montant == D("12000.00")
    assert [(t.code, t.echeance, t.fait_le) for t in calcul.taches] == [
        ("credits", date(2026, 12, 31), None),
        ("deliberation", date(2026, 12, 31), None),
        ("executoire", date(2027, 1, 31), None),
        ("paiement", date(2027, 1, 31), None),
    ]
    assert calcul.taches[-1].limite == date(2027, 3, 31)
    assert not calcul.taches[0].is_en_retard(date(2026, 12, 31))
    assert calcul.taches[0].is_en_retard(date(2027, 1, 1))


def test_une_tache_faite_apres_le_jour_rejoue_n_est_pas_encore_faite() -> None:
    faits = FaitsVille(date_credits_ouverts=date(2026, 12, 10), date_paiement=date(2027, 1, 20))
    calcul = calculer(faits=faits, au=date(2026, 12, 9))
    assert all(tache.fait_le is None for tache in calcul.taches)
    calcul = calculer(faits=faits, au=date(2027, 1, 20))
    assert [t.code for t in calcul.taches if t.fait_le] == ["credits", "paiement"]


def test_une_modification_apres_la_deliberation_ne_bouge_plus_la_base() -> None:
    votes = [vote("40000"), vote("-10000", date_vote=date(2027, 2, 1))]
    faits = FaitsVille(date_deliberation=date(2026, 12, 14), date_paiement=date(2027, 1, 20))
    calcul = calculer(votes=votes, faits=faits, au=date(2027, 3, 1))
    assert (calcul.base.total, calcul.date_calcul) == (D(40000), date(2026, 12, 14))
    assert calculer(votes=votes, au=date(2027, 3, 1)).base.total == D(30000)


@pytest.mark.parametrize(
    ("champs", "attendue"),
    [
        (
            {"conventions": []},
            "30\u00a0% de 40\u00a0000,00\u00a0€ = 12\u00a0000,00\u00a0€, "
            "versée début 2027 si la convention est signée",
        ),
        ({}, "30\u00a0% de 40\u00a0000,00\u00a0€ = 12\u00a0000,00\u00a0€, versée début 2027"),
        (
            {"demande": None},
            "30\u00a0% de 40\u00a0000,00\u00a0€ = 12\u00a0000,00\u00a0€, "
            "versée début 2027 si le centre la demande",
        ),
        (
            {"demande": DemandeAvance(date(2027, 1, 4)), "au": date(2027, 1, 5)},
            "30\u00a0% de 40\u00a0000,00\u00a0€ = 12\u00a0000,00\u00a0€, "
            "versée début 2027 si la Ville accepte la demande tardive",
        ),
        (
            {
                "demande": DemandeAvance(date(2027, 1, 4), True, "refusee", date(2027, 1, 6)),
                "au": date(2027, 1, 7),
            },
            "30\u00a0% de 40\u00a0000,00\u00a0€ = 12\u00a0000,00\u00a0€, non versée pour le moment",
        ),
        (
            {"faits": FaitsVille(date_paiement=date(2027, 1, 20)), "au": date(2027, 2, 1)},
            "30\u00a0% de 40\u00a0000,00\u00a0€ = 12\u00a0000,00\u00a0€, "
            "versée le 20\u00a0janvier\u00a02027",
        ),
        (
            {"votes": []},
            "Aucune subvention qui compte pour l'avance n'est votée pour 2026 : "
            "l'avance 2027 est de 0,00\u00a0€",
        ),
    ],
)
def test_la_phrase_explique_le_calcul(champs, attendue) -> None:
    assert calculer(**champs).phrase == attendue


def test_un_paiement_a_venir_n_est_pas_encore_dans_la_phrase() -> None:
    faits = FaitsVille(date_paiement=date(2027, 1, 20))
    assert calculer(faits=faits, au=date(2027, 1, 5)).phrase.endswith("versée début 2027")


def test_apres_la_fin_du_pacte_la_page_le_dit() -> None:
    assert calculer(fin_pacte=date(2026, 12, 31)).remarques != ()
    assert calculer(fin_pacte=date(2027, 1, 1)).remarques == ()
    assert calculer(fin_pacte=None).remarques == ()


# --- The parameters of the pact ------------------------------------------------------------------------
def test_les_regles_viennent_du_fichier_du_pacte() -> None:
    regles = lire_regles_avance(
        {
            "taux": "0.45",
            "dernier_jour_demande": "10-15",
            "paiement_vise": "02-10",
            "paiement_limite": "02-28",
        },
        2027,
    )
    assert regles.taux == D("0.45")
    assert regles.dernier_jour_demande == date(2026, 10, 15)
    assert (regles.paiement_vise, regles.paiement_limite) == (date(2027, 2, 10), date(2027, 2, 28))


def test_sans_jour_ecrit_les_interpretations_retenues_s_appliquent() -> None:
    assert REGLES.dernier_jour_demande == date(2026, 12, 31)
    assert (REGLES.paiement_vise, REGLES.paiement_limite) == (date(2027, 1, 31), date(2027, 3, 31))


@pytest.mark.parametrize("parametres", [{"taux": "30"}, {"taux": "0.3", "paiement_vise": "31-01"}])
def test_un_parametre_illisible_est_refuse(parametres) -> None:
    with pytest.raises(ValueError):
        lire_regles_avance(parametres, 2027)


def test_sans_taux_les_regles_sont_refusees() -> None:
    with pytest.raises(KeyError):
        lire_regles_avance({}, 2027)


@pytest.mark.parametrize(
    ("au", "exercice"),
    [(date(2026, 3, 31), 2026), (date(2026, 4, 1), 2027), (date(2026, 12, 31), 2027)],
)
def test_l_exercice_en_jeu_change_apres_le_dernier_jour_de_paiement(au, exercice) -> None:
    assert rules.exercice_courant(PARAMETRES, au) == exercice


@pytest.mark.parametrize(("taux", "ecrit"), [("0.30", "30"), ("0.335", "33,5"), ("1", "100")])
def test_le_taux_s_ecrit_en_pourcentage(taux: str, ecrit: str) -> None:
    assert ecrire_taux(D(taux)) == f"{ecrit}\u00a0%"


# --- What remains to pay --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("accorde", "avance", "acomptes", "a_verser", "trop_percu"),
    [
        ("40000", "12000", [], "28000", "0"),
        ("40000", "12000", ["10000"], "18000", "0"),
        ("40000", "12000", ["28000"], "0", "0"),
        ("10000", "12000", [], "0", "2000"),
        ("0", "12000", [], "0", "12000"),
        ("0", "0", [], "0", "0"),
    ],
)
def test_reste_a_verser(accorde, avance, acomptes, a_verser, trop_percu) -> None:
    reste = reste_a_verser(D(accorde), D(avance), [D(a) for a in acomptes])
    assert (reste.a_verser, reste.trop_percu) == (D(a_verser), D(trop_percu))


def test_avance_plus_acomptes_plus_reste_font_l_accorde() -> None:
    for accorde, avance, acompte in itertools.product(range(0, 90, 7), repeat=3):
        reste = reste_a_verser(D(accorde), D(avance), [D(acompte)])
        assert avance + acompte + reste.a_verser - reste.trop_percu == accorde
        assert reste.a_verser >= 0
        assert reste.trop_percu >= 0
        assert reste.a_verser == 0 or reste.trop_percu == 0


@pytest.mark.parametrize(
    ("avance", "accordes", "parts"),
    [
        ("12000", ["40000"], ["12000"]),
        ("12000", ["5000", "40000"], ["5000", "7000"]),
        ("12000", ["5000", "3000"], ["5000", "7000"]),
        ("12000", ["-10", "40000"], ["0", "12000"]),
        ("12000", [], []),
    ],
)
def test_l_avance_s_impute_dans_l_ordre_des_votes(avance, accordes, parts) -> None:
    trouvees = rules.imputer_avance(D(avance), [D(a) for a in accordes])
    assert trouvees == [D(p) for p in parts]
    assert not accordes or sum(trouvees) == D(avance)


def test_numero_de_demande() -> None:
    assert numero_demande(2027, "tilleuls", 1) == "2027-TILLEULS-001"
    with pytest.raises(ValueError):
        numero_demande(2027, "tilleuls", 0)


# --- PostgreSQL computes the same ------------------------------------------------------------------------
@pytest.mark.django_db
def test_postgresql_calcule_les_memes_avances(django_assert_num_queries) -> None:
    requete = (
        "SELECT n, round(n::numeric / 100 * 0.30, 2) FROM generate_series(0, 100000) AS n "
        "UNION ALL SELECT n, round(n::numeric / 100 * 0.30, 2) "
        "FROM generate_series(7600000::bigint, 99999999999, 999983) AS n"
    )
    with django_assert_num_queries(1), connection.cursor() as curseur:
        curseur.execute(requete)
        lignes = curseur.fetchall()
    assert len(lignes) > 190_000
    for centimes, attendu in lignes:
        assert montant_avance(D(centimes) / 100, TRENTE) == attendu


# --- The day of a vote ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("prevu", "depuis", "conseil", "attendu"),
    [
        (None, None, None, None),
        (VOTE, None, None, VOTE),
        (VOTE, VOTE, None, VOTE),
        (VOTE, date(2026, 3, 17), None, None),
        (VOTE, date(2026, 3, 17), AU, AU),
        (VOTE, date(2025, 11, 6), AU, AU),
        (None, date(2025, 11, 6), AU, AU),
    ],
)
def test_le_vote_se_prevoit_au_conseil_du_projet_ou_apres_le_depot(
    prevu: date | None, depuis: date | None, conseil: date | None, attendu: date | None
) -> None:
    assert rules.jour_du_vote(prevu, depuis, conseil) == attendu
