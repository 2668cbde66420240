"""A request in five steps in real browsers: two people of one centre, nothing typed is lost."""

import re
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse

from pacte.accord.models import Qualite
from subventions.models import Demande, FicheAssociation
from subventions.rules.plan_comptable import COMPTE_VILLE
from tests import factories_subventions as fabrique
from tests.factories_accord import compte, fonction, un_pacte

TELEPHONE = {"width": 375, "height": 812}


@pytest.fixture
def centre(transactional_db) -> SimpleNamespace:
    """A draft, the directrice who begins it, the treasurer who takes it up again."""
    p = un_pacte("essai")
    p.directrice = fonction(Qualite.DIRECTION, p.a)
    p.tresoriere = fonction(Qualite.TRESORERIE, p.a)
    with transaction.atomic():
        p.demande = fabrique.demande(p, exercice=2026, par=p.directrice, objet="", presentation="")
        fabrique.fiche(p.demande, siret="", adherents=None, obligations_a_jour=False)
    return p


@pytest.fixture
def ouvrir_etape(ouvrir, connecter, centre):
    """Opens a step as somebody, in a browser of her own, its script ready."""

    def entrer(qui, etape: str, **options):
        page = ouvrir(**options)
        connecter(page, compte(qui), qui)
        aller(page, etape, centre.demande)
        return page

    return entrer


def aller(page, etape: str, demande: Demande) -> None:
    page.goto(reverse(etape, args=["essai", demande.pk]))
    if page.locator("form[data-brouillon]").count():
        page.locator("form[data-pret]").wait_for()


def enregistre(page) -> None:
    page.locator("[data-etat]", has_text="Enregistré à").wait_for(timeout=10_000)


def relue(demande: Demande) -> Demande:
    return Demande.objects.get(pk=demande.pk)


def cles_gardees(page) -> list[str]:
    return page.evaluate("Object.keys(sessionStorage).filter((c) => c.startsWith('pacte:'))")


def test_a_deux_en_cinq_etapes_jusqu_au_depot(ouvrir_etape, centre, axe) -> None:
    demande = centre.demande
    directrice = ouvrir_etape(centre.directrice, "modifier_association")
    assert directrice.get_by_text("Étape 1 sur 5").is_visible()
    axe(directrice)
    # By the keyboard alone, from the first field to the next.
    directrice.locator("#id_siret").focus()
    directrice.keyboard.type("732 829 320 00074")
    directrice.keyboard.press("Tab")
    assert directrice.evaluate("document.activeElement.id") == "id_rna"
    directrice.locator("#id_adherents").focus()
    directrice.keyboard.type("1 240")
    directrice.wait_for_timeout(2_000)
    assert directrice.locator("[data-etat]").inner_text().startswith("Enregistré à")
    assert directrice.locator("[data-etat]").get_attribute("aria-live") == "polite"
    fiche = FicheAssociation.objects.get(demande=demande)
    assert (fiche.siret, fiche.adherents) == ("73282932000074", 1240)
    directrice.locator("#id_obligations_a_jour").focus()
    directrice.keyboard.press("Space")
    directrice.keyboard.press("Tab")
    directrice.keyboard.press("Enter")
    # The next step; the tab dies two seconds after the last key.
    directrice.wait_for_url(re.compile("/projet/$"))
    directrice.locator("form[data-pret]").wait_for()
    directrice.locator("#id_objet").fill("Fonctionnement 2026")
    directrice.locator("#id_presentation").fill("Accueillir tout le quartier.")
    directrice.locator("#id_montant_demande").fill("41 000,00 €")
    directrice.wait_for_timeout(2_000)
    directrice.context.close()
    # Her colleague, on a phone, finds every word and goes on.
    tresoriere = ouvrir_etape(centre.tresoriere, "modifier_projet", viewport=TELEPHONE)
    assert tresoriere.locator("#id_objet").input_value() == "Fonctionnement 2026"
    assert tresoriere.locator("#id_presentation").input_value() == "Accueillir tout le quartier."
    assert tresoriere.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    axe(tresoriere)
    aller(tresoriere, "modifier_budget", demande)
    tresoriere.locator("[name=charge_641]").fill("82 000")
    tresoriere.locator("[name=produit_70]").fill("41000.00")
    tresoriere.locator(f"[name='produit_{COMPTE_VILLE}']").fill("41 000")
    enregistre(tresoriere)
    tresoriere.get_by_role("button", name="Enregistrer et continuer").click()
    tresoriere.wait_for_url(re.compile("/pieces/$"))
    tresoriere.get_by_role("link", name="Continuer").click()
    tresoriere.wait_for_url(re.compile("/recapitulatif/$"))
    axe(tresoriere)
    assert tresoriere.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    tresoriere.get_by_role("button", name="Déposer la demande").click()
    tresoriere.get_by_text("La demande est déposée.").first.wait_for()
    deposee = relue(demande)
    assert (deposee.etat, deposee.depot_par) == ("deposee", centre.tresoriere)


