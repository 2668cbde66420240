"""Who sets a campaign."""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.droits import Droit
from subventions.permissions.commun import (
    can_avs,
)


def can_gerer_campagnes(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Set the days of a year's campaign."""
    return can_avs(fonction, pacte, le)
