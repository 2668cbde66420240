"""The address of a client: the proxy's word when there is a proxy, never the client's own."""

import pytest
from django.test import RequestFactory

from pacte.socle.adresses import adresse_du_client


@pytest.mark.parametrize(
    ("derriere", "entetes", "attendue"),
    [
        (False, {}, "127.0.0.1"),
        (False, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "127.0.0.1"),
        (True, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "203.0.113.9"),
        (True, {"HTTP_X_FORWARDED_FOR": "1.2.3.4, 203.0.113.9"}, "203.0.113.9"),
        (True, {"HTTP_X_FORWARDED_FOR": "2001:db8::1"}, "2001:db8::1"),
        (True, {}, "127.0.0.1"),
        (True, {"HTTP_X_FORWARDED_FOR": "unknown"}, None),
        (True, {"REMOTE_ADDR": ""}, None),
    ],
)
def test_l_adresse_du_client(settings, derriere, entetes, attendue) -> None:
    settings.DERRIERE_UN_PROXY = derriere
    assert adresse_du_client(RequestFactory().get("/", **entetes)) == attendue
