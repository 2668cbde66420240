"""The forms of a campaign: its days and rules, its kinds, its documents, its questions."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pacte.documents.televersements import TYPES_DE_DOCUMENT, FichierField
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, MontantField, VersionMixin
from subventions.models import (
    DepotTardif,
    GenreDemande,
    GenreReponse,
    NaturePiece,
    SansCompteRendu,
    VoletCampagne,
)

TOUS_GENRES = ("", "Toutes les demandes")
RAPPELS_MAXIMUM = 5
JOURS_MAXIMUM = 180
CHOIX_MINIMUM = 2


class JoursDeRappelField(forms.CharField):
    """Numbers of days parted by commas: « 30, 7 »; gives a list, largest first."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return ", ".join(str(jours) for jours in sorted(value, reverse=True))
        return value

    def clean(self, value: Any) -> list[int]:
        morceaux = [mot for mot in re.split(r"[\s,;]+|\bet\b", super().clean(value)) if mot]
        if not all(mot.isdecimal() and int(mot) <= JOURS_MAXIMUM for mot in morceaux):
            raise ValidationError(
                f"Écrivez des nombres de jours séparés par des virgules, {JOURS_MAXIMUM} au plus."
            )
        jours = sorted({int(mot) for mot in morceaux}, reverse=True)
        if len(jours) > RAPPELS_MAXIMUM:
            raise ValidationError(f"Gardez {RAPPELS_MAXIMUM} rappels au plus.")
        return jours


class CampagneForm(VersionMixin):
    """The days of a year's campaign, its reminders, and what happens late."""

    date_ouverture = JourField(
        label="Ouverture",
        help_text="Ce jour-là, un courriel l'annonce à chaque centre. Si elle est passée, il part "
        "dès l'enregistrement.",
    )
    date_cloture = JourField(label="Clôture", help_text="Le dernier jour pour déposer, inclus.")
    depot_tardif = forms.ChoiceField(
        label="Après la clôture",
        choices=[(code, mots.capitalize()) for code, mots in DepotTardif.choices],
        widget=forms.RadioSelect,
    )
    date_vote_prevue = JourField(
        label="Vote prévu le",
        required=False,
        help_text="Cette date est écrite sur les accusés de dépôt.",
    )
    jours_de_rappel = JoursDeRappelField(
        label="Rappels avant la clôture, en jours",
        required=False,
        help_text="Par exemple « 30, 7 ». Seuls les centres qui n'ont pas déposé leur demande de "
        "fonctionnement les reçoivent.",
    )
    rappel_avance = JourField(
        label="Rappel de l'avance",
        required=False,
        help_text="Ce jour-là, les centres qui peuvent la demander et ne l'ont pas fait reçoivent "
        "un courriel. Le 15 octobre laisse le temps du conseil de décembre.",
    )
    sans_compte_rendu = forms.ChoiceField(
        label="Si un compte rendu financier manque",
        choices=[(code, mots.capitalize()) for code, mots in SansCompteRendu.choices],
        widget=forms.RadioSelect,
    )
    presentation = forms.CharField(
        label="Mot d'accueil",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Il ouvre la page de la campagne et le courriel d'annonce.",
    )

    CHAMPS = (
        "date_ouverture",
        "date_cloture",
        "depot_tardif",
        "date_vote_prevue",
        "jours_de_rappel",
        "rappel_avance",
        "sans_compte_rendu",
        "presentation",
    )

    def champs(self) -> dict[str, Any]:
        """The fields of the campaign, ready for the operation."""
        return {nom: self.cleaned_data[nom] for nom in self.CHAMPS}


