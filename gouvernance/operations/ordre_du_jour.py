"""The agenda: its items in their order, what recurs, what is taken up from the meeting before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gouvernance import permissions
from gouvernance.models import (
    EtatReunion,
    GenrePoint,
    PointOrdreDuJour,
    PointRecurrent,
    Reunion,
    Sujet,
)
from gouvernance.operations.reouverture import rouvrir_le_projet
from gouvernance.operations.verrou import verrouiller
from gouvernance.permissions.ordre_du_jour import can_marquer_a_reporter
from gouvernance.rules import plan
from pacte.accord.models import Fonction
from pacte.journal.operations import inscrire
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import verifier_version

TITRE_SUITE = "Suite des décisions"
MINUTES_SUITE = 15


@dataclass(frozen=True, slots=True)
class PointEcrit:
    """An item as the agenda form gives it; `pk` is None for a new one.

    `niveau` 1 puts it under the last item of level 0 before it.
    """

    pk: int | None
    titre: str
    duree_minutes: int
    genre: str
    rapporteur: str = ""
    objectif: str = ""
    attendu: str = ""
    niveau: int = 0


@transaction.atomic
def modifier_ordre_du_jour(
    reunion: Reunion, *, par: Fonction, version: int, points: Sequence[PointEcrit]
) -> None:
    """Set the agenda: `points` in their new order; an item left out is removed.

    An item that the minutes already speak of, or that a later meeting took up, cannot be removed.
    """
    reunion = verrouiller(reunion)
    exiger(permissions.can_modifier_ordre_du_jour(par, reunion, timezone.localdate()))
    verifier_version(version, reunion.version)
    presents = {point.pk: point for point in reunion.points.prefetch_related("passages")}
    gardes = {point.pk for point in points if point.pk is not None}
    if not gardes <= set(presents):
        raise ActeRefuse(refus("Un point de l'ordre du jour n'est pas de cette réunion."))
    retires = [ancien for pk, ancien in presents.items() if pk not in gardes]
    for ancien in retires:
        _verifier_retrait(ancien)
    _ecrire_points(reunion, presents, points)
    for ancien in sorted(retires, key=lambda point: point.parent_id is None):
        for passage in ancien.passages.all():
            passage.delete()
        ancien.delete()
    rouvrir_le_projet(reunion)
    _noter(reunion, par, "modifier_ordre_du_jour")


def _ecrire_points(
    reunion: Reunion, presents: Mapping[int, PointOrdreDuJour], points: Sequence[PointEcrit]
) -> None:
    niveaux = plan.normaliser([ecrit.niveau for ecrit in points])
    parent: PointOrdreDuJour | None = None
    for rang, ecrit in enumerate(points):
        point = presents.get(ecrit.pk) if ecrit.pk is not None else None
        point = point or PointOrdreDuJour(reunion=reunion)
        point.ordre = rang + 1
        point.parent = parent if niveaux[rang] else None
        point.titre = ecrit.titre
        point.duree_minutes = ecrit.duree_minutes
        point.genre = ecrit.genre
        point.rapporteur = ecrit.rapporteur
        point.objectif = ecrit.objectif
        point.attendu = ecrit.attendu
        point.save()
        if not niveaux[rang]:
            parent = point


def _noter(reunion: Reunion, par: Fonction, action: str, motif: str = "") -> None:
    reunion.version += 1
    reunion.save()
    inscrire(action, objet=reunion, par=par, motif=motif)


def _verifier_retrait(point: PointOrdreDuJour) -> None:
    ecrit = any(passage.texte.strip() for passage in point.passages.all())
    if ecrit or point.decisions.exists():
        raise ActeRefuse(
            refus(f"Le compte rendu parle déjà du point « {point.titre} » : gardez-le.")
        )
    if point.reports.exists():
        raise ActeRefuse(
            refus(f"Une réunion suivante reprend le point « {point.titre} » : gardez-le.")
        )


def ajouter_point(reunion: Reunion, **champs: Any) -> PointOrdreDuJour:
    """Add an item at the end of the agenda of a locked meeting, and return it."""
    rang = max(reunion.points.values_list("ordre", flat=True), default=0) + 1
    point = PointOrdreDuJour(reunion=reunion, ordre=rang, **champs)
    point.save()
    return point


def placer_point(reunion: Reunion, point: PointOrdreDuJour, *, apres: int | None) -> None:
    """Put an item, alone, right after item `apres` and those under it; first when None."""
    autres = plan.ordonner(p for p in reunion.points.order_by("ordre") if p.pk != point.pk)
    rang = 0
    for k, autre in enumerate(autres):
        if apres is not None and apres in {autre.pk, autre.parent_id}:
            rang = k + 1
    for ordre, p in enumerate([*autres[:rang], point, *autres[rang:]], start=1):
        if p.ordre != ordre:
            p.ordre = ordre
            p.save()


# --- What comes by itself at the opening ------------------------------------------------------------


def recurrents_de(reunion: Reunion, le: date) -> list[PointRecurrent]:
    """The recurring items of the meeting's body, and centre, in force on day `le`."""
    return list(
        PointRecurrent.objects.filter(
            Q(centre__isnull=True) | Q(centre=reunion.centre_id),
            Q(date_fin__isnull=True) | Q(date_fin__gte=le),
            pacte=reunion.pacte_id,
            instance=reunion.instance_id,
            date_debut__lte=le,
        ).order_by("titre", "pk")
    )


