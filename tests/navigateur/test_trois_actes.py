"""The three main acts, in a real browser: a meeting, a request and its advance, the dashboard.

Each page that is crossed passes axe; the mail goes to a real SMTP server.
"""

import datetime as dt
import hashlib
import io
import re
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import icalendar
import pikepdf
import pytest
from django.urls import reverse

from gouvernance.models import Reunion
from pacte.accord.models import Fonction, Qualite
from subventions.forms.budgets import nom_champ
from subventions.models import Avance, Demande, Versement
from subventions.rules.plan_comptable import CHARGE, COMPTE_VILLE, PRODUIT
from tests.factories_accord import compte, fonction, personne, un_pacte
from tests.navigateur.visiteuse import Visiteuse, distribuer

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def ville(transactional_db) -> SimpleNamespace:
    """A pact with the people of the journey: an agent, a director, a CAF adviser, an elected member."""
    p = un_pacte("essai")
    p.agent = fonction(Qualite.AGENT_AVS, p.ville)
    p.directrice = fonction(Qualite.DIRECTION, p.a)
    p.conseil = fonction(Qualite.CONSEIL_CAF, p.caf)
    p.elue = fonction(Qualite.ELU, p.ville)
    p.sans_courriel = fonction(Qualite.PROFESSIONNEL, p.a, personne=personne(courriel=""))
    return p


@pytest.fixture
def visiter(ouvrir, connecter, axe):
    def entrer(qui: Fonction, **options) -> Visiteuse:
        page = ouvrir(**options)
        connecter(page, compte(qui), qui)
        return Visiteuse(page, axe)

    return entrer


def test_de_l_ouverture_d_un_comite_technique_a_sa_version_definitive(
    ville, visiter, puits, ouvrir
) -> None:
    agente = visiter(ville.agent)
    agente.aller("lister_reunions", "essai")
    agente.suivre("Ouvrir une réunion")
    agente.page.locator("[name=sujet]").select_option(label="Comité technique — CSA")
    agente.envoyer("Ouvrir la réunion")
    reunion = Reunion.objects.get()
    assert (reunion.centre, reunion.points.count()) == (ville.a, 3)

    agente.aller("modifier_reunion", "essai", reunion.pk)
    agente.remplir(date_reunion="2026-06-15", heure="18:00", lieu="Salle des fêtes")
    agente.envoyer("Enregistrer")
    agente.aller("modifier_ordre_du_jour", "essai", reunion.pk)
    agente.aller("modifier_participants", "essai", reunion.pk)
    agente.aller("envoyer_invitations", "essai", reunion.pk)
    agente.envoyer("Envoyer les invitations")
    distribuer()
    adresses = {m["X-Destinataires"] for m in puits.messages}
    assert ville.directrice.personne.courriel in adresses
    assert ville.conseil.personne.courriel in adresses
    [ics] = [
        partie.get_content()
        for partie in puits.messages[0].walk()
        if partie.get_content_type() == "text/calendar" and not partie.get_filename()
    ]
    evenement = next(iter(icalendar.Calendar.from_ical(ics).walk("VEVENT")))
    assert evenement["dtstart"].dt == dt.datetime(2026, 6, 15, 18, tzinfo=PARIS)
    assert str(evenement["location"]) == "Salle des fêtes"
    agente.aller("voir_reunion", "essai", reunion.pk)
    assert agente.lit("courriel envoyé")
    assert agente.lit("lettre à imprimer")

    # On a phone, in the room.
    en_salle = visiter(ville.agent, viewport={"width": 375, "height": 812})
    en_salle.aller("noter_presences", "essai", reunion.pk)
    for groupe in en_salle.page.locator("[data-personne]").all():
        groupe.get_by_text("présente ou présent", exact=True).click()
    en_salle.envoyer("Enregistrer les présences")
    reunion.refresh_from_db()
    assert reunion.etat == "tenue"

    agente.aller("ecrire_compte_rendu", "essai", reunion.pk)
    point = reunion.points.first()
    agente.page.locator(f"[data-saisie='{point.pk}'] .tiptap").fill("Le centre présente son année.")
    agente.page.get_by_text("Ajouter une décision sur ce point").first.click()
    agente.page.locator("[name$=-texte]").first.fill("Transmettre le bilan.")
    agente.page.locator("[name$=-responsable]").first.select_option(index=1)
    agente.page.locator("[name$=-echeance]").first.fill("2026-07-15")
    agente.envoyer("Enregistrer le compte rendu")
    agente.aller("soumettre_compte_rendu", "essai", reunion.pk)
    agente.page.locator("main form .btn-principale").click()
    agente.aller("noter_approbation", "essai", reunion.pk)
    agente.page.locator("[name=voie][value=seance]").check()
    agente.page.locator("main form .btn-principale").click()
    agente.page.wait_for_load_state()
    agente.regarder()
    agente.aller("rendre_definitif", "essai", reunion.pk)
    agente.page.locator("main form .btn-principale").click()
    agente.page.wait_for_load_state()
    agente.regarder()
    assert agente.lit("Le centre présente son année.")

    contenu = agente.telecharger("Compte rendu définitif")
    empreinte = hashlib.sha256(contenu).hexdigest()
    reunion.compte_rendu.refresh_from_db()
    assert reunion.compte_rendu.document.sha256 == empreinte
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")

    # Anyone may check the hash, without an account.
    anonyme = Visiteuse(ouvrir(), agente.axe)
    anonyme.aller("verifier_document", empreinte)
    assert anonyme.lit("document définitif")
    assert not anonyme.lit("Comité technique")


