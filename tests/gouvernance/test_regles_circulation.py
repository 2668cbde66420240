"""How a draft becomes approved: tables of days and people, no database."""

from datetime import date, timedelta

import pytest

from gouvernance.rules.circulation import (
    Approuve,
    FaitsCirculation,
    RemarqueFaite,
    Voie,
    approuver,
    changements,
    date_du_rappel,
    limite_habituelle,
    motif_d_attente,
    refus_de_limite,
    remarques_ouvertes,
    silencieuses,
)

SOUMIS = date(2026, 6, 5)
LIMITE = date(2026, 6, 20)
LENDEMAIN = LIMITE + timedelta(days=1)
ANNE, BRUNO, CLAIRE = 1, 2, 3


def faits(**champs: object) -> FaitsCirculation:
    return FaitsCirculation(
        **{"date_soumission": SOUMIS, "date_limite": LIMITE, "invitees": frozenset({1, 2})} | champs
    )


def test_la_limite_est_la_soumission_plus_le_delai() -> None:
    assert limite_habituelle(SOUMIS, 15) == LIMITE


@pytest.mark.parametrize(
    ("jours", "motif"),
    [
        (-1, "au moins 3 jours"),
        (2, "jusqu'au 8 juin 2026 au plus tôt"),
        (3, ""),
        (15, ""),
        (90, ""),
        (91, "jusqu'au 3 septembre 2026 au plus tard"),
    ],
)
def test_la_limite_reste_raisonnable(jours: int, motif: str) -> None:
    refus = refus_de_limite(SOUMIS + timedelta(days=jours), SOUMIS).replace("\u00a0", " ")
    assert motif in refus
    assert bool(refus) is bool(motif)


@pytest.mark.parametrize(
    ("limite", "attendu"),
    [(LIMITE, date(2026, 6, 17)), (date(2026, 6, 8), date(2026, 6, 6))],
)
def test_le_rappel_part_trois_jours_avant(limite: date, attendu: date) -> None:
    """A short delay is reminded of at the earliest on the day after the submission."""
    assert date_du_rappel(SOUMIS, limite) == attendu


@pytest.mark.parametrize(
    ("champs", "le", "attendu"),
    [
        # Tacit: never on the last day itself, which is included.
        ({}, LIMITE, None),
        ({}, LENDEMAIN, Approuve(Voie.TACITE, LENDEMAIN)),
        ({}, LIMITE + timedelta(days=40), Approuve(Voie.TACITE, LENDEMAIN)),
        # A remark left open holds it; dealt with, the day is that of the last answer.
        ({"remarques": (RemarqueFaite(LIMITE),)}, LENDEMAIN, None),
        (
            {"remarques": (RemarqueFaite(SOUMIS, date(2026, 6, 10)),)},
            LENDEMAIN,
            Approuve(Voie.TACITE, LENDEMAIN),
        ),
        (
            {"remarques": (RemarqueFaite(LIMITE, date(2026, 6, 25)),)},
            date(2026, 6, 30),
            Approuve(Voie.TACITE, date(2026, 6, 25)),
        ),
        # Dealt with on the 25th, it was still open on the 24th.
        ({"remarques": (RemarqueFaite(LIMITE, date(2026, 6, 25)),)}, date(2026, 6, 24), None),
        # Unanimous: the day of the last agreement, those not invited aside.
        ({"accords": ((ANNE, SOUMIS),)}, LIMITE, None),
        (
            {"accords": ((ANNE, SOUMIS), (BRUNO, date(2026, 6, 9)), (CLAIRE, date(2026, 6, 12)))},
            date(2026, 6, 12),
            Approuve(Voie.UNANIME, date(2026, 6, 9)),
        ),
        # Replayed on the eve of the last agreement, it is not approved.
        ({"accords": ((ANNE, SOUMIS), (BRUNO, date(2026, 6, 9)))}, date(2026, 6, 8), None),
        # Nobody invited is not everybody: only the delay, or a meeting, approves.
        ({"invitees": frozenset()}, LIMITE, None),
        ({"invitees": frozenset()}, LENDEMAIN, Approuve(Voie.TACITE, LENDEMAIN)),
        # Noted: it comes first, on its own day, never before.
        (
            {"notee": (Voie.SEANCE, date(2026, 6, 1))},
            SOUMIS,
            Approuve(Voie.SEANCE, date(2026, 6, 1)),
        ),
        ({"notee": (Voie.REUNION, date(2026, 6, 18))}, date(2026, 6, 17), None),
        (
            {"notee": (Voie.REUNION, date(2026, 6, 18))},
            LENDEMAIN,
            Approuve(Voie.REUNION, date(2026, 6, 18)),
        ),
    ],
)
def test_l_approbation_se_rejoue(champs: dict, le: date, attendu: Approuve | None) -> None:
    assert approuver(faits(**champs), le) == attendu


