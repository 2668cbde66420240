"""The forms of governance, by noun."""

from gouvernance.forms.comptes_rendus import (
    ApportForm,
    DecisionsFormSet,
    VersionForm,
    formulaires_de_decisions,
)
from gouvernance.forms.filtres import FiltreReunionsForm
from gouvernance.forms.presences import PresencesForm
from gouvernance.forms.redaction import RedactionForm
from gouvernance.forms.reunions import (
    MotifForm,
    OuvertureForm,
    ParticipantsForm,
    ReunionForm,
)

__all__ = [
    "ApportForm",
    "DecisionsFormSet",
    "FiltreReunionsForm",
    "MotifForm",
    "OuvertureForm",
    "ParticipantsForm",
    "PresencesForm",
    "RedactionForm",
    "ReunionForm",
    "VersionForm",
    "formulaires_de_decisions",
]
