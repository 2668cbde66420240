"""Forms on a convention that the portal writes, and on its signed return."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from pacte.documents.televersements import FichierField
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, MontantField, VersionMixin
from subventions import rules
from subventions.forms.conventions import BORNES
from subventions.models import Convention, SortReliquat
from subventions.retours.lecture import Lecture, PagesReconnues, RetourVoulu


def _texte(libelle: str, lignes: int, aide: str = "") -> forms.CharField:
    return forms.CharField(
        label=libelle,
        required=False,
        widget=forms.Textarea(attrs={"rows": lignes}),
        help_text=aide,
    )


class ArticlesForm(forms.Form):
    """What the convention says, and the list of what the law requires, ticked by a person."""

    reference = forms.CharField(label="Référence", max_length=60)
    objet = forms.CharField(label="Objet", max_length=256)
    premier_exercice = forms.IntegerField(label="Première année couverte", **BORNES)
    dernier_exercice = forms.IntegerField(
        label="Dernière année couverte",
        help_text="La même pour une convention annuelle. Au moins deux années pour l'avance.",
        **BORNES,
    )
    montant = MontantField(label="Montant de la première année, en euros", required=False)
    modalites = forms.CharField(
        label="Modalités de versement", widget=forms.Textarea(attrs={"rows": 6})
    )
    conditions = _texte("Conditions d'utilisation", 6)
    evaluation = _texte("Contrôle et évaluation", 6)
    sort_reliquat = forms.ChoiceField(
        label="Part non dépensée",
        required=False,
        choices=SortReliquat.choices,
        widget=forms.RadioSelect,
        help_text="La loi demande que la convention le dise.",
    )
    annexe = _texte("Annexe : le projet soutenu", 6)
    signataire_ville = forms.CharField(
        label="Signataire pour la Ville", max_length=200, required=False
    )
    signataire_centre = forms.CharField(
        label="Signataire pour le centre", max_length=200, required=False
    )
    clauses = forms.MultipleChoiceField(
        label="Clauses relues",
        required=False,
        choices=[(c.code, f"{c.libelle} ({c.source})") for c in rules.CLAUSES],
        widget=forms.CheckboxSelectMultiple,
        help_text="Cochez chaque clause après l'avoir relue. Toutes sont nécessaires au document.",
    )
    CHAMPS = (
        "reference",
        "objet",
        "premier_exercice",
        "dernier_exercice",
        "montant",
        "modalites",
        "conditions",
        "evaluation",
        "sort_reliquat",
        "annexe",
        "signataire_ville",
        "signataire_centre",
        "clauses",
    )

    def champs(self) -> dict[str, Any]:
        """The fields of the convention, ready for the operation."""
        return {nom: self.cleaned_data[nom] for nom in self.CHAMPS}


class ConventionAPreparerForm(CleIdempotenceMixin, ArticlesForm):
    """Start a convention."""


class ConventionARedigerForm(VersionMixin, ArticlesForm):
    """Edit a convention that is not yet a document."""


class GenerationForm(VersionMixin):
    """Confirm that the document is to be made."""


class RepriseForm(forms.Form):
    """Take a document back to its preparation, with the reason."""

    motif = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui est à corriger. Il se voit dans l'historique.",
    )


class RetourForm(CleIdempotenceMixin):
    """Drop the scan of one or several signed conventions."""

    fichier = FichierField(label="Conventions signées, numérisées", types=("pdf",))


@dataclass(frozen=True, slots=True)
class ConventionRevenue:
    """A convention found in the scan, with the fields of its signatures."""

    reconnue: PagesReconnues
    ville: BoundField
    centre: BoundField


class ConfirmationRetourForm(forms.Form):
    """Confirm what was read: the days of the signatures, the pages to attach by hand."""

    def __init__(
        self,
        *args: Any,
        lecture: Lecture,
        reconnues: Sequence[PagesReconnues],
        attendues: Sequence[Convention],
        **kwargs: Any,
    ) -> None:
        """`attendues` are the conventions of the pact to which a page may be given by hand."""
        super().__init__(*args, **kwargs)
        self.lecture, self.attendues = lecture, {c.pk: c for c in attendues}
        self.reconnues = list(reconnues)
        for convention in self.attendues.values():
            for cote, libelle in (("ville", "la Ville"), ("centre", "le centre")):
                self.fields[f"{cote}_{convention.pk}"] = JourField(
                    label=f"Signée par {libelle} le",
                    required=False,
                    initial=getattr(convention, f"date_signature_{cote}"),
                )
        choix = [("", "Ne pas la garder")] + [
            (str(c.pk), f"{c.reference}, {c.centre.nom}") for c in self.attendues.values()
        ]
        for rang in lecture.sans_code:
            self.fields[f"page_{rang}"] = forms.ChoiceField(
                label=f"Page {rang}", required=False, choices=choix
            )

    def revenues(self) -> Iterator[ConventionRevenue]:
        """Yield each convention found, with its two fields."""
        for reconnue in self.reconnues:
            cle = reconnue.convention.pk
            yield ConventionRevenue(reconnue, self[f"ville_{cle}"], self[f"centre_{cle}"])

    def autres(self) -> Iterator[ConventionRevenue]:
        """Yield the other conventions that wait for a signature: a page may be given to them."""
        trouvees = {r.convention.pk for r in self.reconnues}
        for cle, convention in self.attendues.items():
            if cle not in trouvees:
                yield ConventionRevenue(
                    PagesReconnues(convention, ()), self[f"ville_{cle}"], self[f"centre_{cle}"]
                )

    def pages(self) -> list[tuple[int, BoundField]]:
        """The pages without a code, each with its field."""
        return [(rang, self[f"page_{rang}"]) for rang in self.lecture.sans_code]

    def _pages_de(self, cle: int) -> tuple[int, ...]:
        a_la_main = [
            rang
            for rang in self.lecture.sans_code
            if self.cleaned_data.get(f"page_{rang}") == str(cle)
        ]
        return tuple(sorted([*self.lecture.pages_de(cle), *a_la_main]))

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if not any(self._pages_de(cle) for cle in self.attendues):
            self.add_error(None, "Aucune page n'est rattachée : choisissez une convention.")
        return donnees

    def retours(self) -> list[RetourVoulu]:
        """What to attach, ready for the operation."""
        return [
            RetourVoulu(
                convention,
                self._pages_de(cle),
                self.cleaned_data[f"ville_{cle}"],
                self.cleaned_data[f"centre_{cle}"],
            )
            for cle, convention in self.attendues.items()
            if self._pages_de(cle)
        ]
