"""Files made on the spot: sound ones, and each kind of trap."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES_DOCX = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
MANIFESTE_ODT = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
    '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></manifest:manifest>'
)


def televerse(contenu: bytes, nom: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, contenu)


def pdf(modifier: Callable[[pikepdf.Pdf], Any] | None = None, **options: Any) -> bytes:
    """A one-page PDF, changed by `modifier`; objects go into object streams, as grep cannot see."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    if modifier:
        modifier(document)
    sortie = io.BytesIO()
    options.setdefault("object_stream_mode", pikepdf.ObjectStreamMode.generate)
    document.save(sortie, **options)
    return sortie.getvalue()


def archive(parties: dict[str, bytes | str], methode: int = zipfile.ZIP_DEFLATED) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", methode) as zip_:
        for nom, contenu in parties.items():
            if nom == "mimetype":
                zip_.writestr(nom, contenu, zipfile.ZIP_STORED)
            else:
                zip_.writestr(nom, contenu)
    return sortie.getvalue()


def docx(**autres: bytes | str) -> bytes:
    """A minimal Word file; `autres` adds or replaces parts."""
    return archive(
        {
            "[Content_Types].xml": TYPES_DOCX,
            "_rels/.rels": "<Relationships/>",
            "word/document.xml": "<w:document><w:body>Bonjour</w:body></w:document>",
            **autres,
        }
    )


def odt(**autres: bytes | str) -> bytes:
    """A minimal OpenDocument text; `autres` adds or replaces parts."""
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": "<office:document-content/>",
            "META-INF/manifest.xml": MANIFESTE_ODT,
            **autres,
        }
    )
