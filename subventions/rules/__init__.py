"""The rules of subsidies, pure: values in, values out; no ORM, no request, no clock."""

from subventions.rules.avances import (
    base_avance,
    condition_convention,
    condition_demande,
    evaluer_avance,
    exercice_courant,
    imputer_avance,
    is_avance_a_ajouter,
    lire_regles_avance,
    montant_avance,
    phrase_avance,
    reste_a_verser,
    taches_ville,
    total_accorde,
)
from subventions.rules.demandes import numero_demande

__all__ = [
    "base_avance",
    "condition_convention",
    "condition_demande",
    "evaluer_avance",
    "exercice_courant",
    "imputer_avance",
    "is_avance_a_ajouter",
    "lire_regles_avance",
    "montant_avance",
    "numero_demande",
    "phrase_avance",
    "reste_a_verser",
    "taches_ville",
    "total_accorde",
]
