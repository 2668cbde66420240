"""The rules of rhythm, order and categories, as tables."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from gouvernance.rules.instances import (
    categories_presentes,
    dernier_jour_pour_inviter,
    dernier_jour_utile,
    du_sujet,
    evaluer_cadence,
    evaluer_ordre,
)
from gouvernance.rules.valeurs import (
    Cadence,
    CategorieAttendue,
    FaitReunion,
    Ordre,
    Periode,
    PresenceNotee,
)
from pacte.socle.constats import Statut

PACTE = Periode(date(2025, 1, 15), date(2027, 1, 14))
PARIS = ZoneInfo("Europe/Paris")
AU = date(2026, 6, 15)


def tenue(jour: date, heure: int | None = None, **champs: object) -> FaitReunion:
    debut = datetime.combine(jour, time(heure), tzinfo=PARIS) if heure is not None else None
    return FaitReunion(
        id=jour.toordinal(), instance_code="ct", date=jour, tenue=True, debut=debut, **champs
    )


def annoncee(jour: date, le: date = date(2026, 5, 1), **champs: object) -> FaitReunion:
    return FaitReunion(
        id=jour.toordinal(),
        instance_code="ct",
        date=jour,
        tenue=False,
        date_invitation=le,
        **champs,
    )


# --- Rhythm ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("faits", "au", "attendu", "echeance"),
    [
        ([tenue(date(2026, 3, 10))], AU, Statut.TENU, None),
        ([tenue(date(2026, 6, 15))], AU, Statut.TENU, None),
        # Not yet held on that day: only facts at or before `au` count.
        ([tenue(date(2026, 6, 16))], AU, Statut.EN_COURS, date(2026, 12, 21)),
        ([], AU, Statut.EN_COURS, date(2026, 12, 21)),
        ([annoncee(date(2026, 9, 9))], AU, Statut.EN_COURS, date(2026, 9, 9)),
        # The last day on which invitations leave in time, and the day after.
        ([], date(2026, 12, 21), Statut.EN_COURS, date(2026, 12, 21)),
        ([], date(2026, 12, 22), Statut.PAS_TENU, date(2026, 12, 31)),
        # Announced in time: still on its way, however late in the year.
        (
            [annoncee(date(2026, 12, 30), date(2026, 12, 10))],
            date(2026, 12, 22),
            Statut.EN_COURS,
            date(2026, 12, 30),
        ),
        # Last year's meeting is not this year's.
        ([tenue(date(2025, 11, 4))], AU, Statut.EN_COURS, date(2026, 12, 21)),
        # Held before the pact began.
        ([tenue(date(2025, 1, 10))], date(2025, 6, 1), Statut.EN_COURS, date(2025, 12, 19)),
    ],
)
def test_cadence_d_une_reunion_par_an(
    faits: list[FaitReunion], au: date, attendu: Statut, echeance: date | None
) -> None:
    constat = evaluer_cadence(Cadence(minimum=1), PACTE, faits, au=au)
    assert (constat.statut, constat.echeance) == (attendu, echeance)


@pytest.mark.parametrize(
    ("periode", "au", "attendu"),
    [
        (Periode(None, None), AU, Statut.A_PRECISER),
        (PACTE, date(2025, 1, 14), Statut.SANS_OBJET),
        (PACTE, date(2025, 1, 15), Statut.EN_COURS),
        (PACTE, date(2027, 1, 14), Statut.SANS_OBJET),  # 2027 has no whole month of the pact
        (PACTE, date(2027, 1, 15), Statut.SANS_OBJET),
        # Q6: six whole months count, five do not.
        (Periode(date(2026, 7, 1), date(2028, 6, 30)), date(2026, 8, 1), Statut.EN_COURS),
        (Periode(date(2026, 7, 2), date(2028, 7, 1)), date(2026, 8, 1), Statut.SANS_OBJET),
        (Periode(date(2024, 7, 1), date(2026, 6, 30)), AU, Statut.PAS_TENU),
        (Periode(date(2024, 7, 1), date(2026, 6, 29)), AU, Statut.SANS_OBJET),
    ],
)
def test_cadence_et_duree_du_pacte(periode: Periode, au: date, attendu: Statut) -> None:
    delai = 16 if periode.fin == date(2026, 6, 30) else 10
    constat = evaluer_cadence(Cadence(delai_invitation=delai), periode, [], au=au)
    assert constat.statut == attendu


def test_une_reunion_annulee_ne_compte_pas_avant_comme_apres() -> None:
    fait = FaitReunion(
        id=1,
        instance_code="ct",
        date=date(2026, 9, 1),
        tenue=False,
        date_invitation=date(2026, 5, 1),
        date_annulation=date(2026, 6, 10),
    )
    assert fait.etat(date(2026, 6, 9)) == "annoncee"
    assert fait.etat(date(2026, 6, 10)) == "annulee"
    apres = evaluer_cadence(Cadence(), PACTE, [fait], au=AU)
    assert apres.echeance == date(2026, 12, 21)


def test_une_reunion_tenue_depuis_etait_seulement_annoncee() -> None:
    fait = tenue(date(2026, 9, 1), date_invitation=date(2026, 5, 1))
    assert fait.etat(date(2026, 4, 30)) == "inconnue"
    assert fait.etat(AU) == "annoncee"
    assert fait.etat(date(2026, 9, 1)) == "tenue"


@pytest.mark.parametrize(
    ("nombre", "statut", "remarque"),
    [
        (0, Statut.EN_COURS, ""),
        (1, Statut.TENU, "La cible est de 2 réunions par an."),
        (2, Statut.TENU, ""),
        (3, Statut.TENU, "3 réunions tenues en 2026 : le rythme prévu va jusqu'à 2."),
    ],
)
def test_cible_et_maximum_ne_changent_pas_le_statut(
    nombre: int, statut: Statut, remarque: str
) -> None:
    faits = [tenue(date(2026, mois, 1)) for mois in range(2, 2 + nombre)]
    constat = evaluer_cadence(Cadence(1, cible=2, maximum=2), PACTE, faits, au=AU)
    assert constat.statut == statut
    assert constat.remarques == ((remarque,) if remarque else ())
    assert len(constat.preuves) == nombre


def test_themes_exiges_seulement_la_derniere_annee() -> None:
    cadence = Cadence(1, maximum=3, themes=(("a", "Accès"), ("b", "Bénévolat")))
    faits = [
        tenue(date(2025, 3, 1), theme_code="a"),
        tenue(date(2026, 3, 1), theme_code="a"),
    ]
    fin_2026 = Periode(date(2025, 1, 1), date(2026, 12, 31))
    avant = evaluer_cadence(cadence, fin_2026, faits, au=date(2025, 6, 1))
    assert avant.statut == Statut.TENU
    assert avant.remarques == ("Thèmes à traiter avant le 31\u00a0décembre\u00a02026 : Bénévolat.",)
    pendant = evaluer_cadence(cadence, fin_2026, faits, au=AU)
    assert (pendant.statut, pendant.echeance) == (Statut.EN_COURS, date(2026, 12, 21))
    trop_tard = evaluer_cadence(cadence, fin_2026, faits, au=date(2026, 12, 22))
    assert trop_tard.statut == Statut.PAS_TENU
    complets = [*faits, tenue(date(2026, 6, 1), theme_code="b")]
    assert evaluer_cadence(cadence, fin_2026, complets, au=AU).statut == Statut.TENU


def test_dernier_jour_utile() -> None:
    assert dernier_jour_utile(PACTE, 2026) == date(2026, 12, 31)
    assert dernier_jour_utile(PACTE, 2027) == date(2027, 1, 14)
    assert dernier_jour_utile(PACTE, 2028) is None
    assert dernier_jour_pour_inviter(date(2026, 12, 31), 10) == date(2026, 12, 21)


def test_les_motifs_sont_courts() -> None:
    """A sentence of at most twenty words, on every day of three years, whatever was held."""
    cas = [[], [tenue(date(2026, 3, 1))], [annoncee(date(2026, 9, 1))]]
    for faits in cas:
        for jour in range(date(2025, 1, 1).toordinal(), date(2027, 3, 1).toordinal(), 7):
            constat = evaluer_cadence(Cadence(2, 3, 3), PACTE, faits, au=date.fromordinal(jour))
            assert len(constat.motif.replace("\u00a0", " ").split()) <= 20, constat.motif
            assert constat.motif.endswith(".")


def test_du_sujet_separe_centres_et_themes() -> None:
    a = tenue(date(2026, 1, 1), centre_code="A")
    b = tenue(date(2026, 1, 2), centre_code="B")
    t = tenue(date(2026, 1, 3), theme_code="t")
    assert du_sujet([a, b, t], "ct", centre="A") == (a,)
    assert du_sujet([a, b, t], "ct", theme="t") == (t,)
    assert du_sujet([a, b, t], "autre") == ()


# --- Order ------------------------------------------------------------------------

ORDRE = Ordre("Comité technique", "Comité des financeurs", 12)


@pytest.mark.parametrize(
    ("avants", "apres", "attendu", "remarques"),
    [
        ([tenue(date(2026, 2, 1))], [tenue(date(2026, 3, 1))], Statut.TENU, 0),
        ([], [tenue(date(2026, 3, 1))], Statut.PAS_TENU, 0),
        ([tenue(date(2026, 3, 2))], [tenue(date(2026, 3, 1))], Statut.PAS_TENU, 0),
        # Q24: the same day, earlier, later, at an unknown time.
        ([tenue(date(2026, 3, 1), 9)], [tenue(date(2026, 3, 1), 11)], Statut.TENU, 1),
        ([tenue(date(2026, 3, 1), 11)], [tenue(date(2026, 3, 1), 9)], Statut.PAS_TENU, 0),
        ([tenue(date(2026, 3, 1), 9)], [tenue(date(2026, 3, 1), 9)], Statut.PAS_TENU, 0),
        ([tenue(date(2026, 3, 1))], [tenue(date(2026, 3, 1), 9)], Statut.TENU, 1),
        # For the first one, twelve months before and no more, even before the pact.
        ([tenue(date(2025, 3, 1))], [tenue(date(2026, 3, 1))], Statut.TENU, 0),
        ([tenue(date(2025, 2, 28))], [tenue(date(2026, 3, 1))], Statut.PAS_TENU, 0),
        # One meeting does not prepare two.
        (
            [tenue(date(2025, 2, 1))],
            [tenue(date(2025, 3, 1)), tenue(date(2026, 3, 1))],
            Statut.PAS_TENU,
            0,
        ),
        (
            [tenue(date(2025, 2, 1)), tenue(date(2025, 4, 1))],
            [tenue(date(2025, 3, 1)), tenue(date(2026, 3, 1))],
            Statut.TENU,
            0,
        ),
        ([tenue(date(2026, 2, 1))], [], Statut.SANS_OBJET, 0),
    ],
)
def test_ordre_sur_de_vraies_paires(
    avants: list[FaitReunion], apres: list[FaitReunion], attendu: Statut, remarques: int
) -> None:
    constat = evaluer_ordre(ORDRE, PACTE, avants, apres, au=AU)
    assert constat.statut == attendu, constat.motif
    assert len(constat.remarques) == remarques
    assert len(constat.motif.replace("\u00a0", " ").split()) <= 20


def test_ordre_a_venir() -> None:
    prochain = annoncee(date(2026, 9, 20))
    constat = evaluer_ordre(ORDRE, PACTE, [], [prochain], au=AU)
    assert (constat.statut, constat.echeance) == (Statut.EN_COURS, date(2026, 9, 20))
    prepare = evaluer_ordre(ORDRE, PACTE, [tenue(date(2026, 6, 1))], [prochain], au=AU)
    assert prepare.statut == Statut.TENU


def test_ordre_rejoue_a_une_date_passee() -> None:
    avants, apres = [tenue(date(2026, 2, 1))], [tenue(date(2026, 3, 1))]
    assert evaluer_ordre(ORDRE, PACTE, avants, apres, au=date(2026, 2, 28)).statut == (
        Statut.SANS_OBJET
    )


# --- Categories --------------------------------------------------------------------


def test_categories_presentes_n_sur_m() -> None:
    attendues = [
        CategorieAttendue("elus", "Élues et élus"),
        CategorieAttendue("caf", "CAF"),
        CategorieAttendue("directions", "Directions", ((1, "CSA"), (2, "CSB"))),
    ]
    presences = [
        PresenceNotee("elus", 9, True),
        PresenceNotee("caf", 8, False),
        PresenceNotee("directions", 2, True),
    ]
    bilan = categories_presentes(attendues, presences)
    assert bilan.presentes == ("Élues et élus", "Directions (CSB)")
    assert bilan.absentes == ("CAF", "Directions (CSA)")
    assert (bilan.nombre, bilan.total) == (2, 4)
