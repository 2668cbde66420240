"""Opening, accepting and closing an access."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from pacte.accord.models import Fonction, OuvertureAcces, User
from pacte.socle.formulaires import CleIdempotenceMixin


class OuvrirAccesForm(CleIdempotenceMixin):
    """Confirms that the link leaves."""


class FermerAccesForm(forms.Form):
    """Confirms that an access closes."""

    motif = forms.CharField(label="Motif", max_length=500)


class AccepterAccesForm(forms.Form):
    """The password of an account that opens; a password manager may paste it."""

    mot_de_passe = forms.CharField(
        label="Votre mot de passe",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="12 caractères au moins. Quelques mots qui vous parlent font un bon mot de passe.",
    )
    encore = forms.CharField(
        label="Le même, encore une fois",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, ouverture: OuvertureAcces, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.compte = User(email=ouverture.courriel, personne=ouverture.personne)

    def clean_mot_de_passe(self) -> str:
        mot_de_passe = self.cleaned_data["mot_de_passe"]
        validate_password(mot_de_passe, self.compte)
        return mot_de_passe

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        premier = donnees.get("mot_de_passe")
        if premier and "encore" in donnees and donnees["encore"] != premier:
            self.add_error("encore", "Les deux mots de passe ne sont pas les mêmes.")
        return donnees


class ChoisirFonctionForm(forms.Form):
    """One of the person's own functions in force."""

    fonction = forms.TypedChoiceField(coerce=int)

    def __init__(self, *args: Any, fonctions: Sequence[Fonction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fonctions = {fonction.pk: fonction for fonction in fonctions}
        self.fields["fonction"].choices = [(pk, str(pk)) for pk in self.fonctions]

    def choisie(self) -> Fonction:
        """The function chosen."""
        return self.fonctions[self.cleaned_data["fonction"]]
