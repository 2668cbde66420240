"""The agenda in a real browser: moves with and without scripts, from the keyboard, on a phone."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from gouvernance.models import Reunion
from gouvernance.rules import plan
from pacte.accord.models import Qualite
from tests.factories_accord import compte, equipe, un_pacte
from tests.factories_gouvernance import un_brouillon, une_invitee, une_piece


@pytest.fixture
def p(transactional_db: None) -> SimpleNamespace:
    pacte = un_pacte()
    pacte.equipe = equipe(pacte)
    pacte.avs = pacte.equipe[Qualite.AGENT_AVS]
    return pacte


def lus(reunion: Reunion) -> list[str]:
    points = plan.ordonner(reunion.points.order_by("ordre"))
    return [f"{point.numero} {point.titre}" for point in points]


def numeros(page: Page) -> list[str]:
    """The numbered lines as the page shows them, with their titles."""
    return page.locator(".point-saisie:not(.point-neuf)").evaluate_all(
        "lignes => lignes.map(l => l.querySelector('.point-numero').textContent.trim() + ' '"
        " + l.querySelector('input[name$=-titre]').value)"
    )


def test_deplacer_au_clavier_puis_enregistrer(
    p: SimpleNamespace, page: Page, connecter: Callable[..., None]
) -> None:
    """The moved line keeps what was typed and the focus; nothing is saved before the end."""
    reunion = un_brouillon(p, p.avs)
    avant = lus(reunion)
    titres = [ligne.split(" ", 1)[1] for ligne in avant]
    connecter(page, compte(p.avs))
    page.goto(f"/pactes/essai/reunions/{reunion.pk}/ordre-du-jour/")
    page.locator("input[name=points-2-rapporteur]").fill("Claire Bouleau")
    bouton = page.get_by_role("button", name=f"Monter : {titres[2]}")
    bouton.focus()
    page.keyboard.press("Enter")
    expect(page.locator("input[name=points-1-titre]")).to_have_value(titres[2])
    assert numeros(page)[1] == f"2 {titres[2]}"
    assert page.locator("input[name=points-1-rapporteur]").input_value() == "Claire Bouleau"
    expect(page.locator("button[value=monter-1]")).to_be_focused()
    expect(page.locator("#geste-dit")).to_contain_text("est maintenant le point 2.")
    page.get_by_role("button", name=f"Mettre sous le précédent : {titres[2]}").click()
    page.wait_for_selector(".niveau-1")
    assert numeros(page)[1] == f"1.1 {titres[2]}"
    assert lus(reunion) == avant
    page.get_by_role("button", name="Enregistrer l’ordre du jour").click()
    page.wait_for_url(f"**/reunions/{reunion.pk}/")
    assert lus(reunion)[:3] == [f"1 {titres[0]}", f"1.1 {titres[2]}", f"2 {titres[1]}"]


def test_les_heures_suivent_les_minutes(
    p: SimpleNamespace, page: Page, connecter: Callable[..., None]
) -> None:
    reunion = un_brouillon(p, p.avs)
    connecter(page, compte(p.avs))
    page.goto(f"/pactes/essai/reunions/{reunion.pk}/ordre-du-jour/")
    page.locator("input[name=points-0-duree_minutes]").fill("150")
    page.keyboard.press("Tab")
    expect(page.locator("#points-total")).to_contain_text("dépasse la durée prévue")
    assert "16" in page.locator("#heures-0").inner_text()
    assert page.locator("input[name=points-0-duree_minutes]").input_value() == "150"


def test_deplacer_sans_script(
    p: SimpleNamespace, page_sans_js: Page, connecter: Callable[..., None]
) -> None:
    reunion = un_brouillon(p, p.avs)
    titres = [ligne.split(" ", 1)[1] for ligne in lus(reunion)]
    page = page_sans_js
    connecter(page, compte(p.avs))
    page.goto(f"/pactes/essai/reunions/{reunion.pk}/ordre-du-jour/")
    page.get_by_role("button", name=f"Descendre : {titres[0]}").click()
    assert numeros_sans_js(page)[:2] == [titres[1], titres[0]]
    # Enter in a field saves, and does not move anything.
    page.locator("input[name=points-0-titre]").press("Enter")
    page.wait_for_url(f"**/reunions/{reunion.pk}/")
    assert lus(reunion)[:2] == [f"1 {titres[1]}", f"2 {titres[0]}"]


def numeros_sans_js(page: Page) -> list[str]:
    champs = page.locator(".point-saisie:not(.point-neuf) input[name$=-titre]")
    return [champs.nth(rang).input_value() for rang in range(champs.count())]


@pytest.mark.parametrize("largeur", [375, 1280])
def test_les_pages_sont_lisibles_par_tous(
    p: SimpleNamespace,
    ouvrir: Callable[..., Page],
    connecter: Callable[..., None],
    axe: Callable[[Page], None],
    largeur: int,
) -> None:
    reunion = une_invitee(p, p.avs)
    une_piece(reunion, p.avs, point=reunion.points.order_by("ordre").first())
    page = ouvrir(viewport={"width": largeur, "height": 800})
    connecter(page, compte(p.avs))
    base = f"/pactes/essai/reunions/{reunion.pk}/"
    for adresse in (
        base,
        f"{base}ordre-du-jour/",
        f"{base}note/",
        f"{base}documents/joindre/",
        "/pactes/essai/points-recurrents/",
    ):
        page.goto(adresse)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur, adresse
