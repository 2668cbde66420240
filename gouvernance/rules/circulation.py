"""How draft minutes become approved: pure values in, values out; replayable at any day.

The act sets no rule; the practice kept here is that of French bodies: read and approved at the
meeting's end, agreed by everybody invited, approved at the next meeting of the same body, or tacitly
once the delay for remarks has passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pacte.socle.dates import ecrire_jour, ecrire_jour_court

# The organiser may shorten or lengthen the delay for remarks, within these bounds, in days.
DELAI_MINIMUM = 3
DELAI_MAXIMUM = 90
# People who have said nothing are reminded once, this many days before the last one.
JOURS_AVANT_RAPPEL = 3


class Voie(StrEnum):
    """How minutes are approved; the words are those of `gouvernance.models.Approbation`."""

    SEANCE = "seance"
    REUNION = "reunion"
    UNANIME = "unanime"
    TACITE = "tacite"


@dataclass(frozen=True, slots=True)
class RemarqueFaite:
    """A remark: the day it was made, the day it was taken, answered or withdrawn."""

    faite_le: date
    traitee_le: date | None = None

    def is_ouverte(self, au: date) -> bool:
        """Whether it is made and not dealt with yet on day `au`."""
        return self.faite_le <= au and (self.traitee_le is None or self.traitee_le > au)


@dataclass(frozen=True, slots=True)
class FaitsCirculation:
    """What the rules read of a draft: days are legal days, people are ids.

    `accords` are those given on the version in force; `notee` is the approval that the organiser
    noted (at the meeting's end, or at the next meeting), with its day.
    """

    date_soumission: date
    date_limite: date
    invitees: frozenset[int] = frozenset()
    accords: tuple[tuple[int, date], ...] = ()
    remarques: tuple[RemarqueFaite, ...] = ()
    notee: tuple[Voie, date] | None = None


@dataclass(frozen=True, slots=True)
class Approuve:
    """The approval reached: how, and on which legal day."""

    voie: Voie
    le: date


def limite_habituelle(date_soumission: date, delai: int) -> date:
    """Return the last day for remarks, included: the submission plus the body's delay in days."""
    return date_soumission + timedelta(days=delai)


def refus_de_limite(limite: date, date_soumission: date) -> str:
    """Return why a last day is not reasonable, in French; "" when it is."""
    au_plus_tot = date_soumission + timedelta(days=DELAI_MINIMUM)
    au_plus_tard = date_soumission + timedelta(days=DELAI_MAXIMUM)
    if limite < au_plus_tot:
        jour = ecrire_jour_court(au_plus_tot)
        return f"Laissez au moins {DELAI_MINIMUM} jours pour relire : jusqu'au {jour} au plus tôt."
    if limite > au_plus_tard:
        jour = ecrire_jour_court(au_plus_tard)
        return f"Le délai est trop long : jusqu'au {jour} au plus tard."
    return ""


def date_du_rappel(date_soumission: date, date_limite: date) -> date:
    """Return the day of the one reminder, never before the day after the submission."""
    voulu = date_limite - timedelta(days=JOURS_AVANT_RAPPEL)
    return max(voulu, date_soumission + timedelta(days=1))


def remarques_ouvertes(faits: FaitsCirculation, le: date) -> int:
    """Return how many remarks are still to be dealt with on day `le`."""
    return sum(remarque.is_ouverte(le) for remarque in faits.remarques)


def silencieuses(faits: FaitsCirculation, le: date) -> frozenset[int]:
    """Return the people invited who have not agreed on day `le`."""
    return faits.invitees - {qui for qui, jour in faits.accords if jour <= le}


def approuver(faits: FaitsCirculation, le: date) -> Approuve | None:
    """Return how the draft is approved on day `le`, or None when it is not.

    What was noted comes first, then the agreement of everybody invited, then the delay passed
    without a remark left open. A remark open on day `le` stops none but the last: the definitive
    version waits for it anyway (see `motif_d_attente`).
    """
    if faits.notee is not None and faits.notee[1] <= le:
        return Approuve(*faits.notee)
    if faits.invitees and not silencieuses(faits, le):
        accords = [jour for qui, jour in faits.accords if qui in faits.invitees and jour <= le]
        return Approuve(Voie.UNANIME, max(accords))
    if le > faits.date_limite and not remarques_ouvertes(faits, le):
        traitees = [r.traitee_le for r in faits.remarques if r.traitee_le and r.traitee_le <= le]
        lendemain = faits.date_limite + timedelta(days=1)
        return Approuve(Voie.TACITE, max([lendemain, *traitees]))
    return None


def motif_d_attente(faits: FaitsCirculation, le: date) -> str:
    """Return why the draft cannot become definitive on day `le`; "" when it can."""
    ouvertes = remarques_ouvertes(faits, le)
    if ouvertes:
        combien = "Une remarque est" if ouvertes == 1 else f"{ouvertes} remarques sont"
        return (
            f"{combien} à traiter : prenez-la en compte, ou répondez."
            if ouvertes == 1
            else (f"{combien} à traiter : prenez-les en compte, ou répondez.")
        )
    if approuver(faits, le) is not None:
        return ""
    demain = ecrire_jour(faits.date_limite + timedelta(days=1))
    return (
        f"Le projet n'est pas encore approuvé. Sans remarque, il le sera le {demain}. "
        "Avant ce jour, notez son approbation en séance ou à la réunion suivante."
    )


def changements(avant: dict[str, object], apres: dict[str, object]) -> list[str]:
    """Return what differs between two submitted versions, in words: items, conclusion, presences.

    Both are made by `gouvernance.versions_projet.instantane`: a part missing on one side counts.
    """
    points_avant, points_apres = _points(avant), _points(apres)
    noms = [
        f"le point « {titre} »"
        for cle, (titre, *reste) in points_apres.items()
        if [titre, *reste] != list(points_avant.get(cle, ()))
    ]
    noms += [
        f"le point « {titre} », retiré"
        for cle, (titre, *_) in points_avant.items()
        if cle not in points_apres
    ]
    libelles = {
        "decisions": "les décisions générales",
        "conclusion": "la conclusion",
        "fichier": "le fichier apporté",
        "presences": "les présences",
    }
    return noms + [nom for cle, nom in libelles.items() if avant.get(cle) != apres.get(cle)]


def _points(contenu: dict[str, object]) -> dict[object, list[str]]:
    points = contenu.get("points", [])
    if not isinstance(points, Iterable):
        return {}
    return {pk: [titre, *reste] for pk, titre, *reste in points}
