"""What a centre changed while a correction was open: before and after, from the history tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from pacte.documents.models import Fichier
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.montants import ecrire_montant
from subventions.models import (
    AideEnNature,
    Correction,
    Demande,
    FicheAssociation,
    FinancementPrevu,
    LigneBudget,
    ObjetCorrection,
    PieceDemande,
    ReponseQuestion,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that a part writes: which field names a line, which ones are compared."""

    modele: Any
    cle: str
    champs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changement:
    """One thing as it was and as it is; empty for what did not exist."""

    libelle: str
    avant: str
    apres: str


CHAMPS_DEMANDE = {
    ObjetCorrection.PROJET: (
        "objet",
        "theme",
        "presentation",
        "objectifs",
        "publics",
        "evaluation",
        "date_debut",
        "date_fin",
    ),
    ObjetCorrection.MONTANT: ("montant_demande",),
}
TABLES = {
    ObjetCorrection.ASSOCIATION: (
        Table(
            FicheAssociation,
            "",
            tuple(
                champ.name
                for champ in FicheAssociation._meta.concrete_fields
                if champ.name not in {"id", "demande"}
            ),
        ),
    ),
    ObjetCorrection.PROJET: (Table(ReponseQuestion, "question", ("valeur",)),),
    ObjetCorrection.MONTANT: (),
    ObjetCorrection.BUDGET: (
        Table(LigneBudget, "libelle", ("montant",)),
        Table(FinancementPrevu, "nom", ("montant", "acquis")),
        Table(AideEnNature, "description", ("valeur",)),
    ),
    ObjetCorrection.PIECE: (Table(PieceDemande, "libelle", ("fichier",)),),
}


def changements(correction: Correction) -> list[Changement]:
    """What changed in the part of a correction between its asking and its answer, or until now."""
    instants = list(
        correction.history.order_by("history_date").values_list("history_date", flat=True)
    )
    if not instants:
        return []
    bornes = (instants[0], instants[-1] if correction.date_reponse else timezone.now())
    objet = ObjetCorrection(correction.objet)
    lus = []
    if objet in CHAMPS_DEMANDE:
        table = Table(Demande, "", CHAMPS_DEMANDE[objet])
        lus += _comparer(table, {"id": correction.demande_id}, bornes)
    for table in TABLES[objet]:
        lus += _comparer(table, {"demande_id": correction.demande_id}, bornes)
    return lus


def _comparer(
    table: Table, de: dict[str, int], bornes: tuple[datetime, datetime]
) -> list[Changement]:
    avant, apres = (_lignes(table, de, instant) for instant in bornes)
    lus = []
    for pk in sorted(set(avant) | set(apres)):
        ancienne, nouvelle = avant.get(pk), apres.get(pk)
        tete = _ecrire(getattr(nouvelle or ancienne, table.cle)) if table.cle else ""
        lus += _de_la_ligne(table, tete, ancienne, nouvelle)
    return lus


def _de_la_ligne(table: Table, tete: str, ancienne: Any, nouvelle: Any) -> list[Changement]:
    changes = []
    for nom in table.champs:
        champ: models.Field = table.modele._meta.get_field(nom)
        valeurs = [
            getattr(v, champ.attname) if v is not None else None for v in (ancienne, nouvelle)
        ]
        if valeurs[0] == valeurs[1]:
            continue
        lisible = [_ecrire(getattr(v, nom)) if v is not None else "" for v in (ancienne, nouvelle)]
        seul = tete and len(table.champs) == 1
        libelle = tete if seul else " : ".join(filter(None, (tete, str(champ.verbose_name))))
        if any(lisible):
            changes.append(Changement(libelle[:1].upper() + libelle[1:], *lisible))
    return changes


def _lignes(table: Table, de: dict[str, int], instant: datetime) -> dict[int, Any]:
    """The rows as they were at an instant, by key, those removed before left out: one query."""
    versions: Sequence[Any] = table.modele.history.filter(history_date__lte=instant, **de).order_by(
        "history_date", "history_id"
    )
    lignes: dict[int, Any] = {}
    for version in versions:
        if version.history_type == "-":
            lignes.pop(version.id, None)
        else:
            lignes[version.id] = version
    return lignes


def _ecrire(valeur: Any) -> str:
    """A value in words, as a page writes it."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, Decimal):
        return ecrire_montant(valeur)
    if isinstance(valeur, date):
        return ecrire_jour_court(valeur)
    if isinstance(valeur, Fichier):
        return valeur.nom
    return str(valeur)
