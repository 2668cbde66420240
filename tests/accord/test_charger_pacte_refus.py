"""Loading a pact's file: each wrong file is refused with the key's path, and nothing is written."""

from pathlib import Path

import pytest

from pacte.accord.chargement.lecture import lire
from pacte.accord.chargement.operations import verifier
from tests.accord.fichier_pacte import FichierDEssai, refuse


@pytest.fixture
def fichier(tmp_path: Path) -> FichierDEssai:
    return FichierDEssai(tmp_path)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        (
            "minimum = 2",
            'minimum = "deux"',
            "instances[0].minimum : attendu un nombre entier, lu « deux »",
        ),
        (
            "minimum = 2",
            "minimum = true",
            "instances[0].minimum : attendu un nombre entier, lu true",
        ),
        (
            "minimum = 2",
            "minimun = 2",
            "instances[0].minimun : clé inconnue (vouliez-vous « minimum » ?)",
        ),
        ("duree_annees = 3", "duree_annees = 3\ncouleur = 1", "couleur : clé inconnue"),
        ("duree_annees = 3", "", "duree_annees : clé manquante, attendu un nombre entier"),
        ("duree_annees = 3", "duree_annees = 0", "duree_annees : la durée du pacte est d'au moins"),
        ('code = "petiteville"', 'code = "petite ville"', "code : attendu un code fait de lettres"),
        (
            'titre_court = "Pacte de Petiteville"',
            f'titre_court = "{"x" * 101}"',
            "titre_court : texte trop long : 101 caractères, 100 au plus",
        ),
        ('genre = "ville"', 'genre = "commune"', "organisations[0].genre : attendu un mot parmi"),
        (
            'ville = "PETITEVILLE"',
            'ville = "AILLEURS"',
            "ville : « AILLEURS » n'est pas dans [[organisations]]",
        ),
        (
            'ville = "PETITEVILLE"',
            'ville = "LE-PHARE"',
            "ville : « LE-PHARE » n'est pas une organisation du genre « ville »",
        ),
        (
            'code = "LE-PHARE"',
            'code = "LE-PHARE"\nsiret = "12"',
            "organisations[1].siret : le SIRET compte 14 chiffres",
        ),
        (
            'personne = "ada-exemple"',
            'personne = "bob"',
            "parties[0].signatures[0].personne : « bob » n'est pas dans [[personnes]]",
        ),
        (
            'personne = "ada-exemple"',
            'personne = "ada-exemple"\ndate_signature = 2023-07-10',
            "parties[0].signatures[0].date_signature : clé inconnue",
        ),
        (
            "article = 1",
            "article = 7",
            "engagements[0].article : « 7 » n'est pas dans [[articles]]",
        ),
        ("article = 1", 'article = "un"', "engagements[0].article : attendu un nombre entier"),
        (
            'genre_regle = "cadence"',
            'genre_regle = "rythme"',
            "engagements[0].genre_regle : attendu un mot parmi signature, duree, cadence",
        ),
        (
            'parametres = { instance = "bilan"',
            'parametres = { instance = "bilam"',
            "engagements[0].parametres.instance : « bilam » n'est pas dans [[instances]]",
        ),
        (
            'par = "centre", minimum = 2',
            'par = "semaine", minimum = 2',
            "engagements[0].parametres.par : attendu un mot parmi centre, pacte, theme",
        ),
        (
            'par = "centre", minimum = 2',
            'par = "theme", minimum = 2',
            "engagements[0].parametres.par : instances[0].portee dit « centre »",
        ),
        (
            'par = "centre", minimum = 2',
            'par = "centre", minimum = 1',
            "engagements[0].parametres.minimum : instances[0].minimum dit 2",
        ),
        (
            "parametres = { annees = 3 }",
            "parametres = { annees = 2 }",
            "engagements[1].parametres.annees : le pacte dure 3 an(s)",
        ),
        (
            "parametres = { annees = 3 }",
            "parametres = { annees = 3, mois = 1 }",
            "engagements[1].parametres.mois : paramètre inconnu du genre « duree »",
        ),
        (
            "parametres = { annees = 3 }",
            "",
            "engagements[1].parametres.annees : paramètre manquant",
        ),
        (
            'revient_a = ["centre"]',
            'revient_a = ["LE-PORT"]',
            "engagements[0].revient_a[0] : « LE-PORT » n'est ni une partie ni un mot parmi",
        ),
        (
            'revient_a = ["centre"]',
            'revient_a = "centre"',
            "engagements[0].revient_a : attendu une liste de textes",
        ),
        (
            'code = "E2"',
            'code = "E1"',
            "engagements[1].code : « E1 » est déjà écrit dans engagements[0]",
        ),
        (
            'genres_organisation = ["centre"]',
            'genres_organisation = ["club"]',
            "instances[0].categories[0].genres_organisation[0] : attendu un mot parmi",
        ),
        ("minimum = 2", "minimum = 2\ncible = 1", "instances[0].cible : 1 est sous le minimum (2)"),
        (
            "minimum = 2",
            'minimum = 2\nordre_du_jour = [{ titre = "Bilan", duree_minutes = 130, '
            'genre = "echange" }]',
            "instances[0].ordre_du_jour : les points durent 130 minutes, et l'instance 120",
        ),
        (
            "minimum = 2",
            'minimum = 2\nordre_du_jour = [{ titre = "Bilan", duree_minutes = 30, '
            'genre = "echange", objectif = "rever" }]',
            "instances[0].ordre_du_jour[0].objectif : « rever » n'est pas un objectif",
        ),
        (
            'objectifs = [{ code = "bilan", libelle = "Faire le bilan" }]',
            "objectifs = [{ code = 3 }]",
            "instances[0].objectifs[0].libelle : clé manquante",
        ),
        ("[[articles]]", "[articles]", "articles : attendu une liste de tables [[articles]]"),
    ],
)
def test_un_mauvais_fichier_ne_charge_rien(
    fichier: FichierDEssai, avant: str, apres: str, attendu: str
) -> None:
    message = refuse(fichier((avant, apres)))
    assert "« petiteville.toml » n'est pas chargé, rien n'a changé" in message
    assert attendu in message


