"""Signing in with a real browser: by the form, on a phone, without JavaScript."""

import pytest
from django.urls import reverse

PHRASE = "phrase secrète et longue"


@pytest.fixture
def compte(transactional_db, django_user_model):
    return django_user_model.objects.create_user("claire@exemple.fr", PHRASE)


def remplir(page) -> None:
    page.goto(reverse("account_login"))
    page.locator("[name=login]").fill("claire@exemple.fr")
    page.locator("[name=password]").fill(PHRASE)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_load_state()


def test_on_se_connecte_par_le_formulaire(compte, page, axe) -> None:
    page.goto(reverse("account_login"))
    axe(page)
    remplir(page)
    assert reverse("account_login") not in page.url
    axe(page)


def test_on_se_connecte_sans_javascript(compte, page_sans_js) -> None:
    remplir(page_sans_js)
    assert reverse("account_login") not in page_sans_js.url


def test_le_formulaire_tient_sur_un_telephone(compte, page_mobile, axe) -> None:
    page_mobile.goto(reverse("account_login"))
    axe(page_mobile)
    large = page_mobile.evaluate("document.documentElement.scrollWidth")
    assert large <= 375


def test_une_session_posee_ouvre_les_pages_fermees(compte, page, connecter, axe) -> None:
    page.goto(reverse("account_change_password"))
    assert reverse("account_login") in page.url
    connecter(page, compte)
    page.goto(reverse("account_change_password"))
    assert page.url.endswith(reverse("account_change_password"))
    axe(page)
