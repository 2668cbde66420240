"""Which calendar to subscribe to."""

from collections.abc import Iterable
from typing import Any

from django import forms

from pacte.accord.models import Instance


class AbonnementForm(forms.Form):
    """One's own calendar when nothing is chosen, else that of one body."""

    instance = forms.TypedChoiceField(
        required=False,
        empty_value=None,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Cette instance n’est pas de vos pactes."},
    )

    def __init__(self, *args: Any, instances: Iterable[Instance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._par_pk = {str(instance.pk): instance for instance in instances}
        self.fields["instance"].choices = [("", "")] + [
            (pk, instance.nom) for pk, instance in self._par_pk.items()
        ]

    @property
    def choisie(self) -> Instance | None:
        return self._par_pk.get(str(self.cleaned_data["instance"]))
