"""The register as one function sees it: each centre, its own, or the total of all. Pure."""

from collections.abc import Iterable

from pacte.pilotage.clauses import Agregat, agreger
from pacte.pilotage.faits import CENTRE, Evaluation, Responsable, Sujet
from pacte.pilotage.permissions import Regard

TOUS = "tous"


def visibles(evaluations: Iterable[Evaluation], regard: Regard) -> list[Evaluation]:
    """Return the lines that a function reads, in the order of the register.

    Lines of the pact and of themes are for everybody. Those of the centres are given one by one to
    those who follow each, alone to the centre concerned, and as one line of total to the others.
    """
    lues = list(evaluations)
    totaux = {agregat.code: agregat for agregat in agreger(lues)}
    lignes: list[Evaluation] = []
    deja: set[str] = set()
    for evaluation in lues:
        if evaluation.sujet.genre != CENTRE or regard.chaque_centre:
            lignes.append(evaluation)
        elif regard.mon_centre:
            if evaluation.sujet.code == regard.mon_centre:
                lignes.append(evaluation)
        elif evaluation.code not in deja:
            deja.add(evaluation.code)
            lignes.append(_total(totaux[evaluation.code], evaluation))
    return lignes


def _total(agregat: Agregat, modele: Evaluation) -> Evaluation:
    """One line for all the centres: their number alone, no name, no proof, no date of one's own."""
    return Evaluation(
        code=agregat.code,
        article=agregat.article,
        titre=agregat.titre,
        sujet=Sujet(TOUS, TOUS, "Les centres sociaux, au total"),
        statut=agregat.statut,
        motif=agregat.motif,
        revient_a=tuple(
            Responsable("centre", "les centres sociaux")
            if responsable.code == modele.sujet.code
            else responsable
            for responsable in modele.revient_a
        ),
        echeance=None,
        preuves=(),
        engagement_url=modele.engagement_url,
    )
