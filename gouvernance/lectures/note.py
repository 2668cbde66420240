"""The one-page brief of a meeting, for an elected member: why, what is expected, figures, open decisions.

It holds on one A4 page whatever the meeting: the lists are cut, and say how much they leave out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf

from gouvernance import rules
from gouvernance.chiffres import Chiffre, chiffres_des_autres_pieces
from gouvernance.lectures.faits import faits_de_reunions
from gouvernance.lectures.pieces import pieces_de
from gouvernance.models import (
    Decision,
    EtatDecision,
    GenrePoint,
    PointOrdreDuJour,
    Reunion,
)
from gouvernance.rules import plan
from gouvernance.rules.cadence import cadence_du_pacte, evaluer_rythme
from gouvernance.rules.valeurs import Cadence, Periode
from pacte.accord.models import Engagement, Fonction, Portee
from pacte.accord.rules import fin_du_pacte
from pacte.documents.pdf import rendre_pdf
from pacte.socle.constats import Constat
from pacte.socle.dates import ecrire_jour

POINTS_MONTRES = 8
DECISIONS_MONTREES = 6


@dataclass(frozen=True, slots=True)
class PointAttendu:
    """An item of the agenda on which something is expected of the reader."""

    point: PointOrdreDuJour
    minutes: int


@dataclass(frozen=True, slots=True)
class DecisionOuverte:
    decision: Decision
    etat: EtatDecision


@dataclass(frozen=True, slots=True)
class Note:
    """The brief of one meeting for one reader."""

    reunion: Reunion
    engagement: Engagement | None
    constat: Constat | None
    attendus: tuple[PointAttendu, ...]
    attendus_caches: int
    autres_points: int
    chiffres: tuple[Chiffre, ...]
    ouvertes: tuple[DecisionOuverte, ...]
    ouvertes_cachees: int
    documents: int


def composer_note(reunion: Reunion, fonction: Fonction, le: date) -> Note:
    """Return the brief of a meeting as the acting function may read it, on day `le`."""
    points = reunion.points_ordonnes()
    creneaux = plan.placer(plan.lignes_de(points), reunion.duree_minutes)
    attendus = [
        PointAttendu(point, creneau.minutes)
        for point, creneau in zip(points, creneaux, strict=True)
        if point.genre == GenrePoint.DECISION or point.attendu
    ]
    engagement = (
        reunion.pacte.engagements.filter(
            genre_regle="cadence", parametres__instance=reunion.instance.code
        )
        .order_by("ordre")
        .first()
    )
    partie = reunion.pacte.parties.filter(organisation=fonction.organisation_id).exists()
    decisions = _decisions(reunion, fonction)
    ouvertes = [
        DecisionOuverte(decision, decision.etat(le))
        for decision in decisions
        if decision.date_realisation is None
    ]
    ouvertes.sort(key=lambda o: (o.decision.terme or date.max, o.decision.pk))
    return _couper(
        Note(
            reunion=reunion,
            engagement=engagement,
            constat=_rythme(reunion, engagement, le) if partie else None,
            attendus=tuple(attendus),
            attendus_caches=0,
            autres_points=len(points) - len(attendus),
            chiffres=(
                *_chiffres(reunion, decisions, le, partie=partie),
                *chiffres_des_autres_pieces(reunion, fonction, le),
            ),
            ouvertes=tuple(ouvertes),
            ouvertes_cachees=0,
            documents=len(pieces_de(reunion, points)),
        ),
        POINTS_MONTRES,
        DECISIONS_MONTREES,
    )


def _couper(note: Note, points: int, decisions: int) -> Note:
    """Leave the first items and decisions only, and count the others."""
    return replace(
        note,
        attendus=note.attendus[:points],
        attendus_caches=note.attendus_caches + len(note.attendus[points:]),
        ouvertes=note.ouvertes[:decisions],
        ouvertes_cachees=note.ouvertes_cachees + len(note.ouvertes[decisions:]),
    )


def _decisions(reunion: Reunion, fonction: Fonction) -> list[Decision]:
    """What this body, for this centre and theme, has decided, as the reader may see it."""
    return list(
        Decision.objects.for_fonction(fonction)
        .filter(
            reunion__pacte=reunion.pacte_id,
            reunion__instance=reunion.instance_id,
            reunion__centre=reunion.centre_id,
            reunion__theme=reunion.theme_id,
        )
        .exclude(reunion=reunion.pk)
        .a_suivre()
        .select_related("reunion", "responsable__personne")
        .order_by("pk")
    )


def _chiffres(
    reunion: Reunion, decisions: Sequence[Decision], le: date, *, partie: bool
) -> list[Chiffre]:
    """What governance knows: last year's meetings for the pact's parties, and the decisions."""
    annee = (reunion.date_reunion or le).year - 1
    chiffres = []
    if partie:
        tenues = (
            Reunion.objects.tenues()
            .filter(
                pacte=reunion.pacte_id,
                instance=reunion.instance_id,
                centre=reunion.centre_id,
                theme=reunion.theme_id,
                date_reunion__year=annee,
            )
            .count()
        )
        sur_quoi = "sur ce thème" if reunion.theme_id else ""
        sur_quoi = "avec ce centre" if reunion.centre_id else sur_quoi
        chiffres.append(Chiffre(f"Réunions tenues en {annee}", str(tenues), sur_quoi))
    etats = [decision.etat(le) for decision in decisions]
    realisees, retards = etats.count(EtatDecision.REALISEE), etats.count(EtatDecision.EN_RETARD)
    chiffres.append(Chiffre("Décisions réalisées", str(realisees), f"sur {len(etats)}"))
    chiffres.append(Chiffre("Décisions en retard", str(retards)))
    return chiffres


def _rythme(reunion: Reunion, engagement: Engagement | None, le: date) -> Constat | None:
    """How the body stands over the meeting's civil year; None without a commitment about it."""
    if engagement is None:
        return None
    pacte, instance = reunion.pacte, reunion.instance
    avenants = [(a.date_signature, a.nouvelle_fin) for a in pacte.avenants.order_by("numero")]
    prolongations = [(signe, fin) for signe, fin in avenants if fin is not None]
    periode = Periode(
        pacte.date_effet, fin_du_pacte(pacte.date_effet, pacte.duree_annees, prolongations, le)
    )
    faits = rules.du_sujet(
        faits_de_reunions(pacte, categories=False),
        instance.code,
        centre=reunion.centre.code if reunion.centre and instance.portee == Portee.CENTRE else None,
    )
    if reunion.centre is not None:
        partie = pacte.parties.filter(organisation=reunion.centre_id).first()
        periode = rules.depuis_l_entree(periode, partie.date_entree if partie else None)
    return evaluer_rythme(
        _cadence(reunion, engagement), periode, faits, au=le, annee=le.year
    ).constat


