"""The public form of verification: the hash itself, or the file from which to compute it."""

import hashlib
import re

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from pacte.socle.tailles import ecrire_taille

EMPREINTE = re.compile(r"[0-9a-f]{64}")


class VerificationForm(forms.Form):
    """Gives `sha256`, in small letters, from either field."""

    empreinte = forms.CharField(
        label="Empreinte du document",
        required=False,
        max_length=200,
        help_text="64 chiffres et lettres, de 0 à 9 et de a à f.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    fichier = forms.FileField(
        label="Ou bien, fichier du document",
        required=False,
        help_text="Le fichier PDF tel que vous l'avez reçu. Le portail ne le garde pas.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={"empty": "Ce fichier est vide. Choisissez-en un autre."},
    )

    def clean_empreinte(self) -> str:
        saisie = "".join(self.cleaned_data["empreinte"].split()).lower()
        if saisie and not EMPREINTE.fullmatch(saisie):
            raise forms.ValidationError(
                "Ce n'est pas une empreinte. Copiez les 64 signes imprimés avec le document.",
                code="forme",
            )
        return saisie

    def clean_fichier(self) -> UploadedFile | None:
        fichier: UploadedFile | None = self.cleaned_data["fichier"]
        if fichier and (fichier.size or 0) > settings.TAILLE_MAXIMALE_FICHIER:
            limite = ecrire_taille(settings.TAILLE_MAXIMALE_FICHIER)
            raise forms.ValidationError(
                f"Ce fichier dépasse {limite} : aucun document du portail n'est aussi lourd.",
                code="taille",
            )
        return fichier

    def clean(self) -> dict[str, object]:
        donnees = super().clean() or self.cleaned_data
        if self.errors:
            return donnees
        empreinte, fichier = donnees.get("empreinte"), donnees.get("fichier")
        if bool(empreinte) == bool(fichier):
            raise forms.ValidationError(
                "Donnez l'empreinte, ou bien le fichier : l'un des deux.", code="un_des_deux"
            )
        donnees["sha256"] = empreinte or _condenser(fichier)
        return donnees


def _condenser(fichier: UploadedFile) -> str:
    condensat = hashlib.sha256()
    for bloc in fichier.chunks():
        condensat.update(bloc)
    return condensat.hexdigest()
