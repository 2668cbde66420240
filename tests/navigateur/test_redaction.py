"""Writing the minutes in a real browser: nothing typed is lost, nothing written is overwritten."""

from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse

from gouvernance.models import CompteRendu, Passage, Reunion
from pacte.accord.models import Qualite
from tests.factories_accord import compte, fonction, un_pacte
from tests.factories_gouvernance import une_tenue

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
