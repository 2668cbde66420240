"""The rhythm of a body over a civil year, line by line, as the calendar shows it. Pure.

Statuses and dates come from `rules`, which the register of commitments reads too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gouvernance import rules
from gouvernance.rules.valeurs import Cadence, FaitReunion, Periode
from pacte.socle.constats import Constat, Statut
from pacte.socle.dates import ecrire_jour_court

PACTE = "pacte"


@dataclass(frozen=True, slots=True)
class Rythme:
    """What a body owes and has done in a civil year, for one subject, as it stood on a day.

    `possible` is the last day on which a meeting can still be held and `inviter` the last one on
    which its invitations may leave; both are None once it is too late, or when nothing is owed.
    """

    minimum: int
    tenues: tuple[FaitReunion, ...]
    prevues: tuple[FaitReunion, ...]
    possible: date | None
    inviter: date | None
    constat: Constat


@dataclass(frozen=True, slots=True)
class RendezVous:
    """A meeting to come, on its day, with the ids of the people invited."""

    id: int
    jour: date
    personnes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Conflit:
    """Two meetings on one day, and the people invited to both."""

    jour: date
    reunions: tuple[int, int]
    personnes: frozenset[int]


def cadence_du_pacte(
    parametres: Mapping[str, Any], *, delai_invitation: int, themes: Sequence[tuple[str, str]]
) -> Cadence:
    """Return the rhythm that a commitment of kind « cadence » gives (see pacte.accord.genres).

    `themes` are the (code, name) of the pact: they are to be covered over its term when the
    commitment is of the whole pact and says so (Q7).
    """
    couvrir = bool(parametres.get("chaque_theme_sur_la_duree")) and parametres["par"] == PACTE
    return Cadence(
        minimum=parametres["minimum"],
        cible=parametres.get("cible"),
        maximum=parametres.get("maximum"),
        delai_invitation=delai_invitation,
        themes=tuple(themes) if couvrir else (),
    )


def evaluer_rythme(
    cadence: Cadence, periode: Periode, faits: Sequence[FaitReunion], *, au: date, annee: int
) -> Rythme:
    """Return the rhythm of one subject over civil year `annee`, as it stood on day `au`.

    - held and planned meetings are those inside the pact (C32, C37, C42, C46);
    - the last feasible days are given while a meeting is owed or welcome and `au` is in time.
    """
    constat = rules.evaluer_cadence(cadence, periode, faits, au=au, annee=annee)
    limite = rules.dernier_jour_utile(periode, annee)
    possible = inviter = None
    if limite is not None and constat.statut in {Statut.EN_COURS, Statut.TENU}:
        dernier = rules.dernier_jour_pour_inviter(limite, cadence.delai_invitation)
        if au <= dernier:
            possible, inviter = rules.dernier_jour_de_reunion(limite), dernier
    return Rythme(
        minimum=cadence.minimum,
        tenues=tuple(rules.tenues_de_l_annee(periode, faits, au=au, annee=annee)),
        prevues=tuple(rules.prevues_de_l_annee(periode, faits, au=au, annee=annee)),
        possible=possible,
        inviter=inviter,
        constat=constat,
    )


def evaluer_theme(
    cadence: Cadence, periode: Periode, faits: Sequence[FaitReunion], *, au: date
) -> Constat:
    """Evaluate that a theme has its meeting over the pact's term (Q7).

    - tenu: a meeting on it was held inside the pact by `au`;
    - en_cours: not yet, and invitations may still leave in time before the pact's end;
    - pas_tenu: not yet, and they no longer can; outside the pact, as every rule.
    """
    hors = rules.hors_du_pacte(periode, au)
    if hors is not None:
        return hors
    debut, fin = rules.bornes(periode)
    jours = [
        fait.date
        for fait in faits
        if fait.date is not None and fait.date >= debut and fait.etat(au) == "tenue"
    ]
    if jours:
        return Constat(Statut.TENU, f"Thème traité le {ecrire_jour_court(min(jours))}.")
    inviter = rules.dernier_jour_pour_inviter(fin, cadence.delai_invitation)
    motif = f"Thème à traiter avant la fin du pacte, le {ecrire_jour_court(fin)}."
    statut = Statut.EN_COURS if au <= inviter else Statut.PAS_TENU
    return Constat(statut, motif, inviter if au <= inviter else fin)


def trouver_conflits(rendez_vous: Iterable[RendezVous]) -> list[Conflit]:
    """Return the pairs of meetings held on one day with somebody invited to both, by day."""
    par_jour: dict[date, list[RendezVous]] = {}
    for reunion in rendez_vous:
        par_jour.setdefault(reunion.jour, []).append(reunion)
    return [
        Conflit(jour, (premiere.id, seconde.id), premiere.personnes & seconde.personnes)
        for jour, du_jour in sorted(par_jour.items())
        for rang, premiere in enumerate(du_jour)
        for seconde in du_jour[rang + 1 :]
        if premiere.personnes & seconde.personnes
    ]
