"""The draft of a délibération as a Word document that the assemblies' service edits.

Real styles (headings, list of articles, table whose header row repeats), French typography.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from pacte.socle.dates import ecrire_jour
from pacte.socle.montants import ecrire_montant
from pacte.socle.typographie import soigner
from subventions.lectures.deliberations import (
    comptes_proposes,
    textes_fixes,
    total_en_nature,
    total_propose,
)
from subventions.models import Deport, LigneProjet, ProjetDeliberation
from subventions.rules.en_nature import dire_vote

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENTETES = ("Bénéficiaire", "Objet", "Compte", "Demandé", "Proposé")
LARGEURS = (Cm(4.6), Cm(5.2), Cm(1.9), Cm(2.7), Cm(2.7))
POLICE = "Open Sans"
ENCRE = RGBColor(0x1B, 0x27, 0x33)


def ecrire_docx(
    projet: ProjetDeliberation,
    lignes: Sequence[LigneProjet],
    deports: Sequence[Deport],
    le: date,
) -> bytes:
    """Return the draft as DOCX: visas, recitals, operative part, table of amounts, déports."""
    document = docx.Document()
    _preparer(document, projet)
    fixes = textes_fixes(le)
    document.add_heading(soigner(projet.titre), level=0)
    _identite(document, projet)
    for titre, texte in (("Visas", projet.visas), ("Considérants", projet.considerants)):
        document.add_heading(titre, level=1)
        for phrase in _phrases(texte):
            document.add_paragraph(soigner(phrase))
    document.add_heading("Délibération", level=1)
    document.add_paragraph(soigner(fixes["formule"]), style="Intense Quote")
    for numero, phrase in enumerate(_phrases(projet.dispositif), start=1):
        paragraphe = document.add_paragraph()
        paragraphe.add_run(f"Article {numero}. ").bold = True
        paragraphe.add_run(soigner(phrase))
    document.add_heading("Tableau des subventions", level=1)
    _tableau(document, lignes, comptes_proposes(le))
    _conditions(document, lignes)
    if deports:
        document.add_heading("Déports", level=1)
        document.add_paragraph(soigner(fixes["deport"]))
        for deport in deports:
            document.add_paragraph(
                soigner(f"{deport.personne} : {deport.demande.numero}, {deport.demande.centre}"),
                style="List Bullet",
            )
    document.add_heading("Vote", level=1)
    document.add_paragraph(soigner("Pour : …… Contre : …… Abstentions : ……"))
    document.add_paragraph(soigner(fixes["recours"]))
    flux = io.BytesIO()
    document.save(flux)
    return flux.getvalue()


def _preparer(document: Any, projet: ProjetDeliberation) -> None:
    """Page, styles, language and properties of the document."""
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.9)
    section.top_margin = section.bottom_margin = Cm(2)
    styles = document.styles
    for nom, taille in (("Normal", 10.5), ("Title", 20), ("Heading 1", 13), ("List Bullet", 10.5)):
        style = styles[nom]
        style.font.name, style.font.size, style.font.color.rgb = POLICE, Pt(taille), ENCRE
        polices = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribut in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            polices.set(qn(attribut), POLICE)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            polices.attrib.pop(qn(theme), None)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    langue = OxmlElement("w:lang")
    langue.set(qn("w:val"), "fr-FR")
    styles["Normal"].element.get_or_add_rPr().append(langue)
    proprietes = document.core_properties
    proprietes.title, proprietes.language = projet.titre, "fr-FR"
    proprietes.author = projet.pacte.ville.nom
    pied = section.footer.paragraphs[0]
    pied.text = soigner(f"{projet.pacte.ville.nom} — projet de délibération, page ")
    _champ(pied, "PAGE")


def _champ(paragraphe: Any, instruction: str) -> None:
    """Add a field that the word processor computes: a page number."""
    for genre, texte in (("begin", None), (None, instruction), ("end", None)):
        course = paragraphe.add_run()
        if genre is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = texte
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), genre)
        course._r.append(element)


def _identite(document: Any, projet: ProjetDeliberation) -> None:
    seance = ecrire_jour(projet.date_conseil) if projet.date_conseil else "date à fixer"
    faits = [
        ("Commune", projet.pacte.ville.nom),
        ("Conseil municipal", seance),
        ("Rapporteure ou rapporteur", projet.rapporteur or "à désigner"),
        ("Exercice", str(projet.exercice)),
    ]
    for nom, valeur in faits:
        paragraphe = document.add_paragraph()
        paragraphe.paragraph_format.space_after = Pt(0)
        paragraphe.add_run(soigner(f"{nom} : ")).bold = True
        paragraphe.add_run(soigner(valeur))


def _tableau(document: Any, lignes: Sequence[LigneProjet], comptes: dict[str, str]) -> None:
    tableau = document.add_table(rows=1, cols=len(ENTETES), style="Table Grid")
    tableau.alignment = WD_TABLE_ALIGNMENT.CENTER
    tableau.autofit = False
    _rangee(tableau.rows[0], ENTETES, gras=True)
    # The header row is printed again on each page that the table runs over.
    repetee = OxmlElement("w:tblHeader")
    repetee.set(qn("w:val"), "true")
    tableau.rows[0]._tr.get_or_add_trPr().append(repetee)
    for ligne in lignes:
        demande = ligne.demande
        _rangee(
            tableau.add_row(),
            (
                demande.centre.nom,
                f"{demande.objet} ({demande.get_genre_display()})",
                comptes.get(demande.genre, ""),
                demande.montant_demande_dit,
                ligne.montant_dit,
            ),
        )
    demandes = sum((ligne.demande.montant_demande for ligne in lignes), start=Decimal(0))
    _rangee(
        tableau.add_row(),
        (
            "Total",
            "",
            "",
            ecrire_montant(demandes),
            dire_vote(total_propose(lignes), total_en_nature(lignes)),
        ),
        gras=True,
    )


def _rangee(rangee: Any, textes: Iterable[str], *, gras: bool = False) -> None:
    # A row is never cut between two pages.
    entiere = OxmlElement("w:cantSplit")
    rangee._tr.get_or_add_trPr().append(entiere)
    for rang, (cellule, texte) in enumerate(zip(rangee.cells, textes, strict=True)):
        cellule.width = LARGEURS[rang]
        paragraphe = cellule.paragraphs[0]
        paragraphe.paragraph_format.space_after = Pt(2)
        course = paragraphe.add_run(soigner(texte))
        course.bold, course.font.size = gras, Pt(9.5)
        if rang >= len(LARGEURS) - 2:
            paragraphe.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _conditions(document: Any, lignes: Sequence[LigneProjet]) -> None:
    soumises = [ligne for ligne in lignes if ligne.conditions]
    if not soumises:
        return
    document.add_heading("Conditions", level=1)
    for ligne in soumises:
        document.add_paragraph(
            soigner(f"{ligne.demande.centre}, {ligne.demande.numero} : {ligne.conditions}"),
            style="List Bullet",
        )


def _phrases(texte: str) -> list[str]:
    return [phrase.strip() for phrase in texte.splitlines() if phrase.strip()]
