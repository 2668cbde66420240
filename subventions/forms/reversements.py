"""Forms of a recovery: open it, answer it, decide, note what follows."""

from typing import Any

from django import forms

from pacte.socle.formulaires import CleIdempotenceMixin, JourField, MontantField, VersionMixin
from subventions.models import MotifReversement

# An advance above the vote is claimed back from the advance's own page.
MOTIFS_A_CHOISIR = tuple(
    (motif.value, motif.label.capitalize())
    for motif in MotifReversement
    if motif != MotifReversement.TROP_PERCU
)


class OuvertureReversementForm(CleIdempotenceMixin):
    """Open a recovery on an award."""

    motif = forms.ChoiceField(
        label="Motif", choices=MOTIFS_A_CHOISIR, widget=forms.RadioSelect, initial="reliquat"
    )
    montant = MontantField(label="Montant à reverser, en euros")
    explication = forms.CharField(
        label="Explication",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Elle figure dans la lettre : les faits, le calcul, la règle appliquée.",
    )
    echeance_observations = JourField(
        label="Le centre peut répondre jusqu'au",
        help_text="Dix jours au moins. Quinze jours est l'usage.",
    )


class ObservationsForm(VersionMixin):
    """The centre's answer."""

    observations = forms.CharField(
        label="Vos observations",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="La Ville les lira avant de décider. Vous pourrez les compléter d'ici là.",
        error_messages={"required": "Écrivez votre réponse à la Ville."},
    )


class DecisionReversementForm(VersionMixin):
    """The city's reasoned decision."""

    montant = MontantField(
        label="Montant à reverser, en euros",
        help_text="Celui de la lettre, ou moins au vu de la réponse.",
    )
    decision = forms.CharField(
        label="Motif de la décision",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Le centre le lira. Répondez à ses observations.",
    )
    date_decision = JourField(label="Décidé le")

    def clean_montant(self) -> Any:
        montant = self.cleaned_data["montant"]
        if not montant:
            raise forms.ValidationError("Pour ne rien demander, abandonnez le reversement.")
        return montant


class TitreForm(VersionMixin):
    """The titre de recettes."""

    numero_titre = forms.CharField(label="Numéro du titre de recettes", max_length=60)
    date_titre = JourField(label="Émis le")


class EncaissementForm(VersionMixin):
    """The sum was received."""

    date_encaissement = JourField(label="Encaissé le")


class AbandonForm(VersionMixin):
    """Give the recovery up."""

    motif = forms.CharField(
        label="Motif", widget=forms.Textarea(attrs={"rows": 4}), help_text="Le centre le lira."
    )
