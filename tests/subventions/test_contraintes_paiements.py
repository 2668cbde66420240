"""What SQL refuses of the payments, of the reports of use, of what the city claims back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests import factories_bilans as bilans
from tests import factories_subventions as fabrique
from tests import factories_versements as argent
from tests.contraintes import doublon, eprouver_chacune, faute

pytestmark = pytest.mark.django_db
D = Decimal
VEILLE_DU_TITRE = date(2026, 5, 3)


def paiement_de_l_avance(p):
    return fabrique.versement_avance(fabrique.avance(p))


def paiement(p):
    return argent.payee(fabrique.accordee(p)).versement


def prevue(p):
    return argent.prevue(fabrique.accordee(p))


def mandatee(p):
    return argent.mandatee(fabrique.accordee(p))


def rejetee(p):
    return argent.rejetee(fabrique.accordee(p))


def payee(p):
    return argent.payee(fabrique.accordee(p))


def rapport(etat: str = "brouillon"):
    return lambda p: bilans.compte_rendu(bilans.attribution(p), etat)


def ligne(p):
    return rapport()(p).lignes.order_by("pk").first()


def reversement(etat: str = "contradictoire"):
    return lambda p: bilans.reversement(p, etat=etat)


CAS = [
    # --- Payments ----------------------------------------------------------------------------------
    faute("versement_montant_positif", paiement_de_l_avance, montant=D(0)),
    faute("versement_avance_rattachee", paiement_de_l_avance, avance=None),
    faute("versement_avance_rattachee", paiement_de_l_avance, genre="solde"),
    faute("versement_avance_rattachee", paiement, attribution=None),
    doublon("versement_une_avance_payee_une_fois", paiement_de_l_avance),
    faute("echeance_montant_positif", prevue, montant=D(0)),
    faute("echeance_sans_avance", prevue, genre="avance"),
    faute("echeance_mandatee_avec_reference", mandatee, reference=""),
    faute("echeance_rejet_motive", rejetee, motif_rejet=""),
    faute("echeance_rejet_motive", rejetee, date_ordonnancement=None),
    faute("echeance_rejet_motive", rejetee, date_rejet=date(2026, 6, 9)),
    faute("echeance_payee_ou_close", payee, date_annulation=date(2026, 6, 14)),
    faute(
        "echeance_payee_ou_close", payee, date_rejet=date(2026, 6, 14), motif_rejet="RIB périmé."
    ),
    # --- Reports of use ----------------------------------------------------------------------------
    faute("compte_rendu_financier_depot_date", rapport("depose"), date_depot=None),
    faute("compte_rendu_financier_depot_date", rapport(), etat="a_reprendre"),
    faute("compte_rendu_financier_utilise_positif", rapport(), montant_utilise=D("-0.01")),
    faute("compte_rendu_financier_accepte_date", rapport("accepte"), date_acceptation=None),
    doublon("ligne_compte_rendu_compte_unique", ligne),
    faute("ligne_compte_rendu_positive", ligne, prevu=D("-0.01")),
    faute("ligne_compte_rendu_positive", ligne, realise=D("-0.01")),
    # --- Recoveries --------------------------------------------------------------------------------
    faute("reversement_montant_positif", reversement(), montant=D(0)),
    faute("reversement_origine", reversement(), attribution=None),
    faute(
        "reversement_delai_du_contradictoire", reversement(), echeance_observations=date(2026, 6, 1)
    ),
    faute("reversement_decision_motivee", reversement("decide"), decision=""),
    faute("reversement_titre_apres_decision", reversement("titre"), numero_titre=""),
    faute("reversement_titre_apres_decision", reversement("titre"), date_decision=None),
    faute("reversement_titre_apres_decision", reversement("titre"), date_titre=date(2026, 4, 19)),
    faute(
        "reversement_encaisse_apres_titre",
        reversement("encaisse"),
        date_encaissement=VEILLE_DU_TITRE,
    ),
    faute("reversement_encaisse_apres_titre", reversement("encaisse"), date_titre=None),
]


def test_chaque_contrainte_refuse_par_son_nom(p) -> None:
    eprouver_chacune(CAS, p)


def test_deux_avances_se_paient_chacune_une_fois(p) -> None:
    paiement_de_l_avance(p)
    fabrique.versement_avance(fabrique.avance(p, p.b))


def test_les_versements_ne_depassent_jamais_l_accorde_meme_ecrits_sans_l_operation(p) -> None:
    """The trigger, last barrier: a cent more is refused, whatever the line that pays it."""
    demande = fabrique.accordee(p, montant="40000.00")
    argent.payee(demande, "39999.99")
    with pytest.raises(IntegrityError, match="dépassent jamais"), transaction.atomic():
        argent.payee(demande, "0.02")
    argent.payee(demande, "0.01")
