"""The chart of accounts: every account of the form, and totals that add up."""

from decimal import Decimal

import pytest

from subventions.rules import plan_comptable
from subventions.rules.plan_comptable import (
    COMPTE_VILLE,
    Ligne,
    Plan,
    plan_des_lignes,
    plan_pour,
    reporter,
    totaliser,
)

ANCIEN, PLAN = plan_pour(2024), plan_pour(2027)
ATTENDUS = {
    "charge": (
        "604 601 60x 613 615 616 618 622 623 625 62x 631 635 641 645 647 65 66 67 68 69 excedent"
    ),
    "produit": (
        "70 73 74-etat 74-region 74-departement 74-interco 74-commune 74-communes 74-sociaux "
        "74-europe 74-asp 74-publics 74-prives 756 758 750 76 77 78 789 79 insuffisance"
    ),
    "emploi_nature": "860 861 862 864",
    "contribution_nature": "870 871 875",
}


def comptes(section: str, *, projet: bool, plan: Plan = PLAN) -> list[str]:
    return [
        compte.code for groupe, compte in plan.lignes(projet=projet) if groupe.section == section
    ]


@pytest.mark.parametrize("section", ATTENDUS)
def test_tous_les_comptes_du_formulaire_sont_la(section: str) -> None:
    assert comptes(section, projet=False, plan=ANCIEN) == ATTENDUS[section].split()


@pytest.mark.parametrize("section", ATTENDUS)
def test_le_plan_de_2025_perd_le_compte_79_et_lui_seul(section: str) -> None:
    attendus = [code for code in ATTENDUS[section].split() if code != "79"]
    assert comptes(section, projet=False) == attendus


# Domain, 1.4: what the form prints, class by class, with its words.
LIBELLES = """
60 Achats : 604 Prestations de services, 601 Achats matières et fournitures, 60x Autres fournitures
61 Services extérieurs : 613 Locations, 615 Entretien et réparation, 616 Assurance, 618 Documentation
62 Autres services extérieurs : 622 Rémunérations intermédiaires et honoraires, 623 Publicité,
publication, 625 Déplacements, missions, 62x Services bancaires, autres
63 Impôts et taxes : 631 Impôts et taxes sur rémunération, 635 Autres impôts et taxes
64 Charges de personnel : 641 Rémunération des personnels, 645 Charges sociales,
647 Autres charges de personnel
65 Autres charges de gestion courante 66 Charges financières 67 Charges exceptionnelles
68 Dotation aux amortissements 69 Impôt sur les bénéfices
Charges fixes de fonctionnement Frais financiers
86 Emplois des contributions volontaires en nature : 860 Secours en nature,
861 Mise à disposition gratuite de biens et services, 862 Prestations, 864 Personnel bénévole
70 Vente de produits finis, de marchandises, prestations de services
73 Dotations et produits de tarification 74 Subventions d'exploitation
75 Autres produits de gestion courante : 756 Cotisations, 758 Dons manuels, 750 Autres
76 Produits financiers 77 Produits exceptionnels 78 Reprises sur amortissements et provisions
789 Report de ressources affectées non utilisées 79 Transfert de charges
87 : 870 Bénévolat, 871 Prestations en nature, 875 Dons en nature
"""


def test_chaque_compte_porte_les_mots_du_formulaire() -> None:
    imprimes = " ".join(LIBELLES.split())
    for groupe, compte in ANCIEN.lignes(projet=True):
        if groupe.code in {"74", "87", "indirectes", "propres", "excedent", "insuffisance"}:
            continue
        assert compte.numero in imprimes
        assert compte.libelle.split(",")[0].split(" :")[0] in imprimes, compte


# --- From one plan to another ------------------------------------------------------------------------
def test_les_contributions_suivent_leur_mot_et_pas_leur_numero() -> None:
    montants = {
        ("contribution_nature", "870"): Decimal(5_000),
        ("contribution_nature", "875"): Decimal(300),
        ("contribution_nature", "871"): Decimal(40),
    }
    report = reporter(montants, ANCIEN, PLAN)
    assert report.montants == {
        ("contribution_nature", "875"): Decimal(5_000),
        ("contribution_nature", "870"): Decimal(300),
        ("contribution_nature", "871"): Decimal(40),
    }
    assert reporter(report.montants, PLAN, ANCIEN).montants == montants


def test_le_compte_79_n_a_plus_de_place_et_se_montre() -> None:
    montants = {("produit", "79"): Decimal(1_200), ("produit", "77"): Decimal(5)}
    report = reporter(montants, ANCIEN, PLAN)
    assert report.montants == {("produit", "77"): Decimal(5)}
    assert [(compte.code, montant) for compte, montant in report.orphelins] == [
        ("79", Decimal(1_200))
    ]


