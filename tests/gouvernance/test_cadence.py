"""The rhythm of a body over a year: last feasible days, held and planned, themes, clashes."""

from datetime import date

import pytest

from gouvernance import rules
from gouvernance.rules.cadence import (
    RendezVous,
    cadence_du_pacte,
    evaluer_rythme,
    evaluer_theme,
    trouver_conflits,
)
from gouvernance.rules.valeurs import Cadence, Periode
from pacte.socle.constats import Statut
from pacte.socle.jours_ouvres import is_ouvre
from tests.gouvernance.test_rules import AU, PACTE, annoncee, tenue


# --- The last feasible days -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("limite", "delai", "reunion", "inviter"),
    [
        # An ordinary year's end: a Thursday, then a Monday.
        (date(2026, 12, 31), 10, date(2026, 12, 31), date(2026, 12, 21)),
        # A year's end on a Sunday; on a Saturday.
        (date(2028, 12, 31), 10, date(2028, 12, 29), date(2028, 12, 19)),
        (date(2022, 12, 31), 10, date(2022, 12, 30), date(2022, 12, 20)),
        # The invitations' day on a Sunday: the Friday before.
        (date(2025, 12, 31), 10, date(2025, 12, 31), date(2025, 12, 19)),
        (date(2026, 12, 31), 15, date(2026, 12, 31), date(2026, 12, 16)),
        # The pact ends mid-year, on Easter Monday, on 1 November, on 25 December, on 14 July.
        (date(2026, 4, 6), 10, date(2026, 4, 3), date(2026, 3, 24)),
        (date(2026, 11, 1), 10, date(2026, 10, 30), date(2026, 10, 20)),
        (date(2026, 12, 25), 10, date(2026, 12, 24), date(2026, 12, 14)),
        (date(2026, 7, 14), 10, date(2026, 7, 13), date(2026, 7, 3)),
        # The invitations' day on Christmas: the day before.
        (date(2027, 1, 4), 10, date(2027, 1, 4), date(2026, 12, 24)),
        # Easter Monday again, as the invitations' day.
        (date(2026, 4, 16), 10, date(2026, 4, 16), date(2026, 4, 3)),
    ],
)
def test_derniers_jours_possibles(limite: date, delai: int, reunion: date, inviter: date) -> None:
    assert rules.dernier_jour_de_reunion(limite) == reunion
    assert rules.dernier_jour_pour_inviter(limite, delai) == inviter


def test_les_derniers_jours_sont_ouvres_et_laissent_le_delai() -> None:
    """On every day of six years, with both delays of the act."""
    for delai in (10, 15):
        for rang in range(date(2024, 1, 1).toordinal(), date(2030, 1, 1).toordinal()):
            limite = date.fromordinal(rang)
            reunion = rules.dernier_jour_de_reunion(limite)
            inviter = rules.dernier_jour_pour_inviter(limite, delai)
            assert reunion <= limite
            assert (reunion - inviter).days >= delai
            assert is_ouvre(reunion)
            assert is_ouvre(inviter)


# --- A line of the calendar -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("au", "statut", "possible", "inviter"),
    [
        (AU, Statut.EN_COURS, date(2026, 12, 31), date(2026, 12, 21)),
        (date(2026, 12, 21), Statut.EN_COURS, date(2026, 12, 31), date(2026, 12, 21)),
        (date(2026, 12, 22), Statut.PAS_TENU, None, None),
        (date(2025, 1, 14), Statut.SANS_OBJET, None, None),
        (date(2027, 1, 15), Statut.SANS_OBJET, None, None),
    ],
)
def test_rythme_rejoue_a_chaque_date(
    au: date, statut: Statut, possible: date | None, inviter: date | None
) -> None:
    rythme = evaluer_rythme(Cadence(), PACTE, [], au=au, annee=2026)
    assert rythme.constat.statut == statut
    assert (rythme.possible, rythme.inviter) == (possible, inviter)
    assert rythme.constat.motif.endswith(".")