def _cadence(reunion: Reunion, engagement: Engagement) -> Cadence:
    return cadence_du_pacte(
        engagement.parametres,
        delai_invitation=reunion.instance.delai_invitation,
        themes=[(t.code, t.titre_court) for t in reunion.pacte.themes.order_by("numero")],
    )


def titre_note(reunion: Reunion) -> str:
    quand = f", {ecrire_jour(reunion.date_reunion)}" if reunion.date_reunion else ""
    return f"Note d'une page, {reunion}{quand}"


def rendre_note(note: Note, le: date) -> bytes:
    """Return the brief as a PDF of exactly one A4 page: its lists are cut until they fit."""
    points, decisions = len(note.attendus), len(note.ouvertes)
    contenu = _rendre(note, le)
    while compter_pages(contenu) > 1 and (points or decisions):
        points, decisions = (
            (points - 1, decisions) if points > decisions else (points, decisions - 1)
        )
        contenu = _rendre(_couper(note, points, decisions), le)
    return contenu


def _rendre(note: Note, le: date) -> bytes:
    contexte: dict[str, Any] = {
        "etat_au": le,
        "emetteur": f"{note.reunion.pacte.ville.nom}, {note.reunion.pacte.titre_court}",
        "note": note,
        "reunion": note.reunion,
    }
    return rendre_pdf("gouvernance/pdf/note.html", contexte, titre=titre_note(note.reunion))


def compter_pages(contenu: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(BytesIO(contenu)) as document:
        return len(document.pages)
