"""Pages whose address holds a secret: how often they answer, and what they leave behind (S11, S13)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pacte.documents.limite import is_trop_frequent

# A whole town hall may answer behind one address, within the minute of the sending.
LECTURES_PAR_MINUTE = 240
REPONSES_PAR_MINUTE = 60


def sans_trace(reponse: HttpResponse) -> HttpResponse:
    """Mark an answer whose address is a key: no other site reads it, no search engine keeps it."""
    reponse.headers["Referrer-Policy"] = "no-referrer"
    reponse.headers["X-Robots-Tag"] = "noindex, nofollow"
    return reponse


def trop_de_visites(request: HttpRequest, nom: str) -> HttpResponse | None:
    """Count this visit to the pages `nom`; return the 429 page once there are too many, else None."""
    maximum = REPONSES_PAR_MINUTE if request.method == "POST" else LECTURES_PAR_MINUTE
    verbe = "reponse" if request.method == "POST" else "lecture"
    if not is_trop_frequent(request, f"{nom}_{verbe}", maximum=maximum):
        return None
    reponse = render(request, "gouvernance/lien_trop_frequent.html", status=429)
    reponse.headers["Retry-After"] = "60"
    return sans_trace(reponse)
