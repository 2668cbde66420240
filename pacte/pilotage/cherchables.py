"""What can be searched in a pact: of each kind, the scope, the text and what is shown.

Each kind of thing is searched within the scope of its own room: what the reader may not open is
not found. The vectors are computed by PostgreSQL when asked; a pact has hundreds of rows, not
millions, and nothing then has to be kept in step.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.lookups import Unaccent
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, LPad
from django.urls import reverse

from gouvernance.lectures.sujets import sujets_visibles
from gouvernance.models import (
    ETATS_PARTAGES,
    CompteRendu,
    Decision,
    Passage,
    PieceReunion,
    PointOrdreDuJour,
    Reunion,
    Sujet,
)
from gouvernance.permissions.reunions import is_avs_du_pacte, is_preparateur
from pacte.accord.models import Engagement, Fonction, Pacte
from pacte.socle.texte_riche import en_texte
from subventions.models import Demande, PieceDemande

FRANCAIS = "french"
MOIS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
        "octobre", "novembre", "décembre")  # fmt: skip


class GenreResultat(models.TextChoices):
    """The kinds of things found, in the order of the page."""

    REUNIONS = "reunions", "Réunions"
    COMPTES_RENDUS = "comptes-rendus", "Comptes rendus"
    DECISIONS = "decisions", "Décisions et actions"
    SUJETS = "sujets", "Sujets suivis"
    DOCUMENTS = "documents", "Documents de réunion"
    DEMANDES = "demandes", "Demandes de subvention"
    ENGAGEMENTS = "engagements", "Engagements du pacte"


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """A row that was found, as texts: the first of `textes` is what to show by default."""

    titre: str
    textes: tuple[str, ...]
    url: str
    le: date | None = None
    etat: Any = None


# --- What PostgreSQL reads ---------------------------------------------------------------------
class JourEnMots(Func):
    """A day as people type it: « 14 mars 2026 »; nothing for an unknown day."""

    template = (
        "CONCAT_WS(' ', TO_CHAR(%(expressions)s, 'FMDD'), "
        f"(ARRAY[{', '.join(repr(mois) for mois in MOIS)}])"
        "[EXTRACT(MONTH FROM %(expressions)s)::int], TO_CHAR(%(expressions)s, 'YYYY'))"
    )
    output_field = models.TextField()


def _en_texte(tableau: Any) -> Func:
    return Func(tableau, Value(" "), function="ARRAY_TO_STRING", output_field=models.TextField())


def _document(**poids: Sequence[Any]) -> SearchVector:
    """The text of a row, in the order of what counts: A for its name, D for where it comes from."""
    return reduce(
        add,
        (
            SearchVector(*(Unaccent(partie) for partie in parties), config=FRANCAIS, weight=lettre)
            for lettre, parties in poids.items()
        ),
    )


def _de_la_reunion(prefixe: str = "") -> tuple[Any, ...]:
    """What names a meeting: its body, its centre, its theme, its day."""
    return (
        F(f"{prefixe}instance__nom"),
        _en_texte(F(f"{prefixe}instance__alias")),
        F(f"{prefixe}centre__nom"),
        F(f"{prefixe}centre__sigle"),
        F(f"{prefixe}theme__titre"),
        JourEnMots(F(f"{prefixe}date_reunion")),
    )


# A decision's number as people type it: « 2026-014 ».
NUMERO = Concat(
    Cast("inscription__annee", models.TextField()),
    Value("-"),
    LPad(
        Cast("inscription__numero", models.TextField()), 3, Value("0"),
        output_field=models.TextField(),
    ),
    output_field=models.TextField(),
)  # fmt: skip
POINTS = ArraySubquery(
    PointOrdreDuJour.objects.filter(reunion=OuterRef("pk")).order_by("ordre").values("titre")
)
PASSAGES = ArraySubquery(
    Passage.objects.filter(compte_rendu=OuterRef("pk")).order_by("point__ordre").values("texte")
)
FORMES_DES_PASSAGES = ArraySubquery(
    Passage.objects.filter(compte_rendu=OuterRef("pk"))
    .order_by("point__ordre")
    .values("mise_en_forme")
)
TITRES_DES_PASSAGES = ArraySubquery(
    Passage.objects.filter(compte_rendu=OuterRef("pk"))
    .order_by("point__ordre")
    .values("point__titre")
)
PIECES = ArraySubquery(
    PieceDemande.objects.filter(demande=OuterRef("pk")).order_by("pk").values("libelle")
)


# --- The scope of each kind ----------------------------------------------------------------------
def comptes_rendus_lisibles(pacte: Pacte, fonction: Fonction | None) -> QuerySet[CompteRendu]:
    """The minutes that the function reads: submitted, or being written on its own side.

    The same right as `can_lire_compte_rendu`, for a list.
    """
    reunions = Reunion.objects.for_fonction(fonction).filter(pacte=pacte)
    lisible = Q(etat__in=ETATS_PARTAGES)
    if is_avs_du_pacte(fonction, pacte):
        lisible = Q()
    elif fonction is not None and is_preparateur(fonction):
        lisible |= Q(reunion__organisateur=fonction.organisation_id)
    return CompteRendu.objects.filter(lisible, reunion__in=reunions.order_by().values("pk"))


def _reunions(pacte: Pacte, fonction: Fonction) -> QuerySet[Reunion]:
    return Reunion.objects.for_fonction(fonction).filter(pacte=pacte)


def _decisions(pacte: Pacte, fonction: Fonction) -> QuerySet[Decision]:
    return Decision.objects.for_fonction(fonction).filter(pacte=pacte)


def _documents(pacte: Pacte, fonction: Fonction) -> QuerySet[PieceReunion]:
    """The documents in place of the meetings that the function sees."""
    return PieceReunion.objects.filter(
        date_retrait__isnull=True, reunion__in=_reunions(pacte, fonction).order_by().values("pk")
    )


def _sujets(pacte: Pacte, fonction: Fonction) -> QuerySet[Sujet]:
    return sujets_visibles(pacte, fonction)


def _demandes(pacte: Pacte, fonction: Fonction) -> QuerySet[Demande]:
    return Demande.objects.for_fonction(fonction).filter(pacte=pacte)


def _engagements(pacte: Pacte, fonction: Fonction) -> QuerySet[Engagement]:
    return Engagement.objects.filter(pacte=pacte)


# --- What is shown of each kind ------------------------------------------------------------------
REUNION = ("instance", "centre", "theme")


def _voir_reunions(lignes: QuerySet[Any], pacte: Pacte, le: date) -> dict[int, Trouvaille]:
    return {
        reunion.pk: Trouvaille(
            titre=str(reunion),
            textes=(
                " · ".join(reunion.points_trouves),
                f"Lieu : {reunion.lieu}" if reunion.lieu else "",
            ),
            url=reverse("voir_reunion", args=[pacte.code, reunion.pk]),
            le=reunion.date_reunion,
            etat=reunion.etat_enum,
        )
        for reunion in lignes.select_related(*REUNION).annotate(points_trouves=POINTS)
    }


def _voir_comptes_rendus(lignes: QuerySet[Any], pacte: Pacte, le: date) -> dict[int, Trouvaille]:
    lus = lignes.select_related("fichier", *(f"reunion__{nom}" for nom in REUNION))
    return {
        compte_rendu.pk: Trouvaille(
            titre=f"Compte rendu – {compte_rendu.reunion}",
            textes=(
                *(
                    f"{titre} : {en_texte(texte) if riche else texte}"
                    for titre, texte, riche in zip(
                        compte_rendu.titres_trouves,
                        compte_rendu.passages_trouves,
                        compte_rendu.formes_trouvees,
                        strict=True,
                    )
                    if texte
                ),
                en_texte(compte_rendu.conclusion_html),
                f"Fichier : {compte_rendu.fichier.nom}" if compte_rendu.fichier else "",
            ),
            url=f"{reverse('voir_reunion', args=[pacte.code, compte_rendu.reunion_id])}#compte-rendu",
            le=compte_rendu.reunion.date_reunion,
            etat=compte_rendu.etat_enum,
        )
        for compte_rendu in lus.annotate(
            passages_trouves=PASSAGES,
            titres_trouves=TITRES_DES_PASSAGES,
            formes_trouvees=FORMES_DES_PASSAGES,
        )
    }


def _voir_decisions(lignes: QuerySet[Any], pacte: Pacte, le: date) -> dict[int, Trouvaille]:
    lues = lignes.select_related(
        "inscription",
        "responsable__personne",
        "responsable__organisation",
        "relais__personne",
        "relais__organisation",
        *(f"reunion__{nom}" for nom in REUNION),
    )
    return {
        decision.pk: Trouvaille(
            titre=f"{decision.numero} {decision}".strip(),
            textes=(
                decision.texte if len(str(decision)) < len(decision.texte) else "",
                f"Suite donnée : {decision.suite}" if decision.suite else "",
                f"Ce qui bloque : {decision.blocage}" if decision.blocage else "",
                f"{decision.reunion}. Revient à : {decision.porteur}"
                if decision.porteur
                else str(decision.reunion),
            ),
            url=reverse("voir_decision", args=[pacte.code, decision.pk]),
            le=decision.reunion.date_reunion,
            etat=decision.etat(le),
        )
        for decision in lues
    }


def _voir_sujets(lignes: QuerySet[Any], pacte: Pacte, le: date) -> dict[int, Trouvaille]:
    return {
        sujet.pk: Trouvaille(
            titre=sujet.titre,
            textes=(f"Sujet suivi. {sujet.instance.nom}",),
            url=reverse("voir_sujet", args=[pacte.code, sujet.pk]),
            le=sujet.ouvert_le,
        )
        for sujet in lignes.select_related("instance")
    }


def _voir_documents(lignes: QuerySet[Any], pacte: Pacte, le: date) -> dict[int, Trouvaille]:
    lues = lignes.select_related("fichier", "point", *(f"reunion__{nom}" for nom in REUNION))
    return {
        piece.pk: Trouvaille(
            titre=piece.titre,
            textes=(
                f"Point : {piece.point.titre}" if piece.point else "",
                f"Fichier : {piece.fichier.nom}",
                str(piece.reunion),
            ),
            url=f"{reverse('voir_reunion', args=[pacte.code, piece.reunion_id])}#documents",
            le=piece.date_depot,
        )
        for piece in lues
    }


def _voir_demandes(lignes: QuerySet[Any], pacte: Pacte, le: date) -> dict[int, Trouvaille]:
    return {
        demande.pk: Trouvaille(
            titre=str(demande),
            textes=(
                ". ".join(filter(None, (demande.objet, demande.presentation))),
                " · ".join(demande.pieces_trouvees),
            ),
            url=reverse("voir_demande", args=[pacte.code, demande.pk]),
            le=demande.date_depot,
            etat=demande.etat_enum,
        )
        for demande in lignes.select_related("centre").annotate(pieces_trouvees=PIECES)
    }


def _voir_engagements(lignes: QuerySet[Any], pacte: Pacte, le: date) -> dict[int, Trouvaille]:
    return {
        engagement.pk: Trouvaille(
            titre=str(engagement),
            textes=(engagement.enonce, engagement.citation),
            url=f"{reverse('voir_pacte', args=[pacte.code])}#{engagement.ancre}",
        )
        for engagement in lignes
    }


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of thing: its scope, its text, its day, what is shown of it."""

    portee: Callable[[Pacte, Fonction], QuerySet[Any]]
    document: SearchVector
    le: Any
    voir: Callable[[QuerySet[Any], Pacte, date], dict[int, Trouvaille]]


