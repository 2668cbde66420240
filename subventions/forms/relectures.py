"""Forms between people of one centre: confirm what was read, hand over."""

from typing import Any

from django import forms

from pacte.accord.models import Fonction
from pacte.socle.formulaires import VersionMixin


class RelectureForm(VersionMixin):
    """Confirm the version that was read, and no other."""


class PassageForm(forms.Form):
    """Hand a request over to a colleague, with a word."""

    collegue = forms.ModelChoiceField(
        label="À qui ?", queryset=Fonction.objects.none(), empty_label="Choisissez une personne"
    )
    mot = forms.CharField(
        label="Un mot pour elle ou lui",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, collegues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collegue"].queryset = collegues
        self.fields["collegue"].label_from_instance = lambda fonction: (
            f"{fonction.personne}, {fonction.libelle_qualite}"
        )