@pytest.mark.parametrize(
    ("champs", "le", "mots"),
    [
        ({}, LIMITE, "il le sera le dimanche 21 juin 2026"),
        ({}, LENDEMAIN, ""),
        ({"remarques": (RemarqueFaite(SOUMIS),)}, SOUMIS, "Une remarque est à traiter"),
        ({"remarques": (RemarqueFaite(SOUMIS),) * 2}, LENDEMAIN, "2 remarques sont à traiter"),
        # Approved at the meeting, an open remark still has to be dealt with.
        (
            {"notee": (Voie.SEANCE, SOUMIS), "remarques": (RemarqueFaite(SOUMIS),)},
            LENDEMAIN,
            "Une remarque est à traiter",
        ),
        ({"notee": (Voie.SEANCE, SOUMIS)}, SOUMIS, ""),
    ],
)
def test_ce_qui_manque_se_dit_avec_son_jour(champs: dict, le: date, mots: str) -> None:
    motif = motif_d_attente(faits(**champs), le).replace("\u00a0", " ")
    assert mots in motif
    assert bool(motif) is bool(mots)


def test_qui_n_a_rien_dit_et_ce_qui_est_ouvert() -> None:
    lus = faits(accords=((ANNE, SOUMIS),), remarques=(RemarqueFaite(SOUMIS, LIMITE),))
    assert silencieuses(lus, SOUMIS) == {BRUNO}
    assert silencieuses(lus, SOUMIS - timedelta(days=1)) == {ANNE, BRUNO}
    assert [remarques_ouvertes(lus, jour) for jour in (SOUMIS, LIMITE)] == [1, 0]
    assert remarques_ouvertes(lus, SOUMIS - timedelta(days=1)) == 0


def version(**champs: object) -> dict[str, object]:
    contenu: dict[str, object] = {
        "points": [[7, "Bilan", "Dit.", []], [8, "Budget", "Vu.", []]],
        "decisions": [],
        "conclusion": "",
        "fichier": "",
        "presences": [[1, "presente", ""]],
    }
    return contenu | champs


@pytest.mark.parametrize(
    ("apres", "attendu"),
    [
        (version(), []),
        (version(conclusion="Fin."), ["la conclusion"]),
        (
            version(points=[[7, "Bilan", "Autre.", []], [8, "Budget", "Vu.", []]]),
            ["le point « Bilan »"],
        ),
        (version(points=[[7, "Bilan", "Dit.", []]]), ["le point « Budget », retiré"]),
        (
            version(
                points=[[7, "Bilan", "Dit.", [["action", "X", 1, ""]]], [8, "Budget", "Vu.", []]]
            ),
            ["le point « Bilan »"],
        ),
        (version(presences=[[1, "absente", ""]]), ["les présences"]),
        (version(fichier="ab"), ["le fichier apporté"]),
        (version(decisions=[["decision", "X", None, ""]]), ["les décisions générales"]),
    ],
)
def test_seul_ce_qui_change_est_dit(apres: dict[str, object], attendu: list[str]) -> None:
    assert changements(version(), apres) == attendu
