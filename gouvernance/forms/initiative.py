"""Asking for a meeting, putting a question, setting the calendar: what people write, and filters."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gouvernance.forms.champs import (
    HeureField,
    MotifInitiativeField,
    Sujet,
    SujetField,
    verifier_heure,
)
from gouvernance.models import (
    DemandeReunionQuerySet,
    EtatDemandeReunion,
    EtatInterpellation,
    InterpellationQuerySet,
)
from gouvernance.operations.interpellations import verifier_parties
from pacte.accord.models import Instance, Organisation, Pacte, Theme
from pacte.socle.formulaires import CleIdempotenceMixin, JourField


def _texte(lignes: int, **options: Any) -> forms.CharField:
    return forms.CharField(max_length=4000, widget=forms.Textarea({"rows": lignes}), **options)


class DemandeReunionForm(CleIdempotenceMixin):
    """Ask for a meeting: which one, why, when."""

    sujet = SujetField(label="Quelle réunion demandez-vous ?")
    motif = _texte(5, label="Pourquoi cette réunion ?")
    periode_souhaitee = forms.CharField(
        label="Période souhaitée",
        max_length=120,
        required=False,
        help_text="Par exemple : avant la mi-octobre.",
    )

    field_order = ("sujet", "motif", "periode_souhaitee")

    def __init__(self, *args: Any, sujets: Iterable[Sujet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sujet"].proposer(sujets)


class AcceptationForm(CleIdempotenceMixin):
    """Accept a request: the meeting opens, and everything but its reason can wait."""

    date_reunion = JourField(label="Date", required=False)
    heure = HeureField(label="Heure de début", required=False)
    lieu = forms.CharField(label="Lieu", max_length=200, required=False)
    reponse = _texte(3, label="Un mot pour la personne qui demande", required=False)

    field_order = ("tenue_autrement", "date_reunion", "heure", "lieu", "reponse")

    def __init__(self, *args: Any, a_motiver: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if a_motiver:
            self.fields["tenue_autrement"] = MotifInitiativeField(
                error_messages={"required": MotifInitiativeField.A_REMPLIR},
                help_text="L’acte en donne l’initiative au centre. Chaque personne invitée le lira.",
            )
            self.order_fields(self.field_order)

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


class ReponseForm(forms.Form):
    """An answer in words."""

    reponse = _texte(6, label="Votre réponse")


class RetraitForm(forms.Form):
    """Taking back what one asked: the reason is optional."""

    motif = _texte(2, label="Pourquoi ?", required=False)


class MotifLigneForm(forms.Form):
    """Why a meeting leaves the calendar."""

    motif = _texte(3, label="Pourquoi cette rencontre n’aura-t-elle pas lieu ?")


class QuestionForm(CleIdempotenceMixin):
    """Put a question to another party of the pact."""

    sujet = SujetField(
        label="Quelle instance est concernée ?",
        help_text="Sans réponse, la question passe à l’ordre du jour de sa prochaine réunion.",
    )
    adressee_a = forms.ChoiceField(label="À qui posez-vous la question ?")
    objet = forms.CharField(label="Objet", max_length=150)
    question = _texte(6, label="Votre question")

    field_order = ("sujet", "adressee_a", "objet", "question")

    def __init__(
        self,
        *args: Any,
        pacte: Pacte,
        auteur: Organisation,
        sujets: Iterable[Sujet],
        parties: Sequence[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._pacte, self._auteur = pacte, auteur
        self._parties = {str(partie.pk): partie for partie in parties}
        self.fields["sujet"].proposer(sujets)
        self.fields["adressee_a"].choices = [
            ("", "Choisir…"),
            *((pk, partie.nom) for pk, partie in self._parties.items()),
        ]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        sujet: Sujet | None = donnees.get("sujet")
        partie = self._parties.get(donnees.get("adressee_a", ""))
        if sujet is not None and partie is not None:
            donnees["adressee_a"] = partie
            droit = verifier_parties(
                self._pacte, self._auteur, sujet.instance, sujet.centre, partie
            )
            if not droit:
                self.add_error("adressee_a", droit.motif)
        return donnees


class MoisField(forms.DateField):
    """A month of the year, with the browser's own picker; gives its first day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "month"}, format="%Y-%m"))
        kwargs.setdefault("input_formats", ["%Y-%m", "%m/%Y"])
        kwargs.setdefault("error_messages", {"invalid": "Écrivez le mois ainsi : 10/2026."})
        super().__init__(**kwargs)


class LigneCalendrierForm(CleIdempotenceMixin):
    """One meeting of the calendar: its theme, its month, what it is about."""

    theme = forms.ChoiceField(label="Thème")
    mois = MoisField(label="Mois prévu")
    objet = forms.CharField(label="Objet", max_length=200, required=False)

    field_order = ("theme", "mois", "objet")

    def __init__(self, *args: Any, themes: Sequence[Theme], depuis: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._themes = {str(theme.pk): theme for theme in themes}
        self._depuis = depuis
        self.fields["theme"].choices = [
            ("", "Choisir…"),
            *((pk, theme.titre_court) for pk, theme in self._themes.items()),
        ]

    def clean_theme(self) -> Theme:
        return self._themes[self.cleaned_data["theme"]]

    def clean_mois(self) -> date:
        mois: date = self.cleaned_data["mois"]
        if mois < self._depuis.replace(day=1):
            raise ValidationError("Ce mois vient avant la réunion qui fixe le calendrier.")
        return mois


class _FiltreForm(forms.Form):
    instance = forms.ChoiceField(label="Instance", required=False)
    etat = forms.ChoiceField(label="État", required=False)

    ETATS: Any = ()

    def __init__(self, *args: Any, instances: Iterable[Instance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instance"].choices = [
            ("", "Toutes"),
            *((instance.code, instance.nom) for instance in instances),
        ]
        self.fields["etat"].choices = [("", "Tous"), *((e.value, e.label) for e in self.ETATS)]

    def _filtrer(self, lignes: Any, le: date) -> Any:
        donnees = self.cleaned_data if self.is_valid() else {}
        if donnees.get("instance"):
            lignes = lignes.filter(instance__code=donnees["instance"])
        return lignes.a_l_etat(donnees["etat"], le) if donnees.get("etat") else lignes


class FiltreDemandesReunionForm(_FiltreForm):
    """Body, state."""

    ETATS = EtatDemandeReunion

    def filtrer(self, demandes: DemandeReunionQuerySet, le: date) -> DemandeReunionQuerySet:
        """Return the requests that the filters keep; an unreadable filter keeps all."""
        retenues: DemandeReunionQuerySet = self._filtrer(demandes, le)
        return retenues


class FiltreQuestionsForm(_FiltreForm):
    """Body, state."""

    ETATS = EtatInterpellation

    def filtrer(self, questions: InterpellationQuerySet, le: date) -> InterpellationQuerySet:
        """Return the questions that the filters keep; an unreadable filter keeps all."""
        retenues: InterpellationQuerySet = self._filtrer(questions, le)
        return retenues
