"""Reading a budget copied from a spreadsheet: what is understood, what is not, line by line."""

from decimal import Decimal

import pytest

from subventions.rules.collage_budget import cellules_en_texte, lire_collage
from subventions.rules.financeurs import Financeur
from subventions.rules.plan_comptable import plan_pour

D = Decimal
PLAN = plan_pour(2027)


def lire(texte: str, *, projet: bool = False, plan=PLAN):
    return lire_collage(texte, plan, ville="Ville d'Essai", projet=projet)


@pytest.mark.parametrize(
    ("ligne", "cle", "montant"),
    [
        ("604\tPrestations de services\t1 000,00", ("charge", "604"), "1000"),
        ("604\tPrestations de services\t12\u202f345,67 €", ("charge", "604"), "12345.67"),
        ("604 - Prestations de services\t1000", ("charge", "604"), "1000"),
        ("604 – Prestations de services\t1000.5", ("charge", "604"), "1000.50"),
        ("Prestations de services\t1000", ("charge", "604"), "1000"),
        ("PRESTATIONS DE SERVICES\t1000", ("charge", "604"), "1000"),
        ("604\t1000", ("charge", "604"), "1000"),
        ("604\t\t1000", ("charge", "604"), "1000"),
        ("60x\tAutres fournitures\t12", ("charge", "60x"), "12"),
        ("60X\tAutres fournitures\t12", ("charge", "60x"), "12"),
        ("65 Autres charges de gestion courante\t7", ("charge", "65"), "7"),
        ("70\tVentes et prestations\t500", ("produit", "70"), "500"),
        ("78\tReprises sur amortissements et provisions\t9", ("produit", "78"), "9"),
        ("789\tReport de ressources\t9", ("produit", "789"), "9"),
        ("74-commune\tCommune : Ville d'Essai\t40 000", ("produit", "74-commune"), "40000"),
        ("74\tVille d'Essai\t40 000", ("produit", "74-commune"), "40000"),
        ("excedent\tExcédent prévisionnel\t3", ("charge", "excedent"), "3"),
        ("'604\tPrestations de services\t1000", ("charge", "604"), "1000"),
        # The label wins where the plan swapped the codes.
        ("870\tBénévolat\t5 000", ("contribution_nature", "875"), "5000"),
        ("875\tBénévolat\t5 000", ("contribution_nature", "875"), "5000"),
        ("870\tDons en nature\t8", ("contribution_nature", "870"), "8"),
        ("870\t8", ("contribution_nature", "870"), "8"),
    ],
)
def test_une_ligne_se_comprend(ligne, cle, montant) -> None:
    colle = lire(ligne)
    assert colle.erreurs == ()
    assert colle.montants == {cle: D(montant)}


@pytest.mark.parametrize(
    ("ligne", "motif"),
    [
        ("604\tPrestations de services\tbeaucoup", "n'est pas un montant"),
        ("604\tPrestations de services\t1e5", "n'est pas un montant"),
        ("604\tPrestations de services\t12,345", "n'est pas un montant"),
        ("604\tPrestations de services\t-5", "négatif"),
        ("604\tPrestations de services\t1000000000", "trop grand"),
        ("699\tCompte inconnu\t10", "donnez son numéro"),
        ("Achat de chaises\t10", "donnez son numéro"),
        ("79\tTransfert de charges\t10", "n'existe plus depuis l'exercice 2025"),
        ("60\tAchats\t10", "sous-total"),
        ("ind-fixes\tCharges fixes de fonctionnement\t10", "donnez son numéro"),
        ("604\tPrestations\t=A1+A2", "n'est pas un montant"),
    ],
)
def test_une_ligne_incomprise_dit_pourquoi(ligne, motif) -> None:
    colle = lire(f"\n\n\n{ligne}")
    assert [(erreur.numero, motif in erreur.erreur) for erreur in colle.erreurs] == [(4, True)]
    assert colle.montants == {}


