"""What the undoing of an import takes away, and what was built on its lines since and forbids it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Model

from pacte.accord.models import Pacte
from subventions.models import (
    Attribution,
    Demande,
    EtatDemande,
    GenreImport,
    GenreVersement,
    ImportSubventions,
    Versement,
)


@dataclass(frozen=True, slots=True)
class LigneAnnulable:
    """A line that the import created; `retient` says what stands on it, nothing when it may go."""

    ligne: Attribution | Demande
    retient: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annulation:
    """Every line of an import, and those that forbid its undoing."""

    lignes: tuple[LigneAnnulable, ...]

    @property
    def retenues(self) -> list[LigneAnnulable]:
        return [lue for lue in self.lignes if lue.retient]

    @property
    def is_possible(self) -> bool:
        return bool(self.lignes) and not self.retenues


def lire_annulation(importation: ImportSubventions) -> Annulation:
    """Read the lines of an import and all that stands on them, in a constant number of queries."""
    if importation.genre == GenreImport.SUBVENTIONS:
        votes = list(
            Attribution.objects.filter(importation=importation)
            .select_related("centre")
            .order_by("centre__nom", "exercice", "pk")
        )
        retient = _construits_sur(votes, Attribution)
        payees = _avances_payees(importation.pacte, votes)
        for vote in votes:
            if vote.compte_base_avance and (vote.centre_id, vote.exercice + 1) in payees:
                retient[vote.pk].append(f"avance {vote.exercice + 1} payée")
        return _annulation(votes, retient)
    demandes = list(
        Demande.objects.filter(importation=importation)
        .select_related("centre")
        .order_by("centre__nom", "exercice", "pk")
    )
    retient = _construits_sur(demandes, Demande)
    for demande in demandes:
        if demande.etat != EtatDemande.RECUE:
            retient[demande.pk].append(f"demande {demande.get_etat_display()}")
    return _annulation(demandes, retient)


def _annulation(
    lignes: list[Attribution] | list[Demande], retient: dict[int, list[str]]
) -> Annulation:
    return Annulation(
        tuple(LigneAnnulable(ligne, tuple(dict.fromkeys(retient[ligne.pk]))) for ligne in lignes)
    )


def _construits_sur(
    lignes: list[Attribution] | list[Demande], modele: type[Model]
) -> defaultdict[int, list[str]]:
    """What points to each line, in the words of its model: one query for each kind of row."""
    retient: defaultdict[int, list[str]] = defaultdict(list)
    cles = [ligne.pk for ligne in lignes]
    for relation in modele._meta.related_objects:
        champ = relation.field.name
        nom = str(relation.related_model._meta.verbose_name)
        rangees = relation.related_model._default_manager.filter(**{f"{champ}__in": cles})
        for cle in rangees.order_by().values_list(champ, flat=True).distinct():
            retient[cle].append(nom)
    for ligne in lignes:
        if ligne.version > 1:
            retient[ligne.pk].append("modification faite depuis")
    return retient


def _avances_payees(pacte: Pacte, votes: list[Attribution]) -> set[tuple[int, int]]:
    """The centres and years of the advances paid on a base that these votes make."""
    return set(
        Versement.objects.filter(
            pacte=pacte,
            genre=GenreVersement.AVANCE,
            exercice__in={vote.exercice + 1 for vote in votes},
        ).values_list("centre_id", "exercice")
    )
