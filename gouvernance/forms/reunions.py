"""Opening and preparing a meeting, noting who came."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from gouvernance.forms.champs import (
    HeureField,
    MotifInitiativeField,
    Sujet,
    SujetField,
    verifier_heure,
)
from gouvernance.models import Reunion
from pacte.accord.models import Fonction
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, VersionMixin


class OuvertureForm(CleIdempotenceMixin):
    """Open a meeting from its body's template: everything else can wait."""

    sujet = SujetField(label="Quelle réunion ouvrir ?")
    date_reunion = JourField(label="Date", required=False)
    heure = HeureField(label="Heure de début", required=False)
    lieu = forms.CharField(label="Lieu", max_length=200, required=False)

    field_order = ("sujet", "tenue_autrement", "date_reunion", "heure", "lieu")

    def __init__(
        self,
        *args: Any,
        sujets: Iterable[Sujet],
        a_motiver: Iterable[Sujet] = (),
        **kwargs: Any,
    ) -> None:
        """`a_motiver` are the subjects that the act leaves to another party: they need a reason."""
        super().__init__(*args, **kwargs)
        self.fields["sujet"].proposer(sujets)
        self._a_motiver = {sujet.valeur for sujet in a_motiver}
        if self._a_motiver:
            self.fields["tenue_autrement"] = MotifInitiativeField(required=False)
            self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        sujet: Sujet | None = donnees.get("sujet")
        a_motiver = sujet is not None and sujet.valeur in self._a_motiver
        if a_motiver and not donnees.get("tenue_autrement"):
            self.add_error("tenue_autrement", MotifInitiativeField.A_REMPLIR)
        jour, heure = donnees.get("date_reunion"), donnees.get("heure")
        if heure is not None and jour is None and "date_reunion" not in self.errors:
            self.add_error("date_reunion", "Indiquez aussi la date.")
        try:
            verifier_heure(jour, heure)
        except ValidationError as erreur:
            self.add_error("heure", erreur)
        return donnees


class ReunionForm(VersionMixin):
    """The appointment itself, and the words that go with the invitation."""

    date_reunion = JourField(label="Date", required=False)
    heure = HeureField(label="Heure de début", required=False)
    duree_minutes = forms.IntegerField(
        label="Durée prévue, en minutes", min_value=15, max_value=720
    )
    lieu = forms.CharField(label="Lieu", max_length=200, required=False)
    visioconference = forms.URLField(
        label="Lien de visioconférence", required=False, assume_scheme="https"
    )
    message = forms.CharField(
        label="Message joint à l’invitation", required=False, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, reunion: Reunion, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.valeurs(reunion), **kwargs)
        self.reunion = reunion
        if reunion.etat == "invitee":
            self.fields["motif"] = forms.CharField(
                label="Raison du changement",
                required=False,
                max_length=500,
                widget=forms.Textarea({"rows": 2}),
                help_text=(
                    "À remplir si la date, l’heure, la durée ou le lieu change : "
                    "chaque personne invitée reçoit un courriel."
                ),
            )

    @staticmethod
    def valeurs(reunion: Reunion) -> dict[str, Any]:
        """What the form shows of a meeting."""
        return {
            "version": reunion.version,
            "date_reunion": reunion.date_reunion,
            "heure": timezone.localtime(reunion.debut).time() if reunion.debut else None,
            "duree_minutes": reunion.duree_minutes,
            "lieu": reunion.lieu,
            "visioconference": reunion.visioconference,
            "message": reunion.message,
        }

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        jour, heure = donnees.get("date_reunion"), donnees.get("heure")
        if heure is not None and jour is None and "date_reunion" not in self.errors:
            self.add_error("date_reunion", "Indiquez aussi la date.")
        try:
            verifier_heure(jour, heure)
        except ValidationError as erreur:
            self.add_error("heure", erreur)
        return donnees


class MotifForm(forms.Form):
    """The reason of an act, that the people concerned will read."""

    motif = forms.CharField(
        label="Pourquoi ?", max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text="Les personnes invitées liront cette phrase.",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidat:
    """Somebody who may be invited, and why she is proposed."""

    fonction: Fonction
    invite: bool
    attendu: bool

    @property
    def precision(self) -> str:
        if not self.fonction.personne.courriel:
            return "sans courriel : une lettre sera à imprimer"
        return "attendue par l’instance, pas encore invitée" if self.attendu else ""


class ParticipantsForm(VersionMixin):
    """Who is invited: everybody around the pact, those invited being ticked."""

    fonctions = forms.MultipleChoiceField(
        label="Personnes invitées", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, candidats: Sequence[Candidat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidats = candidats
        self._par_pk = {str(c.fonction.pk): c.fonction for c in candidats}
        self.fields["fonctions"].choices = [(pk, str(f)) for pk, f in self._par_pk.items()]
        self.fields["fonctions"].initial = [str(c.fonction.pk) for c in candidats if c.invite]

    def lignes(self) -> Iterator[tuple[Candidat, bool]]:
        """Yield each candidate with whether she is ticked."""
        cochees = set(self["fonctions"].value() or ())
        for candidat in self.candidats:
            yield candidat, str(candidat.fonction.pk) in cochees

    def choisies(self) -> list[Fonction]:
        return [self._par_pk[pk] for pk in self.cleaned_data["fonctions"]]
