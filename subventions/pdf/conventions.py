"""The convention to sign: its articles, its annex, its places to sign, a code on each page."""

import io
from datetime import date

import pikepdf

from pacte.documents.models import DocumentScelle, GenreDocument
from pacte.documents.scelles import sceller
from subventions.lectures.budgets import tableaux_budget
from subventions.lectures.conventions import en_nature_de, textes_de_convention
from subventions.lectures.manques import totaux_de
from subventions.models import Convention
from subventions.pdf.rendu import rendre
from subventions.retours.code import dessiner


def composer_convention(convention: Convention, code: str, le: date) -> tuple[bytes, int]:
    """Return the PDF of a convention and how many pages it has: one rendering, then a reading."""
    demande = convention.demande
    tableaux = []
    if demande is not None:
        lignes = list(demande.lignes.order_by("ordre"))
        tableaux = tableaux_budget(demande, lignes, totaux_de(demande, lignes)) if lignes else []
    contenu = rendre(
        "convention",
        {
            "convention": convention,
            "demande": demande,
            "en_nature": en_nature_de(convention),
            "textes": textes_de_convention(convention, le),
            "tableaux": tableaux,
            "code": dessiner(code),
            "etat_au": le,
            "emetteur": convention.pacte.ville.nom,
        },
        titre=titre_convention(convention),
    )
    with pikepdf.open(io.BytesIO(contenu)) as lu:
        return contenu, len(lu.pages)


def titre_convention(convention: Convention) -> str:
    """Return « Convention d'objectifs 2026 » or « … pluriannuelle d'objectifs 2026-2029 »."""
    if convention.is_pluriannuelle:
        annees = f"{convention.premier_exercice}-{convention.dernier_exercice}"
        return f"Convention pluriannuelle d'objectifs {annees}, {convention.centre.nom}"
    return f"Convention d'objectifs {convention.premier_exercice}, {convention.centre.nom}"


def sceller_convention(convention: Convention, code: str, le: date) -> tuple[DocumentScelle, int]:
    """Render and seal the convention to sign; returns the document and its number of pages."""
    contenu, pages = composer_convention(convention, code, le)
    document = sceller(
        contenu,
        genre=GenreDocument.CONVENTION,
        titre=titre_convention(convention),
        nom=f"convention-{convention.reference}.pdf".replace("/", "-"),
    )
    return document, pages
