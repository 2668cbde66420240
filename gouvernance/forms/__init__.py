"""The forms of governance, by noun."""

from gouvernance.forms.comptes_rendus import (
    ApportForm,
    DecisionsFormSet,
    RealisationForm,
    RedactionForm,
    VersionForm,
    formulaires_de_decisions,
)
from gouvernance.forms.filtres import FiltreDecisionsForm, FiltreReunionsForm
from gouvernance.forms.reunions import (
    MotifForm,
    OuvertureForm,
    ParticipantsForm,
    PresencesForm,
    ReunionForm,
)

__all__ = [
    "ApportForm",
    "DecisionsFormSet",
    "FiltreDecisionsForm",
    "FiltreReunionsForm",
    "MotifForm",
    "OuvertureForm",
    "ParticipantsForm",
    "PresencesForm",
    "RealisationForm",
    "RedactionForm",
    "ReunionForm",
    "VersionForm",
    "formulaires_de_decisions",
]
