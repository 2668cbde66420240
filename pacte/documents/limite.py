"""A simple limit of tries by network address, for public pages that compute something."""

import time

from django.core.cache import cache
from django.http import HttpRequest

from pacte.socle.adresses import adresse_du_client

FENETRE = 60


def is_trop_frequent(request: HttpRequest, nom: str, *, maximum: int) -> bool:
    """Count this request; whether its address made more than `maximum` of them in a minute.

    A header that anyone can write changes nothing (see `adresse_du_client`).
    """
    # A key for each minute: `incr` gives the entry the cache's own life, not the one of `add`.
    minute = int(time.time()) // FENETRE
    cle = f"limite:{nom}:{adresse_du_client(request)}:{minute}"
    if cache.add(cle, 1, 2 * FENETRE):
        return False
    return cache.incr(cle) > maximum
