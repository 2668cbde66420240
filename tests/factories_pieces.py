"""Factories of a campaign's documents and questions, and of a centre's file."""

import uuid
from datetime import date
from types import SimpleNamespace
from typing import Any

from pacte.accord.models import Organisation
from pacte.documents.televersements import enregistrer_fichier
from subventions.models import (
    Campagne,
    GenreReponse,
    NaturePiece,
    PieceAttendue,
    PieceCentre,
    QuestionCampagne,
)
from subventions.operations import FichierApporte
from tests.factories_gouvernance import un_pdf

IBAN = "FR7630006000011234567890189"
ASSURANCE_FIN = date(2026, 7, 10)


def attendue(campagne: Campagne, **champs: Any) -> PieceAttendue:
    """A document asked for: the statutes, unless said otherwise."""
    defauts = {"nature": NaturePiece.STATUTS, "libelle": "Statuts"}
    return PieceAttendue.objects.create(campagne=campagne, **{**defauts, **champs})


def question(campagne: Campagne, **champs: Any) -> QuestionCampagne:
    """A question of one line."""
    defauts = {"libelle": "Combien de salles ?", "reponse": GenreReponse.NOMBRE}
    return QuestionCampagne.objects.create(campagne=campagne, **{**defauts, **champs})


def piece(
    p: SimpleNamespace,
    centre: Organisation | None = None,
    nature: str = NaturePiece.STATUTS,
    **champs: Any,
) -> PieceCentre:
    """A document of the centre's file, good for ever unless its dates say otherwise."""
    fichier = champs.pop("fichier", None) or enregistrer_fichier(un_pdf(), compte=None)
    defauts = {"libelle": NaturePiece(nature).label.capitalize(), "fichier": fichier}
    return PieceCentre.objects.create(centre=centre or p.a, nature=nature, **{**defauts, **champs})


def rib(p: SimpleNamespace, centre: Organisation | None = None, **champs: Any) -> PieceCentre:
    """A bank statement with its account."""
    defauts = {"iban": IBAN, "bic": "BNPAFRPP", "titulaire": "Centre A"}
    return piece(p, centre, NaturePiece.RIB, **{**defauts, **champs})


def apport(nature: str = NaturePiece.STATUTS, **champs: Any) -> FichierApporte:
    """A file as a form hands it to the operation."""
    defauts = {
        "fichier": un_pdf(),
        "nature": nature,
        "libelle": NaturePiece(nature).label.capitalize(),
        "cle": uuid.uuid4(),
    }
    return FichierApporte(**{**defauts, **champs})
