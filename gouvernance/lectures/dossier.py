"""The whole file of a meeting: one PDF with bookmarks, or a ZIP. Only what the reader may see.

Its parts: agenda, one-page brief, minutes of the meeting before, thematic records that join a comité
de pilotage, then the documents in the order of the agenda.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import pikepdf
from django.core.exceptions import ValidationError
from django.utils import timezone
from PIL import Image

from gouvernance.lectures.note import composer_note, compter_pages, rendre_note
from gouvernance.lectures.pieces import pieces_de
from gouvernance.lectures.releves_thematiques import releves_pour
from gouvernance.models import CompteRendu, ModeCompteRendu, PieceReunion, Reunion
from gouvernance.operations.ordre_du_jour import reunion_precedente
from gouvernance.pdf.reunions import rendre_compte_rendu
from gouvernance.permissions.reunions import can_lire_compte_rendu
from gouvernance.rules import plan
from pacte.accord.models import Fonction
from pacte.documents import stockage
from pacte.documents.archive import FluxArchive
from pacte.documents.models import Fichier
from pacte.documents.pdf import rendre_pdf
from pacte.documents.scelles import lire as lire_scelle
from pacte.documents.televersements import nettoyer_nom
from pacte.socle.dates import ecrire_jour, ecrire_jour_court

PDF = "application/pdf"
IMAGES = frozenset({"image/png", "image/jpeg"})
A4 = (1240, 1754)  # pixels at 150 dots per inch
MARGE = 75
TAILLE_BLOC = 256 * 1024
GENERAL, PRECEDENT, RELEVES = "Toute la réunion", "Réunion précédente", "Relevés thématiques"


@dataclass(frozen=True, slots=True)
class Partie:
    """A part of the file: where it stands, its name, its bytes when asked for."""

    groupe: str
    numero: str
    titre: str
    nom: str
    type_mime: str
    lire: Callable[[], bytes]
    ouvrir: Callable[[], Any]

    @property
    def is_montrable(self) -> bool:
        """Whether it becomes pages of the PDF; else it is apart, in the ZIP."""
        return self.type_mime == PDF or self.type_mime in IMAGES


@dataclass(slots=True)
class Ligne:
    """A line of the table of contents: its first page in the whole file, counted from 1."""

    groupe: str
    titre: str
    page: int


@dataclass(slots=True)
class Assemblage:
    """What the PDF is made of: pages ready to be joined, and what stays apart."""

    morceaux: list[tuple[Partie, bytes]] = field(default_factory=list)
    a_part: list[Partie] = field(default_factory=list)


# --- The parts ------------------------------------------------------------------------------------


def composer_parties(reunion: Reunion, fonction: Fonction, le: date) -> list[Partie]:
    """Return the parts of the file as the acting function may read them, after the agenda."""
    points = reunion.points_ordonnes()
    titres = {point.pk: f"{point.numero}. {point.titre}" for point in points}
    note = composer_note(reunion, fonction, le)
    parties = [
        _rendue("", "0", "Note d'une page", partial(rendre_note, note, le)),
        *_precedent(reunion, fonction, le),
        *_releves(reunion, fonction, le),
    ]
    for piece in pieces_de(reunion, points):
        groupe = titres.get(piece.point_id, GENERAL) if piece.point_id else GENERAL
        parties.append(_piece(piece, groupe))
    return parties


def _rendue(groupe: str, numero: str, titre: str, lire: Callable[[], bytes]) -> Partie:
    """A part that the portal renders itself."""
    return Partie(groupe, numero, titre, f"{titre}.pdf", PDF, lire, lambda: io.BytesIO(lire()))


def _fichier(groupe: str, numero: str, titre: str, fichier: Fichier) -> Partie:
    extension = fichier.nom.rpartition(".")[2]
    return Partie(
        groupe,
        numero,
        titre,
        f"{titre}.{extension}",
        fichier.type_mime,
        partial(stockage.lire, fichier.chemin),
        partial(stockage.ouvrir, fichier.chemin),
    )


def _piece(piece: PieceReunion, groupe: str) -> Partie:
    return _fichier(groupe, piece.numero or "0", piece.titre, piece.fichier)


def _precedent(reunion: Reunion, fonction: Fonction, le: date) -> Iterator[Partie]:
    """The minutes of the meeting before, when the reader sees that meeting and may read them."""
    precedente = reunion_precedente(reunion)
    if precedente is None or not _voit(precedente, fonction):
        return
    compte_rendu = CompteRendu.objects.filter(reunion=precedente).select_related(
        "fichier", "document", "reunion__pacte__ville", "reunion__instance",
        "reunion__centre", "reunion__theme", "reunion__organisateur",
    ).first()  # fmt: skip
    if compte_rendu is None or not can_lire_compte_rendu(fonction, precedente, le, compte_rendu):
        return
    yield from _compte_rendu(compte_rendu, PRECEDENT, le)


def _releves(reunion: Reunion, fonction: Fonction, le: date) -> Iterator[Partie]:
    """The thematic records that join this meeting's file, those whose meeting the reader sees."""
    for compte_rendu in releves_pour(reunion):
        if _voit(compte_rendu.reunion, fonction):
            yield from _compte_rendu(compte_rendu, RELEVES, le)


