"""Error pages: each says what happened, why, and what to do now."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache


def csrf_refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form sent without its security key; Django's technical `reason` is not shown."""
    return render(request, "403_csrf.html", status=403)


@never_cache
def acces_refuse(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a refusal; a PermissionDenied raised with a French sentence shows it as the reason."""
    motif = str(exception) if isinstance(exception, PermissionDenied) else ""
    return render(request, "403.html", {"motif": motif}, status=403)


def page_introuvable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an unknown address, or something that the acting function cannot see."""
    return render(request, "404.html", status=404)


def erreur_interne(request: HttpRequest) -> HttpResponse:
    """Answer a failure of the portal: a page without query, account or pact."""
    return render(None, "500.html", status=500)
