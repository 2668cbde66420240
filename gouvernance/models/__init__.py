"""The tables of governance, by noun."""

from gouvernance.models.comptes_rendus import (
    ETATS_PARTAGES,
    CompteRendu,
    Decision,
    EtatCompteRendu,
    EtatDecision,
    ModeCompteRendu,
    Passage,
)
from gouvernance.models.reunions import (
    PRESENCES_COMPTEES,
    EtatReunion,
    GenrePoint,
    Participation,
    PointOrdreDuJour,
    Presence,
    Reunion,
)

__all__ = [
    "ETATS_PARTAGES",
    "PRESENCES_COMPTEES",
    "CompteRendu",
    "Decision",
    "EtatCompteRendu",
    "EtatDecision",
    "EtatReunion",
    "GenrePoint",
    "ModeCompteRendu",
    "Participation",
    "Passage",
    "PointOrdreDuJour",
    "Presence",
    "Reunion",
]
