"""Reading campaigns: their kinds, whether they are open, what a new one starts with."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from pacte.accord.models import Pacte
from pacte.courrier.models import Passage
from subventions import rules
from subventions.models import (
    Campagne,
    GenreDemande,
    NaturePiece,
    PieceAttendue,
    QuestionCampagne,
    ReponseQuestion,
    VoletCampagne,
)
from subventions.workflow import EtatCampagne

# What a request joins (Cerfa 12156, « pièces à joindre »), for the kinds of money.
PIECES_DE_DEPART = (
    (NaturePiece.STATUTS, "Statuts en vigueur", "", True),
    (NaturePiece.DIRIGEANTS, "Liste des dirigeantes et dirigeants", "", True),
    (NaturePiece.RIB, "Relevé d'identité bancaire", "Au nom de l'association.", True),
    (
        NaturePiece.COMPTES,
        "Comptes approuvés du dernier exercice",
        "Ceux que la dernière assemblée générale a approuvés.",
        True,
    ),
    (NaturePiece.RAPPORT_ACTIVITE, "Rapport d'activité du dernier exercice", "", True),
    (NaturePiece.ASSURANCE, "Attestation d'assurance", "Responsabilité civile, en cours.", True),
    (
        NaturePiece.RAPPORT_COMMISSAIRE,
        "Rapport du commissaire aux comptes",
        "Si les aides publiques de l'année dépassent 153 000 euros.",
        False,
    ),
    (
        NaturePiece.POUVOIR,
        "Pouvoir de la personne qui signe",
        "Si ce n'est pas la représentante ou le représentant légal.",
        False,
    ),
)


def campagne_de(pacte: Pacte, exercice: int) -> Campagne | None:
    """The campaign of a year, or None."""
    return Campagne.objects.filter(pacte=pacte, exercice=exercice).first()


def etat_campagne(campagne: Campagne, le: date) -> EtatCampagne:
    """Where the campaign stands on day `le`."""
    return EtatCampagne(rules.etat_campagne(le, campagne.date_ouverture, campagne.date_cloture))


def genres_ouverts(pacte: Pacte, exercice: int) -> frozenset[str]:
    """The kinds of request that may be started for a year; all of them while it has no campaign."""
    campagne = campagne_de(pacte, exercice)
    if campagne is None:
        return frozenset(GenreDemande.values)
    return frozenset(campagne.volets.values_list("genre", flat=True))


def exiger_genre_ouvert(pacte: Pacte, exercice: int, genre: str) -> None:
    """Raise ValidationError on `genre` when the campaign of the year does not open this kind."""
    if genre in genres_ouverts(pacte, exercice):
        return
    nom = GenreDemande(genre).label
    raise ValidationError(
        {"genre": f"La campagne {exercice} n'ouvre pas ce genre de demande : {nom}."}
    )


def compte_base_par_defaut(pacte: Pacte, exercice: int, genre: str) -> bool:
    """Whether a vote on this kind counts in the advance's base, unless the vote says otherwise (Q1).

    What the campaign says; without a campaign, or for a kind it does not open, the operating subsidy
    alone.
    """
    volet = VoletCampagne.objects.filter(
        campagne__pacte=pacte, campagne__exercice=exercice, genre=genre
    ).first()
    return volet.compte_base_avance if volet else genre == GenreDemande.FONCTIONNEMENT


def dates_de_depart(exercice: int) -> dict[str, Any]:
    """The days that a first campaign proposes for the year `exercice`; all may be changed.

    The reminder of the advance falls on 15 October, in time for December's council (Q3).
    """
    return {
        "date_ouverture": date(exercice - 1, 9, 15),
        "date_cloture": date(exercice - 1, 11, 30),
        "date_vote_prevue": date(exercice, 3, 15),
        "rappel_avance": date(exercice - 1, 10, 15),
    }


def passage_annonce(campagne: Campagne) -> tuple[str, date]:
    """The key and the day under which a campaign is announced, once for its year."""
    return f"ouverture de campagne {campagne.pk}", date(campagne.exercice, 1, 1)


def annoncee_le(campagne: Campagne) -> date | None:
    """The day the campaign was announced to the centres, None before."""
    cle, jour = passage_annonce(campagne)
    passage = Passage.objects.filter(cle=cle, jour=jour).first()
    return timezone.localdate(passage.cree_le) if passage else None


@dataclass(frozen=True, slots=True)
class VoletLu:
    """A kind of request on the page of a campaign: open with its settings, or not."""

    genre: GenreDemande
    volet: VoletCampagne | None


@dataclass(frozen=True, slots=True)
class CampagneLue:
    """All that the page of a campaign shows."""

    campagne: Campagne
    etat: EtatCampagne
    volets: list[VoletLu]
    pieces: list[PieceAttendue]
    questions: list[QuestionCampagne]
    annoncee_le: date | None


def lire_campagne(campagne: Campagne, le: date) -> CampagneLue:
    """Read a campaign whole, in four queries."""
    volets = {volet.genre: volet for volet in campagne.volets.order_by("pk")}
    return CampagneLue(
        campagne,
        etat_campagne(campagne, le),
        [VoletLu(genre, volets.get(genre.value)) for genre in GenreDemande],
        list(campagne.pieces_attendues.select_related("modele").order_by("ordre", "pk")),
        list(
            campagne.questions.annotate(
                a_une_reponse=Exists(ReponseQuestion.objects.filter(question=OuterRef("pk")))
            ).order_by("ordre", "pk")
        ),
        annoncee_le(campagne),
    )
