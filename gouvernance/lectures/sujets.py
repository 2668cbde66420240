"""The history of one topic across meetings, for a reader: only the meetings that she may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from gouvernance.models import (
    ETATS_PARTAGES,
    Decision,
    EtatDecision,
    Passage,
    PieceReunion,
    PointOrdreDuJour,
    Reunion,
    Sujet,
)
from gouvernance.permissions.reunions import is_cote_organisateur
from pacte.accord.models import Fonction, Pacte


def points_du_sujet(sujet: Sujet) -> set[int]:
    """Return the keys of the items of a topic: linked to it, or carried over to or from these."""
    points = PointOrdreDuJour.objects.filter(reunion__pacte=sujet.pacte_id)
    voisins: dict[int, set[int]] = {}
    for pk, origine in points.filter(reporte_de__isnull=False).values_list("pk", "reporte_de"):
        voisins.setdefault(pk, set()).add(origine)
        voisins.setdefault(origine, set()).add(pk)
    # An item that follows another topic is that one's, wherever it was carried over from.
    ailleurs = set(
        points.filter(sujet__isnull=False).exclude(sujet=sujet).values_list("pk", flat=True)
    )
    atteints = set(points.filter(sujet=sujet).values_list("pk", flat=True))
    a_suivre = list(atteints)
    while a_suivre:
        proches = voisins.get(a_suivre.pop(), set()) - atteints - ailleurs
        atteints |= proches
        a_suivre += proches
    return atteints


def reunions_visibles(pacte: Pacte, fonction: Fonction | None) -> QuerySet[Any]:
    """The keys of the meetings of a pact that the function may see, for a subquery."""
    return Reunion.objects.for_fonction(fonction).filter(pacte=pacte).order_by().values("pk")


def sujets_visibles(pacte: Pacte, fonction: Fonction | None) -> QuerySet[Sujet]:
    """Topics of which the function may see at least one meeting."""
    vues = reunions_visibles(pacte, fonction)
    return Sujet.objects.filter(
        Exists(PointOrdreDuJour.objects.filter(sujet=OuterRef("pk"), reunion__in=vues)),
        pacte=pacte,
    )


def sujets_proposables(reunion: Reunion, fonction: Fonction | None) -> QuerySet[Sujet]:
    """Topics that an item of this meeting may join: collective ones, or those of its centre.

    A centre's own topic never reaches a meeting that other centres attend (Q22).
    """
    d_ici = Q(centre__isnull=True)
    if reunion.centre_id is not None:
        d_ici |= Q(centre=reunion.centre_id)
    return sujets_visibles(reunion.pacte, fonction).filter(d_ici).order_by("titre", "pk")


@dataclass(frozen=True, slots=True)
class LigneDuSujet:
    """A line of the record about the topic, and where it stands."""

    decision: Decision
    etat: EtatDecision


@dataclass(frozen=True, slots=True)
class Seance:
    """What one meeting did of the topic; `lisible` says whether its minutes are shared."""

    reunion: Reunion
    points: Sequence[PointOrdreDuJour]
    textes: Sequence[Passage]
    lignes: Sequence[LigneDuSujet]
    pieces: Sequence[PieceReunion]
    lisible: bool


def seances_du_sujet(sujet: Sujet, fonction: Fonction, le: date) -> list[Seance]:
    """Return what each visible meeting did of the topic, the latest first."""
    cles = points_du_sujet(sujet)
    reunions = (
        Reunion.objects.for_fonction(fonction)
        .filter(pk__in=PointOrdreDuJour.objects.filter(pk__in=cles).order_by().values("reunion"))
        .select_related("pacte", "instance", "centre", "theme", "organisateur", "compte_rendu")
        .prefetch_related(
            Prefetch(
                "points", queryset=PointOrdreDuJour.objects.filter(pk__in=cles).order_by("ordre")
            ),
            Prefetch(
                "compte_rendu__passages",
                queryset=Passage.objects.filter(point__in=cles)
                .select_related("point")
                .order_by("point__ordre"),
            ),
            Prefetch(
                "decisions",
                queryset=Decision.objects.filter(point__in=cles)
                .select_related("responsable__personne", "relais__personne", "inscription")
                .order_by("ordre"),
            ),
            Prefetch(
                "pieces",
                queryset=PieceReunion.objects.filter(point__in=cles, date_retrait__isnull=True)
                .select_related("fichier")
                .order_by("date_depot", "pk"),
            ),
        )
        .order_by("-date_reunion", "-pk")
    )
    return [_seance(reunion, fonction, le) for reunion in reunions]


def _seance(reunion: Reunion, fonction: Fonction, le: date) -> Seance:
    compte_rendu = reunion.compte_rendu_ou_rien
    lisible = compte_rendu is not None and (
        compte_rendu.etat in ETATS_PARTAGES or is_cote_organisateur(fonction, reunion)
    )
    return Seance(
        reunion=reunion,
        points=list(reunion.points.all()),
        textes=[p for p in compte_rendu.passages.all() if p.texte]
        if lisible and compte_rendu is not None
        else [],
        lignes=_lignes(reunion.decisions.all(), le) if lisible else [],
        pieces=list(reunion.pieces.all()),
        lisible=lisible,
    )


def _lignes(decisions: Iterable[Decision], le: date) -> list[LigneDuSujet]:
    return [LigneDuSujet(decision, decision.etat(le)) for decision in decisions]
