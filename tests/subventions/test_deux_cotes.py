"""Somebody of the city who sits at the centre reads what the centre reads; the déport is recorded."""

from decimal import Decimal

import pytest

from pacte.accord.models import Pacte, Qualite
from subventions.a_faire import choses_a_faire, colonnes
from subventions.models import Deport, NoteInstruction
from subventions.permissions import (
    can_comparer,
    can_lire_instruction,
    can_proposer,
    can_recevoir,
)
from subventions.permissions.comptes_rendus import (
    can_accepter_compte_rendu,
    can_demander_reprise,
)
from tests import factories_bilans as bilans
from tests import factories_etude as fe
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, fichier, lire_flux, texte

pytestmark = pytest.mark.django_db
LE = fe.AUJOURDHUI
DES_DEUX_COTES = (Qualite.ELU, Qualite.AGENT_AVS, Qualite.CHEF_SERVICE)


@pytest.fixture
def recue(p):
    demande = fabrique.demande(
        p, etat="recue", par=p.direction, avec_budget=True, montant_propose=Decimal(33_333)
    )
    fe.note(demande, p.agent, "Secret de la note")
    fe.avis_rendu(demande, p.caf, p.agent, texte="Secret de l'avis")
    return demande


@pytest.mark.parametrize("qualite", DES_DEUX_COTES)
def test_qui_siege_au_centre_lit_ce_que_le_centre_lit(p, recue, qualite) -> None:
    fonction = p.fonctions[qualite]
    fe.siege(fonction, p.a)
    message = fe.message(recue, p.direction, "Bonjour la Ville.", fichier=fichier())
    navigateur = client(fonction)
    page = texte(navigateur.get(adresse("voir_demande", recue.pk)))
    assert "Vous exercez aussi une fonction dans ce centre" in page
    assert "service juridique" in page
    assert "Bonjour la Ville." in page
    recu = navigateur.get(adresse("telecharger_message", recue.pk, message.pk))
    lire_flux(recu)
    assert recu.status_code == 200
    comparaison = (2026, "fonctionnement")
    pages = [page, lire_flux(navigateur.get(adresse("exporter_demandes", "csv"))).decode()]
    for nom, args in (
        ("instruire_demande", (recue.pk,)),
        ("ajouter_note", (recue.pk,)),
        ("demander_avis", (recue.pk,)),
        ("comparer_demandes", comparaison),
        ("exporter_comparaison", comparaison),
    ):
        reponse = navigateur.get(adresse(nom, *args))
        assert reponse.status_code == 403, nom
        pages.append(texte(reponse))
    reponse = navigateur.post(adresse("calculer_enveloppe", *comparaison))
    assert reponse.status_code == 403
    pages.append(texte(reponse))
    for lue in pages:
        assert "Secret" not in lue
        assert "33333" not in lue
        assert "33\u00a0333" not in lue


def test_qui_siege_ailleurs_ou_n_y_siege_plus_lit_l_instruction(p, recue) -> None:
    elue, agente = p.fonctions[Qualite.ELU], p.fonctions[Qualite.CHEF_SERVICE]
    fe.siege(elue, p.b)
    fe.siege(agente, p.a, date_fin="2026-06-14")
    for fonction in (elue, agente):
        assert can_lire_instruction(fonction, recue, LE)
        assert "Secret de la note" in texte(
            client(fonction).get(adresse("instruire_demande", recue.pk))
        )


def test_qui_siege_n_instruit_pas_et_la_ville_d_un_autre_pacte_non_plus(p, recue) -> None:
    fe.siege(p.agent, p.a)
    assert not can_proposer(p.agent, recue, LE)
    assert not can_recevoir(p.agent, recue, LE)
    assert not can_comparer(p.agent, p.pacte, LE, frozenset({p.a.pk}))
    assert can_comparer(p.agent, p.pacte, LE, frozenset({p.b.pk}))
    reponse = client(p.agent).post(
        adresse("ajouter_note", recue.pk), {"cle_idempotence": fabrique.cle(), "texte": "Non."}
    )
    assert reponse.status_code == 403
    assert NoteInstruction.objects.count() == 1
    assert not can_lire_instruction(p.direction, recue, LE)


