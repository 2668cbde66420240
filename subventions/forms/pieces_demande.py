"""Bringing a document to a request."""

from typing import Any

from django import forms

from pacte.documents.televersements import TYPES_DE_DOCUMENT, FichierField
from pacte.socle.formulaires import CleIdempotenceMixin, JourField
from subventions.models import NaturePiece, PieceAttendue

# What is about a year; the rest may say until when it is good.
ANNUELLES = frozenset(
    {NaturePiece.COMPTES, NaturePiece.RAPPORT_ACTIVITE, NaturePiece.RAPPORT_COMMISSAIRE}
)


class ApportForm(CleIdempotenceMixin):
    """A file for an expected document, or another one; the centre may keep it for next year."""

    nature = forms.ChoiceField(label="Nature du document", choices=NaturePiece.choices)
    libelle = forms.CharField(label="Nom du document", max_length=200)
    fichier = FichierField(label="Le fichier", types=TYPES_DE_DOCUMENT)
    exercice = forms.TypedChoiceField(
        label="Année du document", coerce=int, required=False, empty_value=None
    )
    valable_jusqu_au = JourField(
        label="Valable jusqu'au", required=False, help_text="Si le document le dit."
    )
    garder = forms.BooleanField(
        label="Garder ce document au dossier du centre",
        required=False,
        initial=True,
        help_text="L'an prochain, il se joindra d'un geste, tant qu'il est valable.",
    )

    def __init__(
        self, *args: Any, attendue: PieceAttendue | None, exercice: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.attendue = attendue
        annees = [
            ("", "Ne s'applique pas"),
            *((a, str(a)) for a in range(exercice, exercice - 6, -1)),
        ]
        self.fields["exercice"].choices = annees
        if attendue is not None:
            del self.fields["nature"], self.fields["libelle"]
            inutile = "valable_jusqu_au" if attendue.nature in ANNUELLES else "exercice"
            del self.fields[inutile]

    @property
    def nature_lue(self) -> str:
        return self.attendue.nature if self.attendue else self.cleaned_data["nature"]

    @property
    def libelle_lu(self) -> str:
        return self.attendue.libelle if self.attendue else self.cleaned_data["libelle"]

    def champs(self) -> dict[str, Any]:
        """The dates of the document, for the centre's file."""
        noms = ("exercice", "valable_jusqu_au")
        return {nom: self.cleaned_data[nom] for nom in noms if self.cleaned_data.get(nom)}
