"""The rules of the dialogue de gestion: the year's times (C21), who follows a question (C22)."""

from datetime import date

import pytest

from gouvernance.rules.dialogue import evaluer_questions, evaluer_temps
from gouvernance.rules.valeurs import FaitReunion, Periode, QuestionLue
from pacte.socle.constats import Statut

PACTE = Periode(date(2025, 1, 10), date(2027, 1, 9))
AU = date(2026, 6, 15)


def tenue(identifiant: int, le: date) -> FaitReunion:
    return FaitReunion(identifiant, "x", le, tenue=True, libelle=f"Réunion {identifiant}")


def annoncee(identifiant: int, le: date, depuis: date) -> FaitReunion:
    return FaitReunion(identifiant, "x", le, tenue=False, date_invitation=depuis)


def temps(*faits: list[FaitReunion]) -> list[tuple[str, list[FaitReunion]]]:
    return list(
        zip(("temps d'interpellation", "temps de suivi", "temps d'évaluation"), faits, strict=True)
    )


def test_un_temps_de_chaque_sorte_tenu_ou_annonce_suffit() -> None:
    constat = evaluer_temps(
        PACTE,
        temps(
            [tenue(1, date(2026, 2, 3))],
            [tenue(2, date(2026, 5, 4))],
            [annoncee(3, date(2026, 11, 5), date(2026, 6, 1))],
        ),
        au=AU,
    )
    assert constat.statut == Statut.TENU
    assert [preuve.le for preuve in constat.preuves] == [
        date(2026, 2, 3),
        date(2026, 5, 4),
        date(2026, 11, 5),
    ]


@pytest.mark.parametrize(
    "autre",
    [
        tenue(3, date(2025, 11, 5)),
        annoncee(3, date(2026, 11, 5), date(2026, 6, 16)),
        FaitReunion(
            3,
            "x",
            date(2026, 3, 5),
            tenue=True,
            date_annulation=date(2026, 3, 1),
            libelle="annulée",
        ),
    ],
    ids=["autre année", "annoncée plus tard", "annulée"],
)
def test_ce_qui_ne_compte_pas_laisse_un_temps_a_annoncer(autre: FaitReunion) -> None:
    constat = evaluer_temps(
        PACTE, temps([tenue(1, date(2026, 2, 3))], [tenue(2, date(2026, 5, 4))], [autre]), au=AU
    )
    assert constat.statut == Statut.EN_COURS
    assert "temps d'évaluation" in constat.motif
    assert constat.echeance == date(2026, 12, 31)


def test_l_annee_finie_sans_un_temps_n_est_pas_tenue() -> None:
    constat = evaluer_temps(
        PACTE, temps([], [tenue(2, date(2026, 5, 4))], []), au=date(2026, 12, 31)
    )
    assert constat.statut == Statut.PAS_TENU
    assert "temps d'interpellation et temps d'évaluation" in constat.motif


def test_hors_du_pacte_les_temps_sont_sans_objet() -> None:
    assert evaluer_temps(PACTE, temps([], [], []), au=date(2027, 1, 10)).statut == Statut.SANS_OBJET


@pytest.mark.parametrize(
    ("questions", "statut"),
    [
        ([], Statut.SANS_OBJET),
        ([QuestionLue(date(2026, 6, 16), is_suivie=False)], Statut.SANS_OBJET),
        ([QuestionLue(date(2026, 3, 1), is_suivie=True)], Statut.TENU),
        ([QuestionLue(date(2026, 3, 1), is_suivie=False)], Statut.PAS_TENU),
        ([QuestionLue(date(2025, 3, 1), is_suivie=False)], Statut.PAS_TENU),
        (
            [QuestionLue(date(2026, 3, 1), is_suivie=False, close_le=date(2026, 4, 1))],
            Statut.TENU,
        ),
        (
            [QuestionLue(date(2025, 3, 1), is_suivie=False, close_le=date(2025, 4, 1))],
            Statut.SANS_OBJET,
        ),
    ],
    ids=[
        "aucune",
        "posée plus tard",
        "suivie",
        "orpheline",
        "orpheline depuis l'an dernier",
        "close sans suivi",
        "close l'an dernier",
    ],
)
def test_chaque_question_d_un_centre_est_suivie(
    questions: list[QuestionLue], statut: Statut
) -> None:
    assert evaluer_questions(PACTE, questions, au=AU).statut == statut
