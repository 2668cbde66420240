"""Dates of the signature lines, and T0."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone

from pacte.accord import rules
from pacte.accord.models import LigneSignature, Pacte, Partie
from pacte.accord.operations.signatures import date_minimale, is_motif_attendu
from pacte.socle.formulaires import JourField, VersionMixin


class SignaturesForm(VersionMixin):
    """One date for each signature line, and the date written on the act if there is one."""

    date_ecrite = JourField(
        label="Date écrite sur l'acte",
        required=False,
        help_text="« Fait à…, le … » : si l'acte porte une date, elle l'emporte sur les signatures.",
    )
    motif = forms.CharField(
        label="Motif de la correction",
        required=False,
        max_length=500,
        help_text="Demandé seulement si vous changez une date déjà notée.",
    )

    def __init__(
        self, *args: Any, pacte: Pacte, lignes: Sequence[LigneSignature], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pacte = pacte
        self.lignes = {f"ligne_{ligne.pk}": ligne for ligne in lignes}
        self.fields["version"].initial = pacte.version
        self.fields["date_ecrite"].initial = pacte.date_ecrite
        for nom, ligne in self.lignes.items():
            self.fields[nom] = JourField(
                label=str(ligne.personne),
                required=False,
                initial=ligne.date_signature,
                help_text=ligne.intitule,
            )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        aujourdhui = timezone.localdate()
        for nom, ligne in self.lignes.items():
            jour = donnees.get(nom)
            if jour is None or jour == ligne.date_signature:
                continue
            motif = rules.motif_signature_impossible(
                jour, aujourdhui, date_minimale(ligne, self.pacte)
            )
            if motif:
                self.add_error(nom, motif)
        ecrite = donnees.get("date_ecrite")
        if ecrite is not None and ecrite > aujourdhui:
            self.add_error("date_ecrite", "Cette date est dans le futur.")
        if self._corrige(donnees) and not donnees.get("motif"):
            self.add_error("motif", "Dites pourquoi vous corrigez une date déjà notée.")
        return donnees

    def _corrige(self, donnees: dict[str, Any]) -> bool:
        return any(
            ligne.date_signature is not None
            and nom not in self.errors
            and donnees.get(nom) != ligne.date_signature
            for nom, ligne in self.lignes.items()
        )

    def dates(self) -> dict[int, date | None]:
        """The dates typed, by the id of their line."""
        return {ligne.pk: self.cleaned_data[nom] for nom, ligne in self.lignes.items()}

    def groupes(self) -> Iterator[tuple[Partie, list[forms.BoundField]]]:
        """The fields of the lines, party by party."""
        for partie, lignes in groupby(self.lignes.items(), key=lambda paire: paire[1].partie):
            yield partie, [self[nom] for nom, _ in lignes]


class DateEffetForm(VersionMixin):
    """The day the pact takes effect, confirmed by a person."""

    date_effet = JourField(label="Date de signature du pacte (T0)")
    motif = forms.CharField(
        label="Motif",
        required=False,
        max_length=500,
        help_text="Demandé si la date n'est pas celle proposée, ou si elle en remplace une autre.",
    )

    def __init__(self, *args: Any, pacte: Pacte, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pacte = pacte
        self.fields["version"].initial = pacte.version

    def clean_date_effet(self) -> date:
        jour = self.cleaned_data["date_effet"]
        if jour > timezone.localdate():
            raise forms.ValidationError("Cette date est dans le futur.")
        return jour

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        jour = donnees.get("date_effet")
        if jour and not donnees.get("motif") and is_motif_attendu(self.pacte, jour):
            self.add_error("motif", "Dites pourquoi cette date n'est pas celle proposée.")
        return donnees
