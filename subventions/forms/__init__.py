"""The forms of subsidies, by noun."""

from subventions.forms.avances import (
    DecisionTardiveForm,
    DemanderAvanceForm,
    PaiementAvanceForm,
    TachesAvanceForm,
)
from subventions.forms.budgets import BudgetForm
from subventions.forms.conventions import ConventionForm, ConventionNouvelleForm
from subventions.forms.demandes import (
    DemandeForm,
    DemandeRecueForm,
    DepotForm,
    PreparationForm,
    RetraitForm,
)
from subventions.forms.instruction import (
    AttributionForm,
    CampagneForm,
    DatesAttributionForm,
    ModificationForm,
    PaiementForm,
    PropositionForm,
    ReceptionForm,
    RefusForm,
)

__all__ = [
    "AttributionForm",
    "BudgetForm",
    "CampagneForm",
    "ConventionForm",
    "ConventionNouvelleForm",
    "DatesAttributionForm",
    "DecisionTardiveForm",
    "DemandeForm",
    "DemandeRecueForm",
    "DemanderAvanceForm",
    "DepotForm",
    "ModificationForm",
    "PaiementAvanceForm",
    "PaiementForm",
    "PreparationForm",
    "PropositionForm",
    "ReceptionForm",
    "RefusForm",
    "RetraitForm",
    "TachesAvanceForm",
]
