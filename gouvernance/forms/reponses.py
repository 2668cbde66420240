"""Answering an invitation, and filtering who answered."""

from collections.abc import Iterable
from typing import Any

from django import forms

from gouvernance.models import EtatEnvoi, Participation, PorteurLien, ReponseInvitation
from gouvernance.operations.reponses import Reponse

REPRESENTEE = ReponseInvitation.REPRESENTEE
CHOIX = (
    (ReponseInvitation.PRESENTE, "Je serai là"),
    (ReponseInvitation.A_DISTANCE, "À distance"),
    (ReponseInvitation.EXCUSEE, "Je ne pourrai pas venir"),
    (REPRESENTEE, "Quelqu’un me représente"),
)
CHOIX_POUR_ELLE = (
    (ReponseInvitation.PRESENTE, "Sera là"),
    (ReponseInvitation.A_DISTANCE, "À distance"),
    (ReponseInvitation.EXCUSEE, "Ne pourra pas venir"),
    (REPRESENTEE, "Quelqu’un la ou le représente"),
)


class ReponseForm(forms.Form):
    """One answer among four; the fourth says who represents the person.

    `deleguer` is false for whoever represents somebody: she names nobody. `pour_elle` writes the
    choices in the third person, for a secretariat or the organiser.
    """

    reponse = forms.ChoiceField(
        label="Réponse", error_messages={"required": "Choisissez une réponse."}
    )
    representant_nom = forms.CharField(
        label="Nom de la personne", max_length=120, required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    representant_courriel = forms.EmailField(
        label="Son courriel", required=False,
        help_text="Elle reçoit l’invitation. Sans courriel, prévenez-la vous-même.",
        widget=forms.EmailInput({"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, deleguer: bool = True, pour_elle: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choix = CHOIX_POUR_ELLE if pour_elle else CHOIX
        self.deleguer = deleguer
        self.fields["reponse"].choices = [c for c in choix if deleguer or c[0] != REPRESENTEE]

    @property
    def simples(self) -> list[tuple[str, str]]:
        """The answers that need nothing more: one button each."""
        return [c for c in self.fields["reponse"].choices if c[0] != REPRESENTEE]

    @property
    def libelle_representee(self) -> str:
        """The words of the fourth answer, "" when it is not offered."""
        return dict(self.fields["reponse"].choices).get(REPRESENTEE, "")

    @property
    def libelle_actuelle(self) -> str:
        """The words of the answer already given, "" when there is none."""
        return dict(self.fields["reponse"].choices).get(self.initial.get("reponse", ""), "")

    @property
    def is_nom_attendu(self) -> bool:
        """Whether the fourth answer was sent and has something to mend: its fields stay open."""
        return bool(self.errors) and self.data.get("reponse") == REPRESENTEE

    def clean_representant_nom(self) -> str:
        return " ".join(self.cleaned_data["representant_nom"].split())

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        sans_nom = donnees.get("reponse") == REPRESENTEE and not donnees.get("representant_nom")
        if sans_nom and "representant_nom" not in self.errors:
            self.add_error("representant_nom", "Écrivez le nom de la personne.")
        return donnees

    def reponse_donnee(self) -> Reponse:
        """Return the answer; call it on a valid form."""
        return Reponse(**self.cleaned_data)


class NoterReponseForm(ReponseForm):
    """What the organiser heard by telephone; a wrong note can be taken back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, pour_elle=True, **kwargs)
        attente = (ReponseInvitation.ATTENDUE, ReponseInvitation.ATTENDUE.label.capitalize())
        self.fields["reponse"].choices = [*CHOIX_POUR_ELLE, attente]
        self.fields["reponse"].widget = forms.RadioSelect(choices=self.fields["reponse"].choices)
        self.fields["representant_nom"].label = "Nom de la personne qui représente"
        self.fields["representant_courriel"].help_text = "Elle reçoit l’invitation à cette adresse."


class RenvoiForm(forms.Form):
    """Which mailbox to write to again, and the last mail that the page showed."""

    porteur = forms.ChoiceField(choices=PorteurLien.choices)
    dernier = forms.UUIDField(required=False)


class FiltreReponsesForm(forms.Form):
    """What people answered, and where their mail stands."""

    reponse = forms.ChoiceField(
        label="Réponse", required=False, choices=[("", "Toutes"), *ReponseInvitation.choices]
    )
    envoi = forms.ChoiceField(
        label="Invitation", required=False, choices=[("", "Toutes"), *EtatEnvoi.choices]
    )

    def filtrer(self, participations: Iterable[Participation]) -> list[Participation]:
        """Return the people that the filters keep; an unreadable filter keeps all."""
        donnees = self.cleaned_data if self.is_valid() else {}
        reponse, envoi = donnees.get("reponse"), donnees.get("envoi")
        return [
            p
            for p in participations
            if (not reponse or p.reponse == reponse) and (not envoi or p.etat_envoi == envoi)
        ]
