"""Minutes: written, brought, and their decisions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from gouvernance.forms.champs import (
    FonctionField,
    HeureField,
    MotifInitiativeField,
    Sujet,
    SujetField,
    groupes_de_fonctions,
    verifier_heure,
)
from gouvernance.models import Decision, GenreReleve, PointOrdreDuJour
from gouvernance.operations import DecisionEcrite
from pacte.accord.models import Fonction, GenreOrganisation, Portee
from pacte.documents.televersements import FichierField
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, VersionMixin
from pacte.socle.francais import contracter_de

DECISIONS_NEUVES = 3


class VersionForm(VersionMixin):
    """A confirmation, of the version that was read."""


class DecisionForm(forms.Form):
    """A line of the record: what, and for an action who, by when. Without a text, it is left out."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    point = forms.IntegerField(required=False, widget=forms.HiddenInput)
    genre = forms.ChoiceField(
        label="Cette ligne est",
        required=False,
        choices=[
            (GenreReleve.DECISION, "une décision"),
            (GenreReleve.ACTION, "une action"),
            (GenreReleve.INFORMATION, "une information"),
        ],
        initial=GenreReleve.DECISION,
    )
    texte = forms.CharField(
        label="Ce qui est écrit au relevé",
        required=False,
        widget=forms.Textarea({"rows": 2}),
        max_length=2000,
    )
    responsable = FonctionField(label="Revient à")
    echeance = JourField(label="Avant le", required=False)
    date_revue = JourField(label="À revoir le", required=False)

    def clean_genre(self) -> str:
        return self.cleaned_data["genre"] or GenreReleve.DECISION

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        suivie = donnees.get("responsable") or donnees.get("echeance")
        if (suivie or donnees.get("date_revue")) and not donnees.get("texte"):
            self.add_error("texte", "Écrivez la décision, l'action ou l'information.")
        genre = donnees.get("genre")
        if genre == GenreReleve.INFORMATION and suivie:
            self.add_error(
                "genre",
                "Une information n'a ni responsable ni échéance. Choisissez « une action ».",
            )
        if genre != GenreReleve.DECISION and donnees.get("date_revue"):
            self.add_error("date_revue", "Seule une décision se revoit à une date.")
        return donnees


class _DecisionsFormSet(forms.BaseFormSet):
    """Decisions, in the order of the agenda; those without text are left out."""

    fonctions: Sequence[Fonction] = ()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["responsable"].proposer(self.fonctions)

    def decisions(self) -> list[DecisionEcrite]:
        return [
            DecisionEcrite(
                texte=form.cleaned_data["texte"].strip(),
                pk=form.cleaned_data["pk"],
                point=form.cleaned_data["point"],
                responsable=form.cleaned_data["responsable"],
                echeance=form.cleaned_data["echeance"],
                genre=form.cleaned_data["genre"],
                date_revue=form.cleaned_data["date_revue"],
            )
            for form in self.forms
            if form.cleaned_data.get("texte", "").strip()
        ]

    def du_point(self, point_pk: int | None) -> list[forms.Form]:
        """The lines of one agenda item; None for those about the whole meeting."""
        return [form for form in self.forms if _entier(form["point"].value()) == point_pk]


def _entier(valeur: Any) -> int | None:
    return int(valeur) if str(valeur or "").isdigit() else None


DecisionsFormSet = forms.formset_factory(
    DecisionForm, formset=_DecisionsFormSet, extra=0, max_num=120
)


def formulaires_de_decisions(
    data: Any,
    *,
    fonctions: Sequence[Fonction],
    decisions: Sequence[Decision] = (),
    points: Sequence[PointOrdreDuJour] = (),
    vides: int = 1,
) -> _DecisionsFormSet:
    """Return the lines of the decisions taken, then one blank line per item and `vides` others."""
    initiales: list[dict[str, Any]] = [
        {
            "pk": decision.pk,
            "point": decision.point_id,
            "texte": decision.texte,
            "responsable": decision.responsable_id,
            "echeance": decision.echeance,
            "genre": decision.genre,
            "date_revue": decision.date_revue,
        }
        for decision in decisions
    ]
    initiales += [{"point": point.pk} for point in points]
    initiales += [{} for _ in range(vides)]
    formset = DecisionsFormSet(data, initial=initiales, prefix="decisions")
    formset.fonctions = fonctions
    return formset


class ApportForm(CleIdempotenceMixin):
    """Bring minutes written elsewhere: choose the meeting, drop the file, save."""

    sujet = SujetField(label="De quelle réunion ?")
    date_reunion = JourField(
        label="Tenue le",
        help_text="Inutile si la réunion est déjà sur le portail.",
        error_messages={"required": "Indiquez le jour où la réunion s'est tenue."},
    )
    heure = HeureField(label="Heure de début", required=False)
    fichier = FichierField(label="Le compte rendu, en Word ou en PDF")
    presentes = forms.MultipleChoiceField(
        label="Qui était là ?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Cochez les personnes présentes. Les autres personnes invitées sont notées absentes.",
    )

    field_order = ("sujet", "date_reunion", "fichier", "heure", "presentes")

    def __init__(
        self,
        *args: Any,
        sujets: Sequence[Sujet],
        annoncees: Sequence[Sujet],
        fonctions: Sequence[Fonction],
        a_motiver: bool = False,
        **kwargs: Any,
    ) -> None:
        """`a_motiver`: whether some of the subjects are left by the act to another party (Q25)."""
        super().__init__(*args, **kwargs)
        if a_motiver:
            self.fields["tenue_autrement"] = MotifInitiativeField(
                label="Organisée autrement que l’acte ne le prévoit : pourquoi ?",
                help_text="Sinon, la réunion est notée organisée par le centre, comme l’acte le dit.",
                required=False,
            )
        self.fields["sujet"].proposer(sujets, annoncees)
        self._fonctions = {str(fonction.pk): fonction for fonction in fonctions}
        self.fields["presentes"].choices = groupes_de_fonctions(fonctions)

    # The date may stay empty when the meeting is on the portal already: the browser cannot know.
    use_required_attribute = False

    def clean_date_reunion(self) -> date:
        jour = self.cleaned_data["date_reunion"]
        if jour > timezone.localdate():
            raise ValidationError("Une réunion tenue a une date passée.", code="a_venir")
        return jour

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        sujet: Sujet | None = donnees.get("sujet")
        jour = donnees.get("date_reunion")
        if sujet is not None and sujet.reunion is not None:
            self.errors.pop("date_reunion", None)
            donnees.setdefault("date_reunion", sujet.reunion.date_reunion)
        try:
            verifier_heure(jour, donnees.get("heure"))
        except ValidationError as erreur:
            self.add_error("heure", erreur)
        if sujet is not None:
            self._verifier_presentes(sujet)
        return donnees

    def _verifier_presentes(self, sujet: Sujet) -> None:
        """Q22: nobody of another centre attends a bilateral meeting by a slip of the finger."""
        if sujet.instance.portee != Portee.CENTRE:
            return
        autres = [
            fonction
            for fonction in self.fonctions_presentes()
            if fonction.organisation.genre == GenreOrganisation.CENTRE
            and sujet.centre is not None
            and fonction.organisation_id != sujet.centre.pk
        ]
        if autres:
            self.add_error(
                "presentes", f"{autres[0].personne} n'est pas {contracter_de(sujet.centre)}."
            )

    def fonctions_presentes(self) -> list[Fonction]:
        return [self._fonctions[pk] for pk in self.cleaned_data.get("presentes", ())]
