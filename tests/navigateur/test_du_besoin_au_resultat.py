"""A need to meet, its meeting, its minutes, its action done: three people, three browsers.

The director is on a phone, the elected member has neither an account nor scripts, the agent of the
city is at her desk. What passes between them passes by mail, through a real SMTP server.
"""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from gouvernance.models import Decision, DemandeReunion, Remarque, Reunion
from pacte.accord.models import Fonction, Qualite
from tests.factories_accord import compte, fonction, un_pacte
from tests.navigateur.conftest import TELEPHONE
from tests.navigateur.visiteuse import Visiteuse, distribuer


@pytest.fixture
def ville(transactional_db: None) -> SimpleNamespace:
    p = un_pacte("essai")
    p.agente = fonction(Qualite.AGENT_AVS, p.ville)
    p.directrice = fonction(Qualite.DIRECTION, p.a)
    p.elue = fonction(Qualite.ELU, p.ville)
    return p


def _courriel(puits: Any, qui: Fonction, mots: str) -> str:
    """The plain text of the last mail to this person whose subject holds these words."""
    distribuer()
    textes = [
        partie.get_content()
        for message in puits.messages
        if message["X-Destinataires"] == qui.personne.courriel and mots in message["Subject"]
        for partie in message.walk()
        if partie.get_content_type() == "text/plain"
    ]
    assert textes, f"{qui.personne} n'a pas reçu « {mots} »"
    return textes[-1]


def _adresse(texte: str, motif: str) -> str:
    trouvee = re.search(rf"https?://[^/\s]+(/{motif})", texte)
    assert trouvee, texte
    return trouvee[1]


def test_du_besoin_de_se_reunir_a_l_action_faite(
    ville: SimpleNamespace, ouvrir: Any, connecter: Any, axe: Any, puits: Any
) -> None:
    bureau, telephone = ouvrir(), ouvrir(viewport=TELEPHONE, is_mobile=True, has_touch=True)
    connecter(bureau, compte(ville.agente), ville.agente)
    connecter(telephone, compte(ville.directrice), ville.directrice)
    agente, directrice = Visiteuse(bureau, axe), Visiteuse(telephone, axe)
    elue = Visiteuse(ouvrir(java_script_enabled=False), None)

    # The need: the director asks the city for a steering committee.
    directrice.aller("demander_reunion", "essai")
    directrice.page.locator("[name=sujet]").select_option(label="Comité de pilotage")
    directrice.remplir(motif="La salle du quartier ferme : que faisons-nous à la rentrée ?")
    directrice.envoyer("Envoyer la demande")
    demande = DemandeReunion.objects.get()

    # The city accepts, and invites.
    assert "/demandes-de-reunion/" in _courriel(puits, ville.agente, "Comité de pilotage")
    agente.aller("accepter_demande_reunion", "essai", demande.pk)
    agente.remplir(date_reunion="2026-06-15", heure="18:00", lieu="Hôtel de ville")
    agente.envoyer("Accepter et ouvrir la réunion")
    reunion = Reunion.objects.get()
    agente.aller("envoyer_invitations", "essai", reunion.pk)
    agente.envoyer("Envoyer les invitations")

    # The elected member answers from her mail, without account nor script.
    lien = _adresse(_courriel(puits, ville.elue, "invitation"), r"invitations/\S+/")
    elue.ouvrir(lien)
    elue.envoyer("Je serai là")
    assert elue.lit("votre réponse actuelle")
    directrice.aller("voir_reunion", "essai", reunion.pk)
    directrice.envoyer("Je serai là")

    # In the room, then at her desk: who came, what was said, who does what.
    agente.aller("noter_presences", "essai", reunion.pk)
    agente.confirmer()
    agente.aller("ecrire_compte_rendu", "essai", reunion.pk)
    agente.page.locator("[contenteditable=true]").first.click()
    agente.page.keyboard.type("La salle ferme le 30 juin.")
    expect(agente.page.locator("[data-etat]")).to_contain_text("Enregistré", timeout=5_000)
    agente.page.get_by_text("Ajouter une décision sur ce point").first.click()
    ligne = agente.page.locator("[data-releve]").first
    ligne.locator("[name$=-genre]").select_option("action")
    ligne.locator("[name$=-texte]").fill("Trouver une autre salle.")
    ligne.locator("[name$=-responsable]").select_option(str(ville.directrice.pk))
    ligne.locator("[name$=-echeance]").fill("2026-07-15")
    agente.envoyer("Enregistrer le compte rendu")
    agente.aller("soumettre_compte_rendu", "essai", reunion.pk)
    agente.confirmer()

    # The director remarks on her phone; the agent answers; the committee had approved.
    assert "/reunions/" in _courriel(puits, ville.directrice, "relire")
    directrice.aller("remarquer", "essai", reunion.pk)
    directrice.remplir(texte="La salle ferme le 1er juillet.")
    directrice.envoyer("Envoyer la remarque")
    remarque = Remarque.objects.get()
    agente.aller("traiter_remarque", "essai", reunion.pk, remarque.pk)
    agente.page.get_by_label("Réponse sans changer le texte").check()
    agente.remplir(reponse="Le dernier jour d'ouverture est bien le 30 juin.")
    agente.envoyer("Enregistrer la suite")
    agente.aller("noter_approbation", "essai", reunion.pk)
    agente.page.get_by_label("En séance").check()
    agente.envoyer("Noter l’approbation")
    agente.aller("rendre_definitif", "essai", reunion.pk)
    agente.confirmer()
    assert agente.lit("La salle ferme le 30 juin.")

    # The mail leads the director to her action, which she ends on her phone.
    decision = Decision.objects.get()
    texte = _courriel(puits, ville.directrice, "vous revient")
    assert _adresse(texte, r"pactes/\S+/decisions/\d+/").endswith(f"/decisions/{decision.pk}/")
    directrice.ouvrir(_adresse(texte, r"pactes/\S+/decisions/\d+/"))
    assert directrice.lit("Trouver une autre salle.")
    directrice.aller("realiser_decision", "essai", decision.pk)
    directrice.remplir(suite="La maison des associations nous accueille.")
    directrice.envoyer("Noter comme réalisée")

    # Everybody sees the end: the agent the whole thread, the elected member the definitive minutes.
    agente.aller("voir_decision", "essai", decision.pk)
    assert agente.lit("La maison des associations nous accueille.")
    assert agente.lit("Demandée")
    elue.ouvrir(lien)
    contenu = elue.page.context.request.get(
        elue.page.get_by_role("link", name="Compte rendu définitif").get_attribute("href")
    )
    assert contenu.body().startswith(b"%PDF-")
