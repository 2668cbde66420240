"""People and their functions."""

from typing import Any

from django import forms
from django.utils import timezone

from pacte.accord import permissions, rules
from pacte.accord.models import Organisation, Pacte, Personne, Qualite
from pacte.socle.formulaires import CleIdempotenceMixin, JourField, VersionMixin


class IdentiteMixin(forms.Form):
    """Who somebody is; the e-mail is optional."""

    prenom = forms.CharField(label="Prénom", max_length=100)
    nom = forms.CharField(label="Nom", max_length=100)
    courriel = forms.EmailField(
        label="Courriel",
        required=False,
        help_text="Sans courriel, la personne reçoit des lettres et n'a pas d'accès au portail.",
    )
    telephone = forms.CharField(label="Téléphone", required=False, max_length=30)


class SecretariatMixin(forms.Form):
    """Who receives the person's invitations in copy, and may answer them."""

    secretariat_nom = forms.CharField(label="Nom du secrétariat", required=False, max_length=120)
    secretariat_courriel = forms.EmailField(
        label="Courriel du secrétariat",
        required=False,
        help_text="Il reçoit les invitations en copie et peut répondre à la place de la personne.",
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        sans_adresse = donnees.get("secretariat_nom") and not donnees.get("secretariat_courriel")
        if sans_adresse and "secretariat_courriel" not in self.errors:
            self.add_error("secretariat_courriel", "Indiquez le courriel du secrétariat.")
        return donnees


class SecretariatForm(SecretariatMixin, VersionMixin):
    """One's own secretariat; both fields empty for none."""

    def __init__(self, *args: Any, personne: Personne, **kwargs: Any) -> None:
        champs = ("secretariat_nom", "secretariat_courriel", "version")
        kwargs["initial"] = {champ: getattr(personne, champ) for champ in champs}
        super().__init__(*args, **kwargs)


class FonctionMixin(forms.Form):
    """A function in an organisation of the pact."""

    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.none(), empty_label="Choisir"
    )
    qualite = forms.ChoiceField(label="Qualité", choices=[("", "Choisir"), *Qualite.choices])
    intitule = forms.CharField(
        label="Intitulé exact",
        required=False,
        max_length=120,
        help_text="S'il dit mieux que la qualité : « adjoint à la cohésion sociale ».",
    )
    date_debut = JourField(label="À partir du", required=False)

    def __init__(self, *args: Any, pacte: Pacte, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = pacte.organisations().order_by("nom")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        organisation, qualite = donnees.get("organisation"), donnees.get("qualite")
        if organisation and qualite and not rules.is_qualite_possible(qualite, organisation.genre):
            self.add_error("qualite", f"Cette qualité n'existe pas dans {organisation.nom}.")
        return donnees


class AjouterPersonneForm(FonctionMixin, IdentiteMixin, CleIdempotenceMixin):
    """Somebody new, with a first function: a person without one is nobody's contact."""

    field_order = (
        "prenom",
        "nom",
        "courriel",
        "telephone",
        "organisation",
        "qualite",
        "intitule",
        "date_debut",
    )


class ModifierPersonneForm(SecretariatMixin, IdentiteMixin, VersionMixin):
    """A person's card; the e-mail that signs in does not change here."""

    def __init__(self, *args: Any, personne: Personne, **kwargs: Any) -> None:
        champs = ("prenom", "nom", "courriel", "telephone", "secretariat_nom",
                  "secretariat_courriel", "version")  # fmt: skip
        kwargs["initial"] = {champ: getattr(personne, champ) for champ in champs}
        super().__init__(*args, **kwargs)
        if permissions.is_acces_ouvert(personne):
            self.fields["courriel"].disabled = True
            self.fields[
                "courriel"
            ].help_text = "Il sert à se connecter. Pour le changer, fermez d'abord l'accès."


class AjouterFonctionForm(FonctionMixin, CleIdempotenceMixin):
    """One more function of somebody."""


class TerminerFonctionForm(forms.Form):
    """The last day of a function."""

    date_fin = JourField(label="Dernier jour de la fonction")
    motif = forms.CharField(label="Motif", required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"date_fin": timezone.localdate()})
        super().__init__(*args, **kwargs)
