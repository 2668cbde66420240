"""The rights on conventions."""

from datetime import date

from pacte.accord.models import Fonction, Pacte
from pacte.socle.droits import Droit, premier_refus, refus
from subventions.models import Convention
from subventions.permissions.commun import (
    can_avs,
)


def can_enregistrer_convention(fonction: Fonction, pacte: Pacte, le: date) -> Droit:
    """Record a convention."""
    return can_avs(fonction, pacte, le)


def can_modifier_convention(fonction: Fonction, convention: Convention, le: date) -> Droit:
    """Complete a convention: signatures, scan, termination."""
    if convention.date_resiliation is not None and convention.date_resiliation <= le:
        return premier_refus(
            can_avs(fonction, convention.pacte, le),
            refus("Cette convention est résiliée et ne se modifie plus."),
        )
    return can_avs(fonction, convention.pacte, le)
