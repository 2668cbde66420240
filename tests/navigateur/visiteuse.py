"""A person at her browser, and what the worker does meanwhile."""

import re
from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Locator, Page

from pacte.courrier.models import Courriel, EtatCourriel
from pacte.courrier.operations import livrer


class Visiteuse:
    """Goes, fills, sends; every page she crosses passes axe and fits her screen."""

    def __init__(self, page: Page, axe: Callable[[Page], None] | None) -> None:
        # Without scripts, axe itself cannot run.
        self.page, self.axe = page, axe

    def aller(self, nom: str, *args: object) -> None:
        self.ouvrir(reverse(nom, args=args))

    def ouvrir(self, adresse: str) -> None:
        self.page.goto(adresse)
        self.regarder()

    def regarder(self) -> None:
        if self.axe is not None:
            self.axe(self.page)
        assert (
            self.page.evaluate("document.documentElement.scrollWidth")
            <= (self.page.viewport_size["width"])
        ), f"{self.page.url} déborde"

    def remplir(self, **champs: str) -> None:
        for nom, valeur in champs.items():
            champ = self.page.locator(f"[name='{nom}']").first
            if champ.evaluate("e => e.tagName") == "SELECT":
                champ.select_option(label=valeur)
            else:
                champ.fill(valeur)

    def envoyer(self, bouton: str) -> None:
        self._partir(self.page.get_by_role("button", name=bouton, exact=True))

    def _partir(self, bouton: Locator) -> None:
        # A script may send the form a moment after the click: the page in hand is not the next one.
        with self.page.expect_navigation():
            bouton.click()
        self.regarder()

    def confirmer(self) -> None:
        """Send the page's own form, whatever its verb."""
        self._partir(self.page.locator("main form .btn-principale"))

    def suivre(self, lien: str) -> None:
        self.page.get_by_role("link", name=lien, exact=True).first.click()
        self.page.wait_for_load_state()
        self.regarder()

    def lit(self, texte: str) -> bool:
        return texte in re.sub(r"\s", " ", self.page.locator("main").inner_text())

    def telecharger(self, lien: str) -> bytes:
        with self.page.expect_download() as attente:
            self.page.get_by_role("link", name=lien).first.click()
        return attente.value.path().read_bytes()


def distribuer() -> None:
    """What the worker does: deliver all that waits in the outbox."""
    for courriel in Courriel.objects.filter(etat=EtatCourriel.EN_FILE):
        livrer(courriel.pk)
