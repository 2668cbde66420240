"""What a pact's file may say: its tables, their keys, and how a row is recognised next time.

The nature, the length and the choices of a key come from the model's own column: said once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from pacte.accord.models import (
    Article,
    CategorieParticipant,
    Deliberation,
    Engagement,
    Fonction,
    Instance,
    Interpretation,
    Jalon,
    LigneSignature,
    Organisation,
    Pacte,
    Partie,
    Personne,
    Theme,
)

TEXTE = "un texte entre guillemets"
IDENTIFIANT = "un code fait de lettres sans accent, de chiffres et de tirets"
COURRIEL = "une adresse de courriel"
ENTIER = "un nombre entier"
BOOLEEN = "true ou false"
DATE = "une date, par exemple 2023-07-10"
LISTE = 'une liste de textes, par exemple ["un", "deux"]'
TABLES = "une liste de tables"
PARAMETRES = "une table de paramètres"
VALEUR = "un texte, un nombre entier, true ou false, une liste ou une table"

_NATURES: tuple[tuple[type[models.Field], str], ...] = (
    (models.SlugField, IDENTIFIANT),
    (models.EmailField, COURRIEL),
    (models.CharField, TEXTE),
    (models.TextField, TEXTE),
    (models.PositiveSmallIntegerField, ENTIER),
    (models.BooleanField, BOOLEEN),
    (models.DateField, DATE),
    (ArrayField, LISTE),
    (models.JSONField, VALEUR),
)


@dataclass(frozen=True, slots=True)
class Cle:
    """One key: what it holds, whether it must be there, what it is worth when absent."""

    nature: str
    requise: bool = True
    defaut: Any = None
    choix: tuple[str, ...] = ()
    longueur: int | None = None
    # The rows of a list of small tables kept as JSON (objectives, default agenda).
    cles: "Mapping[str, Cle]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file and the model that its rows fill.

    `identite` are the columns by which a row is found again; `references` name rows of another
    table of the file; `parent` is the foreign key towards the row that holds this one. `commune`
    rows live outside the pact (a directory shared by pacts): the file never deletes one in use.
    """

    modele: type[models.Model]
    colonnes: tuple[str, ...]
    identite: tuple[str, ...]
    references: Mapping[str, str] = field(default_factory=dict)
    enfants: "Mapping[str, Table]" = field(default_factory=dict)
    parent: str = "pacte"
    commune: bool = False
    requises: frozenset[str] = frozenset()
    speciales: Mapping[str, Cle] = field(default_factory=dict)

    @property
    def nom(self) -> str:
        """The table's name in the plural, as the loader's report writes it."""
        return str(self.modele._meta.verbose_name_plural)

    @property
    def rangee(self) -> bool:
        """Whether the order of the file is kept in an `ordre` column."""
        return any(champ.name == "ordre" for champ in self.modele._meta.concrete_fields)

    def cles(self) -> dict[str, Cle]:
        """The keys that a row may hold, references and children apart."""
        colonnes = {
            nom: _cle(self.modele._meta.get_field(nom), nom in self.requises)
            for nom in self.colonnes
        }
        return colonnes | dict(self.speciales)


def _cle(colonne: models.Field, requise: bool) -> Cle:
    nature = next(nature for genre, nature in _NATURES if isinstance(colonne, genre))
    source = colonne.base_field if isinstance(colonne, ArrayField) else colonne
    return Cle(
        nature=nature,
        requise=requise or not (colonne.blank or colonne.null or colonne.has_default()),
        # A text that may be left out is empty; the rest has the model's default.
        defaut=colonne.get_default(),
        choix=tuple(valeur for valeur, _ in source.choices or ()),
        longueur=source.max_length if nature != DATE else None,
    )


def _noms(texte: str) -> tuple[str, ...]:
    return tuple(texte.split())


GENRES_DE_POINT = ("information", "echange", "decision")
_CODE = Cle(IDENTIFIANT, longueur=40)
_OBJECTIFS = Cle(TABLES, cles={"code": _CODE, "libelle": Cle(TEXTE, longueur=300)})
_ORDRE_DU_JOUR = Cle(
    TABLES,
    requise=False,
    defaut=[],
    cles={
        "titre": Cle(TEXTE, longueur=200),
        "duree_minutes": Cle(ENTIER),
        "genre": Cle(TEXTE, choix=GENRES_DE_POINT),
        "objectif": Cle(IDENTIFIANT, requise=False, defaut="", longueur=40),
    },
)

PACTE = Table(
    Pacte,
    _noms("code titre titre_court service_ville generation duree_annees ambition fictif"),
    identite=("code",),
    references={"ville": "organisations"},
    speciales={"partenaires": Cle(LISTE, requise=False, defaut=[])},
)

DELIBERATION = Table(
    Deliberation,
    _noms(
        "numero rang objet date_convocation date_seance en_exercice presents pouvoirs "
        "absents vote rapporteur president_seance secretaire_seance date_transmission "
        "date_publication date_fin_publication tribunal identifiant_acte "
        "identifiant_annexe"
    ),
    identite=(),
)

# In the order of writing: a row is written after those that it names.
LISTES: Mapping[str, Table] = {
    "organisations": Table(
        Organisation,
        _noms("code nom sigle genre alias siret rna adresse courriel telephone territoire"),
        identite=("code",),
        parent="",
        commune=True,
    ),
    "personnes": Table(
        Personne,
        ("cle", "prenom", "nom", "courriel", "telephone"),
        identite=("cle",),
        parent="",
        commune=True,
        requises=frozenset({"cle"}),
    ),
    "fonctions": Table(
        Fonction,
        ("qualite", "intitule", "date_debut"),
        identite=("personne", "organisation", "qualite"),
        references={"personne": "personnes", "organisation": "organisations"},
        parent="",
        commune=True,
    ),
    "parties": Table(
        Partie,
        _noms(
            "designation representee_par instance_validation date_validation precision_validation"
        ),
        identite=("organisation",),
        references={"organisation": "organisations"},
        enfants={
            "signatures": Table(
                LigneSignature,
                ("intitule", "requise"),
                identite=("personne",),
                references={"personne": "personnes"},
                parent="partie",
            )
        },
    ),
    "themes": Table(Theme, ("code", "numero", "titre", "titre_court", "objet"), identite=("code",)),
    "instances": Table(
        Instance,
        _noms(
            "code nom nom_court alias portee initiative rythme minimum cible maximum objet "
            "duree_minutes delai_invitation delai_documents delai_projet delai_remarques"
        ),
        identite=("code",),
        speciales={"objectifs": _OBJECTIFS, "ordre_du_jour": _ORDRE_DU_JOUR},
        enfants={
            "categories": Table(
                CategorieParticipant,
                _noms("code libelle genres_organisation qualites attendue chaque_centre"),
                identite=("code",),
                parent="instance",
            )
        },
    ),
    "articles": Table(Article, ("numero", "titre", "resume"), identite=("numero",)),
    "engagements": Table(
        Engagement,
        ("code", "titre", "enonce", "citation", "revient_a", "verification", "genre_regle"),
        identite=("code",),
        references={"article": "articles"},
        speciales={"parametres": Cle(PARAMETRES, requise=False, defaut={})},
    ),
    "interpretations": Table(
        Interpretation,
        ("code", "question", "lecture", "raison", "valeur", "date_effet"),
        identite=("code",),
    ),
    "jalons": Table(Jalon, ("date", "date_affichee", "titre", "texte"), identite=("titre",)),
}
