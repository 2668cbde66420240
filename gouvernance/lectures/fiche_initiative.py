"""What the page of a meeting says of initiative: who asked for it, questions, the calendar, records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from gouvernance.lectures.calendrier_thematique import LigneLue, lire_lignes, place_au_calendrier
from gouvernance.lectures.fil import demandes_de
from gouvernance.lectures.releves_thematiques import releves_pour
from gouvernance.models import (
    CompteRendu,
    DemandeReunion,
    Interpellation,
    LigneCalendrier,
    PlaceCalendrier,
    PointOrdreDuJour,
    Reunion,
)
from gouvernance.permissions.initiative import can_fixer_calendrier, is_fixant_le_calendrier
from pacte.accord.models import Fonction
from pacte.socle.elements import Acte


@dataclass(frozen=True, slots=True)
class ReleveVerse:
    """The minutes of a thematic meeting; `url` is "" for whoever does not see that meeting."""

    compte_rendu: CompteRendu
    url: str


@dataclass(frozen=True, slots=True)
class InitiativeDeLaFiche:
    """The parts of the page; `fixe` says whether the meeting may set the calendar."""

    demandes: Sequence[DemandeReunion]
    place: PlaceCalendrier | None
    ligne: LigneCalendrier | None
    fixe: bool
    fixer: Acte
    lignes: Sequence[LigneLue]
    releves: Sequence[ReleveVerse]


def lire_demandes(reunion: Reunion, fonction: Fonction) -> list[DemandeReunion]:
    """The requests that opened the meeting, and whether the function sees each of them."""
    vues = DemandeReunion.objects.for_fonction(fonction).filter(pk=OuterRef("pk"))
    return list(demandes_de(reunion).select_related("pacte").annotate(is_vue=Exists(vues)))


def composer_initiative(
    reunion: Reunion,
    fonction: Fonction,
    le: date,
    points: Iterable[PointOrdreDuJour],
    demandes: Iterable[DemandeReunion],
) -> InitiativeDeLaFiche:
    """Read those parts in one query, six more for a meeting that sets the calendar.

    `demandes` come from `lire_demandes`.
    """
    _joindre_les_questions(points, fonction)
    fixe = is_fixant_le_calendrier(reunion)
    return InitiativeDeLaFiche(
        demandes=sorted((d for d in demandes if d.is_vue), key=lambda demande: demande.pk),
        place=place_au_calendrier(reunion),
        ligne=reunion.ligne_calendrier,
        fixe=fixe,
        fixer=Acte(
            can_fixer_calendrier(fonction, reunion, le),
            "Fixer le calendrier",
            reverse("fixer_calendrier", args=[reunion.pacte.code, reunion.pk]),
        ),
        lignes=lire_lignes(reunion.pacte, fonction, le, depuis=(reunion.date_reunion or le).year)
        if fixe
        else (),
        releves=_releves(reunion, fonction) if fixe else (),
    )


def _joindre_les_questions(points: Iterable[PointOrdreDuJour], fonction: Fonction) -> None:
    """Give each item the question that it comes from, when the reader sees that question."""
    par_point = {point.pk: point for point in points}
    for point in par_point.values():
        point.questions_lues = []
    questions = Interpellation.objects.for_fonction(fonction).filter(point__in=par_point)
    for question in questions.order_by("pk"):
        par_point[question.point_id].questions_lues.append(question)


def _releves(reunion: Reunion, fonction: Fonction) -> list[ReleveVerse]:
    releves = releves_pour(reunion)
    visibles = set(
        Reunion.objects.for_fonction(fonction)
        .filter(pk__in=[releve.reunion_id for releve in releves])
        .values_list("pk", flat=True)
        if releves
        else ()
    )
    return [
        ReleveVerse(
            releve,
            reverse("voir_reunion", args=[reunion.pacte.code, releve.reunion_id])
            if releve.reunion_id in visibles
            else "",
        )
        for releve in releves
    ]
