"""How lengths of time are written on the pages, mails and documents of meetings."""

from django import template

register = template.Library()


@register.filter
def duree(minutes: int) -> str:
    """Write a length: « 45 min », « 2 h », « 1 h 30 »."""
    heures, reste = divmod(int(minutes), 60)
    if not heures:
        return f"{reste}\u00a0min"
    return f"{heures}\u00a0h\u00a0{reste:02d}" if reste else f"{heures}\u00a0h"
