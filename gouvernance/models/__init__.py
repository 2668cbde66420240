"""The tables of governance, by noun."""

from gouvernance.models.comptes_rendus import (
    ETATS_PARTAGES,
    CompteRendu,
    Decision,
    DecisionQuerySet,
    EtatCompteRendu,
    EtatDecision,
    ModeCompteRendu,
    Passage,
)
from gouvernance.models.reunions import (
    PRESENCES_COMPTEES,
    EtatEnvoi,
    EtatReunion,
    GenrePoint,
    Participation,
    PointOrdreDuJour,
    Presence,
    Reunion,
    ReunionQuerySet,
)

__all__ = [
    "ETATS_PARTAGES",
    "PRESENCES_COMPTEES",
    "CompteRendu",
    "Decision",
    "DecisionQuerySet",
    "EtatCompteRendu",
    "EtatDecision",
    "EtatEnvoi",
    "EtatReunion",
    "GenrePoint",
    "ModeCompteRendu",
    "Participation",
    "Passage",
    "PointOrdreDuJour",
    "Presence",
    "Reunion",
    "ReunionQuerySet",
]
