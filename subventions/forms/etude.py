"""Forms of the instruction: completeness, corrections, notes, messages, opinions, déports."""

from collections.abc import Iterable
from typing import Any

from django import forms

from pacte.accord.models import Fonction, Organisation
from pacte.documents.televersements import TYPES_DE_DOCUMENT, FichierField
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, VersionMixin
from subventions.models import ObjetCorrection, SensAvis

NON_COMMUNIQUE = "Non communiqué au centre avant la décision."


def zone(rangs: int = 4) -> forms.Textarea:
    """A text area of so many lines."""
    return forms.Textarea(attrs={"rows": rangs})


class PriseForm(VersionMixin):
    """Take over the examination of a request: nothing to fill."""


class CompletudeForm(VersionMixin):
    """Since when a request is complete."""

    date_completude = JourField(
        label="Complète depuis le",
        required=False,
        help_text="Laissez vide si la demande n'est plus complète.",
    )


class NoteForm(CleIdempotenceMixin):
    """A note of the city's staff."""

    texte = forms.CharField(
        label="Votre note",
        widget=zone(),
        help_text=f"{NON_COMMUNIQUE} Une note ne se modifie pas et ne s'efface pas.",
    )


class MessageForm(CleIdempotenceMixin):
    """A message between the centre and the city."""

    texte = forms.CharField(
        label="Votre message",
        widget=zone(),
        help_text="Le centre et la Ville le lisent.",
        error_messages={"required": "Écrivez votre message."},
    )
    fichier = FichierField(label="Document", types=TYPES_DE_DOCUMENT, required=False)


class CorrectionForm(CleIdempotenceMixin):
    """What the centre has to correct, and by when."""

    objet = forms.ChoiceField(
        label="Ce qui est à reprendre",
        choices=[(objet.value, objet.label.capitalize()) for objet in ObjetCorrection],
        widget=forms.RadioSelect,
        help_text="Cette partie s'ouvre pour le centre, et elle seule.",
    )
    champ = forms.ChoiceField(label="Si c'est une pièce, laquelle", required=False)
    motif = forms.CharField(
        label="Ce qui est attendu",
        widget=zone(),
        help_text="Le centre lit ce texte dans son courriel : dites quoi faire, simplement.",
    )
    echeance = JourField(label="Attendu le")

    def __init__(self, *args: Any, pieces: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["champ"].choices = [("", "Toute pièce, ou une nouvelle"), *pieces]


class ReponseCorrectionForm(VersionMixin):
    """The centre says that it has corrected."""

    reponse = forms.CharField(
        label="Votre réponse",
        widget=zone(3),
        help_text="Dites en une phrase ce que vous avez changé.",
    )


FAITE, REDEMANDER = "faite", "redemander"


class SuiteCorrectionForm(VersionMixin):
    """What the city does of an answer."""

    suite = forms.ChoiceField(
        label="Votre décision",
        choices=[
            (FAITE, "La correction est faite, ou n'est plus nécessaire"),
            (REDEMANDER, "Il reste quelque chose à corriger"),
        ],
        widget=forms.RadioSelect,
        initial=FAITE,
    )
    motif = forms.CharField(
        label="Ce qui est encore attendu",
        required=False,
        widget=zone(3),
        help_text="Seulement s'il reste quelque chose à corriger.",
    )
    echeance = JourField(label="Attendu le", required=False)

    def clean(self) -> dict[str, Any]:
        lu: dict[str, Any] = super().clean() or {}
        if lu.get("suite") == REDEMANDER:
            if not lu.get("motif"):
                self.add_error("motif", "Dites ce qui est encore attendu.")
            if not lu.get("echeance"):
                self.add_error("echeance", "Donnez une nouvelle date.")
        return lu


class DeportForm(CleIdempotenceMixin):
    """Record that somebody does not take part in the decision."""

    personne = forms.TypedChoiceField(label="Personne", coerce=int, widget=forms.RadioSelect)
    date_deport = JourField(label="Déport du")
    motif = forms.CharField(
        label="Motif",
        required=False,
        widget=zone(3),
        help_text="Par exemple : membre du conseil d'administration du centre.",
    )

    def __init__(self, *args: Any, sieges: Iterable[Fonction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.personnes = {siege.personne_id: siege.personne for siege in sieges}
        self.fields["personne"].choices = [
            (siege.personne_id, f"{siege.personne}, {siege.libelle_qualite} au centre")
            for siege in sieges
        ]


class DemandeAvisForm(CleIdempotenceMixin):
    """Whose opinion is asked, by when, and what is shared."""

    organisations = forms.TypedMultipleChoiceField(
        label="À qui", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    courriel = forms.EmailField(
        label="Autre adresse",
        required=False,
        help_text="Si vous ne choisissez qu'un organisme : l'adresse à utiliser pour lui.",
    )
    message = forms.CharField(label="Votre message", required=False, widget=zone())
    echeance = JourField(label="Réponse attendue le")
    avec_budget = forms.BooleanField(label="Partager le budget", required=False, initial=True)
    avec_pieces = forms.BooleanField(
        label="Partager les pièces jointes",
        required=False,
        help_text="Le relevé d'identité bancaire n'est jamais partagé.",
    )

    def __init__(
        self,
        *args: Any,
        organisations: Iterable[tuple[Organisation, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.adresses = {organisation.pk: adresse for organisation, adresse in organisations}
        self.organisations = {organisation.pk: organisation for organisation, _ in organisations}
        self.fields["organisations"].choices = [
            (organisation.pk, f"{organisation.nom} ({adresse or 'sans adresse connue'})")
            for organisation, adresse in organisations
        ]

    def clean(self) -> dict[str, Any]:
        lu: dict[str, Any] = super().clean() or {}
        choisies = lu.get("organisations") or []
        autre = lu.get("courriel")
        if autre and len(choisies) > 1:
            self.add_error("courriel", "Cette adresse ne vaut que pour un seul organisme.")
        for pk in choisies:
            if not (autre or self.adresses[pk]):
                self.add_error(
                    "courriel", f"{self.organisations[pk]} n'a pas d'adresse : écrivez-la ici."
                )
        lu["destinataires"] = {
            self.organisations[pk]: autre or self.adresses[pk] for pk in choisies
        }
        return lu


class AvisForm(VersionMixin):
    """The opinion of an organisation."""

    sens = forms.ChoiceField(
        label="Notre organisme est",
        choices=[(sens.value, sens.label.capitalize()) for sens in SensAvis],
        widget=forms.RadioSelect,
    )
    texte = forms.CharField(
        label="Ce que vous voulez dire à la Ville",
        required=False,
        widget=zone(5),
        help_text="Non communiqué au centre avant la décision.",
    )
    signataire = forms.CharField(
        label="Votre nom et votre fonction",
        max_length=200,
        help_text="La personne qui répond pour l'organisme.",
    )


class AnnulationAvisForm(VersionMixin):
    """Withdraw the question: nothing to fill."""


class RelanceForm(forms.Form):
    """Remind who has not answered: nothing to fill."""
