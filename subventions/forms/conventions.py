"""Forms on conventions."""

from typing import Any

from django import forms

from pacte.accord.models import Organisation
from pacte.documents.televersements import FichierField
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, VersionMixin

BORNES = {"min_value": 2000, "max_value": 2100}


class ChampsConvention(forms.Form):
    """What a convention says."""

    reference = forms.CharField(
        label="Référence", max_length=60, help_text="Par exemple CPO-2026-2029-TILLEULS."
    )
    objet = forms.CharField(label="Objet", max_length=256)
    premier_exercice = forms.IntegerField(label="Première année couverte", **BORNES)
    dernier_exercice = forms.IntegerField(label="Dernière année couverte", **BORNES)
    date_signature_ville = JourField(
        label="Signée par la Ville le",
        required=False,
        help_text="Laissez vide tant qu'elle n'est pas signée.",
    )
    date_signature_centre = JourField(label="Signée par le centre le", required=False)
    fichier = FichierField(label="Convention signée, numérisée", required=False, types=("pdf",))

    CHAMPS = (
        "reference",
        "objet",
        "premier_exercice",
        "dernier_exercice",
        "date_signature_ville",
        "date_signature_centre",
    )

    def champs(self) -> dict[str, Any]:
        """The fields of the convention, ready for the operation."""
        return {nom: self.cleaned_data[nom] for nom in self.CHAMPS}


class ConventionNouvelleForm(CleIdempotenceMixin, ChampsConvention):
    """Record a convention, signed or on its way."""

    centre = forms.ModelChoiceField(
        label="Centre social",
        queryset=Organisation.objects.none(),
        empty_label="Choisissez un centre",
    )
    field_order = ("cle_idempotence", "centre", *ChampsConvention.CHAMPS, "fichier")

    def __init__(self, *args: Any, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = centres
        self.fields["centre"].label_from_instance = lambda centre: centre.nom


class ConventionForm(VersionMixin, ChampsConvention):
    """Complete a convention: signatures, scan, termination."""

    date_notification_resiliation = JourField(
        label="Résiliation notifiée le",
        required=False,
        help_text="Seulement si l'une des parties y met fin avant son terme.",
    )
    date_resiliation = JourField(label="Résiliée à compter du", required=False)
    CHAMPS = (*ChampsConvention.CHAMPS, "date_notification_resiliation", "date_resiliation")