def test_d_une_demande_a_son_avance_payee(ville, visiter, puits, horloge) -> None:
    directrice, agente = visiter(ville.directrice), visiter(ville.agent)
    directrice.aller("lister_demandes", "essai")
    directrice.aller("preparer_demande", "essai")
    directrice.remplir(exercice="2026", objet="Fonctionnement 2026")
    directrice.page.locator("main form .btn-principale").click()
    directrice.page.wait_for_load_state()
    demande = Demande.objects.get()
    directrice.aller("modifier_association", "essai", demande.pk)
    directrice.remplir(
        rna="W731000001",
        adresse="1 place du Centre",
        representante="Anne Présidente",
        qualite_representante="présidente",
        date_engagement="2022-03-01",
        engagement_par="Anne Présidente",
    )
    directrice.page.locator("[name=obligations_a_jour]").check()
    directrice.page.locator("main form .btn-principale").click()
    directrice.page.wait_for_url(re.compile("/projet/$"))
    directrice.remplir(montant_demande="41 000,00 €", presentation="Tout le projet social.")
    directrice.page.locator("main form .btn-principale").click()
    directrice.page.wait_for_url(re.compile("/budget/$"))
    directrice.aller("modifier_budget", "essai", demande.pk)
    directrice.remplir(
        **{
            nom_champ(CHARGE, "641"): "82 000",
            nom_champ(PRODUIT, "70"): "41000.00",
            nom_champ(PRODUIT, COMPTE_VILLE): "41 000",
        }
    )
    directrice.page.locator("main form .btn-principale").click()
    directrice.page.wait_for_url(re.compile("/pieces/$"))
    directrice.aller("deposer_demande", "essai", demande.pk)
    directrice.page.locator("main form .btn-principale").click()
    directrice.page.wait_for_load_state()
    directrice.regarder()
    demande.refresh_from_db()
    assert (demande.etat, demande.numero) == ("deposee", "2026-ESSAI-A-001")
    distribuer()
    assert any(demande.numero in m["Subject"] for m in puits.messages)
    accuse = directrice.page.context.request.get(
        reverse("telecharger_accuse", args=("essai", demande.pk))
    )
    assert accuse.body().startswith(b"%PDF")

    def instruire(nom: str, **champs: str) -> None:
        agente.aller(nom, "essai", demande.pk)
        agente.remplir(**champs)
        agente.page.locator("main form .btn-principale").click()
        agente.page.wait_for_load_state()
        agente.regarder()

    instruire("noter_reception", date_reception="2026-06-15")
    instruire("proposer_montant", montant_propose="40 000", motif_proposition="Selon l'enveloppe.")
    instruire(
        "enregistrer_attribution",
        numero_deliberation="DCM-2026-050",
        date_vote="2026-06-15",
        date_transmission="2026-06-15",
        date_publication="2026-06-15",
        montant="40 000,00",
    )
    demande.refresh_from_db()
    assert demande.etat == "accordee"
    agente.aller("enregistrer_convention", "essai")
    agente.remplir(
        centre="Centre social A",
        reference="CPO-2026",
        objet="Convention d'objectifs 2026-2028",
        premier_exercice="2026",
        dernier_exercice="2028",
        date_signature_ville="2026-06-12",
        date_signature_centre="2026-06-10",
    )
    agente.page.locator("main form .btn-principale").click()
    agente.page.wait_for_load_state()

    directrice.aller("voir_avance", "essai", 2027, ville.a.code)
    assert directrice.lit("30 % de 40 000,00 € = 12 000,00 €")
    directrice.aller("demander_avance", "essai", 2027, ville.a.code)
    directrice.page.locator("main form .btn-principale").click()
    directrice.page.wait_for_load_state()
    directrice.regarder()
    assert Avance.objects.get().demandee_par == ville.directrice

    # The city does its dated tasks, and pays at the beginning of the next year.
    horloge.move_to(dt.datetime(2027, 1, 20, 10, tzinfo=PARIS))
    agente, directrice = visiter(ville.agent), visiter(ville.directrice)
    agente.aller("noter_tache_avance", "essai", 2027, ville.a.code)
    agente.remplir(
        date_credits_ouverts="2026-12-14",
        numero_deliberation="DCM-2026-198",
        date_deliberation="2026-12-14",
        date_executoire="2026-12-16",
    )
    agente.page.locator("main form .btn-principale").click()
    agente.aller("enregistrer_versement", "essai", 2027, ville.a.code)
    agente.remplir(date_paiement="2027-01-20", reference="M2027-104")
    agente.page.locator("main form .btn-principale").click()
    agente.page.wait_for_load_state()
    assert str(Versement.objects.get().montant) == "12000.00"
    directrice.aller("voir_avance", "essai", 2027, ville.a.code)
    assert directrice.lit("20 janvier 2027")


