"""A form sent with a progress bar: where it leads comes as a header, its messages wait."""

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from pacte.documents.middleware import TeleversementMiddleware
from pacte.documents.televersements import FichierField

ICI = "/pactes/essai/dossier/"


def _repondre(verbe: str, reponse: HttpResponse, **entetes: str) -> HttpResponse:
    requete = getattr(RequestFactory(), verbe)("/envoi/", headers=entetes)
    return TeleversementMiddleware(lambda _: reponse)(requete)


def test_une_redirection_devient_une_adresse() -> None:
    redirection = HttpResponseRedirect(ICI)
    redirection.set_cookie("messages", "Le document est au dossier.")
    reponse = _repondre("post", redirection, x_televersement="1")
    assert (reponse.status_code, reponse["X-Suite"]) == (204, ICI)
    assert reponse.cookies["messages"].value == "Le document est au dossier."


@pytest.mark.parametrize(
    ("verbe", "reponse", "entetes"),
    [
        ("post", HttpResponseRedirect(ICI), {}),
        ("get", HttpResponseRedirect(ICI), {"x_televersement": "1"}),
        ("post", HttpResponse("Une erreur à corriger.", status=200), {"x_televersement": "1"}),
        ("post", HttpResponse("Refusé.", status=403), {"x_televersement": "1"}),
    ],
)
def test_le_reste_passe_tel_quel(verbe, reponse, entetes) -> None:
    assert _repondre(verbe, reponse, **entetes) is reponse


def test_le_champ_dit_types_et_taille_avant_le_choix(settings) -> None:
    settings.TAILLE_MAXIMALE_FICHIER = 2 * 1024 * 1024
    champ = FichierField(types=("pdf", "png"))
    assert champ.help_text == "PDF ou image PNG, 2\u00a0Mo au plus."
    attributs = champ.widget.attrs
    assert attributs["data-taille-max"] == str(2 * 1024 * 1024)
    assert attributs["accept"].startswith(".pdf,.png,")
