"""An avenant: an extension, or a new party."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from pacte.accord import rules
from pacte.accord.models import GenreOrganisation, ObjetAvenant, Organisation, Pacte
from pacte.accord.operations import NouvellePartie
from pacte.socle.formulaires import CleIdempotenceMixin, JourField

VIDE = [("", "Choisir")]


class AvenantForm(CleIdempotenceMixin):
    """What the avenant changes; it is shown again, in words, before it is recorded."""

    objet = forms.ChoiceField(
        label="Cet avenant",
        choices=[
            (ObjetAvenant.PROLONGATION.value, "prolonge le pacte"),
            (ObjetAvenant.NOUVELLE_PARTIE.value, "fait entrer une nouvelle partie"),
        ],
        widget=forms.RadioSelect,
    )
    date_signature = JourField(label="Signé le")
    nouvelle_fin = JourField(
        label="Nouveau dernier jour du pacte",
        required=False,
        help_text="Pour une prolongation. Ce jour est encore dans le pacte.",
    )
    organisation = forms.ModelChoiceField(
        label="Organisation qui devient partie",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Choisir",
        help_text="Pour une nouvelle partie. Si elle n'est pas dans la liste, écrivez son nom.",
    )
    nom_organisation = forms.CharField(
        label="Nom de l'organisation à ajouter", required=False, max_length=200
    )
    genre_organisation = forms.ChoiceField(
        label="Genre de l'organisation à ajouter",
        choices=[*VIDE, *GenreOrganisation.choices],
        required=False,
    )
    signataire_prenom = forms.CharField(
        label="Prénom de la personne qui signe pour elle", required=False, max_length=100
    )
    signataire_nom = forms.CharField(label="Son nom", required=False, max_length=100)
    signataire_intitule = forms.CharField(
        label="Elle signe en qualité de",
        required=False,
        max_length=120,
        help_text="Par exemple : présidente.",
    )
    motif = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="Pourquoi cet avenant, et quelle délibération l'autorise.",
    )
    confirme = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pacte: Pacte, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pacte = pacte
        self.fields["organisation"].queryset = (
            Organisation.objects.filter(
                Q(pactes_partenaires=pacte)
                | Q(parties__isnull=True, pactes_partenaires__isnull=True, fictive=pacte.fictif)
            )
            .exclude(parties__pacte=pacte)
            .exclude(genre=GenreOrganisation.VILLE)
            .distinct()
            .order_by("nom")
        )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("date_signature"):
            self._verifier_signature(donnees)
        if donnees.get("objet") == ObjetAvenant.PROLONGATION:
            self._verifier_prolongation(donnees)
        elif donnees.get("objet") == ObjetAvenant.NOUVELLE_PARTIE:
            self._verifier_partie(donnees)
        return donnees

    def _verifier_signature(self, donnees: dict[str, Any]) -> None:
        if donnees["date_signature"] > timezone.localdate():
            self.add_error("date_signature", "La date de signature est dans le futur.")
        elif self.pacte.date_effet and donnees["date_signature"] < self.pacte.date_effet:
            self.add_error("date_signature", "L'avenant ne peut pas être signé avant le pacte.")

    def _verifier_prolongation(self, donnees: dict[str, Any]) -> None:
        fin, nouvelle = self.pacte.date_fin(), donnees.get("nouvelle_fin")
        if nouvelle is None:
            if "nouvelle_fin" not in self.errors:
                self.add_error("nouvelle_fin", "Donnez le nouveau dernier jour du pacte.")
        elif fin is not None and "date_signature" in donnees:
            motif = rules.motif_prolongation_impossible(
                donnees["date_signature"], nouvelle, fin, timezone.localdate()
            )
            if motif:
                champ = "nouvelle_fin" if donnees["date_signature"] <= fin else "date_signature"
                self.add_error(champ, motif)

    def _verifier_partie(self, donnees: dict[str, Any]) -> None:
        choisie, nom = donnees.get("organisation"), donnees.get("nom_organisation")
        if not choisie and not nom:
            self.add_error("organisation", "Choisissez l'organisation, ou écrivez son nom.")
        elif choisie and nom:
            self.add_error("nom_organisation", "Choisissez dans la liste ou écrivez un nom.")
        elif nom and not donnees.get("genre_organisation"):
            self.add_error("genre_organisation", "Dites de quel genre d'organisation il s'agit.")
        elif nom and donnees["genre_organisation"] == GenreOrganisation.VILLE:
            self.add_error("genre_organisation", "Un pacte n'a qu'une ville.")
        for champ in ("signataire_prenom", "signataire_nom", "signataire_intitule"):
            if not donnees.get(champ):
                self.add_error(champ, "Dites qui signe pour la nouvelle partie.")

    def partie(self) -> NouvellePartie | None:
        """The new party as typed; None for an extension."""
        donnees = self.cleaned_data
        if donnees["objet"] != ObjetAvenant.NOUVELLE_PARTIE:
            return None
        return NouvellePartie(
            organisation=donnees["organisation"],
            nom=donnees["nom_organisation"],
            genre=donnees["genre_organisation"],
            signataire_prenom=donnees["signataire_prenom"],
            signataire_nom=donnees["signataire_nom"],
            signataire_intitule=donnees["signataire_intitule"],
        )