class VoletsForm(VersionMixin):
    """Every kind of request on one page: open or not, and its settings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for genre in GenreDemande:
            nom = genre.label
            self.fields[f"ouvert_{genre}"] = forms.BooleanField(
                label=f"Ouvrir les demandes : {nom}", required=False
            )
            self.fields[f"base_{genre}"] = forms.BooleanField(
                label="Compte dans la base de l'avance", required=False
            )
            self.fields[f"enveloppe_{genre}"] = MontantField(
                label="Enveloppe, en euros",
                required=False,
                help_text="Seule la Ville la voit.",
            )
            self.fields[f"consigne_{genre}"] = forms.CharField(
                label="Consigne",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @staticmethod
    def valeurs(volets: Mapping[str, VoletCampagne]) -> dict[str, Any]:
        """The stored values of the fields, by name."""
        valeurs: dict[str, Any] = {}
        for genre in GenreDemande.values:
            volet = volets.get(genre)
            valeurs |= {
                f"ouvert_{genre}": volet is not None,
                f"base_{genre}": bool(volet and volet.compte_base_avance),
                f"enveloppe_{genre}": volet.enveloppe if volet else None,
                f"consigne_{genre}": volet.consigne if volet else "",
            }
        return valeurs

    @property
    def groupes(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each kind, under its name."""
        return [
            (
                genre.label,
                [self[f"{nom}_{genre}"] for nom in ("ouvert", "base", "enveloppe", "consigne")],
            )
            for genre in GenreDemande
        ]

    def clean(self) -> dict[str, Any]:
        lues = super().clean() or self.cleaned_data
        ouverts = [genre for genre in GenreDemande.values if lues.get(f"ouvert_{genre}")]
        if not ouverts:
            self.add_error(None, "Ouvrez au moins un genre de demande.")
        for genre in GenreDemande.values:
            if lues.get(f"base_{genre}") and genre not in ouverts:
                self.add_error(f"base_{genre}", "Ouvrez d'abord ce genre de demande.")
        return lues

    def volets(self) -> dict[str, dict[str, Any]]:
        """The kinds to open, with their fields."""
        lues = self.cleaned_data
        return {
            genre: {
                "compte_base_avance": lues[f"base_{genre}"],
                "enveloppe": lues[f"enveloppe_{genre}"],
                "consigne": lues[f"consigne_{genre}"],
            }
            for genre in GenreDemande.values
            if lues[f"ouvert_{genre}"]
        }


class _Ligne(forms.Form):
    """What a document and a question have in common."""

    genre = forms.ChoiceField(
        label="Pour", choices=[TOUS_GENRES, *GenreDemande.choices], required=False
    )

    CHAMPS: tuple[str, ...] = ()

    def champs(self) -> dict[str, Any]:
        """The fields of the line, ready for the operation."""
        return {nom: self.cleaned_data[nom] for nom in self.CHAMPS}


class PieceAttendueForm(_Ligne):
    """A document that requests join."""

    nature = forms.ChoiceField(
        label="Nature",
        choices=[(code, mots.capitalize()) for code, mots in NaturePiece.choices],
        help_text="Une pièce de cette nature, au dossier du centre, se reprend d'un geste. « RIB » "
        "demande aussi l'IBAN.",
    )
    libelle = forms.CharField(label="Intitulé", max_length=200)
    aide = forms.CharField(
        label="Précision",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    obligatoire = forms.BooleanField(
        label="Nécessaire au dépôt",
        required=False,
        help_text="Sans elle, le dépôt attend. Décochez si elle ne concerne pas tout le monde.",
    )
    modele = FichierField(
        label="Modèle à remplir",
        required=False,
        types=TYPES_DE_DOCUMENT,
    )

    CHAMPS = ("genre", "nature", "libelle", "aide", "obligatoire")


class PieceAttendueNouvelleForm(CleIdempotenceMixin, PieceAttendueForm):
    """Ask for one more document."""

    field_order = ("libelle", "nature", "genre", "obligatoire", "aide", "modele")


class PieceAttendueModifieeForm(VersionMixin, PieceAttendueForm):
    """Change a document asked for."""

    sans_modele = forms.BooleanField(label="Retirer le modèle actuel", required=False)

    field_order = ("libelle", "nature", "genre", "obligatoire", "aide", "modele", "sans_modele")

    def __init__(self, *args: Any, avec_modele: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not avec_modele:
            del self.fields["sans_modele"]


class QuestionForm(_Ligne):
    """A question that the city adds to requests."""

    libelle = forms.CharField(label="Question", max_length=300)
    aide = forms.CharField(
        label="Précision",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reponse = forms.ChoiceField(
        label="Réponse attendue",
        choices=[(code, mots.capitalize()) for code, mots in GenreReponse.choices],
        widget=forms.RadioSelect,
    )
    choix = forms.CharField(
        label="Choix proposés",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un par ligne, pour « un choix dans une liste ».",
    )
    obligatoire = forms.BooleanField(label="Nécessaire au dépôt", required=False)

    CHAMPS = ("genre", "libelle", "aide", "reponse", "choix", "obligatoire")

    def clean_choix(self) -> list[str]:
        """The choices, one a line, each once."""
        lignes = (" ".join(ligne.split()) for ligne in self.cleaned_data["choix"].splitlines())
        choix = list(dict.fromkeys(ligne for ligne in lignes if ligne))
        if self.cleaned_data.get("reponse") != GenreReponse.CHOIX:
            return []
        if len(choix) < CHOIX_MINIMUM:
            raise ValidationError("Proposez au moins deux choix, un par ligne.")
        return choix


class QuestionNouvelleForm(CleIdempotenceMixin, QuestionForm):
    """Put one more question."""

    field_order = ("libelle", "aide", "reponse", "choix", "genre", "obligatoire")


class QuestionModifieeForm(VersionMixin, QuestionForm):
    """Change a question."""

    field_order = ("libelle", "aide", "reponse", "choix", "genre", "obligatoire")
