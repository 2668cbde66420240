"""The dashboard in a real browser: one screen of 1280 x 720, one sheet of A4, readable by all."""

import io
from collections.abc import Callable
from types import SimpleNamespace

import pikepdf
import pytest
from playwright.sync_api import Page

from pacte.accord.models import Qualite
from tests.factories_accord import compte, equipe, fonction, un_pacte
from tests.pilotage.fabriques import remplir

TABLEAU = "/pactes/essai/tableau/"
PAGES = ("/", TABLEAU, "/pactes/essai/clauses/")


@pytest.fixture
def p(transactional_db: None) -> SimpleNamespace:
    pacte = un_pacte()
    pacte.equipe = equipe(pacte)
    directions = {
        pacte.a.code: pacte.equipe[Qualite.DIRECTION],
        pacte.b.code: fonction(Qualite.DIRECTION, pacte.b),
    }
    remplir(pacte, directions)
    return pacte


def hauteur(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollHeight"))


@pytest.mark.parametrize("fictif", [False, True])
def test_le_tableau_tient_sur_un_ecran_et_sur_une_feuille(
    p: SimpleNamespace, page: Page, connecter: Callable[..., None], fictif: bool
) -> None:
    """With the banner of the demonstration too, which takes a line of the screen."""
    p.pacte.fictif = fictif
    p.pacte.save()
    connecter(page, compte(p.equipe[Qualite.ELU]))
    page.goto(TABLEAU)
    assert page.locator(".chiffre").count() == 6
    assert page.locator("svg.graphique-dessin").count() == 2
    assert hauteur(page) <= 720
    with pikepdf.open(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))) as feuilles:
        assert len(feuilles.pages) == 1


def test_avant_la_signature_le_tableau_tient_aussi(
    p: SimpleNamespace, page: Page, connecter: Callable[..., None]
) -> None:
    p.pacte.date_effet = None
    p.pacte.save()
    connecter(page, compte(p.equipe[Qualite.ELU]))
    page.goto(TABLEAU)
    assert "à préciser" in page.locator(".tableau-engagements").inner_text()
    assert hauteur(page) <= 720


@pytest.mark.parametrize("largeur", [320, 375, 1280])
@pytest.mark.parametrize("adresse", PAGES)
def test_aucun_defilement_de_cote(
    p: SimpleNamespace,
    ouvrir: Callable[..., Page],
    connecter: Callable[..., None],
    adresse: str,
    largeur: int,
) -> None:
    page = ouvrir(viewport={"width": largeur, "height": 800})
    connecter(page, compte(p.equipe[Qualite.DIRECTION]))
    page.goto(adresse)
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur


@pytest.mark.parametrize("qualite", [Qualite.AGENT_AVS, Qualite.DIRECTION, Qualite.ELU])
def test_accessibles_a_tous(
    p: SimpleNamespace,
    page: Page,
    connecter: Callable[..., None],
    axe: Callable[[Page], None],
    qualite: str,
) -> None:
    connecter(page, compte(p.equipe[qualite]))
    for adresse in PAGES:
        page.goto(adresse)
        axe(page)


def test_accueil_public_accessible(
    p: SimpleNamespace, page: Page, axe: Callable[..., None]
) -> None:
    page.goto("/")
    axe(page)
    page.get_by_role("link", name="Pacte d’Essai").first.click()
    assert page.url.endswith("/pactes/essai/")


def test_un_jour_passe_se_choisit_sans_javascript(
    p: SimpleNamespace, page_sans_js: Page, connecter: Callable[..., None]
) -> None:
    page = page_sans_js
    connecter(page, compte(p.equipe[Qualite.ELU]))
    page.goto(TABLEAU)
    page.get_by_label("Situation au").fill("2025-06-30")
    page.get_by_role("button", name="Voir ce jour").click()
    assert "30 juin 2025" in page.locator(".tableau-date").inner_text().replace("\u00a0", " ")
    page.get_by_role("link", name="Engagements suivis").click()
    assert "au=2025-06-30" in page.url
    assert "Vous lisez un jour passé" in page.content()
