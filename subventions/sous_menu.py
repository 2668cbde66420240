"""The rubrics of subsidies, by role: families of a year, and the lists of the current family."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from pacte.accord.models import Fonction, Pacte
from subventions.lectures.dossiers import exercice_de_l_avance


@dataclass(frozen=True, slots=True)
class Rubrique:
    """A link above the lists; `code` says which list is shown."""

    code: str
    libelle: str
    url: str


@dataclass(frozen=True, slots=True)
class Famille:
    """Rubrics that go together: one alone is the family itself."""

    libelle: str
    rubriques: tuple[Rubrique, ...]

    @property
    def url(self) -> str:
        """Where the family's own link leads: its first rubric."""
        return self.rubriques[0].url

    def contient(self, code: str) -> bool:
        """Whether the list `code` is one of this family."""
        return any(rubrique.code == code for rubrique in self.rubriques)


# Family, then code, label and address of each rubric; an address may take one argument.
Prevue = tuple[str, str, str, tuple[object, ...]]


def _de_la_ville(exercice: int | None, le: date) -> list[tuple[str, list[Prevue]]]:
    avance: list[Prevue] = (
        [("avances", f"Avance {exercice}", "lister_avances", (exercice,))] if exercice else []
    )
    return [
        (
            "Demandes",
            [
                ("demandes", "Demandes", "lister_demandes", ()),
                ("comparaison", "Comparaison", "ouvrir_comparaison", ()),
                ("campagne", "Campagne", "voir_campagne", (le.year + 1,)),
            ],
        ),
        (
            "Décisions",
            [
                ("deliberations", "Délibérations", "lister_deliberations", ()),
                ("lettres", "Lettres", "lister_lettres", (le.year,)),
                ("conventions", "Conventions", "lister_conventions", ()),
            ],
        ),
        (
            "Paiements",
            [
                *avance,
                ("paiements", "Paiements", "lister_paiements", ()),
                ("comptes_rendus", "Comptes rendus", "lister_comptes_rendus_financiers", ()),
                ("reversements", "Reversements", "lister_reversements", ()),
            ],
        ),
        (
            "Données",
            [
                ("donnees", "Données ouvertes", "controler_donnees_ouvertes", ()),
                ("imports", "Importer", "lister_imports", ()),
            ],
        ),
    ]


def _du_centre(exercice: int | None, le: date) -> list[tuple[str, list[Prevue]]]:
    avance: list[Prevue] = (
        [("avances", f"Avance {exercice}", "lister_avances", (exercice,))] if exercice else []
    )
    return [
        (
            "Demandes",
            [
                ("demandes", "Demandes", "lister_demandes", ()),
                ("dossier", "Dossier du centre", "lister_pieces_centre", ()),
                ("conventions", "Conventions", "lister_conventions", ()),
            ],
        ),
        (
            "Argent",
            [
                *avance,
                ("versements", "Mes versements", "suivre_versements", ()),
                ("tresorerie", "Trésorerie", "voir_tresorerie", (le.year,)),
            ],
        ),
        (
            "Bilan",
            [
                ("comptes_rendus", "Comptes rendus", "lister_comptes_rendus_financiers", ()),
                ("reversements", "Reversements", "lister_reversements", ()),
            ],
        ),
    ]


ELUE: list[tuple[str, list[Prevue]]] = [
    ("Demandes", [("demandes", "Demandes", "lister_demandes", ())]),
    ("Comparaison", [("comparaison", "Comparaison", "ouvrir_comparaison", ())]),
]


def familles(fonction: Fonction, pacte: Pacte, le: date) -> Sequence[Famille]:
    """Return the families of the acting function, in the order of a year; one query at most."""
    if fonction.is_elu_ville:
        prevues = ELUE
    else:
        exercice = exercice_de_l_avance(pacte, le)
        prevues = _du_centre(exercice, le) if fonction.is_centre else _de_la_ville(exercice, le)
    return [
        Famille(
            nom,
            tuple(
                Rubrique(code, libelle, reverse(adresse, args=[pacte.code, *args]))
                for code, libelle, adresse, args in rubriques
            ),
        )
        for nom, rubriques in prevues
    ]
