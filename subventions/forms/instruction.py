"""Forms of the city: receipt, proposal, vote, refusal, payment, campaign."""

from typing import Any, ClassVar

from django import forms

from pacte.socle.formulaires import CleIdempotenceMixin, JourField, MontantField, VersionMixin
from subventions.forms.en_nature import completer_vote
from subventions.models import GenreVersement, NatureVote

AIDE_EXECUTOIRE = (
    "Facultatif maintenant : la délibération est exécutoire une fois transmise et publiée."
)


class ReceptionForm(forms.Form):
    """Note that a deposited request is received."""

    date_reception = JourField(label="Reçue le")


class PropositionForm(VersionMixin):
    """Propose an amount for the vote."""

    montant_propose = MontantField(label="Montant proposé au vote, en euros")
    motif_proposition = forms.CharField(
        label="Motif",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Le centre le lira avec la proposition.",
    )


class VoteForm(CleIdempotenceMixin):
    """What every vote says: money or help in kind, number, day, enforceable or not yet."""

    phrase_vide: ClassVar[str] = "Indiquez un montant, ou la valeur d'une aide en nature."
    numero_deliberation = forms.CharField(
        label="Numéro de la délibération", max_length=40, help_text="Par exemple DCM-2026-045."
    )
    date_vote = JourField(label="Votée le")
    date_transmission = JourField(
        label="Transmise à la préfecture le", required=False, help_text=AIDE_EXECUTOIRE
    )
    date_publication = JourField(label="Publiée le", required=False)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        completer_vote(self, donnees, "montant", "valeur_en_nature", self.phrase_vide)
        return donnees


class AttributionForm(VoteForm):
    """The award: what the council voted on the request."""

    phrase_vide = "Indiquez le montant voté, ou la valeur d'une aide en nature."
    montant = MontantField(
        label="Montant voté, en euros",
        required=False,
        help_text="Vide ou 0 quand la Ville ne donne qu'une aide en nature.",
    )
    compte_base_avance = forms.BooleanField(
        label="Ce montant compte dans la base de l'avance",
        required=False,
        help_text="La subvention de fonctionnement compte ; un projet ne compte pas "
        "(interprétation Q1).",
    )
    comprend_avance = forms.BooleanField(
        label="Ce montant comprend l'avance déjà versée",
        required=False,
        initial=True,
        help_text="L'avance d'une année compte une seule fois (interprétation Q2).",
    )
    resultat_vote = forms.CharField(
        label="Résultat du vote",
        max_length=200,
        required=False,
        help_text="Par exemple : à l'unanimité ; 38 pour, 5 contre, 2 abstentions.",
    )
    compte = forms.CharField(label="Compte budgétaire", max_length=20, required=False)
    conditions = forms.CharField(
        label="Conditions",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le centre les lira dans sa lettre.",
    )
    valeur_en_nature = MontantField(
        label="Valeur des aides en nature, en euros",
        required=False,
        help_text="Locaux, fluides, personnel prêtés, tels que la délibération les évalue.",
    )
    field_order = (
        "cle_idempotence",
        "montant",
        "valeur_en_nature",
        "numero_deliberation",
        "date_vote",
        "resultat_vote",
        "date_transmission",
        "date_publication",
        "compte",
        "conditions",
        "compte_base_avance",
        "comprend_avance",
    )

    def __init__(self, *args: Any, avance_versee: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not avance_versee:
            del self.fields["comprend_avance"]


class ModificationForm(VoteForm):
    """A later vote that changes the award."""

    nature = forms.ChoiceField(
        label="Nature du vote",
        # A recovery is decided on its own page, with the centre's answer: it would count twice here.
        choices=[
            choix
            for choix in NatureVote.choices
            if choix[0] in {NatureVote.MODIFICATION, NatureVote.ANNULATION}
        ],
        widget=forms.RadioSelect,
        initial=NatureVote.MODIFICATION,
        help_text="Un reversement ne se note pas ici : il se décide sur sa propre page.",
    )
    libelle = forms.CharField(label="Libellé", max_length=256)
    montant = MontantField(
        label="Montant, en euros",
        negatif=True,
        required=False,
        help_text="Ce que le vote ajoute, ou retire avec un signe moins : -1 500,00.",
    )
    valeur_en_nature = MontantField(
        label="Valeur des aides en nature, en euros",
        negatif=True,
        required=False,
        help_text="Si le vote change aussi, ou seulement, une aide en nature.",
    )
    field_order = (
        "cle_idempotence",
        "nature",
        "libelle",
        "montant",
        "valeur_en_nature",
        "numero_deliberation",
        "date_vote",
        "date_transmission",
        "date_publication",
    )


class DatesAttributionForm(VersionMixin):
    """Complete the dates of a vote."""

    date_transmission = JourField(label="Transmise à la préfecture le", required=False)
    date_publication = JourField(label="Publiée le", required=False)
    date_notification = JourField(label="Notifiée au centre le", required=False)


class RefusForm(forms.Form):
    """Refuse a request, with its reason."""

    date_refus = JourField(label="Décision du")
    motif_refus = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Le centre le lira : dites pourquoi, et ce qu'il peut faire.",
    )


class PaiementForm(CleIdempotenceMixin):
    """A payment of an award."""

    genre = forms.ChoiceField(
        label="Nature du versement",
        choices=[choix for choix in GenreVersement.choices if choix[0] != GenreVersement.AVANCE],
        widget=forms.RadioSelect,
    )
    montant = MontantField(label="Montant payé, en euros")
    date_paiement = JourField(label="Payé le")
    reference = forms.CharField(label="Référence du mandat", max_length=60)
