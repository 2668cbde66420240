"""Several sealed documents in one file: to print in one go, or to keep apart in an archive."""

import io
import zipfile
from collections.abc import Iterable

import pikepdf

from pacte.documents.models import DocumentScelle
from pacte.documents.scelles import lire


def assembler_pdf(documents: Iterable[DocumentScelle], titre: str) -> bytes:
    """Return one PDF of sealed documents, in order; each is verified as it is read.

    Made to be printed: the tags of each part number its own pages only, so they are dropped.
    Raises DocumentAltere when a document is no longer the one that was sealed.
    """
    with pikepdf.new() as entier:
        for document in documents:
            with pikepdf.open(io.BytesIO(lire(document))) as morceau:
                for page in morceau.pages:
                    if "/StructParents" in page.obj:
                        del page.obj["/StructParents"]
                entier.pages.extend(morceau.pages)
        with entier.open_metadata() as donnees:
            donnees["dc:title"], donnees["dc:language"] = titre, ["fr"]
        entier.Root.Lang = pikepdf.String("fr")
        flux = io.BytesIO()
        entier.save(flux)
    return flux.getvalue()


def assembler_zip(documents: Iterable[DocumentScelle]) -> bytes:
    """Return an archive of sealed documents, numbered in their order, each with its own name."""
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_STORED) as archive:
        for rang, document in enumerate(documents, start=1):
            archive.writestr(f"{rang:03d}-{document.nom}", lire(document))
    return flux.getvalue()
