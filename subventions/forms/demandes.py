"""Forms on requests: the centre's draft, and the one that the city records."""

from collections.abc import Iterable
from typing import Any

from django import forms

from gouvernance.models import Reunion
from pacte.accord.models import Organisation, Theme
from pacte.documents.televersements import FichierField
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, MontantField, VersionMixin
from subventions.forms.budgets import ChampsBudget
from subventions.models import GenreDemande, ModeDepot

AIDE_GENRE = "Une demande de fonctionnement compte pour l'avance ; un projet ne compte pas."


class PreparationForm(CleIdempotenceMixin):
    """Start a draft: the year, the kind, and a title."""

    exercice = forms.TypedChoiceField(label="Pour l'année", coerce=int)
    genre = forms.ChoiceField(
        label="Genre de la demande", choices=GenreDemande.choices, help_text=AIDE_GENRE
    )
    objet = forms.CharField(
        label="Objet",
        max_length=256,
        help_text="En quelques mots, par exemple « Fonctionnement global du centre ».",
    )

    def __init__(self, *args: Any, exercices: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exercice"].choices = [(annee, str(annee)) for annee in exercices]


class ExigeAuDepot(forms.Field):
    """A field that the deposit requires: a draft is saved without it, yet it is not optional."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class TexteAuDepot(ExigeAuDepot, forms.CharField):
    pass


class MontantAuDepot(ExigeAuDepot, MontantField):
    pass


class DemandeForm(VersionMixin):
    """The draft: nothing is mandatory before the deposit (U2)."""

    use_required_attribute = False

    objet = TexteAuDepot(label="Objet", max_length=256)
    genre = forms.ChoiceField(
        label="Genre de la demande", choices=GenreDemande.choices, help_text=AIDE_GENRE
    )
    theme = forms.ModelChoiceField(
        label="Thème du pacte",
        queryset=Theme.objects.none(),
        required=False,
        empty_label="Aucun en particulier",
    )
    montant_demande = MontantAuDepot(label="Montant demandé à la Ville, en euros")
    presentation = TexteAuDepot(
        label="Présentation",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Ce que la subvention permettra, pour qui, et comment vous le verrez.",
    )
    comite_technique = forms.ModelChoiceField(
        label="Comité technique où la demande est déposée",
        queryset=Reunion.objects.none(),
        required=False,
        empty_label="Pas encore choisi",
        help_text="Le pacte prévoit que la demande y soit déposée.",
    )

    def __init__(
        self, *args: Any, themes: Any, comites: Any, aide_montant: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes
        self.fields["comite_technique"].queryset = comites
        self.fields["comite_technique"].label_from_instance = nommer_reunion
        self.fields["montant_demande"].help_text = aide_montant

    def champs(self) -> dict[str, Any]:
        """The fields of the request, ready for the operation."""
        champs = {nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "version"}
        champs["montant_demande"] = champs["montant_demande"] or 0
        return champs


def nommer_reunion(reunion: Reunion) -> str:
    """Name a meeting in a list of choices: its body and its day."""
    quand = ecrire_jour_court(reunion.date_reunion) if reunion.date_reunion else "sans date"
    return f"{reunion.instance.nom_court}, {quand}"


class DepotForm(CleIdempotenceMixin):
    """Deposit: the key alone, so that two clicks make one deposit."""


class RetraitForm(forms.Form):
    """Withdraw, with a reason."""

    motif = forms.CharField(
        label="Motif du retrait",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La Ville le lira si la demande est déjà déposée.",
    )


class DemandeRecueForm(CleIdempotenceMixin, ChampsBudget):
    """A request that came by another way; its legal date is the day of its receipt."""

    centre = forms.ModelChoiceField(
        label="Centre social",
        queryset=Organisation.objects.none(),
        empty_label="Choisissez un centre",
    )
    exercice = forms.TypedChoiceField(label="Pour l'année", coerce=int)
    genre = forms.ChoiceField(
        label="Genre de la demande", choices=GenreDemande.choices, help_text=AIDE_GENRE
    )
    objet = forms.CharField(label="Objet", max_length=256)
    montant_demande = MontantField(label="Montant demandé, en euros")
    mode_depot = forms.ChoiceField(
        label="Comment est-elle arrivée ?",
        choices=[choix for choix in ModeDepot.choices if choix[0] != ModeDepot.PORTAIL],
        widget=forms.RadioSelect,
        initial=ModeDepot.COURRIEL,
    )
    date_reception = JourField(
        label="Reçue le", help_text="C'est la date qui compte, quel que soit le jour de la saisie."
    )
    fichier = FichierField(label="Le document reçu", required=False)

    field_order = (
        "cle_idempotence",
        "centre",
        "exercice",
        "genre",
        "objet",
        "montant_demande",
        "mode_depot",
        "date_reception",
        "fichier",
    )
    CHAMPS = ("exercice", "genre", "objet", "montant_demande", "mode_depot")

    def __init__(self, *args: Any, centres: Any, exercices: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = centres
        self.fields["centre"].label_from_instance = lambda centre: centre.nom
        self.fields["exercice"].choices = [(annee, str(annee)) for annee in exercices]

    def champs(self) -> dict[str, Any]:
        """The fields of the request, ready for the operation."""
        return {nom: self.cleaned_data[nom] for nom in self.CHAMPS}

    @property
    def entete(self) -> list[forms.BoundField]:
        """The fields of the request itself, without those of the budget."""
        return [self[nom] for nom in self.field_order]
