"""Forms on payments: the schedule of an award, then each of its lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from pacte.socle.formulaires import CleIdempotenceMixin, JourField, MontantField, VersionMixin
from subventions.models import Echeance, GenreVersement
from subventions.rules.versements import LignePrevue, LigneSaisie

LIGNES_LIBRES = 2
GENRES = [(GenreVersement.ACOMPTE, "acompte"), (GenreVersement.SOLDE, "solde")]


@dataclass(frozen=True, slots=True)
class RangEcheancier:
    """A row of the grid: its fields, in the order of the columns."""

    titre: str
    genre: forms.BoundField
    montant: forms.BoundField
    date: forms.BoundField
    condition: forms.BoundField


class EcheancierForm(VersionMixin):
    """The lines not ordered yet, two free rows after them; an empty amount drops the line."""

    def __init__(
        self,
        *args: Any,
        prevues: Sequence[Echeance],
        proposees: Iterable[LignePrevue] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        lignes: list[tuple[int | None, LignePrevue]] = [
            (e.pk, LignePrevue(e.genre, e.montant, e.date_prevue, e.condition)) for e in prevues
        ]
        lignes += [(None, ligne) for ligne in proposees]
        self.nombre = len(lignes) + LIGNES_LIBRES
        for rang in range(self.nombre):
            pk, ligne = lignes[rang] if rang < len(lignes) else (None, None)
            self._ajouter(rang, pk, ligne)

    def _ajouter(self, rang: int, pk: int | None, ligne: LignePrevue | None) -> None:
        nom = f"la ligne {rang + 1}"
        self.fields[f"pk_{rang}"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=pk
        )
        self.fields[f"genre_{rang}"] = forms.ChoiceField(
            label=f"Nature de {nom}",
            choices=GENRES,
            initial=ligne.genre if ligne else GenreVersement.SOLDE,
        )
        self.fields[f"montant_{rang}"] = MontantField(
            label=f"Montant de {nom}, en euros",
            required=False,
            initial=ligne.montant if ligne else None,
        )
        self.fields[f"date_{rang}"] = JourField(
            label=f"Jour de {nom}", required=False, initial=ligne.date_prevue if ligne else None
        )
        self.fields[f"condition_{rang}"] = forms.CharField(
            label=f"Modalité de la convention pour {nom}",
            max_length=256,
            required=False,
            initial=ligne.condition if ligne else "",
        )

    def rangs(self) -> list[RangEcheancier]:
        """The rows of the grid."""
        return [
            RangEcheancier(
                f"Ligne {rang + 1}",
                *(self[f"{nom}_{rang}"] for nom in ("genre", "montant", "date", "condition")),
            )
            for rang in range(self.nombre)
        ]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        for rang in range(self.nombre):
            montant = donnees.get(f"montant_{rang}")
            if montant and not donnees.get(f"date_{rang}") and f"date_{rang}" not in self.errors:
                self.add_error(f"date_{rang}", "Indiquez le jour où cette somme est à payer.")
        return donnees

    def lignes(self) -> list[LigneSaisie]:
        """The lines that hold an amount, ready for the operation."""
        lues = self.cleaned_data
        return [
            LigneSaisie(
                lues[f"pk_{rang}"],
                LignePrevue(
                    lues[f"genre_{rang}"],
                    lues[f"montant_{rang}"],
                    lues[f"date_{rang}"],
                    lues[f"condition_{rang}"],
                ),
            )
            for rang in range(self.nombre)
            if lues[f"montant_{rang}"]
        ]


class MandatForm(VersionMixin):
    """Order a payment."""

    date_ordonnancement = JourField(label="Mandatée le")
    reference = forms.CharField(label="Référence du mandat", max_length=60)


class PaiementEcheanceForm(CleIdempotenceMixin):
    """Note that an ordered line is paid: its amount is that of the line."""

    date_paiement = JourField(label="Payée le")


class RejetForm(VersionMixin):
    """Note that the public accountant refused the payment order."""

    date_rejet = JourField(label="Rejetée le")
    motif_rejet = forms.CharField(
        label="Motif du comptable",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le centre le lira. Une nouvelle ligne du même montant est à mandater ensuite.",
    )


class AnnulationEcheanceForm(VersionMixin):
    """Cancel a line, with a reason."""

    motif = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 3}))
