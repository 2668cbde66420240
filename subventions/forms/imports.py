"""Forms of imports: the file, then what its columns mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from pacte.documents.televersements import TYPES_DE_TABLEAU, FichierField
from pacte.socle.formulaires import CleIdempotenceMixin, VersionMixin
from subventions.models import GenreImport
from subventions.rules.cellules import texte
from subventions.rules.colonnes import SUBVENTIONS, Colonne, colonnes_de
from subventions.rules.correspondances import (
    AJOUTEES,
    COMPRISES,
    IGNORER,
    REFUSER,
    Correspondance,
    entetes,
)
from subventions.rules.tableaux import Feuille, Ligne

LAISSER = "-"
EXEMPLE = 28
INCONNUS_MONTRES = 40


class ImportForm(CleIdempotenceMixin):
    """A workbook or a CSV, and what its lines are."""

    genre = forms.ChoiceField(
        label="Que contient ce fichier ?",
        choices=[
            (GenreImport.SUBVENTIONS, "Des subventions votées les années passées"),
            (GenreImport.DEMANDES, "Des demandes déposées ailleurs que sur le portail"),
        ],
        widget=forms.RadioSelect,
        initial=GenreImport.SUBVENTIONS,
    )
    fichier = FichierField(label="Le fichier", types=TYPES_DE_TABLEAU)


class AnnulationImportForm(VersionMixin):
    """Undo an import, with its reason."""

    motif = forms.CharField(
        label="Motif", max_length=200, help_text="Par exemple : mauvaise année dans le fichier."
    )


class CorrespondanceForm(VersionMixin):
    """What each column of the file means; built from the headers of the file."""

    def __init__(
        self,
        *args: Any,
        correspondance: Correspondance,
        feuilles: Sequence[Feuille],
        entete: Ligne | None,
        exemples: Mapping[str, Any],
        inconnus: Sequence[str],
        centres: Sequence[tuple[str, str]],
        version: int,
        **kwargs: Any,
    ) -> None:
        initial = {"version": version, **_initial(correspondance, inconnus)}
        super().__init__(*args, initial=initial, **kwargs)
        self.correspondance = correspondance
        self.inconnus = list(inconnus)[:INCONNUS_MONTRES]
        self._champs_du_fichier(feuilles)
        noms = entetes(entete) if entete else []
        choix = [("", "Aucune colonne"), *((nom, _montrer(nom, exemples)) for nom in noms)]
        for colonne in colonnes_de(correspondance.genre):
            self._champs_de_colonne(colonne, choix)
        if correspondance.genre == SUBVENTIONS:
            self._champs_des_votes()
        self._champs_des_centres(centres)

    def _champs_du_fichier(self, feuilles: Sequence[Feuille]) -> None:
        if len(feuilles) > 1:
            self.fields["feuille"] = forms.ChoiceField(
                label="Feuille du classeur", choices=[(f.nom, f.nom) for f in feuilles]
            )
        self.fields["ligne_entete"] = forms.IntegerField(
            label="Ligne des titres",
            min_value=1,
            max_value=20_000,
            help_text="Le numéro de la ligne qui nomme les colonnes.",
        )

    def _champs_de_colonne(self, colonne: Colonne, choix: list[tuple[str, str]]) -> None:
        self.fields[f"colonne_{colonne.code}"] = forms.ChoiceField(
            label=colonne.libelle,
            choices=choix,
            required=colonne.code == "montant",
            help_text=colonne.aide,
            error_messages={"required": "Dites quelle colonne donne le montant."},
        )
        if colonne.constante:
            self.fields[f"valeur_{colonne.code}"] = forms.CharField(
                label=f"{colonne.libelle}, pour tout le fichier",
                required=False,
                max_length=60,
            )

    def _champs_des_votes(self) -> None:
        self.fields["executoires"] = forms.BooleanField(
            label="Sans autre date, ces votes sont exécutoires le jour du vote",
            required=False,
            help_text="Un vote ancien est transmis et publié depuis longtemps.",
        )
        self.fields["avances"] = forms.ChoiceField(
            label="Quand une ligne d’avance accompagne une autre ligne de la même année",
            choices=[
                ("", "Me le demander"),
                (AJOUTEES, "Les deux s’ajoutent"),
                (COMPRISES, "L’autre ligne comprend l’avance"),
            ],
            required=False,
            help_text="Une avance et une ligne nommée « solde » s’ajoutent toujours.",
        )

    def _champs_des_centres(self, centres: Sequence[tuple[str, str]]) -> None:
        self.fields["ignorer"] = forms.BooleanField(
            label="Laisser de côté tous les bénéficiaires qui ne sont pas des centres du pacte",
            required=False,
        )
        for rang, nom in enumerate(self.inconnus):
            self.fields[f"centre_{rang}"] = forms.ChoiceField(
                label=f"« {nom} » est",
                choices=[("", "à préciser"), (LAISSER, "à laisser de côté"), *centres],
                required=False,
            )

    @property
    def du_fichier(self) -> list[forms.BoundField]:
        return [self[nom] for nom in ("feuille", "ligne_entete") if nom in self.fields]

    @property
    def des_colonnes(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """Each column with the value that may stand for it."""
        return [
            (
                self[f"colonne_{colonne.code}"],
                self[f"valeur_{colonne.code}"] if colonne.constante else None,
            )
            for colonne in colonnes_de(self.correspondance.genre)
        ]

    @property
    def des_choix(self) -> list[forms.BoundField]:
        return [self[nom] for nom in ("executoires", "avances", "ignorer") if nom in self.fields]

    @property
    def des_inconnus(self) -> list[forms.BoundField]:
        return [self[f"centre_{rang}"] for rang in range(len(self.inconnus))]

    @property
    def is_ailleurs(self) -> bool:
        """Whether the person points at another sheet or header: the columns are then guessed anew."""
        lues = self.cleaned_data
        return (
            lues["ligne_entete"] != self.correspondance.ligne_entete
            or lues.get("feuille", self.correspondance.feuille) != self.correspondance.feuille
        )

    def clean(self) -> dict[str, Any]:
        """Elsewhere in the file, the columns are guessed anew: the amount may wait."""
        if "colonne_montant" in self.errors and "ligne_entete" in self.cleaned_data:
            self.cleaned_data.setdefault("colonne_montant", "")
            if self.is_ailleurs:
                del self.errors["colonne_montant"]
        return self.cleaned_data

    def valeurs(self) -> dict[str, Any]:
        """The correspondence as plain values, ready for the operation."""
        lues = self.cleaned_data
        genre = self.correspondance.genre
        codes = [colonne.code for colonne in colonnes_de(genre)]
        centres = dict(self.correspondance.centres)
        for rang, nom in enumerate(self.inconnus):
            choisi = lues.get(f"centre_{rang}")
            centres.pop(nom, None)
            if choisi:
                centres[nom] = "" if choisi == LAISSER else choisi
        return {
            "genre": genre,
            "colonnes": {c: lues[f"colonne_{c}"] for c in codes if lues.get(f"colonne_{c}")},
            "valeurs": {c: lues[f"valeur_{c}"] for c in codes if lues.get(f"valeur_{c}")},
            "centres": centres,
            "genres": dict(self.correspondance.genres),
            "feuille": lues.get("feuille", self.correspondance.feuille),
            "ligne_entete": lues["ligne_entete"],
            "inconnus": IGNORER if lues["ignorer"] else REFUSER,
            "avances": lues.get("avances", ""),
            "executoires": bool(lues.get("executoires")),
        }


def _initial(correspondance: Correspondance, inconnus: Sequence[str]) -> dict[str, Any]:
    return {
        "feuille": correspondance.feuille,
        "ligne_entete": correspondance.ligne_entete or 1,
        "executoires": correspondance.executoires,
        "avances": correspondance.avances,
        "ignorer": correspondance.inconnus == IGNORER,
        **{f"colonne_{code}": nom for code, nom in correspondance.colonnes.items()},
        **{f"valeur_{code}": valeur for code, valeur in correspondance.valeurs.items()},
        **{
            f"centre_{rang}": correspondance.centres[nom] or LAISSER
            for rang, nom in enumerate(inconnus)
            if nom in correspondance.centres
        },
    }


def _montrer(nom: str, exemples: Mapping[str, Any]) -> str:
    """A header with what its first line holds: « Montant voté (12 345,67 €) »."""
    exemple = texte(exemples.get(nom))
    return f"{nom} ({exemple[:EXEMPLE]}{'…' if len(exemple) > EXEMPLE else ''})" if exemple else nom
