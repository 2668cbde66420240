"""The rights on what a centre says of its own money: nobody else has any."""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.droits import Droit
from subventions.permissions.commun import REDACTION, can_avs, can_centre


def can_tenir_tresorerie(fonction: Fonction, centre_id: int, le: date) -> Droit:
    """Write the treasury and the funders of one's own centre."""
    return can_centre(fonction, centre_id, le, REDACTION)


def can_suivre_annexe(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Read the outcome of the city's own duty: never what a centre declares."""
    return can_avs(fonction, pacte, le)
