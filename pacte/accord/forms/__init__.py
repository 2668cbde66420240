"""The forms of the agreement, by noun."""

from pacte.accord.forms.acces import AccepterAccesForm, FermerAccesForm, OuvrirAccesForm
from pacte.accord.forms.avenants import AvenantForm
from pacte.accord.forms.filtres import FiltreJournalForm, FiltrePersonnesForm
from pacte.accord.forms.personnes import (
    AjouterFonctionForm,
    AjouterPersonneForm,
    ModifierPersonneForm,
    TerminerFonctionForm,
)
from pacte.accord.forms.signatures import DateEffetForm, SignaturesForm

__all__ = [
    "AccepterAccesForm",
    "AjouterFonctionForm",
    "AjouterPersonneForm",
    "AvenantForm",
    "DateEffetForm",
    "FermerAccesForm",
    "FiltreJournalForm",
    "FiltrePersonnesForm",
    "ModifierPersonneForm",
    "OuvrirAccesForm",
    "SignaturesForm",
    "TerminerFonctionForm",
]
