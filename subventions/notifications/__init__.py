"""The mails of subsidies, by noun."""

from subventions.notifications.avances import (
    annoncer_avance_payee,
    annoncer_decision_tardive,
    annoncer_demande_avance,
)
from subventions.notifications.demandes import (
    annoncer_attribution,
    annoncer_depot,
    annoncer_reception,
    annoncer_refus,
)

__all__ = [
    "annoncer_attribution",
    "annoncer_avance_payee",
    "annoncer_decision_tardive",
    "annoncer_demande_avance",
    "annoncer_depot",
    "annoncer_reception",
    "annoncer_refus",
]
