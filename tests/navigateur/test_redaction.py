"""Writing the minutes in a real browser: nothing typed is lost, nothing written is overwritten."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse

from gouvernance.models import CompteRendu, Passage, Reunion
from gouvernance.operations.redaction import RIEN_LU, TexteEcrit, enregistrer_texte, textes_lus
from pacte.accord.models import Qualite
from pacte.socle.ecriture_legere import depuis_leger
from pacte.socle.templatetags.socle import texte_riche
from pacte.socle.texte_riche import assainir, fusionner
from tests.factories_accord import compte, fonction, un_pacte
from tests.factories_gouvernance import une_tenue
from tests.gouvernance.charges_xss import CHARGES

TELEPHONE = {"width": 375, "height": 812}


@pytest.fixture
def salle(transactional_db) -> SimpleNamespace:
    """A meeting held, and two agents of the city who may write its minutes."""
    p = un_pacte("essai")
    p.camille = fonction(Qualite.AGENT_AVS, p.ville)
    p.dora = fonction(Qualite.CHEF_SERVICE, p.ville)
    with transaction.atomic():
        p.reunion = une_tenue(p, p.camille)
    p.points = list(p.reunion.points.order_by("ordre"))
    return p


@pytest.fixture
def ecrire(ouvrir, connecter, salle):
    """Opens the writing page as somebody, in a browser of her own, its editors ready."""

    def entrer(qui, **options):
        page = ouvrir(**options)
        connecter(page, compte(qui), qui)
        aller(page, salle.reunion)
        return page

    return entrer


def aller(page, reunion: Reunion) -> None:
    page.goto(reverse("ecrire_compte_rendu", args=["essai", reunion.pk]))
    page.locator("form[data-pret]").wait_for()


def editeur(page, point):
    return page.locator(f"[data-saisie='{point.pk}'] .tiptap")


def enregistre(page) -> None:
    page.get_by_text("Enregistré à").first.wait_for(timeout=5_000)


def texte(point) -> str:
    return Passage.objects.get(point=point).texte


def test_ce_qui_est_tape_est_sur_le_serveur_en_deux_secondes(ecrire, salle, axe) -> None:
    page = ecrire(salle.camille)
    axe(page)
    point = salle.points[0]
    zone = editeur(page, point)
    zone.click()
    page.keyboard.type("Le budget est partagé.")
    page.wait_for_timeout(2_000)
    assert page.locator("[data-etat]").inner_text().startswith("Enregistré à")
    assert page.locator("[data-etat]").get_attribute("aria-live") == "polite"
    assert texte(point) == "<p>Le budget est partagé.</p>"
    # The tab dies; another browser of the same person finds the words.
    page.context.close()
    autre = ecrire(salle.camille)
    assert editeur(autre, point).inner_text() == "Le budget est partagé."


def test_sans_reseau_le_texte_reste_puis_part(ecrire, salle) -> None:
    page = ecrire(salle.camille)
    point = salle.points[1]
    editeur(page, point).click()
    page.context.set_offline(True)
    page.keyboard.type("Écrit dans le train.")
    page.locator("[data-bandeau]").wait_for(state="visible")
    page.wait_for_timeout(3_000)
    assert page.locator("[data-bandeau]").is_visible()
    assert "est perdue" in page.locator("[data-bandeau]").inner_text()
    assert not Passage.objects.exists()
    page.context.set_offline(False)
    enregistre(page)
    assert texte(point) == "<p>Écrit dans le train.</p>"
    assert not page.locator("[data-bandeau]").is_visible()
    assert cles_gardees(page) == []


def cles_gardees(page) -> list[str]:
    return page.evaluate("Object.keys(sessionStorage).filter((c) => c.startsWith('pacte:'))")


def test_la_session_se_ferme_en_pleine_phrase(ecrire, salle, connecter) -> None:
    page = ecrire(salle.camille)
    point = salle.points[1]
    editeur(page, point).click()
    page.keyboard.type("Avant. ")
    enregistre(page)
    page.context.clear_cookies(name="sessionid")
    page.keyboard.type("Après.")
    lien = page.get_by_role("link", name="Se reconnecter et reprendre")
    lien.wait_for()
    assert texte(point) == "<p>Avant.</p>"
    retour = lien.get_attribute("href")
    assert retour.endswith("%2Fcompte-rendu%2Fecrire%2F")
    lien.click()
    page.locator("[name=login]").wait_for()
    # Signed in again in the same tab: the words are back, saved, and the cursor in their field.
    connecter(page, compte(salle.camille), salle.camille)
    aller(page, salle.reunion)
    enregistre(page)
    assert texte(point) == "<p>Avant. Après.</p>"
    page.keyboard.type(" Encore.")
    page.wait_for_timeout(2_000)
    assert texte(point) == "<p>Avant. Après. Encore.</p>"


def test_se_deconnecter_efface_ce_que_l_onglet_gardait(ecrire, salle) -> None:
    page = ecrire(salle.camille)
    editeur(page, salle.points[0]).click()
    page.context.set_offline(True)
    page.keyboard.type("Confidentiel")
    page.wait_for_timeout(1_500)
    assert len(cles_gardees(page)) == 1
    page.context.set_offline(False)
    enregistre(page)
    page.evaluate("sessionStorage.setItem('pacte:redaction:1:1:conclusion', '{}')")
    with page.expect_navigation():
        page.locator("form[data-deconnexion]").first.evaluate("f => f.requestSubmit()")
    assert cles_gardees(page) == []


def test_deux_redactrices_se_voient_et_rien_n_est_ecrase(ecrire, salle, axe) -> None:
    camille, dora = ecrire(salle.camille), ecrire(salle.dora)
    un, deux = salle.points[0], salle.points[2]
    editeur(camille, un).click()
    camille.keyboard.type("Le texte de Camille.")
    enregistre(camille)
    # Dora has had the page open since before the first word: her editor takes it by itself.
    editeur(dora, deux).click()
    dora.keyboard.type("Ailleurs.")
    enregistre(dora)
    camille.get_by_text(f"{salle.dora.personne} écrit aussi, point 3").wait_for(timeout=25_000)
    dora.get_by_text("Le texte de Camille.").wait_for(timeout=25_000)
    # Both on the same item: one of them cannot send while the other writes.
    dora.context.set_offline(True)
    editeur(dora, un).click()
    dora.keyboard.press("Control+End")
    dora.keyboard.type(" Et Dora.")
    dora.wait_for_timeout(1_500)
    editeur(camille, un).click()
    camille.keyboard.press("Control+End")
    camille.keyboard.press("Enter")
    camille.keyboard.type("Suite de Camille.")
    camille.wait_for_timeout(2_500)
    sien = "<p>Le texte de Camille.</p><p>Suite de Camille.</p>"
    assert texte(un) == sien
    dora.context.set_offline(False)
    conflit = dora.locator(".conflit")
    conflit.wait_for(timeout=25_000)
    axe(dora)
    assert "Suite de Camille." in conflit.inner_text()
    assert "Et Dora." in conflit.inner_text()
    assert texte(un) == sien
    dora.get_by_role("button", name="Fusionner").click()
    conflit.wait_for(state="detached")
    dora.wait_for_timeout(2_000)
    for mots in ("Et Dora.", "Suite de Camille."):
        assert mots in texte(un)


@pytest.mark.parametrize(
    ("bouton", "reste"), [("Garder le mien", "Dora"), ("Prendre le sien", "Camille")]
)
def test_garder_le_mien_ou_prendre_le_sien(ecrire, salle, bouton: str, reste: str) -> None:
    point = salle.points[0]
    dora = ecrire(salle.dora)
    dora.context.set_offline(True)
    editeur(dora, point).click()
    dora.keyboard.type("Dora")
    dora.wait_for_timeout(1_200)
    enregistrer_texte(
        salle.reunion, par=salle.camille, cle=point.pk, ecrit=TexteEcrit("Camille", RIEN_LU.base)
    )
    dora.context.set_offline(False)
    dora.get_by_role("button", name=bouton).click(timeout=25_000)
    dora.wait_for_timeout(2_000)
    assert texte(point) == f"<p>{reste}</p>"
    assert editeur(dora, point).inner_text() == reste
    gardes = set(Passage.history.values_list("texte", flat=True))
    assert "<p>Camille</p>" in gardes


def coller(page, point, *morceaux: str) -> None:
    """Paste each piece as a browser does, from a clipboard that holds HTML."""
    editeur(page, point).click()
    editeur(page, point).evaluate(
        """(zone, morceaux) => {
            for (const html of morceaux) {
                const donnees = new DataTransfer();
                donnees.setData("text/html", html);
                donnees.setData("text/plain", "texte");
                zone.dispatchEvent(new ClipboardEvent("paste", {clipboardData: donnees, bubbles: true, cancelable: true}));
            }
        }""",
        list(morceaux),
    )


def test_coller_depuis_word_garde_la_structure(ecrire, salle) -> None:
    page = ecrire(salle.camille)
    point = salle.points[0]
    coller(page, point, (Path(__file__).parent / "mot_word.html").read_text())
    enregistre(page)
    assert texte(point) == (
        "<h4>Bilan de l'année</h4>"
        "<p>Le centre présente <strong>quatre projets</strong> et <em>deux pistes</em>.</p>"
        "<h5>Les projets</h5>"
        "<ul><li>Ateliers du mercredi<ul><li>cuisine</li><li>couture</li></ul></li>"
        "<li>Séjour d'été</li></ul>"
        "<p>Dans l'ordre :</p><ol><li>voter</li><li>payer</li></ol>"
        "<table><thead><tr><th>Poste</th><th>Montant</th></tr></thead>"
        "<tbody><tr><td>Eau</td><td>1 200 €</td></tr></tbody></table>"
        '<p>Voir <a href="https://exemple.fr/projet" rel="noopener noreferrer">le projet</a>.</p>'
    )


def test_la_barre_d_outils_au_clavier(ecrire, salle) -> None:
    page = ecrire(salle.camille)
    point = salle.points[0]
    editeur(page, point).click()
    page.keyboard.type("un")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Titre"
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert editeur(page, point).evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.type("deux")
    # In a list Tab indents; Escape then Tab leaves the editor.
    page.keyboard.press("Tab")
    page.wait_for_timeout(1_500)
    assert texte(point) == "<ul><li>un<ul><li>deux</li></ul></li></ul>"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not editeur(page, point).evaluate("e => e === document.activeElement")


def test_reprendre_un_point_a_la_prochaine_reunion(ecrire, salle) -> None:
    page = ecrire(salle.camille)
    page.get_by_label("À reprendre à la prochaine réunion").nth(1).check()
    enregistre(page)
    salle.points[1].refresh_from_db()
    assert salle.points[1].a_reporter


def test_enregistrer_tout_apres_avoir_tape(ecrire, salle) -> None:
    page = ecrire(salle.camille)
    editeur(page, salle.points[0]).click()
    page.keyboard.type("Tout de suite")
    page.get_by_role("button", name="Enregistrer le compte rendu").click()
    page.get_by_text("Le compte rendu est enregistré.").wait_for()
    assert texte(salle.points[0]) == "<p>Tout de suite</p>"
    assert "Tout de suite" in page.locator("main").inner_text()


def test_sans_javascript_une_zone_de_texte(page_sans_js, connecter, salle, axe) -> None:
    connecter(page_sans_js, compte(salle.camille), salle.camille)
    page_sans_js.goto(reverse("ecrire_compte_rendu", args=["essai", salle.reunion.pk]))
    point = salle.points[0]
    page_sans_js.locator(f"[name=passage_{point.pk}]").fill("# Titre\n\n- un\n- **deux**")
    page_sans_js.get_by_role("button", name="Enregistrer le compte rendu").click()
    assert texte(point) == "<h4>Titre</h4><ul><li>un</li><li><strong>deux</strong></li></ul>"


def page_de(morceaux: list[str]) -> str:
    return "<!doctype html><title>x</title>" + "".join(f"<div>{m}</div>" for m in morceaux)


def servir(corps: str):
    """A page made here, without the headers of the portal."""
    return lambda route: route.fulfill(body=corps, content_type="text/html")


def test_trois_cents_charges_sans_politique_de_securite(page) -> None:
    """S20: what the portal writes of each payload runs nothing, even on a page without any policy."""
    rendus = {
        "nus": [f"<p>{CHARGES[0]}</p>"],
        "assainis": [str(texte_riche(charge)) for charge in CHARGES],
        "legers": [depuis_leger(charge) for charge in CHARGES],
        "fusions": [fusionner(charge, "<p>b</p>") for charge in CHARGES],
    }
    assert len(CHARGES) >= 300
    lances = {}
    for nom, morceaux in rendus.items():
        page.route(f"**/{nom}", servir(page_de(morceaux)))
        page.goto(f"/{nom}")
        page.mouse.move(100, 100)
        page.wait_for_timeout(800)
        lances[nom] = page.evaluate("window.__xss")
    # The first page proves that a payload does run when nothing is cleaned.
    assert lances == {"nus": 1, "assainis": None, "legers": None, "fusions": None}


def test_charges_collees_et_enregistrees_aucun_script(ecrire, salle) -> None:
    """S20: pasted in the editor, stored behind the portal's back, compared: nothing runs."""
    point, autre = salle.points[:2]
    tout = "<p>début</p>" + "".join(assainir(charge) for charge in CHARGES)
    brut = "<p>brut</p>" + "".join(f"<p>{charge}</p>" for charge in CHARGES)
    enregistrer_texte(
        salle.reunion, par=salle.camille, cle=point.pk, ecrit=TexteEcrit(tout, RIEN_LU.base)
    )
    compte_rendu = CompteRendu.objects.get()
    # Written without the portal's cleaning: the page cleans what it shows.
    Passage(compte_rendu=compte_rendu, point=autre, texte=brut, mise_en_forme=True).save()
    page = ecrire(salle.camille)
    dialogues: list[str] = []
    page.on("dialog", lambda dialogue: (dialogues.append(dialogue.message), dialogue.dismiss()))
    coller(page, salle.points[2], *CHARGES)
    page.wait_for_timeout(2_500)
    assert page.evaluate("window.__xss") is None
    # The comparison, with hostile words on both sides.
    page.context.set_offline(True)
    editeur(page, point).click()
    page.keyboard.type("moi")
    page.wait_for_timeout(1_200)
    base = textes_lus(compte_rendu)[point.pk].base
    enregistrer_texte(
        salle.reunion, par=salle.dora, cle=point.pk, ecrit=TexteEcrit(f"<p>elle</p>{tout}", base)
    )
    page.context.set_offline(False)
    page.locator(".conflit").wait_for(timeout=25_000)
    page.wait_for_timeout(500)
    assert page.evaluate("window.__xss") is None
    page.locator("[data-garder=sien]").click()
    page.locator(".conflit").wait_for(state="detached")
    while cles_gardees(page):
        page.wait_for_timeout(200)
    for nom in ("voir_reunion", "lister_etats_compte_rendu", "ecrire_compte_rendu"):
        page.goto(reverse(nom, args=["essai", salle.reunion.pk]))
        page.wait_for_timeout(800)
        assert page.evaluate("window.__xss") is None, nom
        assert page.locator("main :is(script, img, iframe, object, embed, svg, math)").count() == 0
    assert dialogues == []