@pytest.mark.django_db
def test_toutes_les_erreurs_sont_dites_en_une_fois(fichier: FichierDEssai) -> None:
    message = refuse(
        fichier(
            ("minimum = 2", 'minimum = "deux"'),
            ('code = "E2"', 'code = "E1"'),
            ('genre = "centre"', 'genre = "club"'),
        )
    )
    assert "instances[0].minimum" in message
    assert "engagements[1].code" in message
    assert "organisations[1].genre" in message


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("avant", "apres", "ligne", "cause"),
    [
        ("duree_annees = 3", "duree_annees 3", 5, "il manque le signe « = »"),
        ("duree_annees = 3", "duree_annees = trois", 5, "cette valeur ne se lit pas"),
        ("duree_annees = 3", 'duree_annees = 3\ncode = "bis"', 6, "déjà écrite plus haut"),
        ('titre_court = "Pacte de Petiteville"', 'titre_court = "Pacte', 3, "pas refermé"),
    ],
)
def test_une_faute_d_ecriture_donne_la_ligne(
    fichier: FichierDEssai, avant: str, apres: str, ligne: int, cause: str
) -> None:
    message = refuse(fichier((avant, apres)))
    assert f"petiteville.toml, ligne {ligne}, colonne " in message
    assert cause in message


@pytest.mark.django_db
def test_un_nombre_decimal_sans_guillemets_est_refuse(fichier: FichierDEssai) -> None:
    reglage = '[[interpretations]]\ncode = "Q1"\nquestion = "?"\nlecture = "Oui."\nvaleur = 0.3\n'
    message = refuse(fichier(ajout=reglage))
    assert "interpretations[0].valeur : attendu un texte, un nombre entier" in message


@pytest.mark.django_db
def test_un_fichier_absent_ou_mal_encode_est_dit(tmp_path: Path) -> None:
    assert "ce fichier n'existe pas" in refuse(tmp_path / "rien.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes('code = "a"\ntitre = "Été"\n'.encode("latin-1"))
    assert "latin.toml, ligne 2 : le fichier doit être enregistré en UTF-8" in refuse(latin)


@pytest.mark.django_db
def test_les_membres_du_conseil_sont_comptes(fichier: FichierDEssai) -> None:
    deliberation = (
        '[deliberation]\nnumero = "1"\nobjet = "Pacte"\ndate_seance = 2021-05-03\n'
        'en_exercice = 10\npresents = 8\npouvoirs = 1\nvote = "unanimité"\n'
    )
    message = refuse(fichier(ajout=deliberation))
    assert "deliberation.en_exercice : présents, pouvoirs et absents font ensemble 9" in message


def test_la_verification_ne_lit_pas_la_base(fichier: FichierDEssai) -> None:
    assert verifier(lire(fichier())).pacte.valeurs["code"] == "petiteville"
