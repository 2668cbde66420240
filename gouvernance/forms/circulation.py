"""The draft going round: last day, agreement, remark, answer, approval; then the addendum."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from gouvernance.models import Approbation, EtatRemarque, PointOrdreDuJour, Reunion
from gouvernance.rules.circulation import refus_de_limite
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, VersionMixin

LONGUEUR_REMARQUE = 2000
LONGUEUR_ADDENDUM = 5000


class SoumissionForm(VersionMixin):
    """The last day for remarks; the usual delay of the body is proposed."""

    limite = JourField(
        label="Remarques jusqu’au (inclus)",
        help_text="Le délai habituel de l’instance est proposé : vous pouvez le changer.",
    )

    def clean_limite(self) -> date:
        limite = self.cleaned_data["limite"]
        motif = refus_de_limite(limite, timezone.localdate())
        if motif:
            raise ValidationError(motif, code="limite")
        return limite


class PointChoisiField(forms.TypedChoiceField):
    """One item of the agenda, or the whole; gives a PointOrdreDuJour or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("empty_value", None)
        super().__init__(coerce=self._trouver, **kwargs)
        self._par_pk: dict[str, PointOrdreDuJour] = {}

    def proposer(self, points: Sequence[PointOrdreDuJour]) -> None:
        self._par_pk = {str(point.pk): point for point in points}
        self.choices = [("", "Le compte rendu dans son ensemble")] + [
            (str(point.pk), str(point)) for point in points
        ]

    def _trouver(self, valeur: Any) -> PointOrdreDuJour | None:
        return self._par_pk.get(str(valeur))

    def __deepcopy__(self, memo: dict[int, Any]) -> "PointChoisiField":
        copie = super().__deepcopy__(memo)
        # The bound method of the copied field must look into the copy.
        copie.coerce = copie._trouver
        return copie


class RemarqueForm(CleIdempotenceMixin):
    """A remark on one item of the draft, or on the whole."""

    point = PointChoisiField(label="Sur quel point ?")
    texte = forms.CharField(
        label="Votre remarque",
        max_length=LONGUEUR_REMARQUE,
        widget=forms.Textarea({"rows": 5}),
        help_text="Dites ce qui est à corriger, et comment vous l’écririez.",
        error_messages={"required": "Écrivez votre remarque."},
    )

    def __init__(self, *args: Any, points: Sequence[PointOrdreDuJour], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].proposer(points)


class SuiteRemarqueForm(forms.Form):
    """What the organiser makes of a remark."""

    etat = forms.ChoiceField(
        label="La suite",
        choices=[
            (EtatRemarque.PRISE_EN_COMPTE.value, "Prise en compte : le texte est corrigé"),
            (EtatRemarque.REPONDUE.value, "Réponse sans changer le texte"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la suite."},
    )
    reponse = forms.CharField(
        label="Votre réponse",
        required=False,
        max_length=LONGUEUR_REMARQUE,
        widget=forms.Textarea({"rows": 4}),
        help_text="L’auteur de la remarque la reçoit par courriel.",
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("etat") == EtatRemarque.REPONDUE and not donnees.get("reponse"):
            self.add_error("reponse", "Écrivez votre réponse.")
        return donnees


class ApprobationForm(forms.Form):
    """How the draft was approved, when it was in a meeting."""

    voie = forms.ChoiceField(
        label="Où a-t-il été approuvé ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites où il a été approuvé."},
    )

    def __init__(self, *args: Any, suivantes: Sequence[Reunion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._suivantes = {f"reunion-{reunion.pk}": reunion for reunion in suivantes}
        self.fields["voie"].choices = [
            (Approbation.SEANCE.value, "En séance : relu et approuvé à la fin de la réunion"),
            *(
                (valeur, f"À la réunion suivante : {reunion.titre}")
                for valeur, reunion in self._suivantes.items()
            ),
        ]

    def approbation(self) -> tuple[Approbation, Reunion | None]:
        """Return how, and the later meeting when it is one."""
        suivante = self._suivantes.get(self.cleaned_data["voie"])
        return (Approbation.REUNION if suivante else Approbation.SEANCE), suivante


class AddendumForm(CleIdempotenceMixin):
    """A correction to definitive minutes; `confirme` comes with the page that reads it again."""

    point = PointChoisiField(label="Quel point est corrigé ?")
    motif = forms.CharField(
        label="Pourquoi cet addendum ?",
        max_length=200,
        help_text="Une phrase, par exemple : un montant a été mal noté.",
        error_messages={"required": "Dites pourquoi."},
    )
    texte = forms.CharField(
        label="Le texte de l’addendum",
        max_length=LONGUEUR_ADDENDUM,
        widget=forms.Textarea({"rows": 8}),
        help_text="Écrivez ce qu’il faut lire à la place, ou en plus.",
        error_messages={"required": "Écrivez le texte de l'addendum."},
    )
    confirme = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, points: Sequence[PointOrdreDuJour], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].proposer(points)

    def a_relire(self) -> None:
        """Hide what was typed: the next sending confirms it."""
        self.data = self.data.copy()
        self.data[self.add_prefix("confirme")] = "on"
        for champ in self.fields.values():
            champ.widget = forms.HiddenInput()
