"""Fields that several forms of governance share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from gouvernance.models import LigneCalendrier, Reunion
from pacte.accord.models import Fonction, Instance, Organisation, Portee, Theme


@dataclass(frozen=True, slots=True)
class Sujet:
    """A body and what it meets about: one choice instead of three."""

    instance: Instance
    centre: Organisation | None = None
    theme: Theme | None = None
    reunion: Reunion | None = None
    ligne: LigneCalendrier | None = None

    @property
    def valeur(self) -> str:
        """The value of this choice in a form."""
        if self.reunion is not None:
            return f"r{self.reunion.pk}"
        parties = [f"i{self.instance.pk}"]
        if self.centre is not None:
            parties.append(f"c{self.centre.pk}")
        if self.theme is not None:
            parties.append(f"t{self.theme.pk}")
        if self.ligne is not None:
            parties.append(f"l{self.ligne.pk}")
        return "-".join(parties)

    @property
    def libelle(self) -> str:
        if self.reunion is not None:
            return self.reunion.titre
        objet = self.ligne or self.centre or self.theme
        return f"{self.instance.nom} — {objet}" if objet else self.instance.nom


def sujets_possibles(
    instances: Iterable[Instance],
    centres: Sequence[Organisation],
    themes: Sequence[Theme],
    *,
    seul_centre: int | None = None,
    lignes: Sequence[LigneCalendrier] = (),
) -> list[Sujet]:
    """Return every subject that may be chosen; `seul_centre` leaves one centre's bilateral meetings.

    `lignes` are the lines of the calendar still without a meeting: a choice brings its theme (C47).
    """
    sujets: list[Sujet] = []
    for instance in instances:
        if instance.portee == Portee.CENTRE:
            sujets += [
                Sujet(instance, centre=centre)
                for centre in centres
                if seul_centre is None or centre.pk == seul_centre
            ]
        elif instance.portee == Portee.THEME and themes:
            sujets += [
                Sujet(instance, theme=ligne.theme, ligne=ligne)
                for ligne in lignes
                if ligne.instance_id == instance.pk
            ]
            sujets += [Sujet(instance, theme=theme) for theme in themes]
        else:
            sujets.append(Sujet(instance))
    return sujets


class SujetField(forms.ChoiceField):
    """Choose a body with its centre or theme, grouped by body; gives a Sujet."""

    default_error_messages = {
        "required": "Choisissez la réunion.",
        "invalid_choice": "Cette réunion n'est pas de ce pacte, ou vous ne pouvez pas l'ouvrir.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._par_valeur: dict[str, Sujet] = {}

    def proposer(self, sujets: Iterable[Sujet], annoncees: Iterable[Sujet] = ()) -> None:
        """Set what may be chosen; `annoncees` are meetings that exist already, shown first."""
        nouvelles, existantes = list(sujets), list(annoncees)
        self._par_valeur = {sujet.valeur: sujet for sujet in [*existantes, *nouvelles]}
        choix: list[Any] = [("", "Choisir…")]
        if existantes:
            groupe = "Réunions déjà sur le portail"
            choix.append((groupe, [(s.valeur, s.libelle) for s in existantes]))
        for nom, groupe_de in groupby(nouvelles, key=lambda sujet: sujet.instance.nom):
            choix.append((nom, [(s.valeur, s.libelle) for s in groupe_de]))
        self.choices = choix

    def clean(self, value: Any) -> Sujet | None:
        valeur = super().clean(value)
        return self._par_valeur.get(valeur)


class MotifInitiativeField(forms.CharField):
    """Why a meeting is organised otherwise than the act says: a remark, that never blocks (Q25)."""

    A_REMPLIR = "Dites pourquoi la Ville ouvre cette réunion à la place du centre."

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Pourquoi la Ville ouvre-t-elle cette réunion ?")
        kwargs.setdefault(
            "help_text",
            "À remplir quand l’acte en donne l’initiative au centre. Chaque personne invitée le lira.",
        )
        super().__init__(max_length=500, widget=forms.Textarea({"rows": 2}), **kwargs)


class HeureField(forms.TimeField):
    """A time of day in Paris, with the browser's own picker; « 14:00 », « 14h00 », « 14 h »."""

    default_error_messages = {"invalid": "Écrivez l'heure ainsi : 14:00."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        kwargs.setdefault("input_formats", ["%H:%M", "%Hh%M", "%H h %M", "%H:%M:%S", "%H h", "%Hh"])
        super().__init__(**kwargs)


def verifier_heure(jour: date | None, heure: time | None) -> None:
    """Refuse a time that the clocks of Paris skip on that day (R13)."""
    if jour is None or heure is None:
        return
    voulu = datetime.combine(jour, heure)
    ramene = timezone.make_aware(voulu).astimezone(UTC).astimezone(timezone.get_default_timezone())
    if ramene.replace(tzinfo=None) != voulu:
        raise ValidationError(
            "Cette heure n'existe pas ce jour-là : on passe à l'heure d'été. Choisissez 03:00.",
            code="heure_absente",
        )


class FonctionField(forms.TypedChoiceField):
    """Choose somebody among given functions, grouped by organisation; gives a Fonction or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("empty_value", None)
        super().__init__(coerce=self._trouver, **kwargs)
        self._par_pk: dict[str, Fonction] = {}

    def proposer(self, fonctions: Sequence[Fonction]) -> None:
        self._par_pk = {str(fonction.pk): fonction for fonction in fonctions}
        vide = "Choisir…" if self.required else "Personne pour l’instant"
        self.choices = [("", vide), *groupes_de_fonctions(fonctions)]

    def _trouver(self, valeur: Any) -> Fonction | None:
        # Django also passes the initial value here, to know whether the field changed.
        return self._par_pk.get(str(valeur))

    def __deepcopy__(self, memo: dict[int, Any]) -> "FonctionField":
        copie = super().__deepcopy__(memo)
        # The bound method of the copied field must look into the copy.
        copie.coerce = copie._trouver
        return copie


def groupes_de_fonctions(fonctions: Iterable[Fonction]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return grouped choices: organisation, then « Prénom Nom, qualité »."""
    return [
        (nom, [(str(f.pk), f"{f.personne}, {f.libelle_qualite}") for f in groupe])
        for nom, groupe in groupby(fonctions, key=lambda fonction: fonction.organisation.nom)
    ]
