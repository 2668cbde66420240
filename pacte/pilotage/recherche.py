"""Search in a pact: French words, whatever their accents and their endings."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.lookups import Unaccent
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import Value

from pacte.accord.models import Fonction, Pacte
from pacte.pilotage.cherchables import FRANCAIS, SOURCES, GenreResultat, Trouvaille
from pacte.pilotage.extraits import Fragments, decouper, extraire, mots

# Empty words that lose their accent, hence their emptiness, before PostgreSQL reads them.
MOTS_VIDES = re.compile(r"(?<!\S)(?:à|a|même|mêmes|meme|memes)(?!\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Resultat:
    """A line of the page: its title and its extract in fragments, what was found marked."""

    titre: Fragments
    extrait: Fragments
    url: str
    le: date | None
    etat: Any


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a row stands among what was found."""

    genre: GenreResultat
    pk: int
    pertinence: float
    le: date | None


@dataclass(frozen=True, slots=True)
class Onglet:
    """A kind to keep, with how many things were found; an empty value keeps them all."""

    valeur: str
    libelle: str
    nombre: int
    actif: bool


def _question(q: str) -> str:
    """The words to look for: empty ones left out, except between quotation marks."""
    return '"'.join(
        MOTS_VIDES.sub(" ", morceau) if rang % 2 == 0 else morceau
        for rang, morceau in enumerate(q.replace("«", '"').replace("»", '"').split('"'))
    )


def chercher(pacte: Pacte, fonction: Fonction, q: str) -> list[Reference]:
    """Return what the function may read and that says `q`, by kind, the closest first.

    Quotation marks keep words together, a minus sign leaves a word out. One query.
    """
    question = SearchQuery(Unaccent(Value(_question(q))), config=FRANCAIS, search_type="websearch")
    genres = list(SOURCES)
    morceaux = [
        source.portee(pacte, fonction)
        .annotate(
            rang_du_genre=Value(rang),
            document_lu=source.document,
            pertinence=SearchRank(source.document, question),
            jour_du_fait=source.le,
        )
        .filter(document_lu=question)
        .order_by()
        .values_list("rang_du_genre", "pk", "pertinence", "jour_du_fait")
        for rang, source in enumerate(SOURCES.values())
    ]
    lignes = [
        Reference(genres[rang], pk, pertinence, le)
        for rang, pk, pertinence, le in morceaux[0].union(*morceaux[1:], all=True)
    ]
    return sorted(
        lignes,
        key=lambda ligne: (
            genres.index(ligne.genre),
            -ligne.pertinence,
            -(ligne.le or date.min).toordinal(),
            ligne.pk,
        ),
    )


def _mots_trouves(textes: Iterable[str], q: str) -> set[str]:
    """Return, among the words of the texts, those that PostgreSQL takes for a word of `q`."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT mot FROM unnest(%s::text[]) AS mot"
            " WHERE tsvector_to_array(to_tsvector('french', unaccent(mot)))"
            " && tsvector_to_array(to_tsvector('french', unaccent(%s)))",
            [sorted(mots(textes)), _question(q)],
        )
        return {mot for (mot,) in curseur.fetchall()}


def montrer(
    references: Sequence[Reference], pacte: Pacte, fonction: Fonction, q: str, *, le: date
) -> list[tuple[GenreResultat, list[Resultat]]]:
    """Return the lines of a page, by kind: at most a query per kind, and one for the words."""
    trouvailles: list[tuple[GenreResultat, list[Trouvaille]]] = []
    for genre, source in SOURCES.items():
        cles = [reference.pk for reference in references if reference.genre == genre]
        if cles:
            lues = source.voir(source.portee(pacte, fonction).filter(pk__in=cles), pacte, le)
            trouvailles.append((genre, [lues[cle] for cle in cles if cle in lues]))
    trouves = _mots_trouves(
        (texte for _, lues in trouvailles for lue in lues for texte in (lue.titre, *lue.textes)), q
    )
    return [
        (
            genre,
            [
                Resultat(
                    decouper(lue.titre, trouves),
                    extraire(lue.textes, trouves),
                    lue.url,
                    lue.le,
                    lue.etat,
                )
                for lue in lues
            ],
        )
        for genre, lues in trouvailles
    ]


def onglets(references: Sequence[Reference], choisi: str) -> list[Onglet]:
    """Return the kinds in which something was found, after « Tout »; the chosen one always."""
    nombres = Counter(reference.genre for reference in references)
    return [
        Onglet("", "Tout", len(references), choisi not in GenreResultat.values),
        *(
            Onglet(genre.value, genre.label, nombres[genre], choisi == genre)
            for genre in GenreResultat
            if nombres[genre] or choisi == genre
        ),
    ]
