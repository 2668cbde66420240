"""Forms on what a centre says of its own money."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from pacte.socle.dates import MOIS as NOMS_MOIS
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, MontantField, VersionMixin
from pacte.socle.montants import ZERO
from subventions.rules.tresorerie import MOIS


@dataclass(frozen=True, slots=True)
class RangMois:
    """A row of the grid: the month and its two fields."""

    nom: str
    recettes: forms.BoundField
    depenses: forms.BoundField


class TresorerieForm(VersionMixin):
    """The year's treasury: what is in hand, then what comes in and goes out each month."""

    solde_initial = MontantField(
        label="En caisse et en banque au 1er janvier",
        negatif=True,
        help_text="Un découvert s'écrit avec un signe moins.",
    )

    def __init__(
        self, *args: Any, mois: Mapping[int, tuple[Decimal, Decimal]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for numero in MOIS:
            recettes, depenses = mois.get(numero, (None, None))
            nom = NOMS_MOIS[numero - 1]
            self.fields[f"recettes_{numero}"] = MontantField(
                label=f"Recettes de {nom}", required=False, initial=recettes
            )
            self.fields[f"depenses_{numero}"] = MontantField(
                label=f"Dépenses de {nom}", required=False, initial=depenses
            )

    def rangs(self) -> list[RangMois]:
        """The rows of the grid."""
        return [
            RangMois(NOMS_MOIS[numero - 1], self[f"recettes_{numero}"], self[f"depenses_{numero}"])
            for numero in MOIS
        ]

    def mois(self) -> dict[int, tuple[Decimal, Decimal]]:
        """The twelve months, an empty field being zero."""
        return {
            numero: (
                self.cleaned_data[f"recettes_{numero}"] or ZERO,
                self.cleaned_data[f"depenses_{numero}"] or ZERO,
            )
            for numero in MOIS
        }


class ChampsFinancement(forms.Form):
    """What another funder notified."""

    financeur = forms.CharField(
        label="Financeur",
        max_length=200,
        help_text="Pas la Ville du pacte : elle est déjà comptée.",
    )
    objet = forms.CharField(label="Objet", max_length=256, required=False)
    montant = MontantField(label="Montant notifié pour l'année, en euros")
    date_notification = JourField(label="Notifié le", required=False)
    en_nature = forms.BooleanField(
        label="C'est une aide en nature",
        required=False,
        help_text="Un local ou du matériel prêtés : ils ne comptent pas dans le seuil.",
    )
    compte_seuil = forms.BooleanField(
        label="C'est une subvention d'une administration",
        required=False,
        initial=True,
        help_text="Une aide à l'emploi n'en est pas une. Pour une prestation de la CAF, "
        "demandez à votre comptable.",
    )
    CHAMPS = ("financeur", "objet", "montant", "date_notification", "en_nature", "compte_seuil")

    def champs(self) -> dict[str, Any]:
        """The fields, ready for the operation."""
        return {nom: self.cleaned_data[nom] for nom in self.CHAMPS}


class FinancementNouveauForm(CleIdempotenceMixin, ChampsFinancement):
    """Declare a funder."""

    field_order = ("cle_idempotence", *ChampsFinancement.CHAMPS)


class FinancementForm(VersionMixin, ChampsFinancement):
    """Correct what was declared."""
