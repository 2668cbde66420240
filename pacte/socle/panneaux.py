"""The registry by which a room adds a panel to a page of a lower room.

A panel is a function `(request, objet) -> tuple[template, context] | None`, registered in the
`ready()` of the app that owns it.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Panneau = Callable[[HttpRequest, Any], tuple[str, dict[str, Any]] | None]
_PANNEAUX: dict[str, list[Panneau]] = defaultdict(list)


def enregistrer(emplacement: str, panneau: Panneau) -> None:
    """Add `panneau` to the page place `emplacement` (« reunion », « centre », « pacte »); idempotent."""
    if panneau not in _PANNEAUX[emplacement]:
        _PANNEAUX[emplacement].append(panneau)


def panneaux_de(emplacement: str) -> tuple[Panneau, ...]:
    """Return the panels registered for a place, in the order of registration."""
    return tuple(_PANNEAUX[emplacement])
