"""Attendance on a phone: twenty people in less than a minute, undo, times, and minutes brought."""

import time
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse

from gouvernance.models import CompteRendu, Participation, Reunion
from pacte.accord.models import Qualite
from tests.factories_accord import compte, fonction, un_pacte
from tests.factories_gouvernance import un_pdf, une_invitee

TELEPHONE = {"width": 375, "height": 812}


@pytest.fixture
def salle(transactional_db) -> SimpleNamespace:
    """A meeting of today with twenty people."""
    p = un_pacte("essai")
    p.agent = fonction(Qualite.AGENT_AVS, p.ville)
    with transaction.atomic():
        p.reunion = une_invitee(p, p.agent, dans=0)
        while p.reunion.participations.count() < 20:
            Participation(reunion=p.reunion, fonction=fonction(Qualite.MEMBRE_CA, p.a)).save()
    p.autre = fonction(Qualite.AGENT_SERVICE, p.ville)
    return p


def test_vingt_personnes_en_moins_d_une_minute(ouvrir, connecter, salle, axe) -> None:
    page = ouvrir(viewport=TELEPHONE, is_mobile=True, has_touch=True)
    connecter(page, compte(salle.agent), salle.agent)
    page.goto(reverse("noter_presences", args=["essai", salle.reunion.pk]))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    debut = time.perf_counter()
    lignes = page.locator("[data-personne]").all()
    assert len(lignes) == 20
    for ligne in lignes:
        ligne.get_by_text("présente ou présent", exact=True).tap()
    page.get_by_text("20 personnes présentes ; 20 sur 20 notées.").wait_for()
    while page.locator(".presence-attente").count():
        page.wait_for_timeout(50)
    assert time.perf_counter() - debut < 60
    assert Participation.objects.filter(reunion=salle.reunion, presence="presente").count() == 20
    assert "sur 3" in page.locator("[data-bilan]").inner_text()
    # A slip of the thumb, undone.
    derniere = lignes[-1]
    derniere.get_by_text("absente ou absent", exact=True).tap()
    page.get_by_role("button", name="Annuler").tap()
    page.get_by_text("C’est annulé").wait_for()
    assert not Participation.objects.filter(presence="absente").exists()
    # Somebody leaves early; the button gives way to the time.
    derniere.get_by_role("button", name="Part maintenant").tap()
    derniere.get_by_text("Départ 10").wait_for()
    assert Participation.objects.exclude(depart=None).count() == 1


def test_une_arrivee_et_une_personne_en_plus(ouvrir, connecter, salle) -> None:
    page = ouvrir(viewport=TELEPHONE, is_mobile=True, has_touch=True)
    connecter(page, compte(salle.agent), salle.agent)
    page.goto(reverse("noter_presences", args=["essai", salle.reunion.pk]))
    premiere = page.locator("[data-personne]").first
    premiere.get_by_role("button", name="Arrive maintenant").tap()
    premiere.get_by_text("Arrivée 10").wait_for()
    assert Participation.objects.get(arrivee__isnull=False).presence == "presente"
    page.locator("[name=venue]").select_option(str(salle.autre.pk))
    page.get_by_role("button", name="Ajouter cette personne").tap()
    page.get_by_text("Les présences sont notées").wait_for()
    assert page.locator("[data-personne]").count() == 21
    # Sent with the whole form, the arrival is still there.
    assert Participation.objects.filter(arrivee__isnull=False).count() == 1


def test_apporter_un_compte_rendu_en_trois_gestes(ouvrir, connecter, salle) -> None:
    """Choose the meeting, drop the file, save: two pages, and less than a minute of typing."""
    page = ouvrir()
    connecter(page, compte(salle.agent), salle.agent)
    chargees: list[str] = []
    page.on("load", lambda chargee: chargees.append(chargee.url))
    debut = time.perf_counter()
    page.goto(reverse("apporter_compte_rendu", args=["essai"]))
    page.locator("[name=sujet]").select_option(f"r{salle.reunion.pk}")
    fichier = un_pdf("compte-rendu.pdf")
    page.locator("[name=fichier]").set_input_files(
        {"name": "compte-rendu.pdf", "mimeType": "application/pdf", "buffer": fichier.read()}
    )
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("compte-rendu.pdf").first.wait_for()
    assert time.perf_counter() - debut < 60
    assert len(chargees) <= 3
    assert CompteRendu.objects.get().mode == "fichier"
    assert Reunion.objects.get().etat == "tenue"
