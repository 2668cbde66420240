"""Reading the codes on the pages of a scan, or drawing one page, in a process of its own.

Run as a program: `python -m subventions.retours.codes_lus FICHIER` prints the texts of the codes read,
page by page, as JSON; with a page number and a target, it writes that page there as a PNG. What
somebody scanned is never opened in the server: memory and time are bounded here, and a file made to
hang kills this process only. No Django here, so that it starts fast.
"""

import json
import resource
import sys
from typing import Any

import pypdfium2
import zxingcpp

MEMOIRE = 1536 * 1024 * 1024
SECONDES = 90
PAGES_MAXIMUM = 60
POINTS_PAR_POUCE = 72
# Tried in turn: most scans are read at the first; a poor one needs more points.
FINESSES = (150, 250)
COTE_MAXIMAL = 3600
COTE_VIGNETTE = 900


def _image(page: Any, finesse: int, cote_maximal: int = COTE_MAXIMAL) -> Any:
    """Draw a page in greys; a huge page is drawn no larger than `cote_maximal` points."""
    plus_long = max(page.get_size()) or 1
    echelle = min(finesse / POINTS_PAR_POUCE, cote_maximal / plus_long)
    return page.render(scale=echelle, grayscale=True).to_pil()


def _textes(page: Any) -> list[str]:
    for finesse in FINESSES:
        lus = zxingcpp.read_barcodes(
            _image(page, finesse), formats=zxingcpp.BarcodeFormat.QRCode, try_rotate=True
        )
        if lus:
            return [lu.text for lu in lus]
    return []


def lire(chemin: str) -> dict[str, Any]:
    """Return {"pages": [texts read on each page]}, or {"erreur": code} when it cannot be read."""
    try:
        document = pypdfium2.PdfDocument(chemin)
        if not 0 < len(document) <= PAGES_MAXIMUM:
            return {"erreur": "trop_de_pages", "nombre": len(document)}
        return {"pages": [_textes(document[rang]) for rang in range(len(document))]}
    except (pypdfium2.PdfiumError, MemoryError, ValueError):
        return {"erreur": "illisible"}


def dessiner(chemin: str, rang: int, cible: str) -> dict[str, Any]:
    """Write one page (counted from 1) as a small PNG into `cible`."""
    try:
        document = pypdfium2.PdfDocument(chemin)
        if not 1 <= rang <= min(len(document), PAGES_MAXIMUM):
            return {"erreur": "page_absente"}
        _image(document[rang - 1], POINTS_PAR_POUCE, COTE_VIGNETTE).save(cible, "PNG")
    except (pypdfium2.PdfiumError, MemoryError, ValueError):
        return {"erreur": "illisible"}
    return {"faite": rang}


def main(arguments: list[str]) -> int:
    """Bound this process, do what is asked, print the answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES, SECONDES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    chemin, *suite = arguments
    reponse = dessiner(chemin, int(suite[0]), suite[1]) if suite else lire(chemin)
    sys.stdout.write(json.dumps(reponse))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
