"""Tags of the pages of subsidies."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from subventions import sous_menu

register = template.Library()


@register.inclusion_tag("subventions/_rubriques.html", takes_context=True)
def rubriques(context: Context, courante: str) -> dict[str, Any]:
    """Render the rubrics of subsidies for the acting function; `courante` is the current one's code."""
    return {
        "courante": courante,
        "rubriques": sous_menu.rubriques(
            context["request"].fonction, context["pacte"], timezone.localdate()
        ),
    }
