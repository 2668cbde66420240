"""How the register and the dashboard group what they show."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from pacte.pilotage.clauses import Agregat
from pacte.pilotage.faits import PACTE, Evaluation
from pacte.socle.constats import Statut


@dataclass(frozen=True, slots=True)
class Clause:
    """A commitment and its lines, one per subject that is shown."""

    code: str
    titre: str
    url: str
    lignes: tuple[Evaluation, ...]

    @property
    def is_du_pacte(self) -> bool:
        """Whether its only subject is the pact itself: no need to name it."""
        return len(self.lignes) == 1 and self.lignes[0].sujet.genre == PACTE


@dataclass(frozen=True, slots=True)
class ArticleDuRegistre:
    """An article and its commitments, in the order of the act."""

    nom: str
    clauses: tuple[Clause, ...]


def nom_article(numero: int) -> str:
    """Return « Article 4 », or « Préambule » for number 0."""
    return f"Article {numero}" if numero else "Préambule"


def par_article(evaluations: Iterable[Evaluation]) -> list[ArticleDuRegistre]:
    """Group the lines of the register by article, then by commitment; their order is kept."""
    articles = []
    for numero, lignes in groupby(evaluations, key=lambda ligne: ligne.article):
        clauses = []
        for code, groupe in groupby(lignes, key=lambda ligne: ligne.code):
            siennes = tuple(groupe)
            clauses.append(Clause(code, siennes[0].titre, siennes[0].engagement_url, siennes))
        articles.append(ArticleDuRegistre(nom_article(numero), tuple(clauses)))
    return articles


@dataclass(frozen=True, slots=True)
class LigneEngagement:
    """One line of the dashboard's list of commitments; `article` is empty when it is the same."""

    article: str
    agregat: Agregat
    url: str

    @property
    def partage(self) -> str:
        """« 2 centres sur 3 » beside the word, when several centres count."""
        lu = self.agregat
        if not lu.is_partage or lu.statut == Statut.A_PRECISER:
            return ""
        return f"{lu.tenus} centre{'s' if lu.tenus > 1 else ''} sur {lu.comptes}"


def lignes_engagements(agregats: Iterable[Agregat], registre: str) -> list[LigneEngagement]:
    """Return the commitments of the dashboard, each with its place in the register."""
    lignes: list[LigneEngagement] = []
    precedent: int | None = None
    for agregat in agregats:
        nom = nom_article(agregat.article) if agregat.article != precedent else ""
        precedent = agregat.article
        lignes.append(LigneEngagement(nom, agregat, f"{registre}#{agregat.code.lower()}"))
    return lignes


def compter(lignes: int) -> str:
    """Return « 12 lignes », « aucune ligne »."""
    if lignes == 0:
        return "Aucune ligne"
    return f"{lignes} ligne{'s' if lignes > 1 else ''}"
