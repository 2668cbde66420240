"""The chart of accounts: every account of the form, and totals that add up."""

from decimal import Decimal

import pytest

from subventions import plan_comptable
from subventions.plan_comptable import COMPTE_VILLE, Ligne, plan_pour, totaliser

PLAN = plan_pour(2027)
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


def comptes(section: str, *, projet: bool) -> list[str]:
    return [
        compte.code for groupe, compte in PLAN.lignes(projet=projet) if groupe.section == section
    ]


@pytest.mark.parametrize("section", ATTENDUS)
def test_tous_les_comptes_du_formulaire_sont_la(section: str) -> None:
    assert comptes(section, projet=False) == ATTENDUS[section].split()


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
