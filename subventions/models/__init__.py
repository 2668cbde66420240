"""The tables of subsidies, by noun."""

from subventions.models.attributions import Attribution
from subventions.models.conventions import (
    Avance,
    Convention,
    DecisionTardive,
    GenreVersement,
    Versement,
)
from subventions.models.demandes import (
    Campagne,
    Demande,
    GenreDemande,
    LigneBudget,
    ModeDepot,
    PieceDemande,
    Section,
)
from subventions.workflow import EtatAvance, EtatCondition, EtatDemande, NatureVote

__all__ = [
    "Attribution",
    "Avance",
    "Campagne",
    "Convention",
    "DecisionTardive",
    "Demande",
    "EtatAvance",
    "EtatCondition",
    "EtatDemande",
    "GenreDemande",
    "GenreVersement",
    "LigneBudget",
    "ModeDepot",
    "NatureVote",
    "PieceDemande",
    "Section",
    "Versement",
]
