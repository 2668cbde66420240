"""Items proposed, and recurring items."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from gouvernance.forms.pieces import PointField
from gouvernance.models import GenrePoint, PointOrdreDuJour
from pacte.accord.models import Instance, Organisation, Portee
from pacte.socle.formulaires import CleIdempotenceMixin, JourField

RETENIR, ECARTER = "retenir", "ecarter"


class PropositionForm(CleIdempotenceMixin):
    """Propose an item."""

    titre = forms.CharField(label="Point", max_length=200)
    genre = forms.ChoiceField(label="Genre", choices=GenrePoint.choices, initial=GenrePoint.ECHANGE)
    duree_minutes = forms.IntegerField(
        label="Minutes nécessaires", min_value=5, max_value=240, initial=15
    )
    motif = forms.CharField(
        label="Pourquoi ce point ?",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )


class ExamenForm(forms.Form):
    """Take a proposed item, and where; or set it aside, and why."""

    decision = forms.ChoiceField(
        label="Votre réponse",
        choices=[(RETENIR, "Mettre ce point à l’ordre du jour"), (ECARTER, "Écarter ce point")],
        widget=forms.RadioSelect,
        initial=RETENIR,
    )
    apres = PointField(label="Le placer après", aucun="En premier")
    reponse = forms.CharField(
        label="Votre message",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="La personne qui propose le point le lira. Il est nécessaire pour l’écarter.",
    )

    def __init__(self, *args: Any, points: Sequence[PointOrdreDuJour], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An item taken in is never under another one: its place is after a whole one.
        self.fields["apres"].proposer(p for p in points if "." not in p.numero)
        racines = [p.pk for p in points if "." not in p.numero]
        self.fields["apres"].initial = racines[-1] if racines else ""

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("decision") == ECARTER and not donnees.get("reponse", "").strip():
            self.add_error("reponse", "Dites pourquoi le point n’est pas retenu.")
        return donnees


class RecurrentForm(CleIdempotenceMixin):
    """An item that comes back on each agenda of a body."""

    instance = forms.ChoiceField(label="Pour quelles réunions ?")
    titre = forms.CharField(label="Point", max_length=200)
    genre = forms.ChoiceField(label="Genre", choices=GenrePoint.choices, initial=GenrePoint.ECHANGE)
    duree_minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=240, initial=15)
    rapporteur = forms.CharField(label="Présenté par", max_length=120, required=False)
    date_debut = JourField(label="À partir du", initial=timezone.localdate)

    def __init__(
        self,
        *args: Any,
        instances: Iterable[Instance],
        centres: Sequence[Organisation],
        seul_centre: Organisation | None,
        **kwargs: Any,
    ) -> None:
        """`seul_centre`: only its own bilateral meetings may be chosen."""
        super().__init__(*args, **kwargs)
        self._sujets: dict[str, tuple[Instance, Organisation | None]] = {}
        choix: list[Any] = []
        for instance in instances:
            lignes = []
            if seul_centre is None:
                cle = str(instance.pk)
                self._sujets[cle] = (instance, None)
                lignes.append((cle, f"{instance.nom} : toutes les réunions"))
            if instance.portee == Portee.CENTRE:
                for centre in centres if seul_centre is None else [seul_centre]:
                    cle = f"{instance.pk}-{centre.pk}"
                    self._sujets[cle] = (instance, centre)
                    lignes.append((cle, f"{instance.nom} — {centre}"))
            if lignes:
                choix.append((instance.nom, lignes))
        self.fields["instance"].choices = choix

    def sujet(self) -> tuple[Instance, Organisation | None]:
        """The body, and the centre when the item is of one centre only."""
        return self._sujets[self.cleaned_data["instance"]]


class FinForm(forms.Form):
    """The last day on which an item still comes back."""

    date_fin = JourField(label="Dernier jour", initial=timezone.localdate)
