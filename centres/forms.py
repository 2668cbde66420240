"""Forms of the centres."""

from typing import Any

from django import forms

from pacte.socle.formulaires import CleIdempotenceMixin, JourField


class AgrementForm(CleIdempotenceMixin):
    """An agrément as the CAF's decision gives it."""

    projet_social = forms.CharField(label="Titre du projet social", max_length=200)
    reference = forms.CharField(
        label="Référence de la décision de la CAF", required=False, max_length=80
    )
    date_debut = JourField(label="Premier jour")
    date_fin = JourField(
        label="Dernier jour",
        help_text="Ce jour est encore couvert. Un projet social dure quatre ans d'habitude.",
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("date_debut"), donnees.get("date_fin")
        if debut and fin and fin <= debut:
            self.add_error("date_fin", "Le dernier jour suit le premier jour.")
        return donnees
