"""The calendar in a real browser: one landscape sheet of A4, a phone, readable by all."""

import io
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pikepdf
import pytest
from playwright.sync_api import Page

from gouvernance.models import EtatReunion
from pacte.accord.models import Qualite
from tests.factories_accord import compte, equipe, fonction, un_pacte
from tests.pilotage.fabriques import remplir, tenir

CALENDRIER = "/pactes/essai/calendrier/"


@pytest.fixture
def p(transactional_db: None) -> SimpleNamespace:
    """Two years of life, a year that lacks a body, and meetings to come."""
    pacte = un_pacte()
    pacte.equipe = equipe(pacte)
    directions = {
        pacte.a.code: pacte.equipe[Qualite.DIRECTION],
        pacte.b.code: fonction(Qualite.DIRECTION, pacte.b),
    }
    remplir(pacte, directions)
    for jour in (date(2026, 9, 9), date(2026, 10, 14)):
        tenir(pacte, "comite-pilotage", jour, etat=EtatReunion.INVITEE)
    tenir(pacte, "comite-technique", date(2026, 11, 4), centre=pacte.a, etat=EtatReunion.BROUILLON)
    return pacte


@pytest.mark.parametrize("annee", [2025, 2026, 2027])
def test_le_calendrier_tient_sur_une_feuille_couchee(
    p: SimpleNamespace, page: Page, connecter: Callable[..., None], annee: int
) -> None:
    connecter(page, compte(p.equipe[Qualite.AGENT_AVS]))
    page.goto(f"{CALENDRIER}?annee={annee}")
    assert page.locator("tr.cal-ligne").count() == 9
    with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as feuilles:
        assert len(feuilles.pages) == 1
        _, _, largeur, hauteur = (round(n) for n in feuilles.pages[0].mediabox)
    assert (largeur, hauteur) == pytest.approx((842, 595), abs=2)


@pytest.mark.parametrize("largeur", [320, 375, 768, 1280])
def test_aucun_defilement_de_cote(
    p: SimpleNamespace, ouvrir: Callable[..., Page], connecter: Callable[..., None], largeur: int
) -> None:
    page = ouvrir(viewport={"width": largeur, "height": 800})
    connecter(page, compte(p.equipe[Qualite.AGENT_AVS]))
    page.goto(CALENDRIER)
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur


@pytest.mark.parametrize("qualite", [Qualite.AGENT_AVS, Qualite.DIRECTION, Qualite.FINANCEUR])
def test_accessible_a_tous(
    p: SimpleNamespace,
    page: Page,
    connecter: Callable[..., None],
    axe: Callable[[Page], None],
    qualite: str,
) -> None:
    connecter(page, compte(p.equipe[qualite]))
    page.goto(CALENDRIER)
    axe(page)


def test_les_annees_se_suivent_sans_javascript(
    p: SimpleNamespace, page_sans_js: Page, connecter: Callable[..., None]
) -> None:
    connecter(page_sans_js, compte(p.equipe[Qualite.DIRECTION]))
    page_sans_js.goto(CALENDRIER)
    page_sans_js.get_by_role("link", name="Année 2025").click()
    assert page_sans_js.locator("h1").inner_text() == "Calendrier 2025"
    page_sans_js.get_by_role("link", name="24 mars").or_(
        page_sans_js.get_by_role("link", name="2 avril")
    ).first.click()
    assert "/reunions/" in page_sans_js.url
