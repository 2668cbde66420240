"""The choice of a reader."""

from django import forms

from pacte.courrier.models import Rythme


class RythmeForm(forms.Form):
    """When to receive what asks nothing."""

    rythme = forms.ChoiceField(
        label="Les courriels qui m'informent",
        choices=Rythme.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un rythme."},
    )

    def choisi(self) -> Rythme:
        """The rhythm of a valid form."""
        return Rythme(self.cleaned_data["rythme"])