def reunion_precedente(reunion: Reunion) -> Reunion | None:
    """The last meeting held of the same body, centre and theme; None for the first one."""
    avant = Reunion.objects.filter(
        etat=EtatReunion.TENUE,
        pacte=reunion.pacte_id,
        instance=reunion.instance_id,
        centre=reunion.centre_id,
        theme=reunion.theme_id,
    ).exclude(pk=reunion.pk)
    if reunion.date_reunion is not None:
        avant = avant.filter(date_reunion__lte=reunion.date_reunion)
    return (
        avant.select_related("pacte", "instance", "centre", "theme")
        .order_by("-date_reunion", "-pk")
        .first()
    )


def completer_a_l_ouverture(reunion: Reunion) -> None:
    """Add what comes by itself: recurring items, then what the meeting before left open."""
    le = reunion.date_reunion or timezone.localdate()
    for recurrent in recurrents_de(reunion, le):
        ajouter_point(
            reunion,
            recurrent=recurrent,
            titre=recurrent.titre,
            duree_minutes=recurrent.duree_minutes,
            genre=recurrent.genre,
            rapporteur=recurrent.rapporteur,
        )
    precedente = reunion_precedente(reunion)
    if precedente is None:
        return
    flagues = precedente.points.filter(a_reporter=True).order_by("ordre")
    _reporter_points(reunion, flagues)
    if decisions_ouvertes(precedente):
        _ajouter_suite(reunion, precedente)


def decisions_ouvertes(precedente: Reunion) -> list[Any]:
    """The decisions and actions of a meeting that are not done yet."""
    return list(
        precedente.decisions.ouvertes()
        .select_related("responsable__personne", "responsable__organisation")
        .order_by("ordre")
    )


def _reporter_points(reunion: Reunion, points: Iterable[PointOrdreDuJour]) -> int:
    """Take up items of the meeting before: same topic, opened on the first time; return how many."""
    presents = list(reunion.points.order_by("ordre"))
    deja = {point.reporte_de_id for point in presents}
    # The body's template gives the same item again: it is that one which goes on.
    memes = {point.titre: point for point in presents if point.reporte_de_id is None}
    nombre = 0
    for ancien in points:
        if ancien.pk in deja:
            continue
        meme = memes.pop(ancien.titre, None)
        if meme is not None:
            meme.reporte_de, meme.sujet = ancien, _sujet_de(ancien)
            meme.attendu = meme.attendu or ancien.attendu
            meme.save()
            nombre += 1
            continue
        ajouter_point(
            reunion,
            reporte_de=ancien,
            sujet=_sujet_de(ancien),
            titre=ancien.titre,
            duree_minutes=ancien.duree_minutes,
            genre=ancien.genre,
            rapporteur=ancien.rapporteur,
            objectif=ancien.objectif,
            attendu=ancien.attendu,
        )
        nombre += 1
    return nombre


def _sujet_de(point: PointOrdreDuJour) -> Sujet:
    """The topic that an item belongs to; opened, from the day of its meeting, if it has none."""
    if point.sujet is not None:
        return point.sujet
    reunion = point.reunion
    sujet = Sujet(
        pacte=reunion.pacte,
        instance=reunion.instance,
        centre=reunion.centre,
        titre=point.titre,
        ouvert_le=reunion.date_reunion or timezone.localdate(),
    )
    sujet.save()
    point.sujet = sujet
    point.save()
    return sujet


def _ajouter_suite(reunion: Reunion, precedente: Reunion) -> bool:
    """Add the item that goes through the decisions not done; once for each meeting before."""
    if reunion.points.filter(suite_de=precedente).exists():
        return False
    quand = f" du {ecrire_jour_court(precedente.date_reunion)}" if precedente.date_reunion else ""
    ajouter_point(
        reunion,
        suite_de=precedente,
        titre=f"{TITRE_SUITE}{quand}",
        duree_minutes=MINUTES_SUITE,
        genre=GenrePoint.ECHANGE,
        attendu="Dire où en est chaque décision, et ce qui la bloque.",
    )
    return True


@transaction.atomic
def reprendre_points(
    reunion: Reunion, *, par: Fonction, points: Iterable[PointOrdreDuJour], suite: bool
) -> int:
    """Take up items of the meeting before, and its open decisions when `suite`; return how many.

    Taken up once only: sent twice, the second sending adds nothing.
    """
    reunion = verrouiller(reunion)
    exiger(permissions.can_modifier_ordre_du_jour(par, reunion, timezone.localdate()))
    precedente = reunion_precedente(reunion)
    choisis = list(points)
    if precedente is None or any(point.reunion_id != precedente.pk for point in choisis):
        raise ActeRefuse(refus("Ce point n'est pas de la réunion précédente."))
    nombre = _reporter_points(reunion, sorted(choisis, key=lambda point: point.ordre))
    if suite and decisions_ouvertes(precedente):
        nombre += _ajouter_suite(reunion, precedente)
    if nombre:
        _noter(reunion, par, "reprendre_points", precedente.titre)
    return nombre


@transaction.atomic
def marquer_a_reporter(point: PointOrdreDuJour, *, par: Fonction, a_reporter: bool) -> None:
    """Say that an item comes back at the next meeting, or not after all."""
    reunion = verrouiller(point.reunion)
    exiger(can_marquer_a_reporter(par, reunion, timezone.localdate()))
    point = PointOrdreDuJour.objects.get(pk=point.pk)
    if point.a_reporter == a_reporter:
        return
    point.a_reporter = a_reporter
    point.save()
    inscrire("marquer_a_reporter", objet=reunion, par=par, motif=point.titre)
