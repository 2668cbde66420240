"""Filters of the lists; they write the address."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from pacte.accord.models import Organisation, Pacte, Personne, Qualite
from pacte.courrier.models import Courriel, EtatCourriel
from pacte.journal.actions import libelle
from pacte.journal.models import Entree, Resultat
from pacte.socle.formulaires import JourField

TOUT = [("", "Tout")]


class FiltrePersonnesForm(forms.Form):
    """Search and filters of the list of people."""

    q = forms.CharField(label="Nom ou courriel", required=False, max_length=100)
    organisation = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Toutes",
        to_field_name="code",
    )
    qualite = forms.ChoiceField(
        label="Qualité", choices=[("", "Toutes"), *Qualite.choices], required=False
    )

    def __init__(self, *args: Any, pacte: Pacte, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = pacte.organisations().order_by("nom")

    def filtrer(self, personnes: QuerySet[Personne]) -> QuerySet[Personne]:
        """Keep the people that the filters ask for; a wrong filter keeps nobody."""
        if not self.is_valid():
            return personnes.none()
        donnees = self.cleaned_data
        for mot in donnees["q"].split():
            personnes = personnes.filter(
                Q(nom__unaccent__icontains=mot)
                | Q(prenom__unaccent__icontains=mot)
                | Q(courriel__icontains=mot)
            )
        fonctions = {}
        if donnees["organisation"]:
            fonctions["fonctions__organisation"] = donnees["organisation"]
        if donnees["qualite"]:
            fonctions["fonctions__qualite"] = donnees["qualite"]
        return personnes.filter(**fonctions) if fonctions else personnes


class FiltreCourrielsForm(forms.Form):
    """Filters of the mails."""

    q = forms.CharField(label="Personne, adresse ou objet", required=False, max_length=100)
    etat = forms.ChoiceField(
        label="État", choices=[("", "Tous"), *EtatCourriel.choices], required=False
    )
    du = JourField(label="Du", required=False)
    au = JourField(label="Au", required=False)

    def filtrer(self, courriels: QuerySet[Courriel]) -> QuerySet[Courriel]:
        """Keep the mails that the filters ask for; a wrong filter keeps none."""
        if not self.is_valid():
            return courriels.none()
        donnees = self.cleaned_data
        for mot in donnees["q"].split():
            courriels = courriels.filter(
                Q(nom_destinataire__unaccent__icontains=mot)
                | Q(destinataire__icontains=mot)
                | Q(objet__unaccent__icontains=mot)
            )
        if donnees["etat"]:
            courriels = courriels.filter(etat=donnees["etat"])
        if donnees["du"]:
            courriels = courriels.filter(cree_le__date__gte=donnees["du"])
        if donnees["au"]:
            courriels = courriels.filter(cree_le__date__lte=donnees["au"])
        return courriels


class FiltreJournalForm(forms.Form):
    """Filters of the journal."""

    personne = forms.CharField(label="Personne", required=False, max_length=100)
    action = forms.ChoiceField(label="Action", required=False)
    resultat = forms.ChoiceField(
        label="Résultat", choices=[*TOUT, *Resultat.choices], required=False
    )
    du = JourField(label="Du", required=False)
    au = JourField(label="Au", required=False)

    def __init__(self, *args: Any, actions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [
            ("", "Toutes"),
            *((action, libelle(action)) for action in actions),
        ]

    def filtrer(self, entrees: QuerySet[Entree]) -> QuerySet[Entree]:
        """Keep the lines that the filters ask for; a wrong filter keeps none."""
        if not self.is_valid():
            return entrees.none()
        donnees = self.cleaned_data
        if donnees["personne"]:
            entrees = entrees.filter(personne__icontains=donnees["personne"])
        if donnees["action"]:
            entrees = entrees.filter(action=donnees["action"])
        if donnees["resultat"]:
            entrees = entrees.filter(resultat=donnees["resultat"])
        if donnees["du"]:
            entrees = entrees.filter(instant__date__gte=donnees["du"])
        if donnees["au"]:
            entrees = entrees.filter(instant__date__lte=donnees["au"])
        return entrees

    def en_mots(self) -> str:
        """The filters in force, in words, for the journal of the export."""
        donnees = self.cleaned_data if self.is_valid() else {}
        return ", ".join(
            f"{self.fields[nom].label} : {valeur}" for nom, valeur in donnees.items() if valeur
        )
