"""How often somebody may ask for the same thing: counted in the shared cache, by minute."""

from django.core.cache import cache
from django.utils import timezone

SECONDES = 60


def is_trop_frequent(cle: str, maximum: int) -> bool:
    """Count one more request under this key; return whether this minute has had too many.

    `cle` carries no secret: it is kept as it is in the cache.
    """
    minute = int(timezone.now().timestamp()) // SECONDES
    compteur = f"requetes:{cle}:{minute}"
    if cache.add(compteur, 1, timeout=2 * SECONDES):
        return maximum < 1
    try:
        return int(cache.incr(compteur)) > maximum
    except ValueError:
        # Expired between the two: a new minute.
        return False