def _voit(reunion: Reunion, fonction: Fonction) -> bool:
    return Reunion.objects.for_fonction(fonction).filter(pk=reunion.pk).exists()


def _compte_rendu(compte_rendu: CompteRendu, groupe: str, le: date) -> Iterator[Partie]:
    reunion = compte_rendu.reunion
    jour = f" du {ecrire_jour_court(reunion.date_reunion)}" if reunion.date_reunion else ""
    sujet = f" – {reunion.theme.titre_court}" if reunion.theme else ""
    titre = f"Compte rendu{jour}{sujet}"
    if compte_rendu.document is not None:
        yield _rendue(groupe, "0", titre, partial(lire_scelle, compte_rendu.document))
    else:
        rendu = partial(rendre_compte_rendu, compte_rendu, le, projet=True)
        yield _rendue(groupe, "0", f"{titre} (projet)", rendu)
    if compte_rendu.mode == ModeCompteRendu.FICHIER and compte_rendu.fichier is not None:
        yield _fichier(groupe, "0", f"{titre} (fichier apporté)", compte_rendu.fichier)


# --- One PDF ----------------------------------------------------------------------------------------


def titre_dossier(reunion: Reunion) -> str:
    quand = f", {ecrire_jour(reunion.date_reunion)}" if reunion.date_reunion else ""
    return f"Dossier, {reunion}{quand}"


def rendre_dossier(reunion: Reunion, fonction: Fonction, le: date) -> bytes:
    """Return the whole file as one PDF: cover with its contents, agenda, then each part, bookmarked."""
    assemblage = _assembler(composer_parties(reunion, fonction, le))
    nombres = [compter_pages(contenu) for _, contenu in assemblage.morceaux]
    # The cover says on which page each part begins, which depends on its own length.
    pages = 1
    couverture = b""
    for _ in range(3):
        lignes = _sommaire(assemblage, nombres, pages)
        couverture = _couverture(reunion, lignes, assemblage.a_part, le)
        obtenues = compter_pages(couverture)
        if obtenues == pages:
            break
        pages = obtenues
    return _joindre(reunion, couverture, assemblage, lignes)


def _assembler(parties: Sequence[Partie]) -> Assemblage:
    """Sort what becomes pages from what stays apart (Word, a file that cannot be read)."""
    assemblage = Assemblage()
    for partie in parties:
        contenu = _en_pages(partie) if partie.is_montrable else None
        if contenu is None:
            assemblage.a_part.append(partie)
        else:
            assemblage.morceaux.append((partie, contenu))
    return assemblage


def _en_pages(partie: Partie) -> bytes | None:
    try:
        contenu = partie.lire()
        if partie.type_mime in IMAGES:
            return _image_en_page(contenu)
        compter_pages(contenu)
    except (OSError, ValueError, pikepdf.PdfError):
        # Lost or damaged: the rest of the file is given all the same, and says what is missing.
        return None
    return contenu


