"""What subsidies remind by the clock: to whom, when, and each thing once (R20)."""

from datetime import date
from types import SimpleNamespace

import pytest

from pacte.courrier.models import Courriel, Nature
from pacte.courrier.periodique import TACHES
from subventions import taches
from subventions.models import Campagne, EtatDemande
from subventions.operations.rappels import (
    annoncer_les_campagnes,
    rappeler_les_avances,
    rappeler_les_clotures,
    rappeler_les_pieces,
)
from tests import factories_pieces as fp
from tests import factories_subventions as fabrique
from tests.factories_accord import equipe, fonction, un_pacte
from tests.gouvernance.test_suivi_des_actions import ensemble
from tests.subventions.navigation import adresse

pytestmark = pytest.mark.django_db

# Opened on 1 May 2026, closed on 30 November: reminders on 31 October and 23 November.
PREMIER, DEUXIEME, CLOTURE = date(2026, 10, 31), date(2026, 11, 23), date(2026, 11, 30)
CAMPAGNE = {"rappel_avance": date(2026, 10, 15)}


@pytest.fixture
def campagne(p: SimpleNamespace) -> Campagne:
    p.b_direction = fonction("direction", p.b)
    return fabrique.campagne(p, **CAMPAGNE)


def prevenus() -> list[str]:
    return sorted(Courriel.objects.values_list("destinataire", flat=True))


def test_les_taches_sont_declarees_chaque_matin() -> None:
    noms = {nom for nom in TACHES if nom.startswith("subventions.")}
    assert {
        "subventions.annoncer_les_campagnes",
        "subventions.rappeler_les_clotures",
        "subventions.rappeler_les_avances",
        "subventions.rappeler_les_pieces",
    } <= noms
    assert taches.chaque_jour


# --- The opening -------------------------------------------------------------------------------------
def test_l_ouverture_s_annonce_le_jour_dit_puis_plus(p, campagne) -> None:
    assert annoncer_les_campagnes(date(2026, 4, 30)) == 0
    # Three stopped days: late, and still once.
    assert [annoncer_les_campagnes(date(2026, 5, 4)) for _ in range(2)] == [1, 0]
    campagne.date_ouverture = date(2026, 5, 3)
    campagne.save()
    assert annoncer_les_campagnes(date(2026, 5, 5)) == 0
    assert p.direction.personne.courriel in prevenus()
    assert p.b_direction.personne.courriel in prevenus()


def test_une_campagne_close_ne_s_annonce_plus(p, campagne) -> None:
    assert annoncer_les_campagnes(date(2026, 12, 1)) == 0


# --- The closing -------------------------------------------------------------------------------------
def test_le_rappel_va_aux_seuls_centres_sans_depot(p, campagne) -> None:
    fabrique.demande(p, p.b, exercice=2027, etat=EtatDemande.DEPOSEE)
    brouillon = fabrique.demande(p, p.a, exercice=2027, par=p.direction)
    assert rappeler_les_clotures(date(2026, 10, 30)) == 0
    assert rappeler_les_clotures(PREMIER) == 1
    assert p.direction.personne.courriel in prevenus()
    assert p.b_direction.personne.courriel not in prevenus()
    courriel = Courriel.objects.get(destinataire=p.direction.personne.courriel)
    assert courriel.nature == Nature.ACTION
    assert courriel.objet.endswith("déposez votre demande d'ici le 30 novembre 2026")
    assert courriel.texte.startswith("Votre demande de fonctionnement 2027 est commencée")
    assert "Il reste 30" in courriel.texte
    assert courriel.lien == adresse("voir_demande", brouillon.pk)


def test_chaque_rappel_de_cloture_part_une_fois_meme_en_retard(p, campagne) -> None:
    # On time, twice; late after stopped days; the second reminder; the last day; after it.
    jours = [PREMIER, PREMIER, date(2026, 11, 3), DEUXIEME, date(2026, 11, 26), CLOTURE]
    assert [rappeler_les_clotures(jour) for jour in jours] == [2, 0, 0, 2, 0, 0]
    assert rappeler_les_clotures(date(2026, 12, 1)) == 0


def test_deux_rappels_manques_n_en_font_qu_un(p, campagne) -> None:
    assert [rappeler_les_clotures(date(2026, 11, 25)) for _ in range(2)] == [2, 0]


