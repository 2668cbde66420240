"""Attendance: the whole list, or one person as she comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from gouvernance.forms.champs import FonctionField, HeureField
from gouvernance.models import Participation, Presence
from gouvernance.operations.presences import PresenceNotee, presence_de
from pacte.accord.models import Fonction
from pacte.socle.formulaires import VersionMixin

ARRIVE, PART = "arrive", "part"
DEPART_AVANT = "Le départ vient après l'arrivée."


class PresenceForm(forms.Form):
    """One person, noted as she comes; with `geste`, the time is the server's."""

    participation = forms.IntegerField(min_value=1)
    avant = forms.CharField(max_length=160)
    presence = forms.ChoiceField(choices=Presence.choices)
    represente_par = forms.CharField(max_length=120, required=False)
    arrivee = HeureField(required=False)
    depart = HeureField(required=False)
    geste = forms.ChoiceField(choices=[(ARRIVE, ARRIVE), (PART, PART)], required=False)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        arrivee, depart = donnees.get("arrivee"), donnees.get("depart")
        if arrivee and depart and depart < arrivee:
            self.add_error("depart", DEPART_AVANT)
        return donnees


@dataclass(frozen=True, slots=True)
class LignePresence:
    """One person in the page, with her fields."""

    participation: Participation
    presence: forms.BoundField
    represente: forms.BoundField
    arrivee: forms.BoundField
    depart: forms.BoundField
    avant: forms.BoundField


class PresencesForm(VersionMixin):
    """Attendance, for all at once: one row of choices a person.

    As long as nobody's attendance is noted, each row starts from the answer to the invitation.
    """

    venue = FonctionField(
        label="Quelqu’un d’autre est venu ?",
        help_text="Une personne de l’annuaire qui n’était pas invitée.",
    )

    def __init__(
        self,
        *args: Any,
        participations: Sequence[Participation],
        autres: Sequence[Fonction] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.participations = participations
        self.fields["venue"].proposer(autres)
        proposees = list(self.fields["venue"].choices)[1:]
        self.fields["venue"].choices = [("", "Personne d’autre"), *proposees]
        choix = [(p.value, p.label) for p in Presence if p != Presence.ATTENDUE]
        notees = any(p.presence != Presence.ATTENDUE for p in participations)
        for participation in participations:
            self._ajouter(participation, choix, annoncee=not notees)

    def _ajouter(
        self, participation: Participation, choix: list[tuple[str, str]], *, annoncee: bool
    ) -> None:
        pk = participation.pk
        presence, par = participation.presence, participation.represente_par
        if annoncee:
            presence, par = participation.presence_annoncee
        self.fields[f"presence_{pk}"] = forms.ChoiceField(
            label=str(participation.fonction.personne),
            choices=choix,
            required=False,
            widget=forms.RadioSelect,
            initial=presence,
        )
        self.fields[f"represente_{pk}"] = forms.CharField(
            label="Représentée ou représenté par",
            max_length=120,
            required=False,
            initial=par,
        )
        for nom, libelle in (("arrivee", "Arrivée à"), ("depart", "Départ à")):
            self.fields[f"{nom}_{pk}"] = HeureField(
                label=libelle, required=False, initial=getattr(participation, nom)
            )
        self.fields[f"avant_{pk}"] = forms.CharField(
            max_length=160,
            required=False,
            widget=forms.HiddenInput({"autocomplete": "off"}),
            initial=presence_de(participation).marque,
        )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        for participation in self.participations:
            arrivee = donnees.get(f"arrivee_{participation.pk}")
            depart = donnees.get(f"depart_{participation.pk}")
            if arrivee and depart and depart < arrivee:
                self.add_error(f"depart_{participation.pk}", DEPART_AVANT)
        return donnees

    def lignes(self) -> Iterator[LignePresence]:
        """Yield each person with her fields."""
        for participation in self.participations:
            champs = (
                self[f"{nom}_{participation.pk}"]
                for nom in ("presence", "represente", "arrivee", "depart", "avant")
            )
            yield LignePresence(participation, *champs)

    def presences(self) -> dict[int, PresenceNotee]:
        """Return, for each participation, how the person came."""
        return {
            p.pk: PresenceNotee(
                self.cleaned_data[f"presence_{p.pk}"] or Presence.ATTENDUE,
                self.cleaned_data[f"represente_{p.pk}"],
                self.cleaned_data[f"arrivee_{p.pk}"],
                self.cleaned_data[f"depart_{p.pk}"],
            )
            for p in self.participations
        }

    def avant(self) -> dict[int, str]:
        """Return the notes that were read, of the lines that say so."""
        lues = {p.pk: self.cleaned_data[f"avant_{p.pk}"] for p in self.participations}
        return {pk: marque for pk, marque in lues.items() if marque}

    def reprendre(self, version: int, lues: Sequence[Participation]) -> None:
        """Carry what is noted now: the next sending is decided with both in view."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(version)
        for participation in lues:
            marque = presence_de(participation).marque
            self.data[self.add_prefix(f"avant_{participation.pk}")] = marque
