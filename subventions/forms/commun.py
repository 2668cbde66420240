"""Forms without a field of their own."""

from django import forms


class ConfirmationForm(forms.Form):
    """Confirm an act: the button is enough, and doing it twice changes nothing more."""
