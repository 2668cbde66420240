"""HTML to PDF: tagged (PDF/UA-1), in French, with our own fonts, nothing fetched from elsewhere."""

import threading
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import weasyprint
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SCHEMA = "statique:"
# Static files that a document may use, by folder and extension.
PERMIS = {"polices": {".ttf": "font/ttf"}, "img": {".svg": "image/svg+xml", ".png": "image/png"}}


class RessourceInterdite(Exception):
    """The HTML asks for something that is not one of our static files: no PDF is made."""


class _Refus(FatalURLFetchingError):
    """Stops WeasyPrint, which would otherwise print the document without the resource."""


class Ressources(URLFetcher):
    """Gives `statique:polices/…` and `statique:img/…`; refuses files, network and `data:`."""

    def __init__(self) -> None:
        # Not the parent's: it would install handlers for files, HTTP and FTP.
        self._request = None

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return a static file. Raises _Refus (fatal to the rendering) for any other address."""
        nom = unquote(url.removeprefix(SCHEMA))
        chemin = Path(nom)
        type_mime = PERMIS.get(chemin.parts[0] if chemin.parts else "", {}).get(chemin.suffix)
        if not url.startswith(SCHEMA) or ".." in chemin.parts or type_mime is None:
            raise _Refus(f"Adresse interdite dans un document : {url[:200]}")
        return URLFetcherResponse(url, _statique(nom), {"Content-Type": type_mime})


@cache
def _statique(nom: str) -> bytes:
    """Return the bytes of a static file, found as `collectstatic` does; raises _Refus if absent."""
    lieu = finders.find(nom)
    if lieu is None:
        raise _Refus(f"Fichier statique introuvable : {nom}")
    return Path(lieu).read_bytes()


class _Atelier(threading.local):
    """Fonts and style sheet, prepared once per thread: Pango's font map is not shared safely."""

    def __init__(self) -> None:
        self.ressources = Ressources()
        self.polices = FontConfiguration()
        self.feuille = weasyprint.CSS(
            string=_statique("css/pdf.css").decode(),
            url_fetcher=self.ressources,
            font_config=self.polices,
        )


_atelier: _Atelier | None = None
_verrou = threading.Lock()


def _preparer() -> _Atelier:
    global _atelier
    if _atelier is None:
        with _verrou:
            _atelier = _atelier or _Atelier()
    return _atelier


def composer_html(gabarit: str, contexte: dict[str, Any], *, titre: str) -> str:
    """Return the HTML of a document, from a template that extends « documents/pdf/base.html ».

    Read in `contexte`: `projet` (true until the document is definitive: watermark), `etat_au` (the
    day of the state shown; today by default), `emetteur` (the name at the top; optional).
    """
    cadre = {"projet": False, "etat_au": timezone.localdate(), "emetteur": "", **contexte}
    return render_to_string(gabarit, {**cadre, "titre": titre})


def rendre_html(html: str) -> bytes:
    """Return the PDF/UA-1 of a full HTML page. The same text gives the same bytes.

    Raises RessourceInterdite when the page asks for a file, an address or data of its own.
    """
    atelier = _preparer()
    try:
        page = weasyprint.HTML(
            string=html, base_url=settings.ADRESSE_DU_SITE, url_fetcher=atelier.ressources
        )
        return page.write_pdf(
            stylesheets=[atelier.feuille], font_config=atelier.polices, pdf_variant="pdf/ua-1"
        )
    except _Refus as refus:
        raise RessourceInterdite(str(refus)) from refus


def rendre_pdf(gabarit: str, contexte: dict[str, Any], *, titre: str) -> bytes:
    """Return the PDF of a document: title, page x of y, date of the state shown, « projet » or not.

    See `composer_html` for what `contexte` may hold; raises RessourceInterdite.
    """
    return rendre_html(composer_html(gabarit, contexte, titre=titre))
