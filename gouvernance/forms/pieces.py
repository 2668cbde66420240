"""Documents of a meeting: bring, name, attach to an item, withdraw."""

from collections.abc import Iterable
from typing import Any

from django import forms

from gouvernance.models import PointOrdreDuJour
from pacte.documents.televersements import TYPES_DE_DOCUMENT, FichierField
from pacte.socle.formulaires import CleIdempotenceMixin


class PointField(forms.TypedChoiceField):
    """Choose an item of the agenda, or none; gives a PointOrdreDuJour or None."""

    def __init__(self, *, aucun: str, **kwargs: Any) -> None:
        super().__init__(required=False, empty_value=None, coerce=self._trouver, **kwargs)
        self.aucun = aucun
        self._par_pk: dict[str, PointOrdreDuJour] = {}

    def proposer(self, points: Iterable[PointOrdreDuJour]) -> None:
        self._par_pk = {str(point.pk): point for point in points}
        self.choices = [
            ("", self.aucun),
            *((pk, f"{point.numero}. {point.titre}") for pk, point in self._par_pk.items()),
        ]

    def _trouver(self, valeur: Any) -> PointOrdreDuJour | None:
        return self._par_pk.get(str(valeur))

    def __deepcopy__(self, memo: dict[int, Any]) -> "PointField":
        copie = super().__deepcopy__(memo)
        # The bound method of the copied field must look into the copy.
        copie.coerce = copie._trouver
        return copie


class PieceForm(CleIdempotenceMixin):
    """Bring a document."""

    fichier = FichierField(label="Le document", types=TYPES_DE_DOCUMENT)
    titre = forms.CharField(
        label="Son titre",
        max_length=200,
        required=False,
        help_text="Sans titre, le nom du fichier sert de titre.",
    )
    point = PointField(label="Point concerné", aucun="Toute la réunion")

    def __init__(self, *args: Any, points: Iterable[PointOrdreDuJour], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].proposer(points)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        fichier = donnees.get("fichier")
        if fichier is not None and not donnees.get("titre"):
            donnees["titre"] = fichier.controle.nom.rpartition(".")[0]
        return donnees


class PieceModifieeForm(forms.Form):
    """Rename a document, or attach it to another item."""

    titre = forms.CharField(label="Titre", max_length=200)
    point = PointField(label="Point concerné", aucun="Toute la réunion")

    def __init__(self, *args: Any, points: Iterable[PointOrdreDuJour], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].proposer(points)


class RetraitForm(forms.Form):
    """Confirm a withdrawal; why is for the history."""

    motif = forms.CharField(
        label="Pourquoi ?", max_length=200, required=False, widget=forms.Textarea({"rows": 2})
    )
