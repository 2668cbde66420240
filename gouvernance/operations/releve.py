"""The record of the minutes: decisions, actions and information, written while they are open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gouvernance.models import Decision, GenreReleve, Reunion
from pacte.accord.models import Fonction, GenreOrganisation
from pacte.socle.droits import ActeRefuse, refus
from pacte.socle.francais import contracter_de


@dataclass(frozen=True, slots=True)
class DecisionEcrite:
    """A line of the record as the form gives it; `pk` is None for a new one.

    Information carries neither `responsable` nor `echeance`; `date_revue` is a decision's alone.
    """

    texte: str
    pk: int | None = None
    point: int | None = None
    responsable: Fonction | None = None
    echeance: date | None = None
    genre: str = GenreReleve.DECISION
    date_revue: date | None = None


def verifier_responsable(reunion: Reunion, responsable: Fonction | None) -> None:
    """Refuse to give another centre's people a line of a bilateral meeting (Q22)."""
    if reunion.centre_id is None or responsable is None:
        return
    organisation = responsable.organisation
    if organisation.genre == GenreOrganisation.CENTRE and organisation.pk != reunion.centre_id:
        qui = responsable.personne
        raise ActeRefuse(
            refus(f"{qui} n'est pas {contracter_de(reunion.centre)} : choisissez ailleurs.")
        )


def ecrire_releve(reunion: Reunion, ecrites: Sequence[DecisionEcrite]) -> None:
    """Set the record, in order; a line that is left out is removed."""
    for ecrite in ecrites:
        verifier_responsable(reunion, ecrite.responsable)
    presentes = {decision.pk: decision for decision in reunion.decisions.order_by("ordre")}
    points = {point.pk for point in reunion.points.order_by("ordre")}
    gardees = {ecrite.pk for ecrite in ecrites if ecrite.pk is not None}
    if not gardees <= set(presentes) or not {e.point for e in ecrites} - {None} <= points:
        raise ActeRefuse(refus("Une décision n'est pas de cette réunion."))
    for pk, ancienne in presentes.items():
        if pk not in gardees:
            _retirer(ancienne, presentes.values())
    for ordre, ecrite in enumerate(ecrites, start=1):
        decision = presentes.get(ecrite.pk) if ecrite.pk is not None else None
        _noter(decision or Decision(pacte=reunion.pacte, reunion=reunion), ordre, ecrite)


def ajouter_au_releve(reunion: Reunion, ecrites: Sequence[DecisionEcrite]) -> None:
    """Add lines after those already there."""
    rang = reunion.decisions.count()
    for ordre, ecrite in enumerate(ecrites, start=rang + 1):
        verifier_responsable(reunion, ecrite.responsable)
        _noter(Decision(pacte=reunion.pacte, reunion=reunion), ordre, ecrite)


def _noter(decision: Decision, ordre: int, ecrite: DecisionEcrite) -> None:
    valeurs: dict[str, Any] = {
        "ordre": ordre,
        "point_id": ecrite.point,
        "texte": ecrite.texte,
        "responsable": ecrite.responsable,
        "echeance": ecrite.echeance,
        "genre": ecrite.genre,
        "date_revue": ecrite.date_revue,
    }
    if decision.pk is not None and all(getattr(decision, n) == v for n, v in valeurs.items()):
        return
    devient_information = ecrite.genre == GenreReleve.INFORMATION
    if decision.pk is not None and devient_information and decision.suivis.exists():
        raise ActeRefuse(
            refus(f"« {decision} » a déjà un suivi : elle ne peut plus être une information.")
        )
    for nom, valeur in valeurs.items():
        setattr(decision, nom, valeur)
    decision.save()


def _retirer(decision: Decision, presentes: Iterable[Decision]) -> None:
    """Remove a line; what was drawn from it stays, and says so no more."""
    if decision.suivis.exists():
        raise ActeRefuse(
            refus(f"« {decision} » a déjà un suivi : gardez cette ligne, ou corrigez son texte.")
        )
    for issue in presentes:
        if issue.issue_de_id == decision.pk:
            issue.issue_de = None
            issue.save()
    decision.delete()
