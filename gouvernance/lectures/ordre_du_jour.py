"""The agenda on the page of a meeting: its items, their documents, what people propose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.urls import reverse

from gouvernance.lectures.parcours import adresses
from gouvernance.lectures.pieces import pieces_de
from gouvernance.models import (
    Decision,
    EtatProposition,
    PieceReunion,
    PointOrdreDuJour,
    PropositionPoint,
    Reunion,
)
from gouvernance.permissions import ordre_du_jour as droits
from gouvernance.rules import plan
from pacte.accord.models import Fonction
from pacte.socle.droits import Droit
from pacte.socle.elements import Acte


@dataclass(frozen=True, slots=True)
class LienDePoint:
    """The same item at another meeting; `url` is "" when the reader does not see that meeting."""

    reunion: Reunion
    url: str


@dataclass(frozen=True, slots=True)
class ComplementDePoint:
    """What the page adds to an item: clock times, documents, where it comes from and goes to."""

    creneau: plan.Creneau
    debut: datetime | None
    fin: datetime | None
    pieces: tuple[PieceReunion, ...]
    repris_de: LienDePoint | None
    repris_a: tuple[LienDePoint, ...]
    suite: tuple[Decision, ...]
    url_reporter: str


@dataclass(frozen=True, slots=True)
class PropositionMontree:
    """A proposal with what the reader may do about it."""

    proposition: PropositionPoint
    examiner: Droit
    retirer: Droit


@dataclass(frozen=True, slots=True)
class PieceMontree:
    piece: PieceReunion
    modifier: Droit


@dataclass(frozen=True, slots=True)
class OrdreDuJour:
    """Everything about the agenda and the documents, for one reader."""

    points: tuple[PointOrdreDuJour, ...]
    complements: dict[int, ComplementDePoint]
    duree: int
    depassement: int
    limite: date | None
    is_avant_limite: bool
    propositions: tuple[PropositionMontree, ...]
    pieces: tuple[PieceMontree, ...]
    proposer: Acte
    joindre: Acte
    annoncer: Acte
    a_annoncer: int
    url_note: str
    url_dossier: str
    url_zip: str


def lire_points(reunion: Reunion) -> list[PointOrdreDuJour]:
    """The items as they are read, with the meetings that they come from and went to."""
    ailleurs = ("reunion__instance", "reunion__centre", "reunion__theme", "reunion__pacte")
    points = reunion.points.select_related(
        "sujet", *(f"reporte_de__{nom}" for nom in ailleurs)
    ).prefetch_related(
        Prefetch("reports", queryset=PointOrdreDuJour.objects.select_related(*ailleurs))
    )
    return plan.ordonner(points.order_by("ordre"))


def composer_ordre_du_jour(
    reunion: Reunion, fonction: Fonction, le: date, *, prepare: bool
) -> OrdreDuJour:
    """Read the agenda of a meeting once and prepare it for the acting function."""
    points = lire_points(reunion)
    creneaux = plan.placer(plan.lignes_de(points), reunion.duree_minutes)
    pieces = pieces_de(reunion, points)
    visibles = _reunions_visibles(points, fonction)
    suites = _suites(points, fonction)
    reporter = droits.can_marquer_a_reporter(fonction, reunion, le)
    duree = plan.duree_totale(creneaux)
    url = adresses(reunion)
    limite = droits.limite_documents(reunion)
    a_annoncer = sum(piece.date_annonce is None for piece in pieces)
    complements = {
        point.pk: ComplementDePoint(
            creneau=creneau,
            debut=creneau.heure_debut(reunion.debut),
            fin=creneau.heure_fin(reunion.debut),
            pieces=tuple(p for p in pieces if p.point_id == point.pk),
            repris_de=_lien(point.reporte_de, visibles),
            repris_a=tuple(
                lien for r in point.reports.all() if (lien := _lien(r, visibles)) is not None
            ),
            suite=tuple(d for d in suites if d.reunion_id == point.suite_de_id),
            url_reporter=(
                reverse("marquer_a_reporter", args=[reunion.pacte.code, reunion.pk, point.pk])
                if reporter
                else ""
            ),
        )
        for point, creneau in zip(points, creneaux, strict=True)
    }
    return OrdreDuJour(
        points=tuple(points),
        complements=complements,
        duree=duree,
        depassement=max(0, duree - reunion.duree_minutes),
        limite=limite,
        is_avant_limite=limite is not None and le <= limite,
        propositions=tuple(_propositions(reunion, fonction, le, prepare)),
        pieces=tuple(
            PieceMontree(piece, droits.can_modifier_piece(fonction, piece, le)) for piece in pieces
        ),
        proposer=Acte(
            droits.can_proposer(fonction, reunion, le), "Proposer un point", url("proposer_point")
        ),
        joindre=Acte(
            droits.can_joindre(fonction, reunion, le), "Joindre un document", url("joindre_piece")
        ),
        annoncer=Acte(
            droits.can_annoncer(fonction, reunion, le, a_annoncer),
            "Annoncer les documents ajoutés",
            url("annoncer_pieces"),
        ),
        a_annoncer=a_annoncer,
        url_note=url("voir_note"),
        url_dossier=url("telecharger_dossier"),
        url_zip=url("telecharger_dossier_zip"),
    )


def _reunions_visibles(points: Sequence[PointOrdreDuJour], fonction: Fonction) -> set[int]:
    """Which of the meetings that the items name the reader sees: no query when there are none."""
    ids = {p.reporte_de.reunion_id for p in points if p.reporte_de is not None}
    ids |= {r.reunion_id for p in points for r in p.reports.all()}
    if not ids:
        return set()
    return set(
        Reunion.objects.for_fonction(fonction).filter(pk__in=ids).values_list("pk", flat=True)
    )


def _lien(point: PointOrdreDuJour | None, visibles: set[int]) -> LienDePoint | None:
    if point is None:
        return None
    autre = point.reunion
    url = reverse("voir_reunion", args=[autre.pacte.code, autre.pk])
    return LienDePoint(autre, url if autre.pk in visibles else "")


def _suites(points: Sequence[PointOrdreDuJour], fonction: Fonction) -> list[Decision]:
    """The decisions, not done yet, that the items « Suite des décisions » go through."""
    reunions = [point.suite_de_id for point in points if point.suite_de_id]
    if not reunions:
        return []
    return list(
        Decision.objects.for_fonction(fonction)
        .ouvertes()
        .filter(reunion__in=reunions)
        .select_related("responsable__personne")
        .order_by("reunion_id", "ordre")
    )


def _propositions(
    reunion: Reunion, fonction: Fonction, le: date, prepare: bool
) -> list[PropositionMontree]:
    """What is proposed: those to look at for the organiser's side, one's own for an author."""
    propositions = reunion.propositions.select_related(
        "proposee_par__personne", "proposee_par__organisation", "reponse_par__personne"
    ).exclude(etat=EtatProposition.RETIREE)
    montrees = []
    for proposition in propositions.order_by("date_proposition", "pk"):
        proposition.reunion = reunion
        if prepare or proposition.proposee_par.personne_id == fonction.personne_id:
            montrees.append(
                PropositionMontree(
                    proposition,
                    droits.can_examiner(fonction, proposition, le),
                    droits.can_retirer_proposition(fonction, proposition, le),
                )
            )
    return montrees
