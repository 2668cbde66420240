"""Forms on requests: the centre's draft, and the one that the city records."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from pacte.accord.models import Organisation
from pacte.documents.televersements import TYPES_DE_DOCUMENT, FichierField
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, MontantField
from subventions.forms.budgets import ChampsBudget
from subventions.forms.projet import AIDE_GENRE
from subventions.models import GenreDemande, ModeDepot


class PreparationForm(CleIdempotenceMixin):
    """Start a draft: the year, the kind, and a title."""

    exercice = forms.TypedChoiceField(label="Pour l'année", coerce=int)
    genre = forms.ChoiceField(label="Genre de la demande", help_text=AIDE_GENRE)
    objet = forms.CharField(
        label="Objet",
        max_length=256,
        help_text="En quelques mots, par exemple « Fonctionnement global du centre ».",
    )

    is_reprise = forms.BooleanField(
        label="Repartir de la demande de l'an dernier",
        required=False,
        initial=True,
        help_text="Ses textes, ses réponses et son montant sont proposés de nouveau : relisez-les.",
    )

    def __init__(
        self,
        *args: Any,
        genres: Mapping[int, Sequence[str]],
        has_precedente: bool = True,
        **kwargs: Any,
    ) -> None:
        """`genres` are the kinds that the reader may ask, by year."""
        super().__init__(*args, **kwargs)
        self.genres = genres
        ouverts = {genre for lus in genres.values() for genre in lus}
        self.fields["exercice"].choices = [(annee, str(annee)) for annee in genres]
        self.fields["genre"].choices = [c for c in GenreDemande.choices if c[0] in ouverts]
        if not has_precedente:
            del self.fields["is_reprise"]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        exercice, genre = donnees.get("exercice"), donnees.get("genre")
        if exercice is not None and genre and genre not in self.genres[exercice]:
            nom = GenreDemande(genre).label
            self.add_error("genre", f"La campagne {exercice} n'ouvre pas ce genre : {nom}.")
        return donnees


class DepotForm(CleIdempotenceMixin):
    """Deposit: the key alone, so that two clicks make one deposit."""


class RetraitForm(forms.Form):
    """Withdraw, with a reason."""

    motif = forms.CharField(
        label="Motif du retrait",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La Ville le lira si la demande est déjà déposée.",
        error_messages={"required": "Écrivez pourquoi la demande est retirée."},
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
    fichier = FichierField(label="Le document reçu", required=False, types=TYPES_DE_DOCUMENT)

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
