"""The first step of a request: who asks, with whom, under which promises."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from subventions.forms.saisie import (
    CaseAuDepot,
    EntierField,
    JourAuDepot,
    LuField,
    NombreField,
    SaisieForm,
    TexteAuDepot,
    ecrire_nombre,
)
from subventions.rules import lire_rna, lire_siret

MOYENS = ("adherents", "benevoles", "volontaires", "salaries", "etpt", "mis_a_disposition")
# The text of the decree of 31 December 2021: a dated reference, shown and kept with each request.
VERSION_ENGAGEMENT = "décret n° 2021-1947 du 31 décembre 2021"
ENGAGEMENTS = (
    "le respect des lois de la République",
    "la liberté de conscience",
    "la liberté des membres de l'association",
    "l'égalité et la non-discrimination",
    "la fraternité et la prévention de la violence",
    "le respect de la dignité de la personne humaine",
    "le respect des symboles de la République",
)


class FicheForm(SaisieForm):
    """The association's sheet, in the order of the Cerfa form."""

    GROUPES: ClassVar[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
        (
            "identite",
            "Identité",
            ("denomination", "siret", "rna", "adresse", "federation", "agrements"),
        ),
        (
            "personnes",
            "Qui représente l'association",
            ("representante", "qualite_representante", "contact", "courriel", "telephone"),
        ),
        ("moyens", "Moyens humains", MOYENS),
        ("exercice", "Exercice comptable", ("exercice_du", "exercice_au")),
        (
            "engagements",
            "Engagements",
            ("date_engagement", "version_engagement", "engagement_par", "obligations_a_jour"),
        ),
    )
    ORDONNEES = (("exercice_du", "exercice_au", "La fin de l'exercice suit son début."),)

    denomination = TexteAuDepot(label="Nom de l'association", max_length=200)
    siret = LuField(
        label="SIRET",
        lire=lire_siret,
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="14 chiffres. Le SIRET ou le numéro RNA suffit au dépôt.",
    )
    rna = LuField(
        label="Numéro RNA",
        lire=lire_rna,
        required=False,
        max_length=20,
        help_text="La lettre W suivie de 9 signes, sur le récépissé de la préfecture.",
    )
    adresse = TexteAuDepot(label="Adresse du siège", widget=forms.Textarea(attrs={"rows": 3}))
    federation = forms.CharField(label="Fédération ou réseau", max_length=200, required=False)
    agrements = forms.CharField(
        label="Agréments",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Par exemple l'agrément « centre social » de la CAF et ses dates.",
    )
    representante = TexteAuDepot(label="Représentante ou représentant légal", max_length=200)
    qualite_representante = TexteAuDepot(
        label="En qualité de", max_length=120, help_text="Par exemple présidente, co-président."
    )
    contact = TexteAuDepot(
        label="Personne chargée de la demande",
        max_length=200,
        help_text="Celle que la Ville appellera.",
    )
    courriel = forms.EmailField(label="Son courriel", required=False)
    telephone = forms.CharField(
        label="Son téléphone",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    adherents = EntierField(label="Adhérentes et adhérents", required=False)
    benevoles = EntierField(label="Bénévoles", required=False)
    volontaires = EntierField(label="Volontaires en service civique", required=False)
    salaries = EntierField(label="Salariées et salariés", required=False)
    etpt = NombreField(
        label="Équivalents temps plein travaillé (ETPT)",
        required=False,
        help_text="Une personne à mi-temps toute l'année compte pour 0,5.",
    )
    mis_a_disposition = EntierField(
        label="Personnes mises à disposition",
        required=False,
        help_text="Payées par un autre organisme, elles travaillent pour l'association.",
    )
    exercice_du = JourAuDepot(label="Du")
    exercice_au = JourAuDepot(label="Au (inclus)")
    date_engagement = JourAuDepot(label="Souscrit le")
    version_engagement = forms.CharField(
        label="Texte souscrit", max_length=60, required=False, initial=VERSION_ENGAGEMENT
    )
    engagement_par = TexteAuDepot(label="Souscrit par", max_length=200)
    obligations_a_jour = CaseAuDepot(
        label="L'association est à jour de ses obligations administratives, comptables, "
        "sociales et fiscales."
    )

    def __init__(
        self,
        *args: Any,
        avant: Mapping[str, Any] | None = None,
        annee: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for nom in MOYENS if avant and annee else ():
            self._rappeler(nom, avant.get(nom), annee)

    def _rappeler(self, nom: str, valeur: Any, annee: int) -> None:
        """Show last year's figure beside the field (U6)."""
        if valeur is None:
            return
        mots = f"{valeur}" if isinstance(valeur, int) else ecrire_nombre(valeur)
        champ = self.fields[nom]
        champ.help_text = f"{champ.help_text} En {annee} : {mots}.".strip()

    def groupes(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields by group: (code, title, fields)."""
        return [(code, titre, [self[n] for n in noms]) for code, titre, noms in self.GROUPES]

    def valeurs(self) -> dict[str, Any]:
        """The values of the sheet; the text of the commitments goes with their date."""
        valeurs = super().valeurs()
        if valeurs.get("date_engagement") and not valeurs.get("version_engagement", "-"):
            valeurs["version_engagement"] = VERSION_ENGAGEMENT
        return valeurs
