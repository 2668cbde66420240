"""What governance shows on the pages of lower rooms."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from centres.presentation import CentreDuPacte
from gouvernance.models import Reunion

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
