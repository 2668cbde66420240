"""A date poll in a real browser: from the mail to the answer in three taps, on a phone."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gouvernance.models import EnvoiSondage, Reunion, Sondage
from gouvernance.operations import abonnements, sondages
from pacte.accord.models import Qualite
from pacte.courrier.models import Courriel
from pacte.courrier.operations import livrer
from tests.factories_accord import compte, equipe, un_pacte
from tests.factories_gouvernance import un_brouillon
from tests.factories_sondages import dans
from tests.puits import Puits


@pytest.fixture
def p(transactional_db: None, live_server: Any, settings: Any) -> SimpleNamespace:
    settings.ADRESSE_DU_SITE = live_server.url
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    pacte.avs = pacte.gens[Qualite.AGENT_AVS]
    pacte.reunion = un_brouillon(pacte, pacte.avs)
    return pacte


def ouvrir_un_sondage(p: SimpleNamespace) -> Sondage:
    sondage, _ = sondages.ouvrir(
        p.reunion,
        par=p.avs,
        cle=uuid.uuid4(),
        creneaux=[dans(20), dans(21), dans(22, 9)],
        duree_minutes=90,
        date_cloture=timezone.localdate() + timedelta(days=5),
    )
    return sondage


def lien_recu(puits: Puits, adresse: str) -> str:
    """The link of the one button, as it reached this mailbox."""
    for courriel in Courriel.objects.filter(destinataire=adresse):
        livrer(courriel.pk)
    (message,) = [m for m in puits.attendre(1) if m["X-Destinataires"] == adresse]
    texte = message.get_body(("plain",)).get_content()
    (lien,) = set(re.findall(r"http://\S+/sondages/\S+/", texte))
    return lien


def test_du_courriel_a_la_reponse_en_trois_touches(
    p: SimpleNamespace, page_mobile: Page, puits: Puits, axe: Callable[[Page], None]
) -> None:
    directrice = p.gens[Qualite.DIRECTION]
    ouvrir_un_sondage(p)
    # First touch: the mail's button.
    page_mobile.goto(lien_recu(puits, directrice.personne.courriel))
    assert page_mobile.evaluate("document.documentElement.scrollWidth") <= 375
    axe(page_mobile)
    for choix in page_mobile.locator(".reponse-choix label").all():
        assert choix.bounding_box()["height"] >= 44
    # Second touch: everything suits. There is no third one to make.
    page_mobile.get_by_role("button", name="Tout me convient").tap()
    expect(page_mobile.get_by_text("Votre réponse est enregistrée")).to_be_visible()
    envoi = EnvoiSondage.objects.get(participation__fonction=directrice)
    assert [reponse.choix for reponse in envoi.reponses.order_by("pk")] == ["oui"] * 3
    axe(page_mobile)
    # Changed before the end: two touches.
    page_mobile.locator(".reponse").nth(1).get_by_text("Non", exact=True).tap()
    page_mobile.get_by_role("button", name="Envoyer mes réponses").tap()
    expect(page_mobile.get_by_text("Votre réponse est enregistrée")).to_be_visible()
    assert [reponse.choix for reponse in envoi.reponses.order_by("creneau")] == [
        "oui",
        "non",
        "oui",
    ]


def test_repondre_sans_javascript(p: SimpleNamespace, page_sans_js: Page, puits: Puits) -> None:
    directrice = p.gens[Qualite.DIRECTION]
    ouvrir_un_sondage(p)
    page_sans_js.goto(lien_recu(puits, directrice.personne.courriel))
    page_sans_js.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page_sans_js.get_by_text("points sont à corriger")).to_be_visible()
    for reponse, mot in zip(
        page_sans_js.locator(".reponse").all(), ("Oui", "Si besoin", "Non"), strict=True
    ):
        reponse.get_by_text(mot, exact=True).click()
    page_sans_js.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page_sans_js.get_by_text("Votre réponse est enregistrée")).to_be_visible()


@pytest.mark.parametrize("largeur", [375, 1280])
def test_l_organisatrice_propose_choisit_et_invite(
    p: SimpleNamespace,
    ouvrir: Callable[..., Page],
    connecter: Callable[..., None],
    axe: Callable[[Page], None],
    largeur: int,
) -> None:
    page = ouvrir(viewport={"width": largeur, "height": 812})
    connecter(page, compte(p.avs))
    page.goto(f"/pactes/essai/reunions/{p.reunion.pk}/")
    page.get_by_role("link", name="Proposer plusieurs dates").click()
    axe(page)
    for rang, jour in enumerate(("2026-07-08", "2026-07-09"), start=1):
        page.get_by_label(f"Créneau {rang} : Date").fill(jour)
        page.get_by_label(f"Créneau {rang} : Heure").fill("14:00")
    page.get_by_label("Réponses jusqu’au").fill("2026-06-20")
    page.get_by_role("button", name="Envoyer le sondage").click()
    expect(page.get_by_role("heading", name="Sondage de date")).to_be_visible()
    page.get_by_role("link", name=re.compile("Noter sa réponse")).first.click()
    page.get_by_role("button", name="Tout lui convient").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    page.get_by_role("link", name="Choisir le créneau conseillé").click()
    axe(page)
    page.get_by_role("button", name="Choisir et envoyer les invitations").click()
    expect(page.get_by_text("La date est fixée.")).to_be_visible()
    assert Reunion.objects.get(pk=p.reunion.pk).etat == "invitee"


def test_l_adresse_du_calendrier_se_copie_et_se_lit(
    p: SimpleNamespace,
    page_mobile: Page,
    connecter: Callable[..., None],
    axe: Callable[[Page], None],
) -> None:
    connecter(page_mobile, compte(p.avs))
    page_mobile.goto("/mon-calendrier/")
    axe(page_mobile)
    page_mobile.get_by_role("button", name=re.compile("Créer l’adresse.*Mon calendrier")).tap()
    adresse = page_mobile.get_by_label("Adresse secrète").input_value()
    axe(page_mobile)
    assert page_mobile.evaluate("document.documentElement.scrollWidth") <= 375
    webcal = page_mobile.get_by_role("link", name="Ajouter à mon agenda").get_attribute("href")
    assert webcal == adresse.replace("http://", "webcal://")
    assert abonnements.trouver_calendrier(adresse.rpartition("/")[2].removesuffix(".ics"))
