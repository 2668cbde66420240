"""The mails of subsidies, by noun."""

from subventions.notifications.avances import (
    annoncer_avance_payee,
    annoncer_decision_tardive,
    annoncer_demande_avance,
)
from subventions.notifications.campagnes import (
    annoncer_campagne,
    annoncer_fins_de_validite,
    rappeler_avance,
    rappeler_cloture,
)
from subventions.notifications.decisions import (
    annoncer_ajournement,
    annoncer_convention_a_signer,
    annoncer_fin_de_convention,
    annoncer_lettre,
)
from subventions.notifications.demandes import (
    annoncer_attribution,
    annoncer_depot,
    annoncer_reception,
    annoncer_refus,
)
from subventions.notifications.relectures import (
    annoncer_confirmation,
    annoncer_passage,
    annoncer_relecture,
)

__all__ = [
    "annoncer_ajournement",
    "annoncer_attribution",
    "annoncer_avance_payee",
    "annoncer_campagne",
    "annoncer_confirmation",
    "annoncer_convention_a_signer",
    "annoncer_decision_tardive",
    "annoncer_demande_avance",
    "annoncer_depot",
    "annoncer_fin_de_convention",
    "annoncer_fins_de_validite",
    "annoncer_lettre",
    "annoncer_passage",
    "annoncer_reception",
    "annoncer_refus",
    "annoncer_relecture",
    "rappeler_avance",
    "rappeler_cloture",
]
