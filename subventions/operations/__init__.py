"""The acts of subsidies, one function each: one transaction, journalled, mailed when it matters."""

from subventions.operations.avances import (
    decider_tardive,
    demander_avance,
    noter_taches,
    payer_avance,
)
from subventions.operations.conventions import enregistrer_convention, modifier_convention
from subventions.operations.demandes import (
    deposer,
    modifier,
    modifier_budget,
    preparer,
    retirer,
)
from subventions.operations.instruction import (
    attribuer,
    completer_attribution,
    corriger_attribution,
    enregistrer_campagne,
    enregistrer_recue,
    payer,
    proposer,
    recevoir,
    refuser_demande,
)

__all__ = [
    "attribuer",
    "completer_attribution",
    "corriger_attribution",
    "decider_tardive",
    "demander_avance",
    "deposer",
    "enregistrer_campagne",
    "enregistrer_convention",
    "enregistrer_recue",
    "modifier",
    "modifier_budget",
    "modifier_convention",
    "noter_taches",
    "payer",
    "payer_avance",
    "preparer",
    "proposer",
    "recevoir",
    "refuser_demande",
    "retirer",
]
