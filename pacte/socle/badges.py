"""The badge of a state for the cells of a table: the component's own HTML, rendered once per state."""

from enum import Enum
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from pacte.socle.templatetags.composants import badge


@cache
def badge_html(etat: Enum) -> SafeString:
    """Return what `{% badge etat %}` writes. Raises TypeError for anything but a member."""
    return render_to_string("composants/badge.html", badge(etat))
