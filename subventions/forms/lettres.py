"""Forms on letters: their day, who signs."""

from django import forms

from pacte.socle.formulaires import JourField


class LettreForm(forms.Form):
    """Write a letter, or all those of a year."""

    date_lettre = JourField(
        label="Date de la lettre", help_text="Elle devient la date de notification."
    )
    signataire = forms.CharField(
        label="Signataire",
        max_length=200,
        help_text="Écrit au-dessus de la place pour signer.",
    )