def test_la_session_se_ferme_en_pleine_phrase(ouvrir_etape, connecter, centre) -> None:
    demande = centre.demande
    page = ouvrir_etape(centre.directrice, "modifier_projet")
    page.locator("#id_presentation").focus()
    page.keyboard.type("Avant. ")
    enregistre(page)
    page.context.clear_cookies(name="sessionid")
    page.keyboard.type("Après.")
    lien = page.get_by_role("link", name="Se reconnecter et reprendre")
    lien.wait_for()
    assert relue(demande).presentation == "Avant."
    assert lien.get_attribute("href").endswith("%2Fprojet%2F")
    lien.click()
    page.locator("[name=login]").wait_for()
    # Signed in again in the same tab: the words are back, saved, and the cursor in their field.
    connecter(page, compte(centre.directrice), centre.directrice)
    aller(page, "modifier_projet", demande)
    enregistre(page)
    assert relue(demande).presentation == "Avant. Après."
    page.keyboard.type(" Encore.")
    page.wait_for_timeout(2_000)
    assert relue(demande).presentation == "Avant. Après. Encore."
    assert cles_gardees(page) == []


def test_sans_reseau_le_texte_reste_puis_part_et_la_deconnexion_l_efface(
    ouvrir_etape, centre
) -> None:
    page = ouvrir_etape(centre.directrice, "modifier_projet")
    page.context.set_offline(True)
    page.locator("#id_objet").focus()
    page.keyboard.type("Écrit dans le train")
    bandeau = page.locator("[data-bandeau]")
    bandeau.wait_for(state="visible")
    assert "La connexion est perdue" in bandeau.inner_text()
    assert len(cles_gardees(page)) == 1
    page.context.set_offline(False)
    enregistre(page)
    assert relue(centre.demande).objet == "Écrit dans le train"
    assert cles_gardees(page) == []
    page.evaluate("sessionStorage.setItem('pacte:brouillon:1:1:projet', '{}')")
    with page.expect_navigation():
        page.locator("form[data-deconnexion]").first.evaluate("f => f.requestSubmit()")
    assert cles_gardees(page) == []


@pytest.mark.parametrize(
    ("bouton", "reste"), [("Garder le mien", "La mienne"), ("Prendre le sien", "La sienne")]
)
def test_deux_personnes_le_meme_champ(ouvrir_etape, centre, axe, bouton: str, reste: str) -> None:
    une = ouvrir_etape(centre.directrice, "modifier_projet")
    autre = ouvrir_etape(centre.tresoriere, "modifier_projet")
    autre.locator("#id_publics").fill("La sienne")
    enregistre(autre)
    une.locator("#id_publics").fill("La mienne")
    conflit = une.locator(".conflit")
    conflit.wait_for()
    axe(une)
    assert "La sienne" in conflit.inner_text()
    assert "La mienne" in conflit.inner_text()
    assert relue(centre.demande).publics == "La sienne"
    une.get_by_role("button", name=bouton).click()
    conflit.wait_for(state="detached")
    une.wait_for_timeout(2_000)
    assert relue(centre.demande).publics == reste
    assert une.locator("#id_publics").input_value() == reste


def test_sans_javascript_le_bouton_enregistre(page_sans_js, connecter, centre) -> None:
    connecter(page_sans_js, compte(centre.directrice), centre.directrice)
    aller_sans = reverse("modifier_projet", args=["essai", centre.demande.pk])
    page_sans_js.goto(aller_sans)
    page_sans_js.locator("#id_objet").fill("Sans script")
    page_sans_js.get_by_role("button", name="Enregistrer et continuer").click()
    page_sans_js.wait_for_url(re.compile("/budget/$"))
    assert relue(centre.demande).objet == "Sans script"
