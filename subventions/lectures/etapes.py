"""The five steps of a request: where one is, what each still lacks, what comes before and after."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from subventions.lectures.manques import (
    ASSOCIATION,
    BUDGET,
    PAGES,
    PIECES,
    PROJET,
    RECAPITULATIF,
    Manque,
)
from subventions.models import Demande

TITRES = {
    ASSOCIATION: "L'association",
    PROJET: "Le projet",
    BUDGET: "Le budget",
    PIECES: "Les pièces",
    RECAPITULATIF: "Le récapitulatif",
}
ORDRE = tuple(TITRES)
# What the city may open again after the deposit, by step.
PARTIES = {
    ASSOCIATION: ("association",),
    PROJET: ("projet", "montant"),
    BUDGET: ("budget",),
    PIECES: ("piece",),
}


@dataclass(frozen=True, slots=True)
class EtapeSaisie:
    """A step in the bar: its rank, its page, how many points it lacks (None: not known)."""

    code: str
    numero: int
    titre: str
    url: str
    is_courante: bool
    manques: int | None = None

    @property
    def is_complete(self) -> bool:
        return self.manques == 0


def url_etape(demande: Demande, code: str) -> str:
    """The page of a step."""
    return reverse(PAGES[code], args=[demande.pacte.code, demande.pk])


def etapes_saisie(
    demande: Demande, courante: str, manques: Iterable[Manque] | None = None
) -> list[EtapeSaisie]:
    """Return the five steps in order; `manques` says which are complete, the last when all are."""
    restants = None if manques is None else Counter(manque.etape for manque in manques)
    if restants is not None:
        restants[RECAPITULATIF] = restants.total()
    return [
        EtapeSaisie(
            code=code,
            numero=numero,
            titre=TITRES[code],
            url=url_etape(demande, code),
            is_courante=code == courante,
            manques=None if restants is None else restants[code],
        )
        for numero, code in enumerate(ORDRE, start=1)
    ]


def etape_suivante(code: str) -> str | None:
    """The step after this one; None after the last."""
    rang = ORDRE.index(code) + 1
    return ORDRE[rang] if rang < len(ORDRE) else None


def etape_a_reprendre(manques: Iterable[Manque]) -> str:
    """The step where to take up a draft again: the first that lacks something, else the last."""
    incompletes = {manque.etape for manque in manques}
    return next((code for code in ORDRE if code in incompletes), RECAPITULATIF)
