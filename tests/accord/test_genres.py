"""Kinds of rule: what the parameters of a pact's file may hold."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pacte.accord.genres import (
    GENRES,
    erreurs_de_parametres,
    instances_citees,
    lire_jour_annee,
    lire_taux,
)

COMPLETS: dict[str, dict[str, Any]] = {
    "signature": {},
    "duree": {"annees": 2},
    "cadence": {
        "instance": "bilan",
        "minimum": 1,
        "cible": 2,
        "maximum": 3,
        "par": "pacte",
        "chaque_theme_sur_la_duree": True,
    },
    "ordre": {"avant": "technique", "apres": "financeurs", "mois_maximum": 12},
    "avance": {
        "taux": "0.30",
        "dernier_jour_demande": "12-31",
        "paiement_vise": "01-31",
        "paiement_limite": "03-31",
    },
    "calendrier": {"instance": "bilan", "fixe_par": "pilotage"},
    "releves": {"instance": "bilan", "verses_a": "pilotage"},
    "temps": {"interpellation": "bilan", "suivi": "financeurs", "evaluation": "pilotage"},
    "questions": {},
    "composition": {"instance": "bilan"},
    "constat": {"a_constater": "Une pièce par an."},
}


def test_chaque_genre_accepte_tous_ses_parametres() -> None:
    assert set(COMPLETS) == set(GENRES)
    for genre, parametres in COMPLETS.items():
        assert set(parametres) == set(GENRES[genre].parametres)
        assert erreurs_de_parametres(genre, parametres) == []


def test_chaque_parametre_obligatoire_manque_a_son_nom() -> None:
    for genre, attendu in GENRES.items():
        requis = {cle for cle, parametre in attendu.parametres.items() if parametre.requis}
        erreurs = erreurs_de_parametres(genre, {})
        assert {cle for cle, _ in erreurs} == requis
        assert all("paramètre manquant" in message for _, message in erreurs)


def test_un_parametre_inconnu_est_refuse() -> None:
    assert erreurs_de_parametres("duree", {"annees": 2, "mois": 3}) == [
        ("mois", "paramètre inconnu du genre « duree »")
    ]


@pytest.mark.parametrize(
    ("genre", "cle", "valeur"),
    [
        ("duree", "annees", "2"),
        ("duree", "annees", True),
        ("duree", "annees", -1),
        ("cadence", "par", "semaine"),
        ("cadence", "instance", 3),
        ("cadence", "instance", " "),
        ("cadence", "chaque_theme_sur_la_duree", "oui"),
        ("avance", "taux", 0.3),
        ("avance", "taux", "30"),
        ("avance", "taux", "0,30"),
        ("avance", "taux", "0"),
        ("avance", "taux", "1.01"),
        ("avance", "taux", "NaN"),
        ("avance", "dernier_jour_demande", "31/12"),
        ("avance", "dernier_jour_demande", "02-29"),
        ("avance", "paiement_vise", "13-01"),
        ("constat", "a_constater", 4),
    ],
)
def test_un_parametre_mal_ecrit_est_refuse(genre: str, cle: str, valeur: Any) -> None:
    erreurs = erreurs_de_parametres(genre, COMPLETS[genre] | {cle: valeur})
    assert [nom for nom, _ in erreurs] == [cle]
    assert erreurs[0][1].startswith("attendu ")


def test_un_choix_refuse_dit_les_mots_possibles() -> None:
    [(_, message)] = erreurs_de_parametres("cadence", COMPLETS["cadence"] | {"par": "mois"})
    assert message == "attendu un mot parmi centre, pacte, theme"


def test_les_instances_citees_sont_nommees() -> None:
    assert instances_citees("ordre", COMPLETS["ordre"]) == [
        ("avant", "technique"),
        ("apres", "financeurs"),
    ]
    assert instances_citees("duree", {"annees": 2}) == []


def test_le_taux_est_un_decimal_exact() -> None:
    assert lire_taux("0.30") == Decimal("0.30")
    assert lire_taux("1") == 1
    with pytest.raises(ValueError):
        lire_taux("-0.30")


def test_le_jour_de_l_annee_est_lu_dans_son_annee() -> None:
    assert lire_jour_annee("12-31", 2025) == date(2025, 12, 31)
    with pytest.raises(ValueError):
        lire_jour_annee("02-30", 2028)
