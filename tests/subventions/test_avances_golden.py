"""The golden table of the advance, named case by case (C30, Q1 to Q5, Q26, Q28, Q29; R14)."""

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from subventions.rules import evaluer_avance, lire_regles_avance, montant_avance
from subventions.rules.valeurs import AvancePayee, ConventionLue, DemandeAvance, FaitsVille, Vote

D = Decimal
REGLES = lire_regles_avance({"taux": "0.30"}, 2027)
VOTE = date(2026, 3, 16)
SIGNEE = {
    "reference": "CPO-1",
    "premier_exercice": 2026,
    "dernier_exercice": 2029,
    "date_signature_ville": date(2026, 1, 20),
    "date_signature_centre": date(2026, 1, 12),
}


def vote(montant: str, le: date = VOTE, **champs) -> Vote:
    return Vote("Fonctionnement", le, D(montant), **champs)


def calculer(**champs):
    defauts = {
        "exercice": 2027,
        "regles": REGLES,
        "votes": [vote("40000.00")],
        "conventions": [ConventionLue(**SIGNEE)],
        "demande": DemandeAvance(date(2026, 10, 12)),
        "au": date(2027, 1, 15),
    }
    return evaluer_avance(**{**defauts, **champs})


def convention(**champs) -> list[ConventionLue]:
    return [ConventionLue(**{**SIGNEE, **champs})]


MONTANTS = {
    "33,35 arrondi à la demie supérieure": ("33.35", "10.01"),
    "100 000,33": ("100000.33", "30000.10"),
    "76 666,67 n'est pas au-dessus de 23 000": ("76666.67", "23000.00"),
    "76 666,70 est au-dessus de 23 000": ("76666.70", "23000.01"),
    "45 000": ("45000.00", "13500.00"),
}


@pytest.mark.parametrize("cas", MONTANTS)
def test_montant_a_verser(cas) -> None:
    base, attendu = MONTANTS[cas]
    lu = calculer(votes=[vote(base)])
    assert (lu.base.total, lu.montant) == (D(base), D(attendu))
    assert (lu.montant > D("23000.00")) == (D(base) > D("76666.67"))


BASES = {
    "avance de N déjà comprise dans le vote": (
        [vote("731010")],
        AvancePayee(date(2026, 1, 20), D(500_000)),
        "731010.00",
    ),
    "avance de N et reste votés à part : 500 000 + 231 010": (
        [vote("231010", comprend_avance=False)],
        AvancePayee(date(2026, 1, 20), D(500_000)),
        "731010.00",
    ),
    "modification puis annulation avant le calcul": (
        [vote("40000"), vote("5000", date(2026, 9, 14)), vote("-1000", date(2026, 11, 16))],
        None,
        "44000.00",
    ),
    "projet qui ne compte pas (Q1)": (
        [vote("40000"), vote("9000", compte_base_avance=False)],
        None,
        "40000.00",
    ),
    "année partielle sans annualiser (Q28)": (
        [vote("9999.99", date(2026, 10, 5))],
        None,
        "9999.99",
    ),
}


@pytest.mark.parametrize("cas", BASES)
def test_base_ligne_par_ligne(cas) -> None:
    votes, precedente, attendu = BASES[cas]
    lu = calculer(votes=votes, avance_precedente=precedente)
    assert lu.base.total == D(attendu)
    assert sum(ligne.montant for ligne in lu.base.lignes) == D(attendu)
    assert lu.montant == montant_avance(D(attendu), D("0.30"))


def test_une_modification_apres_le_paiement_ne_change_plus_rien() -> None:
    faits = FaitsVille(date_deliberation=date(2026, 12, 14), date_paiement=date(2027, 1, 10))
    votes = [vote("40000"), vote("10000", date(2027, 1, 12))]
    lu = calculer(votes=votes, faits=faits)
    assert (lu.base.total, lu.montant, lu.date_calcul) == (
        D(40000),
        D("12000.00"),
        date(2026, 12, 14),
    )


