"""An invitation answered from the mail, on a phone, without an account."""

import re
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from gouvernance.models import Participation
from pacte.accord.models import Qualite
from tests.factories_accord import compte, fonction, un_pacte
from tests.factories_gouvernance import une_invitee
from tests.navigateur.visiteuse import distribuer


def lien_du(message) -> str:
    """The address of the one button of a mail that came through SMTP, without the site's name."""
    texte = message.get_body(("plain",)).get_content()
    [adresse] = re.findall(r"https?://\S+/invitations/\S+", texte)
    return urlsplit(adresse).path


def recu_par(puits, adresse: str):
    return [m for m in puits.messages if m["X-Destinataires"] == adresse][-1]


@pytest.fixture
def ville(transactional_db) -> SimpleNamespace:
    p = un_pacte("essai")
    p.avs = fonction(Qualite.AGENT_AVS, p.ville)
    p.directrice = fonction(Qualite.DIRECTION, p.a)
    p.elue = fonction(Qualite.ELU, p.ville)
    p.reunion = une_invitee(p, p.avs)
    return p


def lu(page) -> str:
    """What the page says, its no-break spaces written as ordinary ones."""
    return re.sub(r"[\u00a0\u202f]", " ", page.locator("main").inner_text())


def sans_debord(page) -> None:
    largeur = page.evaluate("document.documentElement.scrollWidth")
    assert largeur <= page.viewport_size["width"], f"{page.url} déborde"


def test_repondre_depuis_le_courriel_en_deux_gestes(ville, puits, page_mobile, axe) -> None:
    distribuer()
    page = page_mobile
    # First tap: the mail's button.
    page.goto(lien_du(recu_par(puits, ville.directrice.personne.courriel)))
    axe(page)
    sans_debord(page)
    bouton = page.get_by_role("button", name="Je serai là")
    boite = bouton.bounding_box()
    assert boite["height"] >= 44
    assert boite["y"] + boite["height"] <= page.viewport_size["height"]
    # Second tap: the answer.
    bouton.tap()
    expect(page.locator("main")).to_contain_text("Merci, c’est noté")
    assert "Merci, c’est noté : je serai là" in lu(page)
    axe(page)
    sans_debord(page)
    elle = Participation.objects.get(fonction=ville.directrice)
    assert (elle.reponse, elle.voie_reponse) == ("presente", "lien")


def test_se_faire_representer_puis_la_representante_repond(
    ville, puits, page_mobile, ouvrir, axe
) -> None:
    distribuer()
    page = page_mobile
    page.goto(lien_du(recu_par(puits, ville.directrice.personne.courriel)))
    page.get_by_text("Quelqu’un me représente").tap()
    page.get_by_label("Nom de la personne").fill("Alix Tilleul")
    page.get_by_label("Son courriel").fill("alix@exemple.test")
    axe(page)
    page.get_by_role("button", name="Enregistrer cette personne").tap()
    expect(page.locator("main")).to_contain_text("Alix Tilleul")
    distribuer()
    autre = ouvrir(java_script_enabled=False)
    autre.goto(lien_du(recu_par(puits, "alix@exemple.test")))
    assert "Vous représentez" in autre.locator("main").inner_text()
    assert autre.get_by_text("Quelqu’un me représente").count() == 0
    autre.get_by_role("button", name="Je serai là").click()
    autre.wait_for_load_state()
    elle = Participation.objects.get(fonction=ville.directrice)
    assert (elle.reponse, elle.representant_reponse) == ("representee", "presente")


@pytest.mark.parametrize("taille", [(1280, 800), (375, 812)])
def test_l_organisatrice_suit_les_reponses(ville, ouvrir, connecter, axe, taille) -> None:
    page = ouvrir(viewport={"width": taille[0], "height": taille[1]})
    connecter(page, compte(ville.avs), ville.avs)
    for nom in ("voir_reunion", "lister_reponses", "relancer_invites"):
        page.goto(reverse(nom, args=("essai", ville.reunion.pk)))
        axe(page)
        sans_debord(page)
    page.goto(reverse("lister_reponses", args=("essai", ville.reunion.pk)))
    page.get_by_role("link", name=re.compile("Noter sa réponse")).first.click()
    page.wait_for_load_state()
    axe(page)
    page.get_by_label("Ne pourra pas venir").check()
    page.get_by_role("button", name="Enregistrer la réponse").click()
    page.wait_for_load_state()
    assert Participation.objects.filter(reponse="excusee", voie_reponse="organisateur").count() == 1
