"""The forms of a centre's file: bring a document, complete it, and what the centre decides."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from stdnum import bic as bic_valide
from stdnum import iban as iban_valide
from stdnum.exceptions import ValidationError as NumeroInvalide

from pacte.documents.televersements import TYPES_DE_DOCUMENT, FichierField
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, VersionMixin
from subventions.models import NaturePiece

# A document about one year: it is good as long as that year is the last approved one.
NATURES_ANNUELLES = frozenset(
    {NaturePiece.COMPTES, NaturePiece.RAPPORT_ACTIVITE, NaturePiece.RAPPORT_COMMISSAIRE}
)
EXERCICE_MINIMUM = 2000


class IbanField(forms.CharField):
    """An IBAN as people copy it, spaces included; gives it tight, in capitals, its key checked."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        serre = "".join(super().clean(value).split()).upper()
        if not serre:
            return ""
        try:
            return iban_valide.validate(serre)
        except NumeroInvalide:
            raise ValidationError(
                "Cet IBAN n'est pas juste. Recopiez-le depuis le relevé, lettres et chiffres."
            ) from None


class BicField(forms.CharField):
    """A BIC, 8 or 11 signs; gives it in capitals."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        serre = "".join(super().clean(value).split()).upper()
        if not serre:
            return ""
        try:
            return bic_valide.validate(serre)
        except NumeroInvalide:
            raise ValidationError("Ce BIC n'est pas juste : il compte 8 ou 11 signes.") from None


class _Piece(forms.Form):
    """What a document says of itself, by its nature."""

    libelle = forms.CharField(label="Intitulé", max_length=200)
    exercice = forms.IntegerField(
        label="Exercice concerné",
        min_value=EXERCICE_MINIMUM,
        max_value=2100,
        help_text="L'année dont parle le document, par exemple 2025.",
    )
    titulaire = forms.CharField(label="Titulaire du compte", max_length=200)
    iban = IbanField(
        label="IBAN",
        help_text="Les espaces sont acceptés. L'écran le masque ensuite.",
        error_messages={"required": "Recopiez l'IBAN du relevé."},
    )
    bic = BicField(label="BIC", required=False)
    valable_du = JourField(label="Valable à partir du", required=False)
    valable_jusqu_au = JourField(
        label="Valable jusqu'au",
        required=False,
        help_text="Dernier jour, inclus. Vous êtes prévenus 30 jours avant.",
    )

    def __init__(self, *args: Any, nature: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if nature not in NATURES_ANNUELLES:
            del self.fields["exercice"]
        if nature != NaturePiece.RIB:
            for nom in ("titulaire", "iban", "bic"):
                del self.fields[nom]
        if nature in NATURES_ANNUELLES or nature == NaturePiece.RIB:
            del self.fields["valable_du"]
        if nature in NATURES_ANNUELLES:
            del self.fields["valable_jusqu_au"]

    def clean(self) -> dict[str, Any]:
        lues = super().clean() or self.cleaned_data
        debut, fin = lues.get("valable_du"), lues.get("valable_jusqu_au")
        if debut and fin and fin < debut:
            self.add_error("valable_jusqu_au", "La fin de validité ne précède pas son début.")
        return lues

    def champs(self) -> dict[str, Any]:
        """The fields of the document, ready for the operation."""
        connus = set(_Piece.base_fields)
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if nom in connus}


class PieceCentreNouvelleForm(CleIdempotenceMixin, _Piece):
    """Bring a document for the centre's file."""

    fichier = FichierField(label="Le fichier", types=TYPES_DE_DOCUMENT)

    field_order = ("fichier", "libelle", "exercice", "titulaire", "iban", "bic", "valable_du")


class PieceCentreForm(VersionMixin, _Piece):
    """Correct what a document says; its IBAN stays as it is when the field is left empty."""

    def __init__(self, *args: Any, iban_masque: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "iban" in self.fields and iban_masque:
            self.fields["iban"].required = False
            self.fields["iban"].help_text = f"Laissez vide pour garder {iban_masque}."

    def champs(self) -> dict[str, Any]:
        """The fields of the document; an IBAN left empty is not written over."""
        champs = super().champs()
        if not champs.get("iban"):
            champs.pop("iban", None)
        return champs


class ReglesCentreForm(VersionMixin):
    """What the centre decides for itself before a deposit."""

    confirmation_requise = forms.BooleanField(
        label="La présidence ou la trésorerie confirme avant le dépôt",
        required=False,
        help_text="Le dépôt attend alors leur confirmation, notée sur la demande avec son jour.",
    )
