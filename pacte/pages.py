"""Pages of every public service: help, glossary, legal notices. Open to all, without an account."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from pacte.accord.models import Organisation
from pacte.socle.mots import MOTS


@require_safe
@login_not_required
def lire_aide(request: HttpRequest) -> HttpResponse:
    """Show how to do the main acts, role by role."""
    return render(request, "pages/lire_aide.html")


@require_safe
@login_not_required
def lire_glossaire(request: HttpRequest) -> HttpResponse:
    """Show the words of the pact and of the portal, in plain French."""
    return render(request, "pages/lire_glossaire.html", {"mots": MOTS})


@require_safe
@login_not_required
def lire_accessibilite(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement: not compliant, because no audit was made."""
    return render(request, "pages/lire_accessibilite.html", {"villes": _villes()})


@require_safe
@login_not_required
def lire_donnees_personnelles(request: HttpRequest) -> HttpResponse:
    """Show which personal data the portal keeps, why, how long, and the rights of people."""
    contexte = {"villes": _villes(), "delegue": settings.DELEGUE_DONNEES}
    return render(request, "pages/lire_donnees_personnelles.html", contexte)


@require_safe
@login_not_required
def lire_mentions_legales(request: HttpRequest) -> HttpResponse:
    """Show who publishes and who hosts the portal."""
    contexte = {"villes": _villes(), "hebergeur": settings.HEBERGEUR}
    return render(request, "pages/lire_mentions_legales.html", contexte)


def _villes() -> list[Organisation]:
    """The real cities whose pacts are on this installation."""
    return list(
        Organisation.objects.filter(pactes_portes__isnull=False, fictive=False)
        .distinct()
        .order_by("nom")
    )


urlpatterns = [
    path("aide/", lire_aide, name="lire_aide"),
    path("glossaire/", lire_glossaire, name="lire_glossaire"),
    path("accessibilite/", lire_accessibilite, name="lire_accessibilite"),
    path("donnees-personnelles/", lire_donnees_personnelles, name="lire_donnees_personnelles"),
    path("mentions-legales/", lire_mentions_legales, name="lire_mentions_legales"),
]
