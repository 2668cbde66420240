"""The register, clause by clause: golden tables at several days of a pact's life."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from pacte.accord.genres import GENRES
from pacte.pilotage.clauses import EVALUATEURS, agreger, evaluer
from pacte.pilotage.faits import AnneeCentre, AvenantLu, Evaluation, Instantane
from pacte.socle.constats import Statut
from tests.pilotage.instantanes import (
    ENGAGEMENTS,
    FIN,
    T0,
    avance,
    convention,
    pacte,
    partie,
    reunion,
    vote,
)

AVANT = T0 - timedelta(days=1)
APRES = FIN + timedelta(days=1)
PROLONGE = AvenantLu(1, date(2025, 11, 20), date(2027, 2, 28))
T, E, P, S, A = Statut


def ligne(faits: Instantane, au: date, code: str, sujet: str = "essai") -> Evaluation:
    """The one line of the register for this clause and this subject."""
    (trouvee,) = [e for e in evaluer(faits, au) if e.code == code and e.sujet.code == sujet]
    return trouvee


def test_chaque_genre_calcule_est_evalue_et_les_autres_n_ont_pas_de_ligne() -> None:
    assert set(EVALUATEURS) == {nom for nom, genre in GENRES.items() if genre.calcule}
    codes = {evaluation.code for evaluation in evaluer(pacte(), date(2024, 6, 30))}
    assert codes == {e.code for e in ENGAGEMENTS} - {"C50"}


def test_un_sujet_par_centre_pour_le_bilateral_un_seul_pour_le_pacte() -> None:
    sujets = [(e.code, e.sujet.code) for e in evaluer(pacte(), date(2024, 6, 30))]
    assert sujets == [
        ("C07", "essai"),
        ("C30", "lilas"),
        ("C30", "roses"),
        ("C32", "lilas"),
        ("C32", "roses"),
        ("C33", "lilas"),
        ("C33", "roses"),
        ("C37", "lilas"),
        ("C37", "roses"),
        ("C42", "essai"),
        ("C46", "essai"),
        ("C51", "essai"),
    ]


@pytest.mark.parametrize("au", [date(2023, 1, 1), T0, date(2025, 12, 31), date(2040, 1, 1)])
def test_sans_date_de_signature_tout_est_a_preciser(au: date) -> None:
    for evaluation in evaluer(pacte(signe=False), au):
        assert evaluation.statut == A
        assert "date de signature" in evaluation.motif
        assert evaluation.echeance is None


@pytest.mark.parametrize(
    ("au", "avenants", "attendu"),
    [
        (AVANT, (), "sans_objet"),
        (T0, (), "vivant"),
        (FIN, (), "vivant"),
        (APRES, (), "sans_objet"),
        (APRES, (PROLONGE,), "vivant"),
        (date(2027, 2, 28), (PROLONGE,), "vivant"),
        (date(2027, 3, 1), (PROLONGE,), "sans_objet"),
        # Signed after the end, an avenant extends nothing (Q26).
        (APRES, (AvenantLu(1, APRES, date(2027, 2, 28)),), "sans_objet"),
    ],
)
def test_avant_le_pacte_et_apres_lui_tout_est_sans_objet(
    au: date, avenants: tuple[AvenantLu, ...], attendu: str
) -> None:
    faits = pacte(avenants=avenants)
    statuts = {e.statut for e in evaluer(faits, au) if e.code not in {"C07", "C33"}}
    if attendu == "sans_objet":
        assert statuts == {S}
    else:
        assert ligne(faits, au, "C51").statut == E
        assert ligne(faits, au, "C07").statut == T


# --- C07: signatures -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("au", "statut", "motif"),
    [
        (date(2024, 2, 1), A, "La date de signature n'est pas encore saisie."),
        (date(2024, 2, 10), E, "1 partie sur 4 a signé : il reste 3 parties."),
        (date(2024, 2, 25), E, "3 parties sur 4 ont signé : il reste Roses."),
        (T0, T, "Les 4 parties ont signé, depuis le 1er\u00a0mars\u00a02024."),
        (FIN, T, "Les 4 parties ont signé, depuis le 1er\u00a0mars\u00a02024."),
        (APRES, S, "Le pacte a pris fin le 28\u00a0février\u00a02026."),
    ],
)
def test_c07_signatures_recueillies_jour_apres_jour(au: date, statut: Statut, motif: str) -> None:
    faits = pacte(
        parties=(
            partie("ville", "ville", date(2024, 2, 10)),
            partie("caf", "caf", date(2024, 2, 20)),
            partie("lilas", "centre", date(2024, 2, 25)),
            partie("roses", "centre", T0),
        )
    )
    evaluation = ligne(faits, au, "C07")
    assert (evaluation.statut, evaluation.motif) == (statut, motif)


def test_c07_revient_a_qui_n_a_pas_signe() -> None:
    faits = pacte(
        parties=(partie("ville", "ville"), partie("roses", "centre", None)), date_effet=None
    )
    evaluation = ligne(faits, T0, "C07")
    assert [r.code for r in evaluation.revient_a] == ["roses"]
    assert [preuve.le for preuve in evaluation.preuves] == [T0]


@pytest.mark.parametrize("signe", [True, False])
def test_une_organisation_a_un_seul_code_quel_que_soit_le_statut(signe: bool) -> None:
    le = T0 if signe else None
    faits = pacte(
        signe=signe,
        ville="VILLE-ESSAI",
        parties=(partie("VILLE-ESSAI", "ville", le), partie("lilas", "centre", le)),
    )
    for code, au in product(("C30", "C42"), (T0, date(2026, 2, 1), date(2026, 6, 1))):
        for evaluation in evaluer(faits, au):
            if evaluation.code == code:
                assert {r.code for r in evaluation.revient_a} <= {"VILLE-ESSAI", "lilas"}


# --- C51: term -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("au", "avenants", "statut", "echeance"),
    [
        (AVANT, (), S, None),
        (T0, (), E, FIN),
        (date(2025, 12, 31), (), E, FIN),
        (date(2025, 12, 31), (PROLONGE,), E, date(2027, 2, 28)),
        # The avenant was not signed yet on that day.
        (date(2025, 11, 19), (PROLONGE,), E, FIN),
        (APRES, (), S, None),
        (APRES, (PROLONGE,), E, date(2027, 2, 28)),
    ],
)
def test_c51_dernier_jour_inclus_avenants_comptes(
    au: date, avenants: tuple[AvenantLu, ...], statut: Statut, echeance: date | None
) -> None:
    evaluation = ligne(pacte(avenants=avenants), au, "C51")
    assert (evaluation.statut, evaluation.echeance) == (statut, echeance)


def test_c51_signale_la_fin_six_mois_avant() -> None:
    assert ligne(pacte(), date(2025, 8, 27), "C51").remarques == ()
    assert "six mois" in ligne(pacte(), date(2025, 8, 28), "C51").remarques[0]


# --- C32, C37, C42, C46: rhythm -----------------------------------------------------------------------
@pytest.mark.parametrize(("code", "instance"), [("C32", "technique"), ("C37", "financeurs")])
def test_c32_et_c37_une_reunion_par_an_et_par_centre(code: str, instance: str) -> None:
    faits = pacte(
        reunions=(
            reunion(instance, date(2024, 9, 20), centre_code="lilas"),
            reunion(instance, date(2025, 10, 2), centre_code="roses"),
        )
    )
    table = {
        # (day, centre): status
        (date(2024, 6, 30), "lilas"): E,
        (date(2024, 9, 19), "lilas"): E,
        (date(2024, 9, 20), "lilas"): T,
        (date(2024, 12, 31), "lilas"): T,
        (date(2024, 12, 31), "roses"): P,
        (date(2025, 1, 1), "lilas"): E,
        (date(2025, 12, 31), "lilas"): P,
        (date(2025, 12, 31), "roses"): T,
        # Two months only of 2026 inside the pact (Q6).
        (date(2026, 1, 15), "lilas"): S,
    }
    assert {cle: ligne(faits, cle[0], code, cle[1]).statut for cle in table} == table


def test_c42_un_comite_de_pilotage_suffit_deux_sont_la_cible() -> None:
    faits = pacte(reunions=(reunion("pilotage", date(2025, 4, 8)),))
    assert ligne(faits, date(2025, 4, 7), "C42").statut == E
    tenu = ligne(faits, date(2025, 12, 31), "C42")
    assert (tenu.statut, tenu.remarques) == (T, ("La cible est de 2 réunions par an.",))
    assert [(p.libelle, p.le) for p in tenu.preuves] == [
        ("pilotage du 2025-04-08", date(2025, 4, 8))
    ]
    assert ligne(pacte(), date(2025, 12, 31), "C42").statut == P


def test_c46_chaque_theme_au_moins_une_fois_sur_la_duree() -> None:
    long = (AvenantLu(1, date(2025, 6, 1), date(2026, 12, 31)),)
    une = (
        reunion("thematique", date(2024, 10, 1), theme_code="participation"),
        reunion("thematique", date(2025, 10, 1), theme_code="participation"),
        reunion("thematique", date(2026, 2, 1), theme_code="participation"),
    )
    assert ligne(pacte(avenants=long, reunions=une), date(2025, 12, 31), "C46").statut == T
    # The last civil year of the pact: the theme that was never met is asked for.
    derniere = ligne(pacte(avenants=long, reunions=une), date(2026, 12, 31), "C46")
    assert derniere.statut == P
    assert "Accès aux droits" in " ".join(derniere.remarques)
    toutes = (*une, reunion("thematique", date(2026, 6, 1), theme_code="droits"))
    assert ligne(pacte(avenants=long, reunions=toutes), date(2026, 12, 31), "C46").statut == T


def test_c46_plus_de_trois_rencontres_est_une_information() -> None:
    quatre = tuple(
        reunion("thematique", date(2025, mois, 3), theme_code="droits") for mois in (2, 4, 6, 9)
    )
    evaluation = ligne(pacte(reunions=quatre), date(2025, 12, 31), "C46")
    assert evaluation.statut == T
    assert "4 réunions" in evaluation.remarques[0]


# --- C33: order -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("technique", "financeurs", "statut"),
    [
        (date(2025, 9, 1), date(2025, 11, 3), T),
        (date(2025, 11, 10), date(2025, 11, 3), P),
        (None, date(2025, 11, 3), P),
        (date(2025, 9, 1), None, S),
        (date(2025, 11, 3), date(2025, 11, 3), T),
    ],
)
def test_c33_le_comite_technique_vient_avant(
    technique: date | None, financeurs: date | None, statut: Statut
) -> None:
    tenues = tuple(
        reunion(instance, jour, centre_code="lilas")
        for instance, jour in (("technique", technique), ("financeurs", financeurs))
        if jour is not None
    )
    assert ligne(pacte(reunions=tenues), date(2025, 12, 31), "C33", "lilas").statut == statut


# --- C30: the advance -------------------------------------------------------------------------------
def argent(**annees: AnneeCentre) -> Instantane:
    """Lilas: 40 000 € voted for 2024, a convention 2024-2027; `a2025=` is the exercise 2025."""
    return pacte(
        avenants=(PROLONGE,),
        conventions={"lilas": (convention(),)},
        annees={
            ("lilas", 2024): AnneeCentre(votes=(vote("40000.00", date(2024, 3, 15)),)),
            **{("lilas", int(cle[1:])): annee for cle, annee in annees.items()},
        },
    )


@pytest.mark.parametrize(
    ("au", "a2025", "statut", "revient_a", "extrait"),
    [
        (date(2024, 6, 30), AnneeCentre(), E, ["lilas"], "peut demander l'avance 2025"),
        (date(2024, 11, 5), avance(date(2024, 11, 5)), E, ["ville"], "12\u00a0000,00\u00a0€"),
        (date(2025, 1, 31), avance(date(2024, 11, 5)), E, ["ville"], "31\u00a0janvier"),
        (date(2025, 2, 1), avance(date(2024, 11, 5)), E, ["ville"], "31\u00a0mars"),
        # Due and unpaid after the last day: the line stays on it, and says so gently.
        (date(2025, 4, 1), avance(date(2024, 11, 5)), P, ["ville"], "à payer avant le"),
        (
            date(2025, 1, 20),
            avance(date(2024, 11, 5), date(2025, 1, 20)),
            T,
            ["ville"],
            "est payée depuis le 20\u00a0janvier\u00a02025",
        ),
        (date(2025, 1, 19), avance(date(2024, 11, 5), date(2025, 1, 20)), E, ["ville"], "à payer"),
        (date(2025, 1, 2), AnneeCentre(), S, ["lilas"], "n'a pas été demandée"),
        (date(2025, 1, 2), avance(date(2025, 1, 2)), E, ["ville"], "La Ville décide"),
        # Paid: after 31 March the line speaks of the next exercise.
        (
            date(2025, 4, 1),
            avance(date(2024, 11, 5), date(2025, 1, 20)),
            E,
            ["lilas"],
            "peut demander l'avance 2026",
        ),
    ],
)
def test_c30_avance_de_l_exercice_en_jeu(
    au: date, a2025: AnneeCentre, statut: Statut, revient_a: list[str], extrait: str
) -> None:
    evaluation = ligne(argent(a2025=a2025), au, "C30", "lilas")
    assert evaluation.statut == statut
    assert [r.code for r in evaluation.revient_a] == revient_a
    assert extrait in evaluation.motif


def test_c30_convention_a_signer_revient_aux_deux() -> None:
    faits = replace(
        argent(a2025=avance(date(2024, 11, 5))), conventions={"lilas": (convention(le=None),)}
    )
    evaluation = ligne(faits, date(2024, 12, 1), "C30", "lilas")
    assert evaluation.statut == E
    assert {r.code for r in evaluation.revient_a} == {"ville", "lilas"}


def test_c30_apres_la_fin_du_pacte_l_avance_est_a_preciser() -> None:
    faits = replace(
        argent(a2026=avance(date(2025, 11, 5))), avenants=(), date_effet=date(2023, 10, 1)
    )
    evaluation = ligne(faits, date(2025, 9, 30), "C30", "lilas")
    assert (evaluation.statut, evaluation.motif) == (
        A,
        "Le pacte finit avant 2026 : l'avance repose sur la convention, sinon la Ville décide.",
    )


# --- Replay, and how the register reads ----------------------------------------------------------------
def _faits_dates() -> list[tuple[date, dict[str, object]]]:
    """Facts of all kinds with the day from which they count."""
    return [
        (date(2025, 3, 10), {"reunions": (reunion("pilotage", date(2025, 3, 10)),)}),
        (
            date(2025, 9, 10),
            {
                "reunions": (
                    reunion(
                        "technique",
                        date(2025, 9, 10),
                        centre_code="lilas",
                        date_invitation=date(2025, 9, 10),
                    ),
                )
            },
        ),
        (date(2025, 11, 20), {"avenants": (PROLONGE,)}),
        (date(2025, 11, 5), {"annees": {("lilas", 2026): avance(date(2025, 11, 5))}}),
        (date(2026, 1, 20), {"annees": {("lilas", 2026): avance(None, date(2026, 1, 20))}}),
        (
            date(2025, 4, 1),
            {"annees": {("lilas", 2025): AnneeCentre(votes=(vote("50000", date(2025, 4, 1)),))}},
        ),
        (date(2025, 6, 1), {"conventions": {"lilas": (convention(2025, 2027, date(2025, 6, 1)),)}}),
        (
            date(2025, 6, 1),
            {
                "conventions": {
                    "lilas": (
                        replace(
                            convention(),
                            date_resiliation=date(2025, 12, 31),
                            date_notification_resiliation=date(2025, 6, 1),
                        ),
                    )
                }
            },
        ),
    ]


@pytest.mark.parametrize("rang", range(8))
def test_un_fait_posterieur_ne_change_pas_le_passe(rang: int) -> None:
    jour, ajout = _faits_dates()[rang]
    # The meeting of March was announced in January: announcing is a fact too, so it is compared
    # from the day before its own invitation.
    veille = jour - timedelta(days=1)
    if "reunions" in ajout:
        veille = min(veille, ajout["reunions"][0].date_invitation - timedelta(days=1))
    base = pacte(conventions={"lilas": (convention(),)} if "conventions" in ajout else {})
    if "conventions" in ajout and rang == 6:
        base = pacte()
        ajout = {"conventions": {"lilas": (convention(2025, 2027, date(2025, 6, 1)),)}}
    avec = replace(base, **ajout)
    for recul in (0, 1, 30, 100):
        au = veille - timedelta(days=recul)
        resume = [(e.code, e.sujet.code, e.statut) for e in evaluer(base, au)]
        assert [(e.code, e.sujet.code, e.statut) for e in evaluer(avec, au)] == resume


def test_la_meme_photographie_donne_toujours_la_meme_reponse() -> None:
    faits = argent(a2025=avance(date(2024, 11, 5), date(2025, 1, 20)))
    assert evaluer(faits, date(2025, 2, 1)) == evaluer(faits, date(2025, 2, 1))


def test_chaque_phrase_tient_en_vingt_mots() -> None:
    faits = argent(a2025=avance(date(2024, 11, 5)))
    jour = date(2023, 12, 1)
    while jour < date(2027, 6, 1):
        for evaluation in evaluer(faits, jour):
            assert len(evaluation.motif.split()) <= 20, evaluation.motif
            assert evaluation.motif.endswith(".")
        jour += timedelta(days=11)


def test_agregat_le_pire_statut_et_le_nombre_de_centres() -> None:
    faits = pacte(reunions=(reunion("technique", date(2024, 9, 20), centre_code="lilas"),))
    agregats = {a.code: a for a in agreger(evaluer(faits, date(2024, 12, 31)))}
    assert agregats["C32"].statut == P
    assert agregats["C32"].motif == "Tenu pour 1 centre sur 2."
    assert agregats["C37"].motif == "Tenu pour aucun des 2 centres."
    assert agregats["C42"].statut == P
