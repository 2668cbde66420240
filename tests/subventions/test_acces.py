"""Who sees and does what: another centre's things do not exist, a refusal says why."""

from decimal import Decimal

import pytest
from django.test import Client

from pacte.accord.models import Qualite
from pacte.journal.models import Entree
from subventions.models import Attribution, Avance, Convention, Demande, PieceDemande, Versement
from tests import factories_accord as accord
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, fichier, lire_flux, texte

pytestmark = pytest.mark.django_db
D = Decimal


def exemples(p) -> dict[str, list[tuple]]:
    """Arguments of each address: centre A's own objects, then centre B's."""
    choses = {}
    for centre, par in ((p.a, p.direction), (p.b, accord.fonction("direction", p.b))):
        brouillon = fabrique.demande(p, centre, par=par, avec_budget=True)
        deposee = fabrique.demande(p, centre, par=par, etat="deposee", exercice=2027)
        accordee = fabrique.accordee(p, centre, par=par)
        piece = PieceDemande.objects.create(
            demande=accordee, fichier=fichier(), libelle="Demande reçue"
        )
        vote = accordee.attributions.get()
        convention = fabrique.convention(p, centre, fichier=fichier())
        fabrique.avance(p, centre, par=par)
        pour = {
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
            "voir_avance": (2027, centre.code),
            "demander_avance": (2027, centre.code),
            "decider_demande_tardive": (2027, centre.code),
            "noter_tache_avance": (2027, centre.code),
            "enregistrer_versement": (2027, centre.code),
            "modifier_convention": (convention.pk,),
            "telecharger_convention": (convention.pk,),
        }
        for nom, args in pour.items():
            choses.setdefault(nom, []).append(args)
    return choses


# --- Who sees what ------------------------------------------------------------------------------------
AVS = {Qualite.AGENT_AVS, Qualite.CHEF_SERVICE}
CENTRE = {
    Qualite.DIRECTION,
    Qualite.PROFESSIONNEL,
    Qualite.PRESIDENCE,
    Qualite.TRESORERIE,
    Qualite.MEMBRE_CA,
}
SANS_OBJET = (
    "lister_demandes",
    "preparer_demande",
    "enregistrer_demande_recue",
    "lister_conventions",
    "enregistrer_convention",
)


def statuts(navigateur, choses, rang: int) -> dict[str, int]:
    lus = {}
    for nom, args in choses.items():
        reponse = navigateur.get(adresse(nom, *args[rang]))
        lire_flux(reponse)
        lus[nom] = reponse.status_code
    return lus


@pytest.mark.parametrize("qualite", sorted(set(Qualite.values) - AVS - CENTRE - {Qualite.ELU}))
def test_les_autres_qualites_ne_voient_rien(p, qualite) -> None:
    choses = exemples(p)
    navigateur = client(p.fonctions[qualite])
    for rang in (0, 1):
        assert set(statuts(navigateur, choses, rang).values()) == {404}
    for nom in SANS_OBJET:
        assert navigateur.get(adresse(nom)).status_code == 404
    assert navigateur.get(adresse("lister_avances", 2027)).status_code == 404
    assert navigateur.get(adresse("modifier_campagne", 2027)).status_code == 404
    assert navigateur.get(adresse("exporter_demandes", "csv")).status_code == 404


@pytest.mark.parametrize("qualite", sorted(CENTRE))
def test_un_centre_ne_voit_jamais_un_autre_centre(p, qualite) -> None:
    choses = exemples(p)
    navigateur = client(p.fonctions[qualite])
    assert set(statuts(navigateur, choses, 1).values()) == {404}
    assert 404 not in statuts(navigateur, choses, 0).values()
    for nom, args in choses.items():
        # A POST is no other door.
        assert navigateur.post(adresse(nom, *args[1])).status_code in {404, 405}


ATTENDUS = {
    # address: (drafts and deposits of the centre by quality, city)
    "voir_demande": (200, 200, 200),
    "telecharger_piece": (200, 200, 200),
    # Takes a draft up again: goes to the first step that lacks something.
    "modifier_demande": (302, 403, 404),
    "modifier_association": (200, 403, 404),
    "modifier_projet": (200, 403, 404),
    "joindre_pieces": (200, 403, 404),
    "relire_demande": (200, 200, 404),
    "confirmer_demande": (403, 403, 404),
    "passer_la_main": (200, 403, 404),
    "modifier_budget": (200, 403, 404),
    "deposer_demande": (200, 403, 404),
    "retirer_demande": (200, 403, 404),
    "noter_reception": (403, 403, 200),
    "proposer_montant": (403, 403, 403),
    "enregistrer_attribution": (403, 403, 403),
    "refuser_demande": (403, 403, 403),
    "enregistrer_modification": (403, 403, 200),
    "completer_attribution": (403, 403, 200),
    "enregistrer_paiement": (403, 403, 200),
    "voir_avance": (200, 200, 200),
    "demander_avance": (403, 403, 403),
    "decider_demande_tardive": (403, 403, 403),
    "noter_tache_avance": (403, 403, 200),
    "enregistrer_versement": (403, 403, 403),
    "modifier_convention": (403, 403, 200),
    "telecharger_convention": (200, 200, 200),
}


def test_ce_que_chacun_peut_ouvrir(p) -> None:
    choses = exemples(p)
    colonnes = (Qualite.DIRECTION, Qualite.MEMBRE_CA, Qualite.AGENT_AVS)
    trouves = {nom: [] for nom in choses}
    for qualite in colonnes:
        for nom, statut in statuts(client(p.fonctions[qualite]), choses, 0).items():
            trouves[nom].append(statut)
    assert {nom: tuple(lus) for nom, lus in trouves.items()} == ATTENDUS


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
            navigateur.get(adresse(nom, *choses[nom][0]))
    assert etat_de_la_base() == avant


def etat_de_la_base() -> list[tuple]:
    modeles = (Demande, Attribution, Convention, Avance, Versement)
    return [ligne for modele in modeles for ligne in modele.objects.order_by("pk").values_list()]
