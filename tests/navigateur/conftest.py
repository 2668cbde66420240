"""A real browser on a live server: desktop, phone, without JavaScript; accessibility by axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as reglages
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

BUREAU = {"width": 1280, "height": 720}
TELEPHONE = {"width": 375, "height": 812}
GRAVES = ("serious", "critical")


@pytest.fixture(scope="package")
def navigateur() -> Iterator[Browser]:
    """The browser of the system: CHROMIUM, else chromium; closed with its loop after this folder."""
    chemin = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chemin, "chromium est introuvable : make test l'installe"
    # Playwright's loop runs in the tests' own thread: Django would take each query for a mistake.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        ouvert = playwright.chromium.launch(
            executable_path=chemin, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield ouvert
        ouvert.close()


@pytest.fixture
def ouvrir(navigateur: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a page in a context of its own; a page's error or a CSP violation fails the test."""
    contextes: list[BrowserContext] = []
    plaintes: list[str] = []

    def ouvrir_une_page(**options: Any) -> Page:
        contexte = navigateur.new_context(
            base_url=live_server.url,
            locale="fr-FR",
            timezone_id=reglages.TIME_ZONE,
            **({"viewport": BUREAU} | options),
        )
        contexte.set_default_timeout(15_000)
        contextes.append(contexte)
        page = contexte.new_page()
        page.on("pageerror", lambda erreur: plaintes.append(f"{page.url} : {erreur}"))
        page.on("console", lambda message: _noter(message, page, plaintes))
        return page

    yield ouvrir_une_page
    for contexte in contextes:
        contexte.close()
    assert plaintes == []


def _noter(message: Any, page: Page, plaintes: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        plaintes.append(f"{page.url} : {message.text}")


@pytest.fixture
def page(ouvrir: Callable[..., Page]) -> Page:
    """A desktop, 1280 x 720."""
    return ouvrir()


@pytest.fixture
def page_mobile(ouvrir: Callable[..., Page]) -> Page:
    """A phone, 375 x 812."""
    return ouvrir(viewport=TELEPHONE, is_mobile=True, has_touch=True)


@pytest.fixture
def page_sans_js(ouvrir: Callable[..., Page]) -> Page:
    """A desktop whose scripts do not run."""
    return ouvrir(java_script_enabled=False)


@pytest.fixture
def connecter(live_server: Any) -> Callable[..., None]:
    """`connecter(page, compte, fonction=None)`: sign in without the form, acting as `fonction`."""

    def poser_la_session(page: Page, compte: AbstractBaseUser, fonction: Any = None) -> None:
        client = Client()
        client.force_login(compte)
        if fonction is not None:
            session = client.session
            session["fonction_id"] = fonction.pk
            session.save()
        cle = client.cookies[reglages.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": reglages.SESSION_COOKIE_NAME, "value": cle, "url": live_server.url}]
        )

    return poser_la_session


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: no serious or critical accessibility violation on the page as it stands."""
    outil = Axe()

    def verifier(page: Page) -> None:
        resultat = outil.run(page)
        fautes = [
            f"{faute['id']} ({faute['impact']}) : {noeud['html'][:200]}"
            for faute in resultat.response["violations"]
            if faute["impact"] in GRAVES
            for noeud in faute["nodes"]
        ]
        assert fautes == [], f"{page.url}\n" + "\n".join(fautes)

    return verifier
