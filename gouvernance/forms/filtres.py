"""The filters of the lists: they read the address, and write it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from gouvernance.models import (
    EtatCompteRendu,
    EtatReunion,
    ReunionQuerySet,
)
from pacte.accord.models import Instance, Organisation


class FiltreReunionsForm(forms.Form):
    """Body, centre, year, state."""

    instance = forms.ChoiceField(label="Instance", required=False)
    centre = forms.ChoiceField(label="Centre", required=False)
    annee = forms.ChoiceField(label="Année", required=False)
    etat = forms.ChoiceField(label="État", required=False)

    def __init__(
        self,
        *args: Any,
        instances: Iterable[Instance],
        centres: Iterable[Organisation],
        annees: Sequence[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instance"].choices = [
            ("", "Toutes"),
            *((instance.code, instance.nom) for instance in instances),
        ]
        self.fields["centre"].choices = [
            ("", "Tous"),
            *((centre.code, str(centre)) for centre in centres),
        ]
        self.fields["annee"].choices = [("", "Toutes"), *((str(a), str(a)) for a in annees)]
        self.fields["etat"].choices = [
            ("", "Tous"),
            *((etat.value, etat.label) for etat in EtatReunion),
            ("cr_absent", "compte rendu à écrire"),
            *((f"cr_{etat.value}", f"compte rendu : {etat.label}") for etat in EtatCompteRendu),
        ]

    def filtrer(self, reunions: ReunionQuerySet) -> ReunionQuerySet:
        """Return the meetings that the filters keep; an unreadable filter keeps all."""
        donnees = self.cleaned_data if self.is_valid() else {}
        if donnees.get("instance"):
            reunions = reunions.filter(instance__code=donnees["instance"])
        if donnees.get("centre"):
            reunions = reunions.filter(centre__code=donnees["centre"])
        if donnees.get("annee"):
            reunions = reunions.filter(date_reunion__year=int(donnees["annee"]))
        etat = donnees.get("etat", "")
        if etat == "cr_absent":
            return reunions.filter(etat=EtatReunion.TENUE, compte_rendu__isnull=True)
        if etat.startswith("cr_"):
            return reunions.filter(compte_rendu__etat=etat.removeprefix("cr_"))
        return reunions.filter(etat=etat) if etat else reunions
