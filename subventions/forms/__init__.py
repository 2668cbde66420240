"""The forms of subsidies, by noun."""

from subventions.forms.association import FicheForm
from subventions.forms.avances import (
    DecisionTardiveForm,
    DemanderAvanceForm,
    PaiementAvanceForm,
    TachesAvanceForm,
)
from subventions.forms.budgets import BudgetForm
from subventions.forms.campagnes import (
    CampagneForm,
    PieceAttendueModifieeForm,
    PieceAttendueNouvelleForm,
    QuestionModifieeForm,
    QuestionNouvelleForm,
    VoletsForm,
)
from subventions.forms.conventions import ConventionForm, ConventionNouvelleForm
from subventions.forms.demandes import (
    DemandeRecueForm,
    DepotForm,
    PreparationForm,
    RetraitForm,
)
from subventions.forms.instruction import (
    AttributionForm,
    DatesAttributionForm,
    ModificationForm,
    PaiementForm,
    PropositionForm,
    ReceptionForm,
    RefusForm,
)
from subventions.forms.pieces import (
    PieceCentreForm,
    PieceCentreNouvelleForm,
    ReglesCentreForm,
)
from subventions.forms.projet import DemandeForm
from subventions.forms.relectures import PassageForm, RelectureForm

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
    "FicheForm",
    "ModificationForm",
    "PaiementAvanceForm",
    "PaiementForm",
    "PassageForm",
    "PieceAttendueModifieeForm",
    "PieceAttendueNouvelleForm",
    "PieceCentreForm",
    "PieceCentreNouvelleForm",
    "PreparationForm",
    "PropositionForm",
    "QuestionModifieeForm",
    "QuestionNouvelleForm",
    "ReceptionForm",
    "RefusForm",
    "ReglesCentreForm",
    "RelectureForm",
    "RetraitForm",
    "TachesAvanceForm",
    "VoletsForm",
]