def _image_en_page(contenu: bytes) -> bytes:
    """Return an A4 page that holds a picture whole, upright or lying as it is."""
    with Image.open(io.BytesIO(contenu)) as source:
        image = source.convert("RGB")
    largeur, hauteur = A4 if image.height >= image.width else A4[::-1]
    image.thumbnail((largeur - 2 * MARGE, hauteur - 2 * MARGE))
    page = Image.new("RGB", (largeur, hauteur), "white")
    page.paste(image, ((largeur - image.width) // 2, (hauteur - image.height) // 2))
    flux = io.BytesIO()
    page.save(flux, "PDF", resolution=150)
    return flux.getvalue()


def _sommaire(assemblage: Assemblage, nombres: Sequence[int], pages: int) -> list[Ligne]:
    lignes = []
    page = pages + 1
    for (partie, _), nombre in zip(assemblage.morceaux, nombres, strict=True):
        lignes.append(Ligne(partie.groupe, partie.titre, page))
        page += nombre
    return lignes


def _couverture(
    reunion: Reunion, lignes: Sequence[Ligne], a_part: Sequence[Partie], le: date
) -> bytes:
    points = reunion.points_ordonnes()
    creneaux = plan.placer(plan.lignes_de(points), reunion.duree_minutes)
    contexte = {
        "etat_au": le,
        "emetteur": f"{reunion.pacte.ville.nom}, {reunion.pacte.titre_court}",
        "reunion": reunion,
        "agenda": [
            (point, creneau, creneau.heure_debut(reunion.debut))
            for point, creneau in zip(points, creneaux, strict=True)
        ],
        "lignes": lignes,
        "a_part": a_part,
    }
    return rendre_pdf("gouvernance/pdf/dossier.html", contexte, titre=titre_dossier(reunion))


def _joindre(
    reunion: Reunion, couverture: bytes, assemblage: Assemblage, lignes: Sequence[Ligne]
) -> bytes:
    with pikepdf.open(io.BytesIO(couverture)) as document:
        for _, contenu in assemblage.morceaux:
            with pikepdf.open(io.BytesIO(contenu)) as morceau:
                for page in morceau.pages:
                    # The tags of each part number its own pages only.
                    if "/StructParents" in page.obj:
                        del page.obj["/StructParents"]
                document.pages.extend(morceau.pages)
        _signets(document, lignes)
        _identite(document, titre_dossier(reunion))
        flux = io.BytesIO()
        document.save(flux, deterministic_id=True)
    return flux.getvalue()


def _signets(document: pikepdf.Pdf, lignes: Sequence[Ligne]) -> None:
    with document.open_outline() as plan_du_document:
        racine = plan_du_document.root
        racine.clear()
        racine.append(pikepdf.OutlineItem("Ordre du jour", 0))
        groupes: dict[str, pikepdf.OutlineItem] = {}
        for ligne in lignes:
            signet = pikepdf.OutlineItem(ligne.titre, ligne.page - 1)
            if not ligne.groupe:
                racine.append(signet)
                continue
            if ligne.groupe not in groupes:
                groupes[ligne.groupe] = pikepdf.OutlineItem(ligne.groupe, ligne.page - 1)
                racine.append(groupes[ligne.groupe])
            groupes[ligne.groupe].children.append(signet)


def _identite(document: pikepdf.Pdf, titre: str) -> None:
    document.Root.Lang = pikepdf.String("fr-FR")
    document.Root.PageMode = pikepdf.Name.UseOutlines
    document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with document.open_metadata(set_pikepdf_as_editor=False) as donnees:
        donnees["dc:title"] = titre
        donnees["dc:language"] = ["fr-FR"]
        # Only the cover is tagged: the whole does not claim to be PDF/UA.
        donnees.pop("pdfuaid:part", None)
        donnees.pop("pdfuaid:rev", None)
    document.docinfo["/Title"] = titre


# --- One ZIP ----------------------------------------------------------------------------------------


def diffuser_zip(reunion: Reunion, fonction: Fonction, le: date) -> Iterator[bytes]:
    """Yield the archive of the file, piece by piece: nothing of it is kept in memory as a whole.

    Names are safe and numbered after the agenda: « 2.1 - Budget.pdf ».
    """
    parties = composer_parties(reunion, fonction, le)
    lignes = partial(_couverture, reunion, (), [p for p in parties if not p.is_montrable], le)
    entrees = [_rendue("", "0", "Ordre du jour", lignes), *parties]
    flux = FluxArchive()
    noms: set[str] = set()
    maintenant = timezone.localtime().timetuple()[:6]
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for partie in entrees:
            try:
                source = partie.ouvrir()
            except OSError:
                continue
            entree = zipfile.ZipInfo(nom_dans_le_zip(partie, noms), maintenant)
            entree.compress_type = zipfile.ZIP_DEFLATED
            with source, archive.open(entree, "w") as cible:
                while bloc := source.read(TAILLE_BLOC):
                    cible.write(bloc)
                    yield flux.prendre()
            yield flux.prendre()
    yield flux.prendre()


def nom_dans_le_zip(partie: Partie, noms: set[str]) -> str:
    """Return a safe name that no other entry has: « 2.1 - Budget.pdf », « 2.1 - Budget (2).pdf »."""
    extension = partie.nom.rpartition(".")[2]
    titre = partie.titre.replace("/", " ").replace("\\", " ")
    try:
        nom = nettoyer_nom(f"{partie.numero} - {titre}.{extension}")
    except ValidationError:
        nom = f"{partie.numero} - document.{extension}"
    tige, _, fin = nom.rpartition(".")
    candidat, rang = nom, 1
    while candidat.lower() in noms:
        rang += 1
        candidat = f"{tige} ({rang}).{fin}"
    noms.add(candidat.lower())
    return candidat
