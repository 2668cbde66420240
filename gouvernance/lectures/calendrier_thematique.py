"""The calendar of thematic meetings: its lines, and what came of each (C47)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse

from gouvernance.models import (
    EtatLigne,
    EtatReunion,
    LigneCalendrier,
    PlaceCalendrier,
    Reunion,
)
from gouvernance.permissions.initiative import can_retirer_ligne
from pacte.accord.models import Fonction, Initiative, Pacte
from pacte.socle.droits import Droit


@dataclass(frozen=True, slots=True)
class LigneLue:
    """A line of the calendar and what came of it; `url` is "" for whoever does not see the meeting."""

    ligne: LigneCalendrier
    etat: EtatLigne
    reunion: Reunion | None
    url: str
    droit_retirer: Droit
    url_retirer: str


def lignes_a_ouvrir(pacte: Pacte) -> list[LigneCalendrier]:
    """Return the lines that no meeting takes up yet, soonest first: one query."""
    prises = Reunion.objects.filter(ligne_calendrier=OuterRef("pk")).exclude(
        etat=EtatReunion.ANNULEE
    )
    return list(
        LigneCalendrier.objects.filter(~Exists(prises), pacte=pacte, date_retrait__isnull=True)
        .select_related("theme")
        .order_by("mois", "pk")
    )


def lire_lignes(
    pacte: Pacte,
    fonction: Fonction,
    le: date,
    *,
    annee: int | None = None,
    depuis: int | None = None,
) -> list[LigneLue]:
    """Return the calendar as it stands on day `le`, in three queries.

    All of it, one civil year (`annee`), or from a civil year on (`depuis`).
    """
    lignes = LigneCalendrier.objects.filter(pacte=pacte)
    if annee is not None:
        lignes = lignes.filter(mois__year=annee)
    if depuis is not None:
        lignes = lignes.filter(mois__year__gte=depuis)
    lues = list(
        lignes.select_related("theme", "pacte", "fixee_en")
        .prefetch_related(
            Prefetch(
                "reunions",
                queryset=Reunion.objects.select_related("instance", "theme").order_by("-pk"),
            )
        )
        .order_by("mois", "pk")
    )
    reunions = {reunion.pk for ligne in lues for reunion in ligne.reunions.all()}
    visibles = set(
        Reunion.objects.for_fonction(fonction).filter(pk__in=reunions).values_list("pk", flat=True)
        if reunions
        else ()
    )
    return [_lire(ligne, fonction, le, visibles) for ligne in lues]


def _lire(ligne: LigneCalendrier, fonction: Fonction, le: date, visibles: set[int]) -> LigneLue:
    reunion = next((r for r in ligne.reunions.all() if r.etat != EtatReunion.ANNULEE), None)
    visible = reunion is not None and reunion.pk in visibles
    return LigneLue(
        ligne=ligne,
        etat=etat_de_la_ligne(ligne, ligne.reunions.all(), le),
        reunion=reunion,
        url=reverse("voir_reunion", args=[ligne.pacte.code, reunion.pk])
        if visible and reunion is not None
        else "",
        droit_retirer=can_retirer_ligne(fonction, ligne, le),
        url_retirer=reverse("retirer_ligne_calendrier", args=[ligne.pacte.code, ligne.pk]),
    )


def etat_de_la_ligne(ligne: LigneCalendrier, reunions: Iterable[Reunion], le: date) -> EtatLigne:
    """Return what came of a line by day `le`: held, announced, in preparation, not yet, withdrawn."""
    if ligne.date_retrait is not None and ligne.date_retrait <= le:
        return EtatLigne.RETIREE
    etats = {
        reunion.etat
        for reunion in reunions
        if reunion.etat != EtatReunion.TENUE or (reunion.date_reunion or le) <= le
    }
    if EtatReunion.TENUE in etats:
        return EtatLigne.TENUE
    if EtatReunion.INVITEE in etats:
        return EtatLigne.PREVUE
    return EtatLigne.EN_PREPARATION if EtatReunion.BROUILLON in etats else EtatLigne.A_OUVRIR


def place_au_calendrier(reunion: Reunion) -> PlaceCalendrier | None:
    """Return whether a meeting comes from the calendar; None for a body that has none (C47)."""
    if reunion.instance.initiative != Initiative.CALENDRIER:
        return None
    if reunion.ligne_calendrier_id is None:
        return PlaceCalendrier.HORS_CALENDRIER
    return PlaceCalendrier.AU_CALENDRIER
