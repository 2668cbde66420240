"""When a convention is compulsory, what it must say, when its end is near: pure rules.

Amounts are Decimal euros, years are civil years. Sources: loi 2000-321, articles 9-1, 10 and 10-1;
décret 2001-495, article 1; loi 2021-875, article 1; the pact's C30 (nine months).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pacte.socle.dates import ajouter_mois
from pacte.socle.montants import ZERO

SEUIL_CONVENTION = Decimal("23000.00")
MOIS_AVANT_LA_FIN = 9


def convention_obligatoire(total: Decimal) -> bool:
    """Whether a year's total for one beneficiary makes a convention compulsory.

    Strictly above 23 000 euros: 23 000.00 does not, 23 000.01 does.
    """
    return total > SEUIL_CONVENTION


def total_de_l_annee(
    montants: Iterable[Decimal], en_nature: Iterable[Decimal | None] = (), avance: Decimal = ZERO
) -> Decimal:
    """Return what one city gives one beneficiary for one year.

    Votes with their amendments, help in kind when the vote values it (article 9-1), and the year's
    advance when no vote holds it yet (Q2).
    """
    return sum(montants, ZERO) + sum((v for v in en_nature if v is not None), ZERO) + avance


def fin_de_convention(dernier_exercice: int, date_resiliation: date | None = None) -> date:
    """Return the last day of a convention: 31 December of its last year, or its termination."""
    fin = date(dernier_exercice, 12, 31)
    return fin if date_resiliation is None else min(fin, date_resiliation)


def jour_de_l_avertissement(fin: date) -> date:
    """Return the day when both sides are warned: nine calendar months before the end (clamped)."""
    return ajouter_mois(fin, -MOIS_AVANT_LA_FIN)


@dataclass(frozen=True, slots=True)
class Clause:
    """Something that a convention must say: its code, its words, the field where it is written."""

    code: str
    libelle: str
    champs: tuple[str, ...]
    source: str


CLAUSES = (
    Clause("objet", "L'objet de la subvention", ("objet",), "loi 2000-321, article 10"),
    Clause("montant", "Le montant", ("montant",), "loi 2000-321, article 10"),
    Clause(
        "modalites", "Les modalités de versement", ("modalites",), "décret 2001-495, article 1er"
    ),
    Clause(
        "conditions", "Les conditions d'utilisation", ("conditions",), "loi 2000-321, article 10"
    ),
    Clause(
        "evaluation", "Le contrôle et l'évaluation", ("evaluation",), "décret 2001-495, article 1er"
    ),
    Clause(
        "reliquat",
        "Ce que devient la part non dépensée",
        ("sort_reliquat",),
        "loi 2021-875, article 1er",
    ),
    Clause(
        "engagement_republicain",
        "Le contrat d'engagement républicain",
        (),
        "loi 2000-321, article 10-1",
    ),
    Clause(
        "duree",
        "Les années couvertes",
        ("premier_exercice", "dernier_exercice"),
        "pacte, article sur l'avance",
    ),
    Clause("annexe", "L'annexe", ("annexe",), "usage : le projet soutenu est décrit"),
    Clause(
        "signataires",
        "Les signataires des deux côtés",
        ("signataire_ville", "signataire_centre"),
        "règles de représentation de chaque partie",
    ),
)


@dataclass(frozen=True, slots=True)
class ClauseLue:
    """A clause of the list: written in the fields, and read over by somebody."""

    clause: Clause
    is_ecrite: bool
    is_relue: bool

    @property
    def is_prete(self) -> bool:
        return self.is_ecrite and self.is_relue


def lire_clauses(valeurs: Mapping[str, Any], relues: Iterable[str]) -> list[ClauseLue]:
    """Return the list of what the law requires, each line computed, then ticked by a person.

    A clause is written when each of its fields holds something; the text on the republican
    commitment is always in the document, so that only its tick counts.
    """
    coches = set(relues)
    return [
        ClauseLue(
            clause,
            all(valeurs.get(champ) not in (None, "") for champ in clause.champs),
            clause.code in coches,
        )
        for clause in CLAUSES
    ]


def clauses_manquantes(lues: Iterable[ClauseLue]) -> list[str]:
    """Return what stands in the way of the document, one short sentence per clause."""
    phrases = []
    for lue in lues:
        if not lue.is_ecrite:
            phrases.append(f"{lue.clause.libelle} : à écrire.")
        elif not lue.is_relue:
            phrases.append(f"{lue.clause.libelle} : à relire et à cocher.")
    return phrases
