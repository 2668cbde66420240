"""The inline form of a comparison: an amount and a version for each row still open."""

from typing import Any

from django import forms

from pacte.socle.formulaires import MontantField
from subventions.lectures.comparaison import Comparaison, LigneComparee
from subventions.models import EtatDemande
from subventions.operations.comparaison import MontantSaisi

ENREGISTRER, AU_VOTE = "enregistrer", "au_vote"


class ComparaisonForm(forms.Form):
    """Each field carries what the page showed, so that only the rows one changed are written."""

    suite = forms.ChoiceField(
        choices=[(ENREGISTRER, ENREGISTRER), (AU_VOTE, AU_VOTE)],
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, comparaison: Comparaison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ouvertes = [ligne for ligne in comparaison.lignes if ligne.is_ouverte]
        for ligne in self.ouvertes:
            demande = ligne.demande
            self.fields[f"montant_{demande.pk}"] = MontantField(
                label=f"Montant proposé, {demande.centre}",
                required=demande.etat == EtatDemande.PROPOSEE,
                initial=demande.montant_propose,
                show_hidden_initial=True,
            )
            self.fields[f"version_{demande.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=1, initial=demande.version
            )

    def champ(self, ligne: LigneComparee) -> forms.BoundField:
        """The amount of a row."""
        return self[f"montant_{ligne.demande.pk}"]

    @property
    def versions(self) -> list[forms.BoundField]:
        """The hidden versions of the rows."""
        return [self[f"version_{ligne.demande.pk}"] for ligne in self.ouvertes]

    @property
    def montants_lus(self) -> list[str]:
        """The hidden amounts that the page showed: what differs from them was changed."""
        return [self.champ(ligne).as_hidden(only_initial=True) for ligne in self.ouvertes]

    @property
    def montants(self) -> dict[int, Any]:
        """The amounts that could be read, by request, while one types."""
        lus = getattr(self, "cleaned_data", {})
        return {
            ligne.demande.pk: lus[f"montant_{ligne.demande.pk}"]
            for ligne in self.ouvertes
            if f"montant_{ligne.demande.pk}" in lus
        }

    @property
    def is_au_vote(self) -> bool:
        """Whether the amounts are put to the vote."""
        return bool(self.cleaned_data["suite"] == AU_VOTE)

    @property
    def saisis(self) -> dict[int, MontantSaisi]:
        """The rows to write: those one changed, and all those with an amount when put to the vote."""
        return {
            ligne.demande.pk: MontantSaisi(
                self.cleaned_data[f"montant_{ligne.demande.pk}"],
                self.cleaned_data[f"version_{ligne.demande.pk}"],
            )
            for ligne in self.ouvertes
            if self.is_au_vote or f"montant_{ligne.demande.pk}" in self.changed_data
        }
