"""Fields that write the address of a page: its day, its filters."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pacte.pilotage.faits import Evaluation, Sujet
from pacte.socle.constats import Statut
from pacte.socle.formulaires import JourField

PREMIER_JOUR = date(2000, 1, 1)
LONGUEUR_QUESTION = 200


class JourForm(forms.Form):
    """The day on which a page is read: today, or any past day."""

    au = JourField(label="Situation au", required=False)

    def __init__(self, *args: Any, aujourdhui: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aujourdhui = aujourdhui
        self.fields["au"].widget.attrs["max"] = aujourdhui.isoformat()
        self.fields["au"].initial = aujourdhui

    def clean_au(self) -> date | None:
        jour: date | None = self.cleaned_data["au"]
        if jour is not None and jour > self.aujourdhui:
            raise ValidationError("Choisissez un jour passé, ou laissez ce champ vide.")
        if jour is not None and jour < PREMIER_JOUR:
            raise ValidationError("Choisissez un jour à partir du 1er janvier 2000.")
        return jour

    @property
    def jour(self) -> date:
        """The chosen day; today when none is, or when it cannot be read."""
        choisi: date | None = self.cleaned_data.get("au") if self.is_valid() else None
        return choisi or self.aujourdhui


class ClausesForm(JourForm):
    """The filters of the register."""

    statut = forms.ChoiceField(
        label="Statut",
        required=False,
        choices=[("", "Tous les statuts"), *((statut.value, statut.label) for statut in Statut)],
    )
    article = forms.ChoiceField(label="Article", required=False)
    centre = forms.ChoiceField(label="Centre social", required=False)

    def __init__(
        self, *args: Any, articles: Sequence[int], centres: Sequence[Sujet], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["article"].choices = [
            ("", "Tous les articles"),
            *((str(numero), f"Article {numero}" if numero else "Préambule") for numero in articles),
        ]
        if len(centres) > 1:
            self.fields["centre"].choices = [
                ("", "Tous les centres"),
                *((centre.code, centre.libelle) for centre in centres),
            ]
        else:
            del self.fields["centre"]

    def retenir(self, evaluations: Sequence[Evaluation]) -> list[Evaluation]:
        """The lines that the filters keep; all of them when a filter cannot be read."""
        choix = self.cleaned_data if self.is_valid() else {}
        return [
            evaluation
            for evaluation in evaluations
            if choix.get("statut", "") in ("", evaluation.statut)
            and choix.get("article", "") in ("", str(evaluation.article))
            and choix.get("centre", "") in ("", evaluation.sujet.code)
        ]


class QuestionField(forms.CharField):
    """The words to look for; what cannot be read is said, and not written again."""

    def prepare_value(self, value: Any) -> Any:
        return value.replace("\x00", "")[:LONGUEUR_QUESTION] if isinstance(value, str) else value


class RechercheForm(forms.Form):
    """The search of a pact; it writes the address."""

    q = QuestionField(
        label="Mots à chercher",
        required=False,
        max_length=LONGUEUR_QUESTION,
        error_messages={
            "max_length": "Votre recherche est trop longue : gardez 200 caractères au plus.",
            "null_characters_not_allowed": (
                "Votre recherche contient un caractère illisible. Retapez-la au clavier."
            ),
        },
        widget=forms.TextInput(
            attrs={"type": "search", "class": "form-control", "autocomplete": "off"}
        ),
    )
