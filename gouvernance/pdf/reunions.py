"""The documents of a meeting: minutes, attendance sheet, letters of invitation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from gouvernance.lectures.approbation import limite_des_remarques, phrase_d_approbation
from gouvernance.lectures.composition import bilan_des_categories
from gouvernance.models import (
    CompteRendu,
    Decision,
    Participation,
    PointOrdreDuJour,
    Presence,
    Reunion,
)
from pacte.accord.models import GenreOrganisation, Organisation
from pacte.documents.pdf import rendre_pdf
from pacte.socle.dates import ecrire_jour


@dataclass(frozen=True, slots=True)
class PointRendu:
    """An agenda item with what the minutes say of it and the decisions taken."""

    point: PointOrdreDuJour
    texte: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Groupe:
    """The people of one category."""

    libelle: str
    participations: tuple[Participation, ...]


def participations_nommees() -> QuerySet[Participation]:
    """Participations with names, categories and mails, in the order of the categories."""
    return Participation.objects.select_related(
        "fonction__personne", "fonction__organisation", "categorie", "courriel"
    ).order_by(
        "categorie__ordre",
        "fonction__organisation__nom",
        "fonction__personne__nom",
        "fonction__personne__prenom",
    )


def participations_de(reunion: Reunion) -> list[Participation]:
    """Everybody invited to a meeting, with names and categories."""
    return list(participations_nommees().filter(reunion=reunion))


def par_categorie(participations: Iterable[Participation]) -> list[Groupe]:
    """Group people by category; those outside any category come last."""
    return [
        Groupe(cle, tuple(groupe))
        for cle, groupe in groupby(
            participations,
            key=lambda p: p.categorie.libelle if p.categorie else "Autres personnes",
        )
    ]


def centres_du_pacte(reunion: Reunion) -> list[Organisation]:
    """The centres that are parties to the meeting's pact, in its order."""
    return [
        partie.organisation
        for partie in reunion.pacte.parties.filter(organisation__genre=GenreOrganisation.CENTRE)
        .select_related("organisation")
        .order_by("ordre")
    ]


def points_rendus(
    points: Sequence[PointOrdreDuJour], textes: dict[int, str], decisions: Sequence[Decision]
) -> list[PointRendu]:
    """Join each agenda item to its passage and its decisions."""
    return [
        PointRendu(
            point, textes.get(point.pk, ""), tuple(d for d in decisions if d.point_id == point.pk)
        )
        for point in points
    ]


def contexte_compte_rendu(compte_rendu: CompteRendu, le: date, *, projet: bool) -> dict[str, Any]:
    """Return what the template of the minutes shows."""
    reunion = compte_rendu.reunion
    participations = participations_de(reunion)
    points = reunion.points_ordonnes()
    decisions = list(
        reunion.decisions.filter(date_ajout__isnull=True)
        .select_related("responsable__personne", "responsable__organisation", "inscription")
        .order_by("ordre")
    )
    textes = {passage.point_id: passage.html for passage in compte_rendu.passages.order_by("pk")}
    notee = any(p.presence != Presence.ATTENDUE for p in participations)
    return {
        "projet": projet,
        "limite": limite_des_remarques(compte_rendu) if projet else None,
        "approbation": ""
        if projet or compte_rendu.date_approbation is None
        else phrase_d_approbation(
            compte_rendu.approbation,
            compte_rendu.date_approbation,
            compte_rendu.approuve_en_reunion,
        ),
        "etat_au": le,
        "emetteur": f"{reunion.pacte.ville.nom}, {reunion.pacte.titre_court}",
        "reunion": reunion,
        "compte_rendu": compte_rendu,
        "groupes": par_categorie(participations) if notee else [],
        "bilan": bilan_des_categories(
            reunion,
            reunion.instance.categories.order_by("ordre"),
            participations,
            centres_du_pacte(reunion),
        ),
        "points": points_rendus(points, textes, decisions),
        "decisions": decisions,
    }


def titre_compte_rendu(reunion: Reunion) -> str:
    quand = f", {ecrire_jour(reunion.date_reunion)}" if reunion.date_reunion else ""
    return f"Compte rendu, {reunion}{quand}"


def nom_de_fichier(reunion: Reunion, genre: str) -> str:
    """Return a file name: « compte-rendu-comite-technique-csab-2026-03-14.pdf »."""
    quand = reunion.date_reunion.isoformat() if reunion.date_reunion else "sans-date"
    return f"{genre}-{slugify(str(reunion))[:80]}-{quand}.pdf"


def rendre_compte_rendu(compte_rendu: CompteRendu, le: date, *, projet: bool) -> bytes:
    """Return the PDF of the minutes; marked « projet » on each page until they are definitive."""
    return rendre_pdf(
        "gouvernance/pdf/compte_rendu.html",
        contexte_compte_rendu(compte_rendu, le, projet=projet),
        titre=titre_compte_rendu(compte_rendu.reunion),
    )


def rendre_emargement(reunion: Reunion, le: date) -> bytes:
    """Return the attendance sheet to sign on paper, by category, with room for unexpected people."""
    return rendre_pdf(
        "gouvernance/pdf/emargement.html",
        {
            "etat_au": le,
            "emetteur": f"{reunion.pacte.ville.nom}, {reunion.pacte.titre_court}",
            "reunion": reunion,
            "groupes": par_categorie(participations_de(reunion)),
            "lignes_vides": range(4),
        },
        titre=f"Feuille d'émargement, {reunion}",
    )


def rendre_lettres(reunion: Reunion, participations: Sequence[Participation], le: date) -> bytes:
    """Return the letters of invitation, one person a page, for those without e-mail."""
    return rendre_pdf(
        "gouvernance/pdf/lettres.html",
        {
            "etat_au": le,
            "emetteur": f"{reunion.organisateur.nom}",
            "reunion": reunion,
            "participations": participations,
            "points": reunion.points_ordonnes(),
        },
        titre=f"Invitation, {reunion}",
    )
