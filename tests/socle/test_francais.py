"""Names inside a sentence take the article and the preposition that French asks for."""

import pytest

from pacte.socle.francais import contracter_a, contracter_de, enumerer


@pytest.mark.parametrize(
    ("nom", "a", "de"),
    [
        ("les centres sociaux", "aux centres sociaux", "des centres sociaux"),
        ("Les Tilleuls", "aux Tilleuls", "des Tilleuls"),
        ("le Département", "au Département", "du Département"),
        ("la Ville", "à la Ville", "de la Ville"),
        ("La Gare", "à La Gare", "de La Gare"),
        ("Centre social des Tilleuls", "au Centre social des Tilleuls", "du Centre social des Tilleuls"),
        ("Caisse d'allocations", "à la Caisse d'allocations", "de la Caisse d'allocations"),
        ("Association de quartier", "à l'Association de quartier", "de l'Association de quartier"),
        ("chaque signataire", "à chaque signataire", "de chaque signataire"),
        ("AQCV", "à AQCV", "d'AQCV"),
        ("", "à ", "de "),
    ],
)  # fmt: skip
def test_un_nom_se_contracte_avec_sa_preposition(nom, a, de):
    assert (contracter_a(nom), contracter_de(nom)) == (a, de)


@pytest.mark.parametrize(
    ("noms", "phrase"),
    [([], ""), (["la Ville"], "la Ville"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")],
)
def test_une_enumeration_finit_par_et(noms, phrase):
    assert enumerer(noms) == phrase
