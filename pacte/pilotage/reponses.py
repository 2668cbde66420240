"""What an evaluator answers for one subject, and what evaluators share. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from gouvernance.rules.valeurs import Periode
from pacte.pilotage.faits import (
    CENTRE,
    PACTE,
    EngagementLu,
    Instantane,
    PartieLue,
    Responsable,
    Sujet,
)
from pacte.socle.constats import Constat

NOMS_DES_GENRES = {
    "ville": "la Ville",
    "caf": "la CAF",
    "federation": "la fédération",
    "centre": "les centres sociaux",
    "centres": "les centres sociaux",
    "parties": "chaque signataire",
}


@dataclass(frozen=True, slots=True)
class Reponse:
    """The answer for one subject, before it becomes a line of the register."""

    sujet: Sujet
    constat: Constat
    revient_a: tuple[Responsable, ...]
    url: str = ""


Evaluateur = Callable[[EngagementLu, Instantane, date], Iterable[Reponse]]


def periode(faits: Instantane, au: date) -> Periode:
    """The pact's term as known on day `au`."""
    return Periode(faits.date_effet, faits.fin(au))


def responsables(
    engagement: EngagementLu, faits: Instantane, centre: PartieLue | None = None
) -> tuple[Responsable, ...]:
    """Who the commitment rests with; « centre » is the centre of the line when it has one.

    A kind of which the pact has one party alone (« ville », « caf ») is that party: one code for
    one organisation, whatever the status.
    """
    noms = {partie.organisme.code: partie.organisme.nom for partie in faits.parties}
    trouves = []
    for code in engagement.revient_a:
        du_genre = [p.organisme.code for p in faits.parties if p.organisme.genre == code]
        if centre is not None and code in {"centre", "centres"}:
            trouves.append(Responsable(centre.organisme.code, centre.organisme.nom))
        elif len(du_genre) == 1 and code != "centre":
            trouves.append(Responsable(du_genre[0], NOMS_DES_GENRES.get(code, noms[du_genre[0]])))
        else:
            trouves.append(Responsable(code, noms.get(code) or NOMS_DES_GENRES.get(code, code)))
    return tuple(trouves)


def sujet_pacte(faits: Instantane) -> Sujet:
    return Sujet(PACTE, faits.code, "Le pacte")


def sujet_centre(centre: PartieLue) -> Sujet:
    return Sujet(CENTRE, centre.organisme.code, centre.organisme.nom)
