"""Forms of open data: the year that is looked at, the numbers that identify an organisation."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from pacte.accord.models import Organisation
from pacte.socle.formulaires import VersionMixin
from subventions.lectures.donnees_ouvertes import AUTRE
from subventions.models import Attribution, GenreDemande

GENRES_PUBLICS = (*GenreDemande.choices, (AUTRE, "autre"))


class IdentiteForm(VersionMixin):
    """The SIRET and the RNA of the city or of a centre."""

    siret = forms.CharField(
        label="SIRET",
        required=False,
        max_length=30,
        help_text="14 chiffres, avec ou sans espaces.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    rna = forms.CharField(
        label="Numéro RNA",
        required=False,
        max_length=20,
        help_text="La lettre W suivie de neuf signes. Une ville n’en a pas.",
    )


class FiltreVotes(django_filters.FilterSet):
    """Filters of the public list, which write the address: year, centre, kind."""

    annee = django_filters.ChoiceFilter(
        field_name="exercice", label="Année", empty_label="Toutes les années"
    )
    centre = django_filters.ModelChoiceFilter(
        label="Centre social",
        queryset=Organisation.objects.none(),
        to_field_name="code",
        empty_label="Tous les centres",
    )
    genre = django_filters.ChoiceFilter(
        field_name="genre_lu", label="Genre", choices=GENRES_PUBLICS, empty_label="Tous les genres"
    )

    class Meta:
        model = Attribution
        fields = ("annee", "centre", "genre")

    def __init__(
        self, *args: Any, annees: Iterable[int], centres: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.filters["annee"].extra["choices"] = [(str(annee), str(annee)) for annee in annees]
        self.filters["centre"].queryset = centres
        for champ in self.form.fields.values():
            champ.widget.attrs.setdefault("class", "form-select")
            if isinstance(champ, forms.ModelChoiceField):
                champ.label_from_instance = lambda centre: centre.nom