def test_une_elue_lit_le_tableau_en_un_ecran(ville, visiter) -> None:
    elue = visiter(ville.elue)
    elue.aller("accueil")
    elue.aller("voir_tableau", "essai")
    assert elue.page.evaluate("document.documentElement.scrollHeight") <= 720
    elue.aller("lister_clauses", "essai")
    elue.aller("voir_pacte", "essai")


def test_un_compte_rendu_apporte_en_trois_gestes(ville, visiter, tmp_path) -> None:
    fichier = tmp_path / "compte-rendu.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(fichier)
    agente = visiter(ville.agent)
    agente.aller("apporter_compte_rendu", "essai")
    agente.page.locator("[name=sujet]").select_option(label="Comité de pilotage")
    agente.remplir(date_reunion="2026-05-28")
    agente.page.locator("[name=fichier]").set_input_files(fichier)
    agente.envoyer("Enregistrer")
    reunion = Reunion.objects.get()
    assert (reunion.etat, str(reunion.date_reunion)) == ("tenue", "2026-05-28")
    assert reunion.compte_rendu.mode == "fichier"


def test_tout_se_lit_et_s_envoie_sans_javascript(ville, visiter) -> None:
    agente = visiter(ville.agent, java_script_enabled=False)
    page = agente.page
    page.goto(reverse("ouvrir_reunion", args=("essai",)))
    page.locator("[name=sujet]").select_option(label="Comité de pilotage")
    page.get_by_role("button", name="Ouvrir la réunion").click()
    reunion = Reunion.objects.get()
    page.goto(reverse("modifier_reunion", args=("essai", reunion.pk)))
    page.locator("[name=date_reunion]").fill("2026-06-15")
    page.locator("[name=heure]").fill("18:00")
    page.locator("[name=lieu]").fill("Mairie")
    page.get_by_role("button", name="Enregistrer").click()
    page.goto(reverse("envoyer_invitations", args=("essai", reunion.pk)))
    page.get_by_role("button", name="Envoyer les invitations").click()
    reunion.refresh_from_db()
    assert reunion.etat == "invitee"
    page.goto(reverse("noter_presences", args=("essai", reunion.pk)))
    page.get_by_role("button", name="Enregistrer les présences").click()
    page.goto(reverse("voir_reunion", args=("essai", reunion.pk)))
    assert "Comité de pilotage" in page.content()