def test_le_deport_est_propose_puis_enregistre_une_fois(p, recue) -> None:
    elue = p.fonctions[Qualite.ELU]
    fe.siege(elue, p.a)
    ville = client(p.agent)
    assert "Un déport est proposé" in texte(ville.get(adresse("voir_demande", recue.pk)))
    envoi = {
        "cle_idempotence": fabrique.cle(),
        "personne": elue.personne_id,
        "date_deport": "2026-06-15",
        "motif": "Membre du conseil d'administration.",
    }
    for _ in range(2):
        assert ville.post(adresse("enregistrer_deport", recue.pk), envoi).status_code == 302
    assert Deport.objects.get().personne == elue.personne
    page = texte(ville.get(adresse("voir_demande", recue.pk)))
    assert "ne prend pas part à la décision" in page
    assert "Un déport est proposé" not in page


def test_un_deport_ne_vise_que_qui_est_des_deux_cotes(p, recue) -> None:
    fe.siege(p.fonctions[Qualite.ELU], p.a)
    reponse = client(p.agent).post(
        adresse("enregistrer_deport", recue.pk),
        {
            "cle_idempotence": fabrique.cle(),
            "personne": p.fonctions[Qualite.CHEF_SERVICE].personne_id,
            "date_deport": "2026-06-15",
        },
    )
    assert reponse.status_code == 200
    assert not Deport.objects.exists()


def test_une_elue_lit_les_demandes_deposees_et_pas_les_brouillons(p, recue) -> None:
    brouillon = fabrique.demande(p, objet="Brouillon secret")
    elue = client(p.fonctions[Qualite.ELU])
    page = texte(elue.get(adresse("lister_demandes")))
    assert recue.numero in page
    assert "Brouillon secret" not in page
    assert elue.get(adresse("voir_demande", brouillon.pk)).status_code == 404
    assert "Proposer un montant" not in texte(elue.get(adresse("voir_demande", recue.pk)))


def test_une_note_est_ajoutee_une_fois_et_le_centre_ne_la_lit_pas(p, recue) -> None:
    envoi = {"cle_idempotence": fabrique.cle(), "texte": "Visite faite."}
    for _ in range(2):
        assert client(p.agent).post(adresse("ajouter_note", recue.pk), envoi).status_code == 302
    assert NoteInstruction.objects.filter(texte="Visite faite.").count() == 1
    centre = client(p.direction)
    assert "Visite faite." not in texte(centre.get(adresse("voir_demande", recue.pk)))
    assert centre.get(adresse("instruire_demande", recue.pk)).status_code == 403


def test_qui_siege_au_centre_n_est_pas_prie_d_examiner(p, recue) -> None:
    ailleurs = fabrique.demande(p, p.b, etat="recue")
    pactes = list(Pacte.objects.avec_colonnes(p.agent, **colonnes(p.agent)))
    assert len(choses_a_faire(p.agent, LE, pactes)) == 2
    fe.siege(p.agent, p.a)
    [chose] = choses_a_faire(p.agent, LE, pactes)
    assert ailleurs.numero in chose.phrase


def test_qui_siege_au_centre_ne_decide_pas_de_son_compte_rendu(p) -> None:
    vote = bilans.attribution(p)
    rapport = bilans.compte_rendu(vote, "depose")
    actes = (can_accepter_compte_rendu, can_demander_reprise)
    assert all(acte(p.agent, vote, rapport, LE) for acte in actes)
    chef = p.fonctions[Qualite.CHEF_SERVICE]
    fe.siege(chef, p.a)
    for acte in actes:
        assert "aussi une fonction dans ce centre" in acte(chef, vote, rapport, LE).motif
