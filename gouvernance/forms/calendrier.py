"""The address of the calendar: its year, and the day on which it is read."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from pacte.socle.formulaires import JourField

PREMIERE_ANNEE, DERNIERE_ANNEE = 2000, 2100


class CalendrierForm(forms.Form):
    """The civil year, this one unless told; `au` replays a past day."""

    annee = forms.IntegerField(
        label="Année", required=False, min_value=PREMIERE_ANNEE, max_value=DERNIERE_ANNEE
    )
    au = JourField(label="Situation au", required=False)

    def __init__(self, adresse: QueryDict, *, aujourdhui: date) -> None:
        super().__init__({"au": aujourdhui.isoformat(), **adresse.dict()})
        self.aujourdhui = aujourdhui
        self.fields["au"].widget.attrs["max"] = aujourdhui.isoformat()
        self.full_clean()

    def clean_au(self) -> date | None:
        jour: date | None = self.cleaned_data["au"]
        if jour is not None and not date(PREMIERE_ANNEE, 1, 1) <= jour <= self.aujourdhui:
            raise ValidationError("Choisissez un jour passé, ou laissez ce champ vide.")
        return jour

    @property
    def jour(self) -> date:
        """The chosen day; today when none is, or when it cannot be read."""
        choisi: date | None = self.cleaned_data.get("au")
        return choisi or self.aujourdhui

    @property
    def annee_lue(self) -> int:
        """The chosen year; that of the day when none is, or when it cannot be read."""
        return self.cleaned_data.get("annee") or self.jour.year
