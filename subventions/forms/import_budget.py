"""The form that pastes or imports a budget: read first, applied next."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from pacte.documents.televersements import controler
from pacte.socle.formulaires import VersionMixin
from subventions.exports.budgets import rangees
from subventions.rules.collage_budget import cellules_en_texte
from subventions.rules.tableaux import FichierIllisible, lire_fichier

APERCU, APPLIQUER = "apercu", "appliquer"
TAILLE_TEXTE = 1024 * 1024
EXTENSIONS = (".xlsx", ".csv", ".txt")


class TableurField(forms.FileField):
    """An XLSX or a CSV, checked as any file brought; gives its first sheet as pasted text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.FileInput(attrs={"accept": ",".join((*EXTENSIONS, "text/csv"))})
        )
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        televerse = super().clean(data, initial)
        if not isinstance(televerse, UploadedFile):
            return ""
        nom = (televerse.name or "").lower()
        if not nom.endswith(EXTENSIONS):
            raise ValidationError("Choisissez un classeur XLSX ou un fichier CSV.")
        if nom.endswith(".xlsx"):
            controler(televerse, ("xlsx",))
        elif (televerse.size or 0) > TAILLE_TEXTE:
            raise ValidationError("Ce fichier est trop grand pour un budget : 1 Mo au plus.")
        televerse.seek(0)
        try:
            feuilles = lire_fichier(televerse.read(), nom)
        except FichierIllisible as erreur:
            raise ValidationError(str(erreur)) from erreur
        return cellules_en_texte(rangees(feuilles[0]))


class ImportBudgetForm(VersionMixin):
    """Paste lines, or bring a file: nothing is written before « Appliquer »."""

    texte = forms.CharField(
        label="Lignes copiées du tableur",
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 14, "class": "collage", "spellcheck": "false"}),
        help_text=(
            "Une ligne par compte : numéro, libellé, montant. Deux colonnes suffisent. "
            "Les totaux et les sous-totaux sont laissés de côté."
        ),
    )
    fichier = TableurField(
        label="Ou un fichier", required=False, help_text="Classeur XLSX ou CSV, première feuille."
    )
    vider = forms.BooleanField(
        label="Vider les comptes qui n'y sont pas",
        required=False,
        help_text="Sinon, ils gardent leur montant.",
    )
    ignorer = forms.BooleanField(label="Laisser de côté les lignes en erreur", required=False)
    action = forms.ChoiceField(
        choices=((APERCU, "aperçu"), (APPLIQUER, "appliquer")),
        required=False,
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        # A file is read into the text, where its lines can be corrected.
        if donnees.get("fichier"):
            donnees["texte"], donnees["action"] = donnees["fichier"], APERCU
            self.data = self.data.copy()
            self.data[self.add_prefix("texte")] = donnees["fichier"]
        if "fichier" not in self.errors and not (donnees.get("texte") or "").strip():
            self.add_error("texte", "Collez au moins une ligne, ou choisissez un fichier.")
        return donnees
