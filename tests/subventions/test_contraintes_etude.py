"""What SQL refuses of the study of a request and of the draft sent to the council."""

from datetime import date
from decimal import Decimal

import pytest

from subventions.models import Avis, Deport, LigneProjet, ProjetDeliberation
from tests import factories_etude as etude
from tests import factories_subventions as fabrique
from tests.contraintes import doublon, eprouver_chacune, faute

pytestmark = pytest.mark.django_db
D = Decimal
LENDEMAIN_DU_VOTE, VEILLE_DU_VOTE = date(2026, 3, 17), date(2026, 3, 15)


def correction(p):
    return etude.correction(fabrique.demande(p, etat="recue"), p.agent)


def avis(p):
    return etude.avis(fabrique.demande(p, etat="recue"), p.caf, p.agent)


def avis_rendu(p):
    return etude.avis_rendu(fabrique.demande(p, etat="recue"), p.caf, p.agent)


def deport(p):
    return Deport.objects.create(
        demande=fabrique.demande(p, etat="recue"),
        personne=p.agent.personne,
        date_deport=date(2026, 2, 1),
        enregistre_par=p.agent,
    )


def projet(p):
    return ProjetDeliberation.objects.create(
        pacte=p.pacte, exercice=2026, titre="Subventions 2026", prepare_par=p.agent
    )


def projet_vote(p):
    return ProjetDeliberation.objects.create(
        pacte=p.pacte,
        exercice=2026,
        titre="Subventions 2026",
        prepare_par=p.agent,
        numero="DCM-2026-045",
        date_vote=fabrique.VOTE,
        date_transmission=fabrique.VOTE,
        date_publication=LENDEMAIN_DU_VOTE,
    )


def ligne(p):
    return LigneProjet.objects.create(
        projet=projet(p), demande=fabrique.demande(p, etat="proposee"), montant=D(1)
    )


CAS = [
    # --- Corrections, opinions, déports ------------------------------------------------------------
    faute("correction_echeance_apres_demande", correction, echeance=date(2026, 5, 31)),
    faute("correction_motivee", correction, motif=""),
    faute("correction_reponse_apres_demande", correction, date_reponse=date(2026, 5, 31)),
    doublon("avis_un_par_organisme", avis),
    faute("avis_echeance_apres_demande", avis, echeance=date(2026, 5, 31)),
    faute("avis_rendu_complet", avis, sens="favorable"),
    faute("avis_rendu_complet", avis_rendu, sens=""),
    faute("avis_rendu_complet", avis_rendu, date_avis=None),
    faute("avis_rendu_complet", avis_rendu, signataire=""),
    doublon("deport_une_fois_par_personne", deport),
    # --- The draft of a délibération ---------------------------------------------------------------
    faute("projet_deliberation_vote_numerote", projet, date_vote=fabrique.VOTE),
    faute("projet_deliberation_dates_apres_vote", projet_vote, date_transmission=VEILLE_DU_VOTE),
    faute("projet_deliberation_dates_apres_vote", projet_vote, date_publication=VEILLE_DU_VOTE),
    doublon("ligne_projet_une_par_demande", ligne),
    faute("ligne_projet_montant_positif", ligne, montant=D("-0.01")),
    faute("ligne_projet_en_nature_positive", ligne, valeur_en_nature=D("-0.01")),
]


def test_chaque_contrainte_refuse_par_son_nom(p) -> None:
    eprouver_chacune(CAS, p)


def test_un_avis_qui_n_est_plus_demande_se_redemande(p) -> None:
    premier = avis(p)
    premier.date_annulation = date(2026, 6, 2)
    premier.save()
    etude.avis(premier.demande, p.caf, p.agent)
    assert Avis.objects.filter(demande=premier.demande, organisation=p.caf).count() == 2