SOURCES = {
    GenreResultat.REUNIONS: Source(
        _reunions,
        _document(A=_de_la_reunion(), B=(_en_texte(POINTS), F("lieu"))),
        F("date_reunion"),
        _voir_reunions,
    ),
    GenreResultat.COMPTES_RENDUS: Source(
        comptes_rendus_lisibles,
        _document(
            A=(_en_texte(TITRES_DES_PASSAGES), _en_texte(PASSAGES), F("conclusion")),
            C=(F("fichier__nom"), Value("compte rendu")),
            D=_de_la_reunion("reunion__"),
        ),
        F("reunion__date_reunion"),
        _voir_comptes_rendus,
    ),
    GenreResultat.DECISIONS: Source(
        _decisions,
        _document(
            A=(F("texte"), NUMERO),
            B=(F("suite"), F("blocage")),
            C=(
                F("genre"),
                F("relais__personne__prenom"),
                F("relais__personne__nom"),
                F("responsable__personne__prenom"),
                F("responsable__personne__nom"),
                F("responsable__organisation__nom"),
            ),
            D=_de_la_reunion("reunion__"),
        ),
        F("reunion__date_reunion"),
        _voir_decisions,
    ),
    GenreResultat.SUJETS: Source(
        _sujets,
        _document(
            A=(F("titre"),),
            C=(Value("sujet suivi"),),
            D=(F("instance__nom"), F("centre__nom"), F("centre__sigle")),
        ),
        F("ouvert_le"),
        _voir_sujets,
    ),
    GenreResultat.DOCUMENTS: Source(
        _documents,
        _document(
            A=(F("titre"),),
            B=(F("fichier__nom"), F("point__titre")),
            C=(Value("document"),),
            D=_de_la_reunion("reunion__"),
        ),
        F("date_depot"),
        _voir_documents,
    ),
    GenreResultat.DEMANDES: Source(
        _demandes,
        _document(
            A=(F("objet"), F("numero")),
            B=(F("presentation"), _en_texte(PIECES)),
            C=(F("centre__nom"), F("centre__sigle"), F("theme__titre")),
            D=(Value("demande de subvention"), Cast("exercice", models.TextField())),
        ),
        F("date_depot"),
        _voir_demandes,
    ),
    GenreResultat.ENGAGEMENTS: Source(
        _engagements,
        _document(A=(F("code"), F("titre")), B=(F("enonce"), F("citation"))),
        Cast(Value(None), models.DateField()),
        _voir_engagements,
    ),
}