REFUS = {
    "base nulle": ({"votes": []}, "base_nulle"),
    "base négative": ({"votes": [vote("10"), vote("-20")]}, "base_nulle"),
    "pas de demande": ({"demande": None}, "pas_de_demande"),
    "demandée le 1er janvier": ({"demande": DemandeAvance(date(2027, 1, 1))}, "demande_tardive"),
    "demandeur non habilité": (
        {"demande": DemandeAvance(date(2026, 10, 1), demandeur_habilite=False)},
        "demandeur_non_habilite",
    ),
    "centre non signataire": ({"is_signataire": False}, "non_signataire"),
    "convention absente": ({"conventions": []}, "convention_absente"),
    "convention signée d'un seul côté, Ville": (
        {"conventions": convention(date_signature_centre=None)},
        "convention_en_attente_signature",
    ),
    "convention signée d'un seul côté, centre": (
        {"conventions": convention(date_signature_ville=None)},
        "convention_en_attente_signature",
    ),
    "convention finie": (
        {"conventions": convention(premier_exercice=2023, dernier_exercice=2026)},
        "convention_ne_couvre_pas",
    ),
    "convention qui ne couvre pas encore N+1": (
        {"conventions": convention(premier_exercice=2028, dernier_exercice=2030)},
        "convention_ne_couvre_pas",
    ),
    "convention d'un seul exercice": (
        {"conventions": convention(premier_exercice=2027, dernier_exercice=2027)},
        "convention_un_seul_exercice",
    ),
    "convention résiliée": (
        {
            "conventions": convention(
                date_resiliation=date(2026, 12, 31),
                date_notification_resiliation=date(2026, 9, 1),
            )
        },
        "convention_resiliee",
    ),
}


@pytest.mark.parametrize("cas", REFUS)
def test_rien_a_verser_et_son_code(cas) -> None:
    champs, motif = REFUS[cas]
    lu = calculer(**champs)
    assert lu.montant == D("0.00")
    assert motif in lu.motifs


def test_demandee_le_31_decembre_est_a_temps() -> None:
    lu = calculer(demande=DemandeAvance(date(2026, 12, 31)))
    assert (lu.demande.etat, lu.montant) == ("remplie", D("12000.00"))


def test_demandee_le_1er_janvier_attend_la_ville() -> None:
    tardive = DemandeAvance(date(2027, 1, 1))
    assert calculer(demande=tardive).demande.etat == "tardive"
    acceptee = DemandeAvance(date(2027, 1, 1), decision="acceptee", date_decision=date(2027, 1, 8))
    assert calculer(demande=acceptee).montant == D("12000.00")


def test_un_vote_pas_encore_executoire_est_une_tache_de_la_ville() -> None:
    lu = calculer(faits=FaitsVille(date_deliberation=date(2026, 12, 14)))
    assert lu.montant == D("12000.00")
    assert [t.code for t in lu.taches if t.fait_le is None] == ["credits", "executoire", "paiement"]


def test_apres_la_fin_du_pacte_la_convention_seule_fonde_l_avance() -> None:
    lu = calculer(fin_pacte=date(2026, 12, 31))
    assert lu.montant == D("12000.00")
    (remarque,) = lu.remarques
    assert "repose alors sur la convention elle-même, sinon la Ville décide" in remarque


@pytest.mark.drill
def test_cent_mille_avances_par_le_calcul_entier() -> None:
    for centimes in range(0, 300_000, 3):
        lu = calculer(votes=[vote(f"{centimes // 100}.{centimes % 100:02d}")])
        assert lu.montant == D((centimes * 30 + 50) // 100) / 100


def test_aucun_flottant_dans_les_regles() -> None:
    dossier = Path(__file__).resolve().parents[2] / "subventions" / "rules"
    for nom in ("avances", "versements", "tresorerie", "seuils_financeurs"):
        chemin = dossier / f"{nom}.py"
        for noeud in ast.walk(ast.parse(chemin.read_text())):
            assert not (isinstance(noeud, ast.Constant) and isinstance(noeud.value, float)), chemin
            assert not (isinstance(noeud, ast.Name) and noeud.id == "float"), chemin
