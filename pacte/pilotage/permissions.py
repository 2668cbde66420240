"""Who reads the pages that sum up a pact."""

from dataclasses import dataclass
from datetime import date

from pacte.accord.models import Fonction, GenreOrganisation, Pacte
from pacte.socle.droits import ACCORDE, Droit, refus

HORS_SIGNATURE = frozenset({GenreOrganisation.FINANCEUR, GenreOrganisation.PARTENAIRE})


def can_voir_tableau(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Whether the function reads the dashboard: those of an organisation that signs the pact."""
    if not fonction.is_en_cours(le):
        return refus("Votre fonction n'est plus en cours.")
    if fonction.organisation.genre in HORS_SIGNATURE:
        return refus("Le tableau et les engagements se lisent entre signataires du pacte.")
    return ACCORDE


def can_lister_clauses(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Whether the function reads the clause register; `regard` then says which lines."""
    return can_voir_tableau(fonction, pacte, le)


@dataclass(frozen=True, slots=True)
class Regard:
    """What a function sees of the centres: each of them, its own, or their total alone.

    Bilateral matters stay between the city and one centre; everybody else reads « tenu pour 2
    centres sur 3 », never a centre beside another (reading Q22, face.md).
    """

    chaque_centre: bool
    mon_centre: str = ""


def regard(fonction: Fonction, pacte: Pacte) -> Regard:
    """Return what the function sees of the pact's centres: all for the service that runs it."""
    if fonction.is_avs and fonction.organisation_id == pacte.ville_id:
        return Regard(chaque_centre=True)
    if fonction.is_centre:
        return Regard(chaque_centre=False, mon_centre=fonction.organisation.code)
    return Regard(chaque_centre=False)