def test_rythme_quand_le_pacte_finit_au_milieu_de_l_annee() -> None:
    periode = Periode(date(2024, 7, 15), date(2026, 7, 14))
    rythme = evaluer_rythme(Cadence(), periode, [], au=date(2026, 6, 1), annee=2026)
    assert (rythme.possible, rythme.inviter) == (date(2026, 7, 13), date(2026, 7, 3))
    apres = evaluer_rythme(
        Cadence(), periode, [annoncee(date(2026, 9, 1))], au=date(2026, 6, 1), annee=2026
    )
    assert apres.prevues == (), "après la fin du pacte, une réunion ne compte pas"


def test_tenues_et_prevues_de_l_annee_seulement() -> None:
    faits = [
        tenue(date(2025, 1, 10)),  # before the pact
        tenue(date(2025, 3, 3)),
        tenue(date(2026, 2, 2)),
        annoncee(date(2026, 9, 9)),
        annoncee(date(2026, 12, 1), le=date(2026, 6, 16)),  # not announced yet on that day
    ]
    rythme = evaluer_rythme(Cadence(minimum=3), PACTE, faits, au=AU, annee=2026)
    assert [fait.date for fait in rythme.tenues] == [date(2026, 2, 2)]
    assert [fait.date for fait in rythme.prevues] == [date(2026, 9, 9)]
    assert rythme.minimum == 3
    avant = evaluer_rythme(Cadence(), PACTE, faits, au=AU, annee=2025)
    assert [fait.date for fait in avant.tenues] == [date(2025, 3, 3)]
    assert avant.possible is None, "l'année est finie"


def test_cadence_lue_dans_l_engagement() -> None:
    themes = [("a", "Accès")]
    parametres = {"instance": "t", "minimum": 1, "maximum": 3, "par": "pacte"}
    assert cadence_du_pacte(parametres, delai_invitation=15, themes=themes) == Cadence(
        minimum=1, maximum=3, delai_invitation=15
    )
    parametres["chaque_theme_sur_la_duree"] = True
    lue = cadence_du_pacte(parametres, delai_invitation=15, themes=themes)
    assert lue.themes == (("a", "Accès"),)
    parametres["par"] = "theme"
    assert cadence_du_pacte(parametres, delai_invitation=15, themes=themes).themes == ()


# --- Themes -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("faits", "au", "statut"),
    [
        ([tenue(date(2025, 3, 3))], AU, Statut.TENU),
        ([tenue(date(2025, 1, 3))], AU, Statut.EN_COURS),  # before the pact
        ([annoncee(date(2026, 9, 9))], AU, Statut.EN_COURS),
        # The pact ends on Thursday 14 January 2027; ten days before is a Monday.
        ([], date(2027, 1, 4), Statut.EN_COURS),
        ([], date(2027, 1, 5), Statut.PAS_TENU),
        ([], date(2027, 1, 15), Statut.SANS_OBJET),
    ],
)
def test_theme_sur_la_duree_du_pacte(faits: list, au: date, statut: Statut) -> None:
    constat = evaluer_theme(Cadence(), PACTE, faits, au=au)
    assert constat.statut == statut
    assert len(constat.motif.replace("\u00a0", " ").split()) <= 20


# --- Clashes ------------------------------------------------------------------------------------
def test_conflits_le_meme_jour_avec_les_memes_personnes() -> None:
    jour, autre = date(2026, 9, 9), date(2026, 9, 10)
    rendez_vous = [
        RendezVous(1, autre, frozenset({1, 2})),
        RendezVous(2, jour, frozenset({1, 2, 3})),
        RendezVous(3, jour, frozenset({2, 3})),
        RendezVous(4, jour, frozenset({9})),
        RendezVous(5, autre, frozenset({2})),
    ]
    trouves = [(c.jour, c.reunions, set(c.personnes)) for c in trouver_conflits(rendez_vous)]
    assert trouves == [(jour, (2, 3), {2, 3}), (autre, (1, 5), {2})]
