"""Who sees and does what: another centre's things do not exist, a refusal says why."""

from decimal import Decimal

import pytest
from django.test import Client

from pacte.journal.models import Entree
from subventions.models import Attribution, Avance, Convention, Demande, PieceDemande, Versement
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, fichier, lire_flux, texte

pytestmark = pytest.mark.django_db
D = Decimal


def exemples(p) -> dict[str, tuple]:
    """Arguments of each address, among what centre A owns."""
    brouillon = fabrique.demande(p, avec_budget=True)
    deposee = fabrique.demande(p, etat="deposee", exercice=2027)
    accordee = fabrique.accordee(p)
    piece = PieceDemande.objects.create(
        demande=accordee, fichier=fichier(), libelle="Demande reçue"
    )
    vote = accordee.attributions.get()
    convention = fabrique.convention(p, fichier=fichier())
    fabrique.avance(p)
    return {
        "voir_demande": (accordee.pk,),
        "modifier_demande": (brouillon.pk,),
        "modifier_association": (brouillon.pk,),
        "modifier_projet": (brouillon.pk,),
        "joindre_pieces": (brouillon.pk,),
        "relire_demande": (brouillon.pk,),
        "confirmer_demande": (brouillon.pk,),
        "passer_la_main": (brouillon.pk,),
        "modifier_budget": (brouillon.pk,),
        "deposer_demande": (brouillon.pk,),
        "retirer_demande": (brouillon.pk,),
        "telecharger_piece": (accordee.pk, piece.pk),
        "noter_reception": (deposee.pk,),
        "proposer_montant": (deposee.pk,),
        "enregistrer_attribution": (deposee.pk,),
        "enregistrer_modification": (accordee.pk,),
        "completer_attribution": (accordee.pk, vote.pk),
        "refuser_demande": (deposee.pk,),
        "enregistrer_paiement": (accordee.pk,),
        "voir_avance": (2027, p.a.code),
        "demander_avance": (2027, p.a.code),
        "decider_demande_tardive": (2027, p.a.code),
        "noter_tache_avance": (2027, p.a.code),
        "enregistrer_versement": (2027, p.a.code),
        "modifier_convention": (convention.pk,),
        "telecharger_convention": (convention.pk,),
    }


# --- Who sees what: every address by every quality is in tests/test_permissions_matrix.py -----------------
def test_chaque_refus_dit_son_motif_et_se_journalise(p) -> None:
    deposee = fabrique.demande(p, etat="deposee")
    reponse = client(p.direction).post(adresse("noter_reception", deposee.pk))
    assert reponse.status_code == 403
    assert "revient au service de la Ville" in texte(reponse)
    entree = Entree.objects.get(action="noter_reception")
    assert (entree.resultat, entree.objet_id) == ("refuse", str(deposee.pk))
    deposee.refresh_from_db()
    assert deposee.etat == "deposee"


def test_la_ville_ne_voit_pas_les_brouillons(p) -> None:
    fabrique.demande(p, objet="Brouillon secret")
    fabrique.demande(p, etat="deposee", objet="Demande déposée")
    page = texte(client(p.agent).get(adresse("lister_demandes")))
    assert "Demande déposée" in page
    assert "Brouillon secret" not in page


def test_la_liste_d_un_centre_ne_montre_que_les_siennes(p) -> None:
    fabrique.demande(p, objet="La nôtre")
    fabrique.demande(p, p.b, etat="deposee", objet="La leur")
    page = texte(client(p.direction).get(adresse("lister_demandes")))
    assert "La nôtre" in page
    assert "La leur" not in page
    assert p.b.nom not in page


def test_un_anonyme_est_conduit_a_la_connexion(p) -> None:
    assert Client().get(adresse("lister_demandes")).status_code == 302


def test_un_get_n_ecrit_rien(p) -> None:
    choses = exemples(p)
    sans_journal = set(choses) - {"telecharger_piece", "telecharger_convention"}
    avant = etat_de_la_base()
    for fonction in (p.direction, p.agent):
        navigateur = client(fonction)
        for nom in sans_journal:
            lire_flux(navigateur.get(adresse(nom, *choses[nom])))
    assert etat_de_la_base() == avant


def etat_de_la_base() -> list[tuple]:
    modeles = (Demande, Attribution, Convention, Avance, Versement)
    return [ligne for modele in modeles for ligne in modele.objects.order_by("pk").values_list()]
