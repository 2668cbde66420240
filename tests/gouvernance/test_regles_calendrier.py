"""The calendar of thematic meetings and their records, as tables (C47, C48)."""

from dataclasses import replace
from datetime import date

import pytest

from gouvernance.rules.calendrier import evaluer_calendrier, evaluer_releves
from gouvernance.rules.valeurs import FaitReunion, LigneFixee, Periode
from pacte.socle.constats import Statut
from tests.gouvernance.test_rules import AU, PACTE, annoncee, tenue

PREMIER, SECOND = tenue(date(2025, 3, 24)), tenue(date(2026, 3, 24))


def rencontre(jour: date, soumis: date | None = None, *, prevue: bool = True) -> FaitReunion:
    return replace(tenue(jour), date_soumission=soumis, au_calendrier=prevue)


# --- The calendar -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("comites", "lignes", "attendu", "motif"),
    [
        # No comité yet, or only announced, or held before the pact.
        ([], [], Statut.EN_COURS, "premier comité, qui n'est pas encore tenu"),
        ([annoncee(date(2026, 9, 1))], [], Statut.EN_COURS, "pas encore tenu"),
        ([tenue(date(2024, 12, 1))], [], Statut.EN_COURS, "pas encore tenu"),
        # Held without a calendar: « pas encore tenu », and never a reproach.
        ([PREMIER], [], Statut.PAS_TENU, "reste à fixer : le premier comité est du 24\u00a0mars"),
        ([PREMIER], [LigneFixee(PREMIER.date)], Statut.TENU, "1 rencontre au calendrier"),
        (
            [PREMIER],
            [LigneFixee(PREMIER.date), LigneFixee(PREMIER.date)],
            Statut.TENU,
            "2 rencontres au calendrier",
        ),
        # A line withdrawn leaves it, from its day on; one set later does not count yet.
        ([PREMIER], [LigneFixee(PREMIER.date, AU)], Statut.PAS_TENU, "reste à fixer"),
        ([PREMIER], [LigneFixee(PREMIER.date, date(2026, 6, 16))], Statut.TENU, "1 rencontre"),
        ([PREMIER], [LigneFixee(date(2026, 6, 16))], Statut.PAS_TENU, "reste à fixer"),
    ],
)
def test_le_calendrier(
    comites: list[FaitReunion], lignes: list[LigneFixee], attendu: Statut, motif: str
) -> None:
    constat = evaluer_calendrier(PACTE, comites, [], lignes, au=AU)
    assert constat.statut == attendu
    assert motif in constat.motif


def test_un_calendrier_fixe_plus_tard_se_remarque() -> None:
    lignes = [LigneFixee(SECOND.date)]
    constat = evaluer_calendrier(PACTE, [PREMIER, SECOND], [], lignes, au=AU)
    assert constat.statut == Statut.TENU
    assert constat.remarques == (
        "Le premier comité s'est tenu le 24\u00a0mars\u00a02025, sans calendrier.",
    )
    assert constat.preuves == (SECOND.preuve,)


def test_les_rencontres_hors_calendrier_de_l_annee_sont_une_remarque() -> None:
    rencontres = [
        rencontre(date(2026, 2, 5), prevue=False),
        rencontre(date(2026, 6, 4), prevue=False),
        rencontre(date(2026, 4, 9)),
        rencontre(date(2025, 6, 4), prevue=False),
        rencontre(date(2026, 6, 16), prevue=False),
    ]
    lignes = [LigneFixee(PREMIER.date)]
    constat = evaluer_calendrier(PACTE, [PREMIER], rencontres, lignes, au=AU)
    assert constat.statut == Statut.TENU
    assert constat.remarques == ("2 rencontres tenues hors calendrier.",)


# --- The records ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rencontres", "comites", "attendu", "motif"),
    [
        ([], [SECOND], Statut.SANS_OBJET, "Aucune rencontre thématique tenue en 2026"),
        ([rencontre(date(2025, 2, 5))], [SECOND], Statut.SANS_OBJET, "Aucune rencontre"),
        # Its comité is still to come.
        ([rencontre(date(2026, 6, 4))], [SECOND], Statut.EN_COURS, "prochain comité"),
        # Submitted by the day of the comité that follows.
        (
            [rencontre(date(2026, 2, 5), date(2026, 3, 24))],
            [SECOND],
            Statut.TENU,
            "1 relevé versé au comité suivant en 2026",
        ),
        (
            [rencontre(date(2026, 2, 5), date(2026, 3, 25))],
            [SECOND],
            Statut.PAS_TENU,
            "Le relevé du 5\u00a0février\u00a02026 n'était pas prêt",
        ),
        ([rencontre(date(2026, 2, 5))], [SECOND], Statut.PAS_TENU, "n'était pas prêt"),
        # On the very day of a comité: for the next one.
        ([rencontre(date(2026, 3, 24))], [SECOND], Statut.EN_COURS, "prochain comité"),
        # One given, one waiting.
        (
            [rencontre(date(2026, 2, 5), date(2026, 2, 12)), rencontre(date(2026, 6, 4))],
            [SECOND],
            Statut.TENU,
            "1 relevé versé",
        ),
        # A comité only announced receives nothing yet.
        (
            [rencontre(date(2026, 2, 5), date(2026, 2, 12))],
            [annoncee(date(2026, 9, 1))],
            Statut.EN_COURS,
            "prochain comité",
        ),
    ],
)
def test_les_releves(
    rencontres: list[FaitReunion], comites: list[FaitReunion], attendu: Statut, motif: str
) -> None:
    constat = evaluer_releves(PACTE, comites, rencontres, au=AU)
    assert constat.statut == attendu
    assert motif in constat.motif


@pytest.mark.parametrize(
    ("periode", "statut"),
    [
        (Periode(None, None), Statut.A_PRECISER),
        (Periode(date(2026, 7, 1), date(2028, 6, 30)), Statut.SANS_OBJET),
        (Periode(date(2022, 1, 1), date(2023, 12, 31)), Statut.SANS_OBJET),
    ],
)
def test_hors_du_pacte(periode: Periode, statut: Statut) -> None:
    assert evaluer_calendrier(periode, [PREMIER], [], [], au=AU).statut == statut
    assert evaluer_releves(periode, [PREMIER], [], au=AU).statut == statut


def test_rejoue_au_jour_d_alors() -> None:
    """What was set or submitted afterwards changes nothing of the past."""
    avant = date(2026, 3, 23)
    lignes = [LigneFixee(SECOND.date)]
    assert evaluer_calendrier(PACTE, [SECOND], [], lignes, au=avant).statut == Statut.EN_COURS
    rencontres = [rencontre(date(2026, 2, 5), date(2026, 2, 12))]
    assert evaluer_releves(PACTE, [SECOND], rencontres, au=avant).statut == Statut.EN_COURS
    assert evaluer_releves(PACTE, [SECOND], rencontres, au=SECOND.date).statut == Statut.TENU