def test_rien_ne_se_perd_d_un_plan_a_l_autre() -> None:
    for de in plan_comptable.PLANS:
        for vers in plan_comptable.PLANS:
            montants = {
                (g.section, c.code): Decimal(rang + 1)
                for rang, (g, c) in enumerate(de.lignes(projet=True))
            }
            report = reporter(montants, de, vers)
            perdu = sum((montant for _, montant in report.orphelins), Decimal(0))
            assert sum(report.montants.values()) + perdu == sum(montants.values())


@pytest.mark.parametrize(
    ("lignes", "version"),
    [
        ([], "anc-2022-06"),
        ([("charge", "641", "Rémunération des personnels")], "anc-2022-06"),
        ([("contribution_nature", "875", "Bénévolat")], "anc-2022-06"),
        ([("contribution_nature", "870", "Bénévolat")], "cerfa-12156-06"),
        ([("produit", "79", "Transfert de charges")], "cerfa-12156-06"),
    ],
)
def test_un_budget_enregistre_garde_le_plan_de_ses_mots(lignes, version) -> None:
    assert plan_des_lignes(2026, lignes).version == version


def test_un_projet_a_ses_charges_indirectes_et_ses_ressources_propres() -> None:
    ajoutes = set(comptes("charge", projet=True)) - set(comptes("charge", projet=False))
    assert ajoutes == {"ind-fixes", "ind-frais", "ind-autres"}
    ajoutes = set(comptes("produit", projet=True)) - set(comptes("produit", projet=False))
    assert ajoutes == {"propres"}


def test_la_ligne_de_la_ville_porte_son_nom() -> None:
    libelles = {c.code: c.ecrire("Chambourg") for _, c in PLAN.lignes(projet=False)}
    assert libelles[COMPTE_VILLE] == "Commune : Chambourg"


def test_un_compte_apparait_une_seule_fois() -> None:
    cles = [(groupe.section, compte.code) for groupe, compte in PLAN.lignes(projet=True)]
    assert len(cles) == len(set(cles))
    assert all(len(code) <= 20 for _, code in cles)


def test_totaux_et_sous_totaux() -> None:
    totaux = totaliser(
        PLAN,
        [
            Ligne("charge", "604", Decimal("100.10")),
            Ligne("charge", "601", Decimal("200.20")),
            Ligne("charge", "65", Decimal("699.70")),
            Ligne("produit", COMPTE_VILLE, Decimal("400.00")),
            Ligne("produit", "74-sociaux", Decimal("600.00")),
            Ligne("emploi_nature", "864", Decimal("50.00")),
            Ligne("contribution_nature", "870", Decimal("50.00")),
        ],
    )
    assert totaux.par_groupe["60"] == Decimal("300.30")
    assert (totaux.charges, totaux.produits) == (Decimal("1000.00"), Decimal("1000.00"))
    assert totaux.ville == Decimal("400.00")
    assert totaux.is_equilibre
    assert sum(totaux.par_groupe.values()) == Decimal("2100.00")


def test_les_contributions_volontaires_restent_hors_des_totaux() -> None:
    totaux = totaliser(PLAN, [Ligne("emploi_nature", "864", Decimal(50))])
    assert (totaux.charges, totaux.produits, totaux.ecart) == (0, 0, 0)
    assert totaux.ecart_nature == -50
    assert totaux.is_vide
    assert not totaux.is_equilibre


@pytest.mark.parametrize(
    ("charges", "produits", "excedent", "insuffisance", "equilibre"),
    [
        (100, 100, 0, 0, True),
        (90, 100, 0, 0, False),
        (90, 100, 10, 0, True),
        (110, 100, 0, 10, True),
        (100, 100, 10, 0, False),
    ],
)
def test_le_resultat_prevu_equilibre_sans_entrer_dans_les_totaux(
    charges, produits, excedent, insuffisance, equilibre
) -> None:
    totaux = totaliser(
        PLAN,
        [
            Ligne("charge", "641", Decimal(charges)),
            Ligne("produit", "70", Decimal(produits)),
            Ligne("charge", plan_comptable.EXCEDENT, Decimal(excedent)),
            Ligne("produit", plan_comptable.INSUFFISANCE, Decimal(insuffisance)),
        ],
    )
    assert (totaux.charges, totaux.produits) == (charges, produits)
    assert totaux.is_equilibre == equilibre


def test_un_compte_inconnu_est_refuse() -> None:
    with pytest.raises(KeyError):
        totaliser(PLAN, [Ligne("charge", "999", Decimal(1))])


def test_une_annee_ancienne_a_le_premier_plan() -> None:
    assert plan_pour(1999) is plan_comptable.PLANS[0]