def test_les_totaux_et_les_titres_sont_laisses_de_cote() -> None:
    colle = lire(
        "Compte\tLibellé\tMontant\n\tCharges\n60\tAchats\t1 500,00\n604\tPrestations\t1 000\n"
        "601\tAchats matières et fournitures\t500\nTOTAL DES CHARGES\t1 500\nSous-total\t3\n"
        "65\tAutres charges de gestion courante\n"
    )
    assert colle.erreurs == ()
    assert colle.montants == {("charge", "604"): D(1000), ("charge", "601"): D(500)}


def test_les_deux_cotes_du_formulaire_sur_une_ligne() -> None:
    colle = lire(
        "60 Achats\t\t70 Vente de produits\t500\n"
        "604 Prestations de services\t1 000\t74 Subventions d'exploitation\t\n"
        "601\tAchats\t20\t74-commune\tVille d'Essai\t40 000\n"
        "613 Locations\t\t756 Cotisations\t12,50"
    )
    assert colle.erreurs == ()
    assert colle.montants == {
        ("produit", "70"): D(500),
        ("charge", "604"): D(1000),
        ("charge", "601"): D(20),
        ("produit", "74-commune"): D(40_000),
        ("produit", "756"): D("12.50"),
    }


def test_autres_se_comprend_par_la_classe_ou_l_on_est() -> None:
    colle = lire("75 Autres produits de gestion courante\nAutres\t7", projet=True)
    assert colle.montants == {("produit", "750"): D(7)}
    seule = lire("Autres\t7", projet=True)
    assert "plusieurs comptes" in seule.erreurs[0].erreur


def test_un_compte_donne_deux_fois_est_une_erreur() -> None:
    colle = lire("604\tPrestations\t1\n604\tPrestations\t2")
    assert [(e.numero, e.erreur) for e in colle.erreurs] == [(2, "Déjà donné à la ligne 1.")]


@pytest.mark.parametrize(
    ("nom", "compte"),
    [
        ("CAF de la Savoie", "74-sociaux"),
        ("Conseil départemental de la Savoie", "74-departement"),
        ("Région Auvergne-Rhône-Alpes", "74-region"),
        ("Grand Chambery", "74-interco"),
        ("Communauté de communes du lac", "74-interco"),
        ("État, politique de la ville", "74-etat"),
        ("Préfecture de la Savoie", "74-etat"),
        ("Fondation de France", "74-prives"),
        ("FSE", "74-europe"),
        ("ASP", "74-asp"),
        ("Commune voisine", "74-communes"),
    ],
)
def test_un_financeur_se_reconnait_a_son_nom(nom, compte) -> None:
    colle = lire(f"74\t{nom}\t1 200\tobtenu")
    assert colle.erreurs == ()
    assert colle.financeurs == (Financeur(compte, nom, D(1200), True),)
    assert colle.montants == {}


def test_une_ligne_de_74_vaut_la_somme_de_ses_financeurs() -> None:
    colle = lire(
        "74-sociaux\tOrganismes sociaux : CAF et autres\t1 500\n"
        "74-sociaux\tCAF\t1 200\n74-sociaux\tMSA\t300"
    )
    assert colle.erreurs == ()
    assert colle.montants == {}
    assert [f.nom for f in colle.financeurs] == ["CAF", "MSA"]
    fausse = lire("74-sociaux\tOrganismes sociaux\t1 400\n74-sociaux\tCAF\t1 200")
    assert "Ses financeurs font 1\u00a0200,00" in fausse.erreurs[0].erreur


def test_un_collage_demesure_s_arrete() -> None:
    colle = lire("604\tx\t1\n" * 5000)
    assert colle.erreurs[-1].numero == 401


@pytest.mark.parametrize("texte", ["", "\t\t\t", "\n\n", "  ", "\x00", "=1+1", "a" * 50_000])
def test_n_importe_quoi_ne_casse_rien(texte) -> None:
    assert lire(texte).montants == {}


def test_un_nombre_calcule_s_arrondit_au_centime() -> None:
    assert cellules_en_texte([("604", "Prestations", D("333.335")), (None, 12, True)]) == (
        "604\tPrestations\t333,34\n\t12"
    )
