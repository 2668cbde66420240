"""Forms of a date poll: propose times, answer, choose one."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from gouvernance.forms.champs import HeureField, verifier_heure
from gouvernance.models import ChoixCreneau, Creneau
from gouvernance.operations.reunions import instant
from gouvernance.permissions.sondages import CRENEAUX_MAXIMUM
from gouvernance.rules.disponibilites import refus_de_creneau
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, VersionMixin

# Times shown at once; the others are unfolded when needed.
CRENEAUX_VISIBLES = 3
INVITER, CHOISIR = "inviter", "choisir"


def lire_creneau(form: forms.Form, jour: str, heure: str, cloture: date | None) -> datetime | None:
    """Return the instant of two fields of a form, their errors written on them."""
    le_jour, l_heure = form.cleaned_data.get(jour), form.cleaned_data.get(heure)
    if jour in form.errors or heure in form.errors:
        return None
    if le_jour is None and l_heure is None:
        return None
    if le_jour is None:
        form.add_error(jour, "Indiquez aussi la date.")
        return None
    if l_heure is None:
        form.add_error(heure, "Indiquez aussi l’heure.")
        return None
    try:
        verifier_heure(le_jour, l_heure)
    except ValidationError as erreur:
        form.add_error(heure, erreur)
        return None
    debut = instant(le_jour, l_heure)
    motif = refus_de_creneau(
        timezone.localtime(debut), maintenant=timezone.now(), date_cloture=cloture
    )
    if motif:
        form.add_error(jour, motif)
        return None
    return debut


class OuvrirSondageForm(CleIdempotenceMixin):
    """From two to eight times, a closing date, a message.

    What deserves a second look (a holiday, a clash) is told once, then accepted by `vu`.
    """

    duree_minutes = forms.IntegerField(
        label="Durée prévue, en minutes", min_value=15, max_value=720
    )
    date_cloture = JourField(
        label="Réponses jusqu’au", help_text="Ce jour est compris. Il vient avant les créneaux."
    )
    message = forms.CharField(
        label="Message joint au courriel",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )
    vu = forms.BooleanField(
        label="Ouvrir le sondage avec ces créneaux", required=False, initial=False
    )

    def __init__(
        self, *args: Any, creneaux: Sequence[datetime] = (), duree_minutes: int, **kwargs: Any
    ) -> None:
        initiales: dict[str, Any] = {"duree_minutes": duree_minutes}
        for rang, debut in enumerate(creneaux[:CRENEAUX_MAXIMUM], start=1):
            local = timezone.localtime(debut)
            initiales |= {f"jour_{rang}": local.date(), f"heure_{rang}": local.time()}
        super().__init__(*args, initial=initiales, **kwargs)
        for rang in range(1, CRENEAUX_MAXIMUM + 1):
            self.fields[f"jour_{rang}"] = JourField(label=f"Créneau {rang} : date", required=False)
            self.fields[f"heure_{rang}"] = HeureField(
                label=f"Créneau {rang} : heure", required=False
            )
        self.remarques: list[str] = []

    def lignes(self) -> Iterator[tuple[int, forms.BoundField, forms.BoundField]]:
        """Yield the fields of each time."""
        for rang in range(1, CRENEAUX_MAXIMUM + 1):
            yield rang, self[f"jour_{rang}"], self[f"heure_{rang}"]

    def visibles(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        return list(self.lignes())[:CRENEAUX_VISIBLES]

    def replies(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        return list(self.lignes())[CRENEAUX_VISIBLES:]

    @property
    def is_deplie(self) -> bool:
        """Whether a folded time is filled in."""
        return any(
            jour.value() or heure.value() or jour.errors or heure.errors
            for _, jour, heure in self.replies()
        )

    def clean_date_cloture(self) -> date:
        jour: date = self.cleaned_data["date_cloture"]
        if jour < timezone.localdate():
            raise ValidationError("Cette date est déjà passée.")
        return jour

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debuts: list[datetime] = []
        cloture = donnees.get("date_cloture")
        for rang in range(1, CRENEAUX_MAXIMUM + 1):
            debut = lire_creneau(self, f"jour_{rang}", f"heure_{rang}", cloture)
            if debut is not None and debut in debuts:
                self.add_error(f"jour_{rang}", "Ce créneau est déjà proposé plus haut.")
            elif debut is not None:
                debuts.append(debut)
        fautifs = [nom for nom in self.errors if nom.startswith(("jour_", "heure_"))]
        if len(debuts) < 2 and not fautifs:
            self.add_error("jour_1" if not debuts else "jour_2", "Proposez au moins deux créneaux.")
        donnees["creneaux"] = sorted(debuts)
        return donnees

    def proposition(self) -> dict[str, Any]:
        """What the operation takes."""
        noms = ("creneaux", "duree_minutes", "date_cloture", "message")
        return {nom: self.cleaned_data[nom] for nom in noms} | {
            "cle": self.cleaned_data["cle_idempotence"]
        }


class ReponsesForm(forms.Form):
    """One answer a time; the button « Tout me convient » answers them all at once."""

    tout = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, creneaux: Sequence[Creneau], choix: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.creneaux = creneaux
        for creneau in creneaux:
            self.fields[self._nom(creneau)] = forms.ChoiceField(
                label=str(creneau),
                choices=ChoixCreneau.choices,
                required=False,
                initial=choix.get(creneau.pk),
                widget=forms.RadioSelect,
            )

    @staticmethod
    def _nom(creneau: Creneau) -> str:
        return f"creneau_{creneau.pk}"

    def lignes(self) -> Iterator[tuple[Creneau, forms.BoundField]]:
        """Yield each time with its field."""
        for creneau in self.creneaux:
            yield creneau, self[self._nom(creneau)]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if not donnees.get("tout"):
            for creneau in self.creneaux:
                nom = self._nom(creneau)
                if not donnees.get(nom) and nom not in self.errors:
                    self.add_error(nom, "Choisissez une réponse.")
        return donnees

    def choix(self) -> dict[int, str]:
        """Return the answer of each time, by its id."""
        if self.cleaned_data.get("tout"):
            return dict.fromkeys((creneau.pk for creneau in self.creneaux), ChoixCreneau.OUI)
        return {creneau.pk: self.cleaned_data[self._nom(creneau)] for creneau in self.creneaux}


class ProlongerSondageForm(VersionMixin):
    """A later closing date."""

    date_cloture = JourField(label="Réponses jusqu’au", help_text="Ce jour est compris.")

    def __init__(self, *args: Any, au_plus_tot: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.au_plus_tot = au_plus_tot

    def clean_date_cloture(self) -> date:
        jour: date = self.cleaned_data["date_cloture"]
        if jour < self.au_plus_tot:
            raise ValidationError("Choisissez une date plus lointaine que la date actuelle.")
        return jour


class AjouterCreneauForm(VersionMixin):
    """One more time."""

    jour = JourField(label="Date")
    heure = HeureField(label="Heure de début")

    def __init__(self, *args: Any, cloture: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cloture = cloture

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        donnees["debut"] = lire_creneau(self, "jour", "heure", self.cloture)
        return donnees


class ChoisirCreneauForm(VersionMixin):
    """Where the meeting is held, and whether the invitations leave at once."""

    lieu = forms.CharField(label="Lieu", max_length=200, required=False)
    visioconference = forms.URLField(
        label="Lien de visioconférence", required=False, assume_scheme="https"
    )
    geste = forms.ChoiceField(
        choices=((INVITER, "inviter"), (CHOISIR, "choisir")), widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        a_un_endroit = donnees.get("lieu") or donnees.get("visioconference")
        if donnees.get("geste") == INVITER and not a_un_endroit and "lieu" not in self.errors:
            self.add_error("lieu", "Pour inviter, indiquez le lieu ou le lien de visioconférence.")
        return donnees

    @property
    def is_invitation(self) -> bool:
        return bool(self.cleaned_data["geste"] == INVITER)


class AbandonnerSondageForm(VersionMixin):
    """The reason, that the people asked will read."""

    motif = forms.CharField(
        label="Pourquoi ?",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="Les personnes interrogées liront cette phrase.",
    )