def test_une_demande_retiree_ou_de_projet_ne_compte_pas_comme_depot(p, campagne) -> None:
    fabrique.demande(p, p.a, exercice=2027, etat=EtatDemande.RETIREE)
    fabrique.demande(p, p.b, exercice=2027, etat=EtatDemande.DEPOSEE, genre="projet")
    assert rappeler_les_clotures(PREMIER) == 2


def test_sans_volet_de_fonctionnement_rien_n_est_rappele(p, campagne) -> None:
    campagne.volets.filter(genre="fonctionnement").delete()
    assert rappeler_les_clotures(PREMIER) == 0


def test_un_centre_sorti_du_pacte_n_est_plus_rappele(p, campagne) -> None:
    partie = p.pacte.parties.get(organisation=p.b)
    partie.date_sortie = date(2026, 9, 30)
    partie.save()
    assert rappeler_les_clotures(PREMIER) == 1


def test_une_direction_partie_ne_recoit_plus_rien(p, campagne) -> None:
    p.direction.date_fin = date(2026, 9, 1)
    p.direction.save()
    rappeler_les_clotures(PREMIER)
    assert p.direction.personne.courriel not in prevenus()


# --- The advance -------------------------------------------------------------------------------------
def test_l_avance_se_rappelle_a_qui_peut_la_demander(p, campagne) -> None:
    fabrique.accordee(p, p.a)
    fabrique.accordee(p, p.b)
    fabrique.avance(p, p.b)
    assert rappeler_les_avances(date(2026, 10, 14)) == 0
    assert [rappeler_les_avances(jour) for jour in (date(2026, 10, 15), date(2026, 10, 15))] == [
        1,
        0,
    ]
    courriel = Courriel.objects.get(destinataire=p.direction.personne.courriel)
    assert courriel.nature == Nature.ACTION
    assert "12\u00a0000,00\u00a0€" in courriel.texte
    assert "31\u00a0décembre\u00a02026" in courriel.texte
    assert courriel.lien == adresse("voir_avance", 2027, p.a.code)


def test_une_base_nulle_ne_se_rappelle_pas(p, campagne) -> None:
    assert rappeler_les_avances(date(2026, 10, 15)) == 0


def test_le_rappel_de_l_avance_part_en_retard_mais_pas_apres_le_dernier_jour(p, campagne) -> None:
    fabrique.accordee(p, p.a)
    assert rappeler_les_avances(date(2027, 1, 1)) == 0
    assert rappeler_les_avances(date(2026, 12, 31)) == 1


# --- Documents that end -----------------------------------------------------------------------------
def test_un_document_qui_finit_s_annonce_une_fois(p, campagne) -> None:
    fin = date(2026, 7, 10)
    fp.piece(p, nature="assurance", valable_jusqu_au=fin)
    fp.piece(p, nature="statuts")
    fp.piece(p, nature="autre", valable_jusqu_au=fin, date_retrait=date(2026, 6, 1))
    assert rappeler_les_pieces(date(2026, 6, 9)) == 0
    assert [rappeler_les_pieces(jour) for jour in (date(2026, 6, 12), date(2026, 6, 13))] == [1, 0]
    courriel = Courriel.objects.get(destinataire=p.direction.personne.courriel)
    assert courriel.nature == Nature.INFORMATION
    assert "Attestation d'assurance" in courriel.texte.replace("’", "'")
    assert courriel.lien == adresse("lister_pieces_centre")
    assert rappeler_les_pieces(date(2026, 7, 11)) == 0


@pytest.mark.django_db(transaction=True)
def test_en_parallele_chaque_rappel_part_une_fois(transactional_db: None) -> None:
    p = un_pacte()
    p.gens = equipe(p)
    fabrique.campagne(p, **CAMPAGNE)
    fabrique.accordee(p, p.a)
    fp.piece(p, nature="assurance", valable_jusqu_au=date(2026, 11, 20))
    actes = (annoncer_les_campagnes, rappeler_les_clotures, rappeler_les_avances)
    ensemble([lambda acte=acte: acte(PREMIER) for acte in (*actes, rappeler_les_pieces)] * 3)
    objets = Courriel.objects.filter(destinataire=p.gens["direction"].personne.courriel)
    assert len(set(objets.values_list("objet", flat=True))) == objets.count() == 4
