"""The filters of the register and of the follow-up list: they read the address, and write it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from gouvernance.models import DecisionQuerySet
from pacte.accord.models import Instance, Organisation, Theme


class _FiltreDuReleve(forms.Form):
    """What both lists filter by."""

    texte = forms.CharField(
        label="Mots", required=False, widget=forms.TextInput({"type": "search"}), max_length=100
    )
    annee = forms.ChoiceField(label="Année", required=False)
    instance = forms.ChoiceField(label="Instance", required=False)
    centre = forms.ChoiceField(label="Centre", required=False)

    def __init__(
        self,
        *args: Any,
        instances: Iterable[Instance],
        centres: Iterable[Organisation],
        annees: Sequence[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["annee"].choices = [("", "Toutes"), *((str(a), str(a)) for a in annees)]
        self.fields["instance"].choices = [("", "Toutes"), *((i.code, i.nom) for i in instances)]
        self.fields["centre"].choices = [("", "Tous"), *((c.code, str(c)) for c in centres)]

    @property
    def donnees(self) -> dict[str, Any]:
        """What is chosen; an unreadable filter chooses nothing."""
        return self.cleaned_data if self.is_valid() else {}

    def _communs(self, lignes: DecisionQuerySet) -> DecisionQuerySet:
        donnees = self.donnees
        if donnees.get("instance"):
            lignes = lignes.filter(reunion__instance__code=donnees["instance"])
        if donnees.get("centre"):
            lignes = lignes.filter(reunion__centre__code=donnees["centre"])
        for mot in str(donnees.get("texte", "")).split():
            lignes = lignes.filter(
                Q(texte__unaccent__icontains=mot) | Q(suite__unaccent__icontains=mot)
            )
        return lignes


class FiltreDecisionsForm(_FiltreDuReleve):
    """The follow-up list: also by kind, state and owner."""

    genre = forms.ChoiceField(
        label="Nature",
        required=False,
        choices=[("", "Tout"), ("action", "actions"), ("decision", "décisions")],
    )
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Tous"),
            ("ouverte", "à faire"),
            ("en_retard", "en retard"),
            ("bloquee", "bloquée"),
            ("realisee", "réalisée"),
        ],
    )
    a_qui = forms.ChoiceField(
        label="Revient à",
        required=False,
        choices=[("", "Tout le monde"), ("moi", "moi"), ("personne", "personne encore")],
    )

    field_order = ("texte", "etat", "a_qui", "genre", "instance", "centre", "annee")

    def filtrer(self, decisions: DecisionQuerySet, *, personne: int, le: date) -> DecisionQuerySet:
        """Return the lines that the filters keep, seen by this person on day `le`."""
        donnees = self.donnees
        decisions = self._communs(decisions)
        if donnees.get("annee"):
            decisions = decisions.filter(reunion__date_reunion__year=int(donnees["annee"]))
        if donnees.get("genre"):
            decisions = decisions.filter(genre=donnees["genre"])
        if donnees.get("a_qui") == "moi":
            decisions = decisions.portees_par(personne)
        elif donnees.get("a_qui") == "personne":
            decisions = decisions.filter(responsable__isnull=True, relais__isnull=True)
        match donnees.get("etat"):
            case "ouverte":
                return decisions.ouvertes()
            case "en_retard":
                return decisions.en_retard(le)
            case "bloquee":
                return decisions.bloquees()
            case "realisee":
                return decisions.filter(date_realisation__isnull=False)
        return decisions


class FiltreRegistreForm(_FiltreDuReleve):
    """The register: also by theme and by what is left to do of a decision."""

    theme = forms.ChoiceField(label="Thème", required=False)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Tous"),
            ("a_revoir", "à revoir"),
            ("ouverte", "à réaliser"),
            ("realisee", "réalisée"),
            ("prise", "prise, sans suite à donner"),
        ],
    )

    field_order = ("texte", "annee", "instance", "centre", "theme", "etat")

    def __init__(self, *args: Any, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", "Tous"), *((t.code, t.titre_court) for t in themes)]

    def filtrer(self, decisions: DecisionQuerySet, *, le: date) -> DecisionQuerySet:
        """Return the decisions that the filters keep on day `le`."""
        donnees = self.donnees
        decisions = self._communs(decisions)
        if donnees.get("annee"):
            decisions = decisions.filter(inscription__annee=int(donnees["annee"]))
        if donnees.get("theme"):
            decisions = decisions.filter(reunion__theme__code=donnees["theme"])
        match donnees.get("etat"):
            case "a_revoir":
                return decisions.filter(date_revue__lte=le)
            case "ouverte":
                return decisions.ouvertes()
            case "realisee":
                return decisions.filter(date_realisation__isnull=False)
            case "prise":
                return decisions.filter(responsable__isnull=True, relais__isnull=True)
        return decisions
