"""The follow-up of decisions and actions: short forms, each one sent once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from gouvernance.forms.champs import FonctionField
from gouvernance.models import Sujet
from pacte.accord.models import Fonction
from pacte.socle.formulaires import CleIdempotenceMixin, JourField

LONGUEUR = 2000


def _texte(label: str, *, required: bool = True, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGUEUR,
        widget=forms.Textarea({"rows": 3}),
        **kwargs,
    )


class AvanceeForm(CleIdempotenceMixin):
    """What was done on the way."""

    texte = _texte("Ce qui a avancé")


class BlocageForm(CleIdempotenceMixin):
    """What blocks."""

    texte = _texte(
        "Ce qui bloque",
        help_text="Le service de la Ville qui anime le pacte reçoit un courriel.",
    )


class RealisationForm(CleIdempotenceMixin):
    """Carried out: when, and what came of it."""

    le = JourField(label="Réalisée le")
    suite = _texte("Ce qui a été fait", required=False)

    def clean_le(self) -> date:
        jour = self.cleaned_data["le"]
        if jour > timezone.localdate():
            raise ValidationError("Ce jour n'est pas encore venu.", code="a_venir")
        return jour


class RepriseForm(CleIdempotenceMixin):
    """Not done after all, or no longer blocked."""

    texte = _texte("Pourquoi", required=False)


class ReportForm(CleIdempotenceMixin):
    """Another day, and why."""

    echeance = JourField(label="Nouvelle échéance")
    motif = _texte("Pourquoi")

    def clean_echeance(self) -> date:
        jour = self.cleaned_data["echeance"]
        if jour < timezone.localdate():
            raise ValidationError("Choisissez un jour à venir.", code="passe")
        return jour


class RelaisForm(CleIdempotenceMixin):
    """Somebody else, and why."""

    a = FonctionField(label="À qui", required=True)
    motif = _texte("Pourquoi")

    def __init__(self, *args: Any, fonctions: Sequence[Fonction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["a"].proposer(fonctions)


class ActionForm(CleIdempotenceMixin):
    """An action made of a line of the record: what, who, by when."""

    texte = _texte("L’action à faire")
    responsable = FonctionField(label="Revient à")
    echeance = JourField(label="Avant le", required=False)

    def __init__(self, *args: Any, fonctions: Sequence[Fonction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsable"].proposer(fonctions)


class GesteForm(CleIdempotenceMixin):
    """A gesture of one tap: nothing but its key."""


class SuivreSujetForm(forms.Form):
    """Follow an item: a topic that exists already, or a new one."""

    sujet = forms.ModelChoiceField(
        Sujet.objects.none(),
        label="Sujet déjà suivi",
        required=False,
        empty_label="Un nouveau sujet",
    )
    titre = forms.CharField(
        label="Nom du nouveau sujet",
        required=False,
        max_length=200,
        help_text="Utile pour un nouveau sujet seulement.",
    )

    def __init__(self, *args: Any, sujets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sujet"].queryset = sujets

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        donnees["titre"] = " ".join(str(donnees.get("titre", "")).split())
        if donnees.get("sujet") is None and not donnees["titre"] and "sujet" not in self.errors:
            self.add_error("titre", "Choisissez un sujet, ou nommez le nouveau.")
        return donnees
