"""The rule that advises a time, as tables."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gouvernance.rules.disponibilites import (
    PersonneSondee,
    bilan_des_creneaux,
    meilleur_creneau,
    refus_de_creneau,
)

PARIS = ZoneInfo("Europe/Paris")
MATIN, SOIR = datetime(2026, 9, 3, 9, tzinfo=PARIS), datetime(2026, 9, 3, 18, tzinfo=PARIS)
CRENEAUX = [(1, MATIN), (2, SOIR)]
OUI, SB, N = "oui", "si_besoin", "non"


def conseil(personnes: list[PersonneSondee], *reponses: tuple[str, str]) -> int | None:
    """The time advised, each person giving her two answers, "" for none."""
    dites = {
        (creneau, personne.id): mot
        for personne, mots in zip(personnes, reponses, strict=True)
        for creneau, mot in zip((1, 2), mots, strict=True)
        if mot
    }
    meilleur = meilleur_creneau(bilan_des_creneaux(CRENEAUX, personnes, dites))
    return meilleur.id if meilleur else None


def gens(nombre: int, **champs: object) -> list[PersonneSondee]:
    return [
        PersonneSondee(rang, str(champs.get("categorie", "")), bool(champs.get("is_elue")))
        for rang in range(nombre)
    ]


@pytest.mark.parametrize(
    ("reponses", "attendu"),
    [
        ([(OUI, N), (OUI, N), (N, OUI)], 1),  # most « oui »
        ([(N, OUI), (N, OUI), (OUI, N)], 2),
        ([(OUI, OUI), (SB, N), (N, N)], 1),  # as many « oui »: most « si besoin »
        ([(OUI, SB), (N, SB), (N, SB)], 1),  # one « oui » is worth more than any « si besoin »
        ([(OUI, OUI), (OUI, OUI), (OUI, OUI)], 1),  # all equal: the earliest
        ([(SB, N), (N, N), (N, N)], 1),
        ([(N, N), (N, N), (N, N)], None),  # nobody can come
        ([("", ""), ("", ""), ("", "")], None),  # nobody has answered
    ],
)
def test_le_plus_de_oui_puis_de_si_besoin(
    reponses: list[tuple[str, str]], attendu: int | None
) -> None:
    assert conseil(gens(3), *reponses) == attendu


def test_les_categories_attendues_passent_avant_le_nombre() -> None:
    personnes = [
        PersonneSondee(1, "ville", is_elue=False),
        PersonneSondee(2, "ville", is_elue=False),
        PersonneSondee(3, "caf", is_elue=False),
    ]
    assert conseil(personnes, (OUI, OUI), (OUI, N), (N, SB)) == 2
    # A category counts once, however many of its people come.
    assert conseil(personnes, (OUI, OUI), (OUI, N), (N, N)) == 1


def test_les_elues_passent_avant_le_nombre() -> None:
    personnes = [*gens(2), PersonneSondee(9, "", is_elue=True)]
    assert conseil(personnes, (OUI, N), (OUI, OUI), (N, SB)) == 2


def test_une_categorie_passe_avant_une_elue() -> None:
    personnes = [PersonneSondee(1, "caf", is_elue=False), PersonneSondee(2, "", is_elue=True)]
    assert conseil(personnes, (OUI, N), (N, OUI)) == 1


def test_les_totaux_de_chaque_creneau() -> None:
    personnes = [PersonneSondee(1, "caf", is_elue=False), PersonneSondee(2, "caf", is_elue=True)]
    premier, second = bilan_des_creneaux(CRENEAUX, personnes, {(1, 1): OUI, (1, 2): SB, (2, 1): N})
    assert (premier.oui, premier.si_besoin, premier.non) == (1, 1, 0)
    assert (premier.categories, premier.elues) == (1, 1)
    assert (second.oui, second.si_besoin, second.non, second.categories) == (0, 0, 1, 0)


MAINTENANT = datetime(2026, 6, 15, 10, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("debut", "cloture", "mot"),
    [
        (MAINTENANT - timedelta(minutes=1), None, "déjà passé"),
        (MAINTENANT, None, "déjà passé"),
        (MAINTENANT + timedelta(days=549), None, "trop lointain"),
        (MAINTENANT + timedelta(days=5), date(2026, 6, 20), "avant la fin"),
        (MAINTENANT + timedelta(days=4), date(2026, 6, 20), "avant la fin"),
        (MAINTENANT + timedelta(days=6), date(2026, 6, 20), ""),
        (MAINTENANT + timedelta(minutes=1), None, ""),
    ],
)
def test_creneaux_refuses(debut: datetime, cloture: date | None, mot: str) -> None:
    refus = refus_de_creneau(debut, maintenant=MAINTENANT, date_cloture=cloture)
    assert mot in refus
    assert bool(refus) == bool(mot)
