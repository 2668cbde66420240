"""What the forms of the steps share: marks of what was read, fields due at the deposit only."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from pacte.socle.formulaires import JourField, MontantField, VersionMixin
from subventions.lectures.brouillons import lire_marques

ENTIER = re.compile(r"\d{1,9}")
NOMBRE = re.compile(r"-?\d{1,9}(?:[.,]\d{1,2})?")


class ExigeAuDepot(forms.Field):
    """A field that the deposit requires: a draft is saved without it, yet it is not optional."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class TexteAuDepot(ExigeAuDepot, forms.CharField):
    pass


class MontantAuDepot(ExigeAuDepot, MontantField):
    pass


class JourAuDepot(ExigeAuDepot, JourField):
    pass


class ChoixAuDepot(ExigeAuDepot, forms.ChoiceField):
    pass


class CaseAuDepot(forms.BooleanField):
    """A box that the deposit requires ticked."""

    def validate(self, value: Any) -> None:
        """A draft is saved without it."""


class LuField(forms.CharField):
    """A text that a rule reads; `lire` returns it as it is kept, or says in French what is wrong."""

    def __init__(self, *, lire: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lire = lire

    def to_python(self, value: Any) -> str:
        try:
            return self.lire(super().to_python(value))
        except ValueError as erreur:
            raise ValidationError(str(erreur), code="illisible") from None


def _sans_espaces(texte: str) -> str:
    return re.sub(r"\s", "", texte)


class EntierField(forms.CharField):
    """A whole number as people type it (« 1 240 »); gives an int or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        texte = _sans_espaces(super().to_python(value))
        if not texte:
            return None
        if not ENTIER.fullmatch(texte) or not texte.isascii():
            raise ValidationError("Écrivez un nombre entier, par exemple 240.", code="illisible")
        return int(texte)


class NombreField(forms.CharField):
    """A number with up to two decimals, with a comma or a point; gives a Decimal or None."""

    def __init__(self, *, negatif: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)
        self.negatif = negatif

    def prepare_value(self, value: Any) -> Any:
        return ecrire_nombre(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        texte = _sans_espaces(super().to_python(value))
        if not texte:
            return None
        if not NOMBRE.fullmatch(texte) or not texte.isascii():
            raise ValidationError("Écrivez un nombre, par exemple 3,5.", code="illisible")
        nombre = Decimal(texte.replace(",", "."))
        if nombre < 0 and not self.negatif:
            raise ValidationError("Ce nombre ne peut pas être négatif.", code="negatif")
        return nombre


def ecrire_nombre(nombre: Decimal) -> str:
    """Return « 3,5 », « 12 »: without useless zeros."""
    texte = format(nombre, "f")
    texte = texte.rstrip("0").rstrip(".") if "." in texte else texte
    return texte.replace(".", ",")


class SaisieForm(VersionMixin):
    """A step of a draft: nothing is mandatory before the deposit (U2)."""

    use_required_attribute = False
    marques = forms.CharField(widget=forms.HiddenInput, required=False)

    TECHNIQUES = frozenset({"version", "marques"})
    # Two days that stand or fall together: (first, last, what to say).
    ORDONNEES: ClassVar[tuple[tuple[str, str, str], ...]] = ()

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        for debut, fin, message in self.ORDONNEES:
            du, au = donnees.get(debut), donnees.get(fin)
            if du and au and au < du:
                self.add_error(fin, message)
        return donnees

    @property
    def marques_lues(self) -> Mapping[str, str]:
        """The mark of each field when the page was read."""
        return lire_marques(self.cleaned_data.get("marques") or "")

    def valeurs(self) -> dict[str, Any]:
        """What could be read, by field; a day whose pair is wrong is left out with it."""
        lues = {
            nom: valeur for nom, valeur in self.cleaned_data.items() if nom not in self.TECHNIQUES
        }
        for debut, fin, _ in self.ORDONNEES:
            if fin in self.errors or debut in self.errors:
                lues.pop(debut, None)
                lues.pop(fin, None)
        return lues

    def ecrites(self, valeurs: Mapping[str, Any]) -> dict[str, str]:
        """Values as the fields of the page write them, for the browser to put in their place."""
        ecrites = {}
        for nom, valeur in valeurs.items():
            prepare = self.fields[nom].prepare_value(valeur)
            if isinstance(prepare, bool):
                ecrites[nom] = "on" if prepare else ""
            else:
                ecrites[nom] = "" if prepare is None else str(prepare)
        return ecrites
