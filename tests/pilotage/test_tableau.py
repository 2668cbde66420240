"""The dashboard's figures, from a snapshot in memory."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from pacte.pilotage.faits import AnneeCentre, DecisionLue, Instantane
from pacte.pilotage.graphiques import Serie, barres_horizontales, barres_verticales, longueur
from pacte.pilotage.tableau import (
    Chiffre,
    comparer,
    composer,
    decisions_en_retard,
    decisions_realisees,
    montant_vote,
    rythmes_des_instances,
)
from tests.pilotage.instantanes import FIN, avance, pacte, reunion, vote

AU = date(2025, 6, 15)


def chiffre(faits: Instantane, au: date, nom: str) -> Chiffre:
    (trouve,) = [c for c in composer(faits, au).chiffres if c.nom.startswith(nom)]
    return trouve


@pytest.mark.parametrize(
    ("maintenant", "avant", "mot"),
    [
        ("0", "0", "stable"),
        ("3", "3", "stable"),
        ("4", "3", "en hausse"),
        ("2", "3", "en baisse"),
        ("1", "0", "en hausse"),
        ("0", "1", "en baisse"),
        ("100999.99", "100000", "stable"),
        ("101000.01", "100000", "en hausse"),
        ("98999.99", "100000", "en baisse"),
    ],
)
def test_mot_de_comparaison(maintenant: str, avant: str, mot: str) -> None:
    assert comparer(Decimal(maintenant), Decimal(avant)) == mot


def test_six_chiffres_au_plus_et_chacun_avec_l_an_dernier() -> None:
    tableau = composer(pacte(), AU)
    assert len(tableau.chiffres) == 6
    assert all(c.avant and c.mot for c in tableau.chiffres)


def test_sans_annee_precedente_aucune_comparaison() -> None:
    for c in composer(pacte(), date(2024, 6, 15)).chiffres:
        assert (c.mot, c.avant) == ("", "pacte non signé un an plus tôt")


def test_reunions_comparees_au_meme_jour_de_l_an_dernier() -> None:
    faits = pacte(
        reunions=(
            reunion("pilotage", date(2024, 4, 1)),
            reunion("pilotage", date(2024, 10, 1)),
            reunion("pilotage", date(2025, 4, 1)),
            reunion("technique", date(2025, 5, 2), centre_code="lilas"),
            reunion("technique", date(2025, 5, 3), centre_code="roses", tenue=False),
            reunion("technique", date(2025, 9, 3), centre_code="roses"),
        )
    )
    lu = chiffre(faits, AU, "Réunions")
    assert (lu.valeur, lu.mot, lu.avant) == ("2", "en hausse", "1 un an plus tôt")
    # Two centres x (technique + financeurs) + pilotage + thématique.
    assert lu.unite == "pour 6 attendues"


def test_rythme_instance_par_instance() -> None:
    faits = pacte(reunions=(reunion("technique", date(2025, 5, 2), centre_code="lilas"),))
    lus = [(r.nom, r.tenues, r.attendues) for r in rythmes_des_instances(faits, AU)]
    assert lus == [
        ("Comité technique", 1, 2),
        ("Comité des financeurs", 0, 2),
        ("Comité de pilotage", 0, 1),
        ("Rencontre thématique", 0, 1),
    ]


def test_montants_votes_a_ce_jour_tous_centres_ensemble() -> None:
    annees = {
        ("lilas", 2025): AnneeCentre(
            votes=(vote("40000.00", date(2025, 3, 1)), vote("-500.00", date(2025, 9, 1)))
        ),
        ("roses", 2025): AnneeCentre(votes=(vote("30000.25", date(2025, 3, 1)),)),
        ("roses", 2024): AnneeCentre(votes=(vote("69000.00", date(2024, 3, 1)),)),
    }
    faits = pacte(annees=annees)
    assert montant_vote(faits, 2025, date(2025, 2, 28)) == 0
    assert montant_vote(faits, 2025, AU) == Decimal("70000.25")
    assert montant_vote(faits, 2025, date(2025, 12, 31)) == Decimal("69500.25")
    lu = chiffre(faits, AU, "Subventions")
    assert (lu.valeur, lu.mot) == ("70\u00a0000\u00a0€", "en hausse")
    assert lu.avant == "69\u00a0000\u00a0€ un an plus tôt"


def test_avances_payees_a_ce_jour() -> None:
    faits = pacte(
        annees={
            ("lilas", 2025): avance(date(2024, 11, 5), date(2025, 1, 20), "12000.00"),
            ("roses", 2025): avance(date(2024, 11, 5), date(2025, 7, 1), "9000.00"),
        }
    )
    assert chiffre(faits, AU, "Avances").valeur == "12\u00a0000\u00a0€"
    assert chiffre(faits, date(2025, 1, 19), "Avances").valeur == "0\u00a0€"


@pytest.mark.parametrize(
    ("echeance", "realisee", "retard", "faite"),
    [
        (None, None, 0, 0),
        (AU, None, 0, 0),
        (AU - timedelta(days=1), None, 1, 0),
        (AU - timedelta(days=1), AU, 0, 1),
        (AU - timedelta(days=1), AU + timedelta(days=1), 1, 0),
        (AU - timedelta(days=1), date(2024, 12, 31), 0, 0),
    ],
)
def test_decisions_realisees_et_en_retard(
    echeance: date | None, realisee: date | None, retard: int, faite: int
) -> None:
    faits = pacte(decisions=(DecisionLue(date(2024, 6, 1), echeance, realisee),))
    assert decisions_en_retard(faits, AU) == retard
    assert decisions_realisees(faits, AU) == faite
    # Before the meeting there is no decision at all.
    assert decisions_en_retard(faits, date(2024, 5, 31)) == 0


def test_engagements_en_total_sans_nom_de_centre() -> None:
    faits = pacte(reunions=(reunion("technique", date(2025, 5, 2), centre_code="lilas"),))
    tableau = composer(faits, AU)
    textes = " ".join(e.motif for e in tableau.engagements)
    assert "Lilas" not in textes
    assert "Roses" not in textes
    assert {e.code for e in tableau.engagements} >= {"C07", "C30", "C42", "C51"}


def test_apres_la_fin_du_pacte_aucun_engagement_ne_compte() -> None:
    lu = chiffre(pacte(), FIN + timedelta(days=1), "Engagements")
    assert (lu.valeur, lu.unite) == ("0", "sur 0 suivis")


def test_le_tableau_rejoue_le_passe() -> None:
    base = pacte(reunions=(reunion("pilotage", date(2025, 4, 1)),))
    apres = replace(
        base,
        reunions=(*base.reunions, reunion("pilotage", AU + timedelta(days=1))),
        decisions=(DecisionLue(AU + timedelta(days=1), AU + timedelta(days=2), None),),
        annees={("lilas", 2025): AnneeCentre(votes=(vote("1000", AU + timedelta(days=1)),))},
    )
    assert composer(apres, AU) == composer(base, AU)


# --- Charts --------------------------------------------------------------------------------------
def test_longueur_proportionnelle_et_visible() -> None:
    assert [longueur(v, 10, 200) for v in (0, 1, 5, 10)] == [0, 20, 100, 200]
    assert longueur(1, 100_000, 200) == 1
    assert longueur(0, 0, 200) == 0


@pytest.mark.parametrize("dessiner", [barres_horizontales, barres_verticales])
def test_un_graphique_dit_en_mots_ce_qu_il_montre(dessiner: object) -> None:
    graphique = dessiner(  # the two functions share their signature
        "essai",
        "Réunions",
        ("tenues", "attendues"),
        [Serie("Comité de pilotage", (1, 2), ("1 tenue", "2 attendues"))],
    )
    assert graphique.description == "Comité de pilotage : tenues 1 tenue, attendues 2 attendues."
    assert graphique.lignes[0].valeurs == ("1 tenue", "2 attendues")
    for barre in graphique.barres:
        assert barre.x >= 0
        assert barre.y >= 0
        assert barre.x + barre.largeur <= graphique.largeur
        assert barre.y + barre.hauteur <= graphique.hauteur


def test_un_graphique_sans_rien_se_dessine() -> None:
    assert barres_verticales("v", "Vide", ("a",), []).barres == ()
    assert barres_horizontales("h", "Vide", ("a",), [Serie("rien", (0,), ("0",))]).hauteur > 0


def test_une_serie_incoherente_est_refusee() -> None:
    with pytest.raises(ValueError, match="a son texte"):
        Serie("x", (1, 2), ("1",))
    with pytest.raises(ValueError, match="négative"):
        Serie("x", (-1,), ("-1",))
