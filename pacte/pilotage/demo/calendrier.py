"""The demonstration's calendar, pure: which meetings and steps happen when, for any last day.

The same day gives the same demonstration: what looks like chance is a hash with a fixed seed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from pacte.socle.dates import ajouter_annees, ajouter_mois

GRAINE = 20230710
ANNEES = 4
CENTRES = ("TILLEULS", "GARE", "RIVES")
# What a finished meeting leaves behind it, oldest first: the last two are still being written.
JOURS_AVANT_DEFINITIF = 21


@dataclass(frozen=True, slots=True)
class ReunionPrevue:
    """A meeting of the demonstration: body, day, centre or theme rank."""

    instance: str
    jour: date
    heure: int
    centre: str = ""
    theme: int = 0


def date_effet(au: date) -> date:
    """T0 of the demonstration pact: four years and some weeks before its last day."""
    return ajouter_mois(ajouter_annees(au, -ANNEES), -1).replace(day=10)


def jour_ouvre(jour: date) -> date:
    """Return `jour`, moved after the week-end when it falls in one."""
    return jour + timedelta(days={5: 2, 6: 1}.get(jour.weekday(), 0))


def reunions_de_l_annee(annee: int) -> Iterator[ReunionPrevue]:
    """All the meetings of a civil year, in no particular order."""
    yield ReunionPrevue("comite-pilotage", jour_ouvre(date(annee, 3, 24)), 17)
    yield ReunionPrevue("comite-pilotage", jour_ouvre(date(annee, 10, 6)), 17)
    for rang, (mois, numero) in enumerate(((2, 5), (6, 4), (9, 17)), start=1):
        yield ReunionPrevue(
            "rencontre-thematique", jour_ouvre(date(annee, mois, numero)), 14, theme=rang
        )
    for rang, centre in enumerate(CENTRES):
        yield ReunionPrevue(
            "comite-technique", jour_ouvre(date(annee, 9, 22) + timedelta(days=8 * rang)), 9, centre
        )
        yield ReunionPrevue(
            "comite-financeurs",
            jour_ouvre(date(annee, 11, 10) + timedelta(days=8 * rang)),
            10,
            centre,
        )


def reunions(au: date) -> list[ReunionPrevue]:
    """The meetings from T0 to some months after `au`, in order of their days."""
    debut = date_effet(au)
    horizon = au + timedelta(days=130)
    # One centre missed its technical committee two years before: the replay shows it.
    manquee = ("comite-technique", CENTRES[-1], au.year - 2)
    prevues = [
        prevue
        for annee in range(debut.year, horizon.year + 1)
        for prevue in reunions_de_l_annee(annee)
        if debut < prevue.jour <= horizon
        and (prevue.instance, prevue.centre, prevue.jour.year) != manquee
    ]
    return sorted(prevues, key=lambda prevue: (prevue.jour, prevue.heure, prevue.centre))


def tirage(combien: int, *cles: object) -> int:
    """Return a number from 0 to `combien` - 1 that depends on the keys and the fixed seed alone."""
    empreinte = sha256(repr((GRAINE, *cles)).encode()).digest()
    return int.from_bytes(empreinte[:8]) % combien


@dataclass(frozen=True, slots=True)
class EtapesDemande:
    """The legal dates of one yearly request of a centre."""

    exercice: int
    preparation: date
    depot: date
    reception: date
    proposition: date
    vote: date
    executoire: date
    notification: date
    acompte: date
    solde: date


def etapes_demande(exercice: int, rang: int) -> EtapesDemande:
    """The steps of the request of the centre of rank `rang` (0 to 2) for `exercice`."""
    depot = date(exercice - 1, 11, 6) + timedelta(days=18 * rang)
    return EtapesDemande(
        exercice=exercice,
        preparation=depot - timedelta(days=30),
        depot=depot,
        reception=depot + timedelta(days=3),
        proposition=date(exercice, 2, 12),
        vote=date(exercice, 3, 16),
        executoire=date(exercice, 3, 19),
        notification=date(exercice, 3, 27),
        acompte=date(exercice, 5, 15),
        solde=date(exercice, 10, 15),
    )


def exercices(au: date) -> range:
    """The exercises of the demonstration: from the year of T0 to the one being prepared."""
    return range(date_effet(au).year, au.year + 2)
