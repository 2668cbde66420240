"""Which requests a centre may start on a day: the years, the kinds, and why the others are closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import Droit, premier_refus, refus
from subventions.models import Campagne, GenreDemande
from subventions.permissions import can_preparer
from subventions.permissions.campagnes import can_commencer


@dataclass(frozen=True, slots=True)
class Ouvertures:
    """What may be started: kinds by year, then the sentences that say what may not, and when."""

    genres: dict[int, tuple[str, ...]]
    phrases: tuple[str, ...]


def ouvertures(pacte: Pacte, exercices: Sequence[int], le: date) -> Ouvertures:
    """Read the campaigns of these years, in two queries: a year without one opens every kind."""
    campagnes = {
        campagne.exercice: campagne
        for campagne in Campagne.objects.filter(
            pacte=pacte, exercice__in=exercices
        ).prefetch_related("volets")
    }
    genres: dict[int, tuple[str, ...]] = {}
    phrases = []
    for exercice in exercices:
        campagne = campagnes.get(exercice)
        commencer = can_commencer(campagne, le)
        if not commencer:
            phrases.append(commencer.motif)
            continue
        if campagne is None:
            genres[exercice] = tuple(GenreDemande.values)
            continue
        ouverts = {volet.genre for volet in campagne.volets.all()}
        genres[exercice] = tuple(genre for genre in GenreDemande.values if genre in ouverts)
        phrases += _precisions(campagne, ouverts, le)
    return Ouvertures({annee: lus for annee, lus in genres.items() if lus}, tuple(phrases))


def _precisions(campagne: Campagne, ouverts: set[str], le: date) -> list[str]:
    """What a campaign that may be answered does not open, and from when it takes deposits."""
    phrases = []
    if le < campagne.date_ouverture:
        jour = ecrire_jour_court(campagne.date_ouverture)
        phrases.append(
            f"La campagne {campagne.exercice} ouvre le {jour} : "
            "commencez dès maintenant, vous déposerez ensuite."
        )
    fermes = [str(nom) for genre, nom in GenreDemande.choices if genre not in ouverts]
    if fermes:
        phrases.append(f"La campagne {campagne.exercice} n'ouvre pas : {', '.join(fermes)}.")
    return phrases


def can_preparer_une_demande(
    fonction: Fonction, pacte: Pacte, le: date, ouvertes: Ouvertures
) -> Droit:
    """Start a draft: the writing right of the centre, then a campaign that takes one."""
    motif = " ".join(ouvertes.phrases) or "Aucune campagne n'est ouverte."
    ouverte = can_commencer(None, le) if ouvertes.genres else refus(motif)
    return premier_refus(can_preparer(fonction, pacte, le), ouverte)
