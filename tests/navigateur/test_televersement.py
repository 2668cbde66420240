"""Sending a file in a real browser: too large, cancelled, cut off, refused, then kept (U9)."""

import io
import random
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from pacte.accord.models import Qualite
from subventions.models import PieceCentre
from tests.factories_accord import compte, equipe, un_pacte

SANS_LIMITE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture
def p(transactional_db: None, live_server: Any, settings: Any) -> SimpleNamespace:
    settings.ADRESSE_DU_SITE = live_server.url
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    return pacte


def fichier(nom: str, contenu: bytes) -> dict[str, Any]:
    return {"name": nom, "mimeType": "application/pdf", "buffer": contenu}


def un_pdf_lourd(octets: int) -> bytes:
    """A sound PDF that no compression makes small."""
    tampon = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Lourd = document.make_stream(random.Random(1).randbytes(octets))
        document.save(tampon)
    return tampon.getvalue()


def test_un_fichier_part_avec_sa_barre(
    p: SimpleNamespace, page: Page, connecter: Any, settings: Any
) -> None:
    connecter(page, compte(p.gens[Qualite.DIRECTION]))
    page.goto("/pactes/essai/dossier/ajouter/?nature=statuts")
    champ, envoyer = page.get_by_label("Le fichier"), page.get_by_text("Ajouter au dossier")
    expect(page.locator(".form-text", has_text="au plus").first).to_be_visible()
    page.get_by_label("Intitulé").fill("Statuts de 2019")

    # Too large: said before anything leaves.
    champ.set_input_files(fichier("lourd.pdf", b"%PDF-" + bytes(settings.TAILLE_MAXIMALE_FICHIER)))
    expect(page.get_by_role("alert")).to_contain_text("La limite est de")
    envoyer.click()
    expect(page.locator("progress")).to_have_count(0)

    # Slow, then cancelled: nothing is kept, the words stay.
    reseau = page.context.new_cdp_session(page)
    reseau.send("Network.enable")
    lent = SANS_LIMITE | {"uploadThroughput": 40_000}
    reseau.send("Network.emulateNetworkConditions", lent)
    champ.set_input_files(fichier("statuts.pdf", un_pdf_lourd(400_000)))
    envoyer.click()
    expect(page.locator("progress")).to_be_visible()
    page.get_by_role("button", name="Annuler l’envoi").click()
    expect(page.get_by_role("alert")).to_contain_text("rien n’est enregistré")
    assert not PieceCentre.objects.exists()
    reseau.send("Network.emulateNetworkConditions", SANS_LIMITE)

    # Cut off: said honestly, and the same sending may be tried again.
    page.context.set_offline(True)
    envoyer.click()
    expect(page.get_by_role("alert")).to_contain_text("La connexion s’est interrompue")
    page.context.set_offline(False)
    expect(page.get_by_label("Intitulé")).to_have_value("Statuts de 2019")

    # Refused by the server: its own words, in the page.
    champ.set_input_files(fichier("statuts.pdf", b"Ceci n'est pas un PDF."))
    envoyer.click()
    expect(page.get_by_text("n’est pas un vrai fichier PDF").first).to_be_visible()

    # Kept: the next page says so.
    page.get_by_label("Le fichier").set_input_files(fichier("statuts.pdf", un_pdf_lourd(50_000)))
    page.get_by_text("Ajouter au dossier").click()
    expect(page.get_by_text("Le document est au dossier du centre.")).to_be_visible()
    assert page.url.endswith("/pactes/essai/dossier/")
    assert PieceCentre.objects.get().libelle == "Statuts de 2019"
