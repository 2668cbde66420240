"""An advance and its remainder on two lines of an imported file: both count, once. Pure."""

from collections import defaultdict
from dataclasses import replace

from subventions.rules.correspondances import AJOUTEES, COMPRISES
from subventions.rules.lecteur_imports import Lecteur
from subventions.rules.lignes_importees import AVANCE, SOLDE, VOTE, LigneLue, Observation


def regler_avances(lecteur: Lecteur, lues: list[LigneLue]) -> list[LigneLue]:
    """Say of each award whether it includes the year's advance (Q2), by centre and exercise.

    An advance line is that advance: nothing adds to it; its remainder does not include it. Beside
    an advance, a line that says neither may be the whole year or the rest: the person says which,
    else it is an error. A remainder alone leaves room for the advance that the portal holds.
    """
    groupes: dict[tuple[str, int], list[LigneLue]] = defaultdict(list)
    for lue in lues:
        groupes[lue.centre, lue.exercice].append(lue)
    reglees = [lue for groupe in groupes.values() for lue in _regler_groupe(lecteur, groupe)]
    return sorted(reglees, key=lambda lue: lue.numero)


def _regler_groupe(lecteur: Lecteur, groupe: list[LigneLue]) -> list[LigneLue]:
    base = [lue for lue in groupe if lue.compte_base_avance and lue.nature == VOTE]
    avances = [lue for lue in base if lue.part == AVANCE]
    soldes = [lue for lue in base if lue.part == SOLDE]
    muettes = [lue for lue in base if not lue.part]
    if not avances and not soldes:
        return groupe
    comprises = bool(avances and muettes) and lecteur.correspondance.avances == COMPRISES
    if comprises:
        _remarquer(lecteur, avances, muettes[0])
        groupe = [lue for lue in groupe if lue not in avances]
    elif avances and lecteur.correspondance.avances != AJOUTEES:
        _demander(lecteur, muettes, avances[0])
    elif not avances and not muettes:
        lecteur.carnet.remarques.append(
            Observation(soldes[0].numero, "", "un solde dont l'avance n'est pas dans ce fichier.")
        )
    portent = avances if avances and not comprises else muettes
    return [replace(lue, comprend_avance=lue in portent) for lue in groupe]


def _remarquer(lecteur: Lecteur, avances: list[LigneLue], annuelle: LigneLue) -> None:
    lecteur.carnet.remarques.extend(
        Observation(
            lue.numero,
            "",
            f"cette avance est comprise dans la ligne {annuelle.numero} : elle compte une fois.",
        )
        for lue in avances
    )


def _demander(lecteur: Lecteur, muettes: list[LigneLue], avance: LigneLue) -> None:
    lecteur.carnet.erreurs.extend(
        Observation(
            lue.numero,
            lecteur.nom_de("montant"),
            f"la ligne {avance.numero} est une avance pour {lue.exercice}. "
            "Dites si cette ligne-ci la comprend, ou si les deux s'ajoutent.",
        )
        for lue in muettes
    )
