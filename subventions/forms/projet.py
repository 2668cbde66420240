"""The second step of a request: what is asked and for what, the city's questions, aids in kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from gouvernance.models import Reunion
from pacte.accord.models import Theme
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.formulaires import JourField, MontantField
from pacte.socle.montants import ecrire_montant
from subventions.champs_demande import (
    CHAMPS_AIDE,
    ENTETE,
    NOMBRE_AIDES,
    RECIT,
    nom_aide,
    nom_question,
)
from subventions.forms.saisie import (
    ChoixAuDepot,
    ExigeAuDepot,
    MontantAuDepot,
    NombreField,
    SaisieForm,
    TexteAuDepot,
)
from subventions.models import AideEnNature, GenreReponse, NatureAide, QuestionCampagne

AIDE_GENRE = "Une demande de fonctionnement compte pour l'avance ; un projet ne compte pas."


def nommer_reunion(reunion: Reunion) -> str:
    """Name a meeting in a list of choices: its body and its day."""
    quand = ecrire_jour_court(reunion.date_reunion) if reunion.date_reunion else "sans date"
    return f"{reunion.instance.nom_court}, {quand}"


class NombreLu(NombreField):
    """A number kept as it was typed."""

    def to_python(self, value: Any) -> str:
        return "" if super().to_python(value) is None else str(value).strip()


class NombreLuAuDepot(ExigeAuDepot, NombreLu):
    pass


@dataclass(frozen=True, slots=True)
class LigneAide:
    """A row of aid in kind: its fields, and what was asked last year."""

    numero: int
    champs: list[forms.BoundField]
    avant: str = ""


class DemandeForm(SaisieForm):
    """The project of a draft; the questions and the rows of aid are fields of the same form."""

    ORDONNEES = (("date_debut", "date_fin", "La fin de l'action ne précède pas son début."),)

    objet = TexteAuDepot(label="Objet", max_length=256)
    genre = ChoixAuDepot(label="Genre de la demande", choices=(), help_text=AIDE_GENRE)
    theme = forms.ModelChoiceField(
        label="Thème du pacte",
        queryset=Theme.objects.none(),
        required=False,
        empty_label="Aucun en particulier",
    )
    montant_demande = MontantAuDepot(label="Montant demandé à la Ville, en euros")
    presentation = TexteAuDepot(
        label="Présentation",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Ce que la subvention permettra.",
    )
    objectifs = forms.CharField(
        label="Objectifs", required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    publics = forms.CharField(
        label="Publics et territoire",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Pour qui, combien de personnes, dans quels quartiers. Ne nommez personne.",
    )
    evaluation = forms.CharField(
        label="Évaluation prévue",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Comment vous verrez que le but est atteint.",
    )
    date_debut = JourField(label="Début de l'action", required=False)
    date_fin = JourField(label="Fin de l'action", required=False)
    comite_technique = forms.ModelChoiceField(
        label="Comité technique où la demande est déposée",
        queryset=Reunion.objects.none(),
        required=False,
        empty_label="Pas encore choisi",
        help_text="Le pacte prévoit que la demande y soit déposée.",
    )

    def __init__(
        self,
        *args: Any,
        themes: Any,
        comites: Any,
        genres: Iterable[tuple[str, str]],
        questions: Iterable[QuestionCampagne] = (),
        aides_avant: Iterable[AideEnNature] = (),
        aide_montant: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["genre"].choices = list(genres)
        self.fields["theme"].queryset = themes
        self.fields["comite_technique"].queryset = comites
        self.fields["comite_technique"].label_from_instance = nommer_reunion
        self.fields["montant_demande"].help_text = aide_montant
        self.questions = list(questions)
        for question in self.questions:
            self.fields[nom_question(question.pk)] = champ_question(question)
        self.aides_avant = {aide.ordre: aide for aide in aides_avant}
        for rang in range(NOMBRE_AIDES):
            for nom, champ in champs_aide(rang).items():
                self.fields[nom_aide(rang, nom)] = champ

    def champs(self) -> dict[str, Any]:
        """What could be read, ready for the operation."""
        return self.valeurs()

    def entete(self) -> list[forms.BoundField]:
        return [self[nom] for nom in ENTETE]

    def projet(self) -> list[forms.BoundField]:
        return [self[nom] for nom in RECIT]

    def champs_questions(self) -> list[forms.BoundField]:
        return [self[nom_question(question.pk)] for question in self.questions]

    def lignes_aides(self) -> list[LigneAide]:
        """The rows of aid in kind, each with last year's."""
        return [
            LigneAide(
                rang + 1,
                [self[nom_aide(rang, nom)] for nom in CHAMPS_AIDE],
                _en_mots(self.aides_avant.get(rang)),
            )
            for rang in range(NOMBRE_AIDES)
        ]

    @property
    def has_aides(self) -> bool:
        """Whether a row of aid holds something, or has an error."""
        noms = [nom_aide(rang, nom) for rang in range(NOMBRE_AIDES) for nom in CHAMPS_AIDE]
        return any(self[nom].value() not in (None, "") or self[nom].errors for nom in noms)


def _en_mots(aide: AideEnNature | None) -> str:
    if aide is None:
        return ""
    valeur = f", {ecrire_montant(aide.valeur)}" if aide.valeur is not None else ""
    return f"{aide.get_nature_display().capitalize()} : {aide.description}{valeur}"


def champs_aide(rang: int) -> dict[str, forms.Field]:
    """The fields of one row of aid in kind."""
    return {
        "nature": forms.ChoiceField(
            label=f"Nature de l'aide {rang + 1}",
            choices=[("", "Choisissez"), *NatureAide.choices],
            required=False,
        ),
        "description": forms.CharField(
            label=f"Description de l'aide {rang + 1}", max_length=256, required=False
        ),
        "valeur": MontantField(
            label=f"Valeur par an de l'aide {rang + 1}, en euros", required=False
        ),
    }


def champ_question(question: QuestionCampagne) -> forms.Field:
    """The field of one of the city's questions; an answer that the deposit requires is not optional."""
    communs: dict[str, Any] = {"label": question.libelle, "help_text": question.aide}
    exigee = question.obligatoire
    communs["required"] = exigee
    if question.reponse == GenreReponse.NOMBRE:
        return (NombreLuAuDepot if exigee else NombreLu)(negatif=True, **communs)
    if question.reponse == GenreReponse.OUI_NON:
        choix = [("oui", "Oui"), ("non", "Non")]
        classe = ChoixAuDepot if exigee else forms.ChoiceField
        return classe(choices=choix, widget=forms.RadioSelect, **communs)
    if question.reponse == GenreReponse.CHOIX:
        choix = [("", "Choisissez"), *((texte, texte) for texte in question.choix)]
        return (ChoixAuDepot if exigee else forms.ChoiceField)(choices=choix, **communs)
    classe_texte = TexteAuDepot if exigee else forms.CharField
    if question.reponse == GenreReponse.LIGNE:
        return classe_texte(max_length=300, **communs)
    return classe_texte(widget=forms.Textarea(attrs={"rows": 4}), **communs)
