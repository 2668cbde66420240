"""Pictures and spreadsheets that people bring to a meeting: sound ones kept, bombs refused (S16)."""

import io
import struct
import time
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from pacte.documents.televersements import TYPES_DE_DOCUMENT, controler
from tests.documents.fabriques import archive, televerse

MANIFESTE = '<?xml version="1.0"?><manifest:manifest/>'


def _image(genre: str, cote: int = 40) -> bytes:
    sortie = io.BytesIO()
    Image.new("RGB", (cote, cote), "white").save(sortie, genre)
    return sortie.getvalue()


def _morceau(genre: bytes, contenu: bytes) -> bytes:
    return (
        struct.pack("!I", len(contenu))
        + genre
        + contenu
        + struct.pack("!I", zlib.crc32(genre + contenu))
    )


def _bombe_png(largeur: int, hauteur: int) -> bytes:
    """A PNG of a few kilobytes that declares, and holds, gigabytes of pixels."""
    tete = struct.pack("!IIBBBBB", largeur, hauteur, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 10_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _morceau(b"IHDR", tete)
        + _morceau(b"IDAT", pixels)
        + _morceau(b"IEND", b"")
    )


def _office(partie: str) -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", "_rels/.rels": "<R/>", partie: "<x/>"})


def _opendocument(mime: str) -> bytes:
    return archive({"mimetype": mime, "content.xml": "<x/>", "META-INF/manifest.xml": MANIFESTE})


@pytest.mark.parametrize(
    ("nom", "contenu", "mime"),
    [
        ("Plan.png", _image("PNG"), "image/png"),
        ("Photo.jpg", _image("JPEG"), "image/jpeg"),
        ("Photo.jpeg", _image("JPEG"), "image/jpeg"),
        (
            "Budget.xlsx",
            _office("xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "Bilan.pptx",
            _office("ppt/presentation.xml"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (
            "Budget.ods",
            _opendocument("application/vnd.oasis.opendocument.spreadsheet"),
            "application/vnd.oasis.opendocument.spreadsheet",
        ),
        (
            "Bilan.odp",
            _opendocument("application/vnd.oasis.opendocument.presentation"),
            "application/vnd.oasis.opendocument.presentation",
        ),
    ],
)
def test_documents_de_reunion_acceptes(nom: str, contenu: bytes, mime: str) -> None:
    controle = controler(televerse(contenu, nom), TYPES_DE_DOCUMENT)
    assert (controle.nom, controle.type_mime) == (nom, mime)


@pytest.mark.parametrize(
    ("nom", "contenu", "code"),
    [
        ("Bombe.png", _bombe_png(50_000, 50_000), "demesure"),
        ("Bombe.png", _bombe_png(10_000, 10_000), "demesure"),
        ("Coupee.png", _image("PNG")[:-20], "illisible"),
        ("Faux.png", _image("JPEG"), "contenu"),
        ("Faux.jpg", b"\xff\xd8\xff" + b"<html><script>alert(1)</script></html>", "illisible"),
        ("Dessin.svg", b"<svg onload='alert(1)'/>", "type"),
        ("Anime.gif", _image("GIF"), "type"),
        ("Budget.xlsx", _office("word/document.xml"), "illisible"),
        ("Budget.ods", _opendocument("application/vnd.oasis.opendocument.text"), "illisible"),
        ("Budget.xlsx", archive({"[Content_Types].xml": "x", "xl/workbook.xml": "x",
                                 "xl/vbaProject.bin": "x"}), "programme"),
        ("Bombe.xlsx", archive({"[Content_Types].xml": "x", "xl/workbook.xml": "x",
                                "xl/a.xml": b"0" * 30_000_000}), "demesure"),
    ],
)  # fmt: skip
def test_pieges_refuses_vite(nom: str, contenu: bytes, code: str) -> None:
    depart = time.perf_counter()
    with pytest.raises(ValidationError) as refus:
        controler(televerse(contenu, nom), TYPES_DE_DOCUMENT)
    assert refus.value.code == code
    assert time.perf_counter() - depart < 5


def test_images_refusees_ou_seul_un_texte_est_attendu() -> None:
    with pytest.raises(ValidationError) as refus:
        controler(televerse(_image("PNG"), "Plan.png"))
    assert refus.value.code == "type"
