"""The clause register: each commitment that the portal computes, evaluated on one day.

Pure: an `Instantane` and a day in, a list of `Evaluation` out. What happened after that day does
not count, whatever the day on which it was typed in (replay in legal time). The kind of rule that
the pact's file gives chooses the function, never the number of a clause.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pacte.pilotage.evaluateurs import EVALUATEURS
from pacte.pilotage.faits import CENTRE, Evaluation, Instantane, Sujet
from pacte.socle.constats import Statut

__all__ = ["EVALUATEURS", "Agregat", "Evaluation", "Instantane", "agreger", "evaluer"]

# From the one that calls for attention to the one that calls for none.
GRAVITE = (
    Statut.PAS_TENU,
    Statut.EN_COURS,
    Statut.A_PRECISER,
    Statut.TENU,
    Statut.SANS_OBJET,
)


def evaluer(instantane: Instantane, au: date) -> list[Evaluation]:
    """Return the register on day `au`: a line per commitment that is computed, and per subject.

    The order is that of the pact. A commitment whose kind is not computed (a statement, the
    composition of a body) has no line.
    """
    lignes = []
    for engagement in instantane.engagements:
        evaluateur = EVALUATEURS.get(engagement.genre_regle)
        if evaluateur is None:
            continue
        for reponse in evaluateur(engagement, instantane, au):
            constat = reponse.constat
            lignes.append(
                Evaluation(
                    code=engagement.code,
                    article=engagement.article,
                    titre=engagement.titre,
                    sujet=reponse.sujet,
                    statut=constat.statut,
                    motif=constat.motif,
                    revient_a=reponse.revient_a,
                    echeance=constat.echeance,
                    preuves=constat.preuves,
                    remarques=constat.remarques,
                    url=reponse.url,
                    engagement_url=engagement.url,
                )
            )
    return lignes


@dataclass(frozen=True, slots=True)
class Agregat:
    """One commitment, all its subjects together: the worst status, and « tenu pour 2 sur 3 ».

    `tenus` and `comptes` leave out the subjects for which it has no object.
    """

    code: str
    article: int
    titre: str
    statut: Statut
    motif: str
    tenus: int
    comptes: int
    url: str

    @property
    def is_partage(self) -> bool:
        """Whether several subjects count."""
        return self.comptes > 1


def agreger(evaluations: Iterable[Evaluation]) -> list[Agregat]:
    """Return one line per commitment, in the same order."""
    par_code: dict[str, list[Evaluation]] = {}
    for evaluation in evaluations:
        par_code.setdefault(evaluation.code, []).append(evaluation)
    return [_agreger(lignes) for lignes in par_code.values()]


def _agreger(lignes: Sequence[Evaluation]) -> Agregat:
    pire = min(lignes, key=lambda ligne: GRAVITE.index(ligne.statut))
    comptes = [ligne for ligne in lignes if ligne.statut != Statut.SANS_OBJET]
    tenus = sum(ligne.statut == Statut.TENU for ligne in comptes)
    motif = pire.motif
    if pire.sujet.genre == CENTRE:
        # Never one centre beside another: their number alone.
        motif = _phrase_centres(len(lignes), len(comptes), tenus)
    return Agregat(
        code=pire.code,
        article=pire.article,
        titre=pire.titre,
        statut=pire.statut,
        motif=motif,
        tenus=tenus,
        comptes=len(comptes),
        url=pire.engagement_url,
    )


def _phrase_centres(total: int, comptes: int, tenus: int) -> str:
    if comptes == 0:
        return "Sans objet pour les centres à cette date."
    if comptes == 1:
        qui = "le centre" if total == 1 else "le seul centre concerné"
        return f"{'Tenu' if tenus else 'Pas encore tenu'} pour {qui}."
    if tenus == 0:
        return f"Tenu pour aucun des {comptes} centres."
    return f"Tenu pour {tenus} centre{'s' if tenus > 1 else ''} sur {comptes}."


def sujets(evaluations: Iterable[Evaluation]) -> list[Sujet]:
    """Return the centres of the register, each once, in its order."""
    return list(dict.fromkeys(ligne.sujet for ligne in evaluations if ligne.sujet.genre == CENTRE))
