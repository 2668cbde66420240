"""The texts of the minutes: all of them in the form, one of them as it is typed, and their conflicts.

With JavaScript a text comes as HTML (`html_…`); without, as plain writing in its text area. Each one
carries the mark of the text that was read (`base_…`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from gouvernance.models import PointOrdreDuJour
from gouvernance.operations.redaction import (
    CONCLUSION,
    RIEN_LU,
    Cle,
    TexteEcrit,
    TexteEnConflit,
    TexteLu,
    is_intact,
)
from pacte.socle.ecriture_legere import en_leger, relire
from pacte.socle.formulaires import VersionMixin
from pacte.socle.texte_riche import LONGUEUR_MAXIMALE, assainir, fusionner

TROP_LONG = {"max_length": "Ce texte est trop long : apportez plutôt le compte rendu en fichier."}
MIEN, SIEN, FUSION = "mien", "sien", "fusion"
CHOIX = (
    (MIEN, "Garder le mien"),
    (SIEN, "Prendre le sien"),
    (FUSION, "Fusionner : les deux à la suite, sans doublon"),
)
AIDE_LEGERE = (
    "« # » pour un titre, « - » pour une liste, « **gras** », « *italique* », "
    "« | a | b | » pour un tableau."
)


class TexteForm(forms.Form):
    """One text of the minutes, as it is typed; without an item, the conclusion."""

    point = forms.IntegerField(required=False, min_value=1)
    base = forms.CharField(max_length=40)
    html = forms.CharField(required=False, max_length=LONGUEUR_MAXIMALE, error_messages=TROP_LONG)
    a_reporter = forms.NullBooleanField(required=False)


class SignalForm(forms.Form):
    """A page that is open for writing: which one, where the cursor is, what it shows."""

    onglet = forms.UUIDField()
    point = forms.IntegerField(required=False, min_value=1)
    bases = forms.JSONField(required=False)
    depart = forms.BooleanField(required=False)

    def clean_bases(self) -> dict[str, str]:
        bases = self.cleaned_data["bases"]
        return bases if isinstance(bases, dict) else {}


@dataclass(frozen=True, slots=True)
class Saisie:
    """What the page shows for one text."""

    cle: str
    point: PointOrdreDuJour | None
    champ: forms.BoundField
    base: forms.BoundField
    html: str
    reporter: forms.BoundField | None = None
    choix: forms.BoundField | None = None
    conflit: TexteEnConflit | None = None


class RedactionForm(VersionMixin):
    """The minutes, item by item."""

    def __init__(
        self,
        *args: Any,
        points: Sequence[PointOrdreDuJour],
        lus: Mapping[Cle, TexteLu],
        version: int,
        **kwargs: Any,
    ) -> None:
        self.points = points
        self.lus = lus
        self.conflits: dict[Cle, TexteEnConflit] = {}
        self._repris: dict[Cle, str] = {}
        initiales: dict[str, Any] = {"version": version}
        for cle in self._cles():
            lu = lus.get(cle, RIEN_LU)
            initiales[_nom(cle)] = en_leger(lu.html)
            initiales[f"base_{_suffixe(cle)}"] = lu.base
        super().__init__(*args, initial=initiales, **kwargs)
        for point in points:
            self._ajouter(point.pk, f"Ce qui a été dit sur le point « {point.titre} »", lignes=6)
            self.fields[f"reporter_{point.pk}"] = forms.BooleanField(
                label="À reprendre à la prochaine réunion",
                required=False,
                initial=point.a_reporter,
            )
        self._ajouter(CONCLUSION, "Conclusion et suites", lignes=4)

    def _cles(self) -> list[Cle]:
        return [*(point.pk for point in self.points), CONCLUSION]

    def _ajouter(self, cle: Cle, libelle: str, *, lignes: int) -> None:
        suffixe = _suffixe(cle)
        self.fields[_nom(cle)] = forms.CharField(
            label=libelle,
            required=False,
            max_length=LONGUEUR_MAXIMALE,
            error_messages=TROP_LONG,
            widget=forms.Textarea({"rows": lignes, "autocomplete": "off"}),
            help_text=AIDE_LEGERE,
        )
        self.fields[f"html_{suffixe}"] = forms.CharField(
            label=libelle,
            required=False,
            max_length=LONGUEUR_MAXIMALE,
            error_messages=TROP_LONG,
            widget=forms.HiddenInput,
        )
        self.fields[f"base_{suffixe}"] = forms.CharField(
            max_length=40, required=False, widget=forms.HiddenInput({"autocomplete": "off"})
        )
        self.fields[f"choix_{suffixe}"] = forms.ChoiceField(
            label="Que garder ?", choices=CHOIX, required=False, widget=forms.RadioSelect
        )

    def _ecrit(self, cle: Cle) -> str:
        """Return the HTML that was sent for a text."""
        html = self.data.get(self.add_prefix(f"html_{_suffixe(cle)}"))
        if html is not None:
            return assainir(html[:LONGUEUR_MAXIMALE])
        leger = self.data.get(self.add_prefix(_nom(cle)), "")
        return relire(leger[:LONGUEUR_MAXIMALE], self.lus.get(cle, RIEN_LU).html)

    def _texte(self, cle: Cle) -> TexteEcrit:
        suffixe = _suffixe(cle)
        base = self.cleaned_data[f"base_{suffixe}"] or RIEN_LU.base
        html = self._ecrit(cle)
        lu = self.lus.get(cle, RIEN_LU)
        # The choice counts for the text that was shown beside: another one since is a new conflict.
        if base == lu.base and self.cleaned_data[f"choix_{suffixe}"] == SIEN:
            html = lu.html
        elif base == lu.base and self.cleaned_data[f"choix_{suffixe}"] == FUSION:
            html = fusionner(html, lu.html)
        return TexteEcrit(html, base)

    def passages(self) -> dict[int, TexteEcrit]:
        """Return, for each item, the text and the mark of the one that was read."""
        return {point.pk: self._texte(point.pk) for point in self.points}

    def conclusion(self) -> TexteEcrit:
        return self._texte(CONCLUSION)

    def textes(self) -> dict[Cle, TexteEcrit]:
        """Return every text of the form by its key."""
        return {cle: self._texte(cle) for cle in self._cles()}

    def reporter(self) -> dict[int, bool]:
        """Return which items are taken up again at the next meeting."""
        return {point.pk: self.cleaned_data[f"reporter_{point.pk}"] for point in self.points}

    def saisies(self) -> Iterator[Saisie]:
        """Yield what the page shows for each item, in order."""
        for point in self.points:
            yield self._saisie(point.pk, point)

    def saisie_conclusion(self) -> Saisie:
        return self._saisie(CONCLUSION, None)

    def _saisie(self, cle: Cle, point: PointOrdreDuJour | None) -> Saisie:
        suffixe = _suffixe(cle)
        html = self.lus.get(cle, RIEN_LU).html
        if self.is_bound:
            html = self._repris.get(cle) or self._ecrit(cle)
        return Saisie(
            cle=suffixe,
            point=point,
            champ=self[_nom(cle)],
            base=self[f"base_{suffixe}"],
            html=html,
            reporter=self[f"reporter_{suffixe}"] if point else None,
            choix=self[f"choix_{suffixe}"],
            conflit=self.conflits.get(cle),
        )

    def reprendre(
        self, version: int, conflits: Sequence[TexteEnConflit], lus: Mapping[Cle, TexteLu]
    ) -> None:
        """Carry what is saved now: the next sending is decided with both texts in view.

        An item whose two texts differ is shown beside the other one; the person's own words stay in
        the form, in the writing of the text area.
        """
        miens = self.textes()
        self.conflits = {conflit.cle: conflit for conflit in conflits}
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(version)
        for cle, mien in miens.items():
            suffixe = _suffixe(cle)
            lu = lus.get(cle, RIEN_LU)
            html = lu.html if is_intact(mien) and cle not in self.conflits else mien.html
            self.data.pop(self.add_prefix(f"html_{suffixe}"), None)
            self.data.pop(self.add_prefix(f"choix_{suffixe}"), None)
            self.data[self.add_prefix(_nom(cle))] = en_leger(html)
            self.data[self.add_prefix(f"base_{suffixe}")] = lu.base
            self._repris[cle] = html
        self.lus = lus


def _suffixe(cle: Cle) -> str:
    return "conclusion" if cle is CONCLUSION else str(cle)


def _nom(cle: Cle) -> str:
    return "conclusion" if cle is CONCLUSION else f"passage_{cle}"
