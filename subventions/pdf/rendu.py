"""One way to render a document of subsidies: the typography of the pages, on paper too."""

from typing import Any

from pacte.documents.pdf import composer_html, rendre_html
from pacte.socle.typographie import soigner


def rendre(gabarit: str, contexte: dict[str, Any], *, titre: str) -> bytes:
    """Return the PDF of a template of « subventions/pdf », its apostrophes and no-break spaces set."""
    html = composer_html(f"subventions/pdf/{gabarit}.html", contexte, titre=titre)
    return rendre_html(soigner(html))
