"""Forms on the advance."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pacte.socle.formulaires import CleIdempotenceMixin, JourField, VersionMixin
from subventions.models import DecisionTardive


class DemanderAvanceForm(CleIdempotenceMixin):
    """Ask for the advance: the key alone; the day is today, the person is who acts."""


class DecisionTardiveForm(VersionMixin):
    """Decide on a late request."""

    decision = forms.ChoiceField(
        label="Décision de la Ville",
        choices=[
            (DecisionTardive.ACCEPTEE, "Accepter la demande tardive"),
            (DecisionTardive.REFUSEE, "Ne pas l'accepter"),
        ],
        widget=forms.RadioSelect,
    )
    motif = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Le centre le lira. L'acte ne fixe pas de jour : dites pourquoi la Ville décide.",
    )


class DatesAvancesForm(forms.Form):
    """The city's own tasks: for every ready advance at once, what is dated stays as it is."""

    date_credits_ouverts = JourField(label="Crédits ouverts le", required=False)
    numero_deliberation = forms.CharField(
        label="Numéro de la délibération", max_length=40, required=False
    )
    date_deliberation = JourField(label="Délibération votée le", required=False)
    date_executoire = JourField(
        label="Délibération exécutoire le",
        required=False,
        help_text="Le jour où elle est à la fois transmise à la préfecture et publiée.",
    )

    def clean(self) -> dict[str, Any] | None:
        """Refuse an empty sheet, unless it empties what was written."""
        lues = super().clean()
        if not self.errors and not any(
            self.cleaned_data.get(nom) or self.initial.get(nom)
            for nom in DatesAvancesForm.base_fields
        ):
            raise ValidationError("Écrivez au moins une date, ou le numéro de la délibération.")
        return lues


class TachesAvanceForm(VersionMixin, DatesAvancesForm):
    """Date the city's own tasks on one advance."""

    def champs(self) -> dict[str, object]:
        """The city's tasks, ready for the operation."""
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "version"}


class PaiementAvanceForm(CleIdempotenceMixin):
    """Record the payment: its amount is computed, never typed."""

    date_paiement = JourField(label="Payée le")
    reference = forms.CharField(label="Référence du mandat", max_length=60)


class LettreAvanceForm(forms.Form):
    """Confirm the letters: nothing is typed, and a letter is written once."""


class TropPercuForm(CleIdempotenceMixin):
    """Open the recovery: its amount is computed, never typed."""
