"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def adresse_du_client(request: HttpRequest) -> str | None:
    """Return the network address of whoever asks; None when it cannot be read.

    Behind the trusted proxy, the last address that it wrote; what comes before was written by
    anybody. Without a proxy, that of the connection, whatever the headers say.
    """
    adresse = request.META.get("REMOTE_ADDR", "")
    if settings.DERRIERE_UN_PROXY:
        adresse = request.headers.get("X-Forwarded-For", "").rpartition(",")[2] or adresse
    try:
        return str(ipaddress.ip_address(adresse.strip()))
    except ValueError:
        return None
