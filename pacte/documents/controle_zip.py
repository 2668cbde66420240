"""Reading an Office or OpenDocument file that somebody brought: an archive, hence its traps."""

import re
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

ENTREES_MAXIMUM = 2_000
TAILLE_DEPLIEE = 150 * 1024 * 1024
RAPPORT_MAXIMUM = 200
# Below this size a high ratio proves nothing: a small XML compresses very well.
TAILLE_SANS_RAPPORT = 4 * 1024 * 1024
TAILLE_BLOC = 256 * 1024
METHODES = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

# The type that an OpenDocument file writes first, and the part that makes an Office file what it is.
MIMES = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
    "odp": b"application/vnd.oasis.opendocument.presentation",
}
PARTIES = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
OPENDOCUMENT_ATTENDUES = ("mimetype", "content.xml", "META-INF/manifest.xml")
# Names (lower case) that hold a program or another file.
PROGRAMMES = ("vbaproject.bin", "vbadata.xml", "activex", "basic/", "scripts/", "macrosheets")
INCLUSIONS = ("embeddings/", "oleobject")
EXECUTABLES = {".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".jar", ".scr", ".lnk"}

# How a relation of a Word file says that its target is elsewhere, and of which kinds Word opens it
# by itself; then the ways of writing XML that would hide these words.
RELATION = re.compile(rb"<(?:\w+:)?Relationship(?=[\s/>])")
EXTERIEUR = re.compile(rb"""TargetMode\s*=\s*["']\s*External""")
GENRES_EXTERIEURS = (b"/attachedTemplate", b"/oleObject", b"/frame")
ECRITURES_CACHEES = (b"&#", b"<!DOCTYPE", b"<!ENTITY")


class ArchiveRefusee(Exception):
    """The archive is refused; the message is the code of the refusal."""


def controler_archive(flux: BinaryIO, extension: str) -> None:
    """Check an Office or OpenDocument file as an archive. Raises ArchiveRefusee with its code.

    Every entry is really unpacked, by blocks and into nothing: the sizes that an archive declares
    prove nothing, and its checksums are verified on the way.
    """
    try:
        with zipfile.ZipFile(flux) as archive:
            entrees = archive.infolist()
            _noms(entrees)
            attendues = (
                OPENDOCUMENT_ATTENDUES
                if extension in MIMES
                else ("[Content_Types].xml", PARTIES[extension])
            )
            presents = {entree.filename for entree in entrees}
            if not presents.issuperset(attendues):
                raise ArchiveRefusee("illisible")
            mime = MIMES.get(extension)
            if mime and archive.read("mimetype")[:200].strip() != mime:
                raise ArchiveRefusee("illisible")
            _deplier(archive, entrees)
            _contenu(archive, extension)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError) as erreur:
        raise ArchiveRefusee("illisible") from erreur
    except (NotImplementedError, RuntimeError) as erreur:
        raise ArchiveRefusee("protege") from erreur


def _noms(entrees: list[zipfile.ZipInfo]) -> None:
    if len(entrees) > ENTREES_MAXIMUM:
        raise ArchiveRefusee("demesure")
    noms = [entree.filename for entree in entrees]
    if len(set(noms)) != len(noms):
        raise ArchiveRefusee("illisible")
    for entree in entrees:
        nom = entree.filename.lower().replace("\\", "/")
        chemin = PurePosixPath(nom)
        if chemin.is_absolute() or ".." in chemin.parts or ":" in nom:
            raise ArchiveRefusee("illisible")
        if entree.flag_bits & 0x1:
            raise ArchiveRefusee("protege")
        if entree.compress_type not in METHODES:
            raise ArchiveRefusee("illisible")
        if any(motif in nom for motif in PROGRAMMES) or chemin.suffix in EXECUTABLES:
            raise ArchiveRefusee("programme")
        if any(motif in nom for motif in INCLUSIONS):
            raise ArchiveRefusee("piece_jointe")


def _deplier(archive: zipfile.ZipFile, entrees: list[zipfile.ZipInfo]) -> None:
    total = 0
    for entree in entrees:
        deplie = 0
        with archive.open(entree) as flux:
            while bloc := flux.read(TAILLE_BLOC):
                deplie += len(bloc)
                total += len(bloc)
                permise = max(TAILLE_SANS_RAPPORT, RAPPORT_MAXIMUM * entree.compress_size)
                if deplie > permise or total > TAILLE_DEPLIEE:
                    raise ArchiveRefusee("demesure")


def _contenu(archive: zipfile.ZipFile, extension: str) -> None:
    """Refuse what the names do not show: a macro type, an outside template, an encrypted text."""
    if extension in PARTIES:
        types = archive.read("[Content_Types].xml").lower()
        if b"macroenabled" in types or b"vbaproject" in types:
            raise ArchiveRefusee("programme")
        for nom in archive.namelist():
            if nom.endswith(".rels") and _is_modele_exterieur(archive.read(nom)):
                raise ArchiveRefusee("modele_exterieur")
    elif b"manifest:encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ArchiveRefusee("protege")


def _is_modele_exterieur(relations: bytes) -> bool:
    """Whether Word would fetch a template, an object or a frame elsewhere when opening the file.

    Read whatever its quotes, prefixes and spaces; a writing that hides its words (another encoding,
    entities, a DOCTYPE) is not one that a word processor makes, and is refused.
    """
    if b"\0" in relations or any(signe in relations for signe in ECRITURES_CACHEES):
        return True
    return any(
        EXTERIEUR.search(relation) and any(genre in relation for genre in GENRES_EXTERIEURS)
        for relation in RELATION.split(relations)
    )
