"""Form pieces shared by rooms: amounts as people type them, idempotency key, version."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pacte.socle.montants import MontantIllisible, ecrire_montant, lire_montant

MONTANT_MAXIMAL = Decimal("999999999.99")


class MontantField(forms.Field):
    """An amount in euros, typed or pasted as people write it; gives a Decimal or None."""

    default_error_messages = {
        "required": "Indiquez un montant.",
        "illisible": "Écrivez le montant en euros, par exemple 12 345,67.",
        "negatif": "Le montant ne peut pas être négatif.",
        "trop_grand": "Ce montant est trop grand.",
    }

    def __init__(self, *, negatif: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        )
        super().__init__(**kwargs)
        self.negatif = negatif

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return ecrire_montant(value).removesuffix("\u00a0€")
        return value

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            montant = lire_montant(str(value))
        except MontantIllisible:
            raise ValidationError(self.error_messages["illisible"], code="illisible") from None
        if montant < 0 and not self.negatif:
            raise ValidationError(self.error_messages["negatif"], code="negatif")
        if abs(montant) > MONTANT_MAXIMAL:
            raise ValidationError(self.error_messages["trop_grand"], code="trop_grand")
        return montant

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class CleIdempotenceMixin(forms.Form):
    """A form that creates: a hidden key makes the same sending, repeated, one row only."""

    cle_idempotence = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cle_idempotence"].initial = uuid.uuid4


class VersionMixin(forms.Form):
    """A form that edits: it carries the version that was read, compared again under the lock."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class JourField(forms.DateField):
    """A legal day, with the browser's own date picker."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(**kwargs)
