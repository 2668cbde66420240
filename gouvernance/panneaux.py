"""What governance shows on the pages of lower rooms."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from centres.presentation import CentreDuPacte
from gouvernance.models import Addendum, Reunion
from pacte.documents.models import DocumentScelle, GenreDocument

NOMBRE = 5


def reunions_du_centre(
    request: HttpRequest, vue: CentreDuPacte
) -> tuple[str, dict[str, Any]] | None:
    """The latest and next meetings about a centre, on its page; None when the reader sees none."""
    reunions = list(
        Reunion.objects.for_fonction(request.fonction)
        .filter(pacte=vue.pacte, centre=vue.centre)
        .select_related("pacte", "instance", "centre", "theme")
        .order_by("-date_reunion", "-pk")[:NOMBRE]
    )
    if not reunions:
        return None
    contexte = {"reunions_du_centre": reunions, "aujourdhui": timezone.localdate()}
    return "gouvernance/_panneau_centre.html", contexte


def complements_du_document(
    request: HttpRequest, document: DocumentScelle
) -> tuple[str, dict[str, Any]] | None:
    """What a hash that is verified goes with: the addenda of minutes, or the minutes of an addendum.

    The page is public: days, numbers and hashes, never a title.
    """
    if document.genre == GenreDocument.COMPTE_RENDU:
        addenda = list(
            Addendum.objects.filter(compte_rendu__document=document)
            .select_related("document")
            .order_by("numero")
        )
        if not addenda:
            return None
        return "gouvernance/_verification.html", {"addenda": addenda, "addendum": None}
    if document.genre == GenreDocument.ADDENDUM:
        addendum = (
            Addendum.objects.filter(document=document)
            .select_related("compte_rendu__document")
            .first()
        )
        if addendum is None:
            return None
        return "gouvernance/_verification.html", {"addenda": [], "addendum": addendum}
    return None
