"""What SQL refuses of a request and of what the council makes of it, each by its name."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from pacte.documents.models import DocumentScelle
from tests import factories_subventions as fabrique
from tests.contraintes import doublon, eprouver_chacune, faute, sans_epreuve
from tests.subventions import (
    test_contraintes_du_dossier,
    test_contraintes_etude,
    test_contraintes_paiements,
)

pytestmark = pytest.mark.django_db
D = Decimal


def demande(etat: str = "brouillon", **champs):
    return lambda p: fabrique.demande(p, etat=etat, **champs)


def attribution(montant: str = "40000", **champs):
    return lambda p: fabrique.attribution(fabrique.demande(p, etat="accordee"), montant, **champs)


def campagne(p):
    return fabrique.campagne(p)


def convention(**champs):
    return lambda p: fabrique.convention(p, **champs)


def avance(**champs):
    return lambda p: fabrique.avance(p, **champs)


def un_document(p) -> DocumentScelle:
    return DocumentScelle.objects.create(
        genre="convention",
        titre="Convention",
        nom="convention.pdf",
        chemin="scelles/2026/convention.pdf",
        taille=1,
        sha256="c" * 64,
        sceau="d" * 64,
        scelle_le=timezone.now(),
    )


CAS = [
    # --- The campaign, the request -----------------------------------------------------------------
    doublon("campagne_une_par_exercice", campagne),
    faute("campagne_cloture_apres_ouverture", campagne, date_cloture=date(2026, 4, 30)),
    doublon("demande_numero_unique", demande("deposee", numero="2026-X-001")),
    faute("demande_montant_positif", demande(), montant_demande=D("-0.01")),
    faute("demande_deposee_a_numero_et_date", demande("deposee"), numero=""),
    faute("demande_deposee_a_numero_et_date", demande("deposee"), date_depot=None),
    faute("demande_deposee_a_numero_et_date", demande(), etat="deposee"),
    faute("demande_proposition_positive", demande("proposee"), montant_propose=D(-1)),
    faute("demande_refus_motive", demande("refusee"), motif_refus=""),
    faute("demande_refus_motive", demande("refusee"), date_refus=None),
    faute("demande_retrait_date", demande("retiree"), date_retrait=None),
    faute("demande_ajournement_motive", demande("ajournee"), motif_ajournement=""),
    faute("demande_ajournement_motive", demande("ajournee"), date_ajournement=None),
    faute(
        "demande_action_ordonnee",
        demande(date_debut=date(2026, 9, 1), date_fin=date(2026, 9, 1)),
        date_fin=date(2026, 8, 31),
    ),
    faute("demande_confirmee_apres_relecture", demande(), date_confirmation=date(2026, 5, 1)),
    faute(
        "demande_confirmee_apres_relecture",
        demande(date_relecture=date(2026, 5, 1), date_confirmation=date(2026, 5, 1)),
        date_confirmation=date(2026, 4, 30),
    ),
    faute("demande_reception_apres_depot", demande("recue"), date_reception=date(2025, 11, 2)),
    # --- The vote ----------------------------------------------------------------------------------
    doublon("attribution_un_vote_par_demande", attribution()),
    doublon(
        "attribution_importee_une_fois", attribution(cle_import="b" * 64), nature="modification"
    ),
    faute("attribution_montant_non_nul", attribution(nature="modification"), montant=D(0)),
    faute(
        "attribution_montant_non_nul",
        attribution(nature="modification"),
        montant=D(0),
        valeur_en_nature=D(0),
    ),
    faute("attribution_vote_positif", attribution(), montant=D(-1)),
    faute("attribution_vote_positif", attribution(), montant=D(-1), valeur_en_nature=D(10)),
    faute("attribution_retrait_negatif", attribution("-1", nature="annulation"), montant=D(1)),
    faute("attribution_retrait_negatif", attribution("-1", nature="reversement"), montant=D(1)),
    faute(
        "attribution_retrait_negatif",
        attribution("0", nature="annulation", valeur_en_nature=D(-10)),
        valeur_en_nature=D(10),
    ),
    faute("attribution_dates_apres_vote", attribution(), date_transmission=date(2026, 3, 15)),
    faute("attribution_dates_apres_vote", attribution(), date_publication=date(2026, 3, 15)),
    faute("attribution_dates_apres_vote", attribution(), date_notification=date(2026, 3, 15)),
    faute("attribution_valeur_en_nature_positive", attribution(), valeur_en_nature=D("-0.01")),
    faute(
        "attribution_valeur_en_nature_positive",
        attribution("1", valeur_en_nature=D(10)),
        valeur_en_nature=D(-10),
    ),
    # --- The convention ----------------------------------------------------------------------------
    doublon("convention_reference_unique", convention(reference="CPO")),
    doublon("convention_code_retour_unique", convention(code_retour="A" * 20), reference="CPO-bis"),
    faute("convention_exercices_ordonnes", convention(), dernier_exercice=2025),
    faute(
        "convention_resiliee_apres_signature",
        convention(),
        date_resiliation=date(2026, 1, 19),
        date_notification_resiliation=date(2026, 1, 19),
    ),
    faute("convention_resiliation_notifiee", convention(), date_resiliation=date(2026, 12, 31)),
    faute(
        "convention_resiliation_notifiee",
        convention(),
        date_notification_resiliation=date(2026, 6, 1),
    ),
    faute(
        "convention_resiliation_notifiee",
        convention(),
        date_resiliation=date(2026, 5, 31),
        date_notification_resiliation=date(2026, 6, 1),
    ),
    faute("convention_document_code", convention(), document=un_document),
    faute("convention_montant_positif", convention(), montant=D(0)),
    # --- The advance -------------------------------------------------------------------------------
    doublon("avance_une_par_centre_et_exercice", avance()),
    faute("avance_decision_motivee", avance(), decision_tardive="acceptee"),
    faute("avance_decision_motivee", avance(), decision_tardive="refusee", motif_decision="Non."),
    faute("avance_executoire_apres_vote", avance(), date_executoire=date(2026, 12, 14)),
    faute(
        "avance_executoire_apres_vote",
        avance(numero_deliberation="D", date_deliberation=date(2026, 12, 15)),
        date_executoire=date(2026, 12, 14),
    ),
    faute("avance_deliberation_numerotee", avance(), date_deliberation=date(2026, 12, 14)),
]


def test_chaque_contrainte_refuse_par_son_nom(p) -> None:
    eprouver_chacune(CAS, p)


def test_chaque_contrainte_des_subventions_a_son_epreuve() -> None:
    tables = (test_contraintes_du_dossier, test_contraintes_etude, test_contraintes_paiements)
    assert sans_epreuve("subventions", CAS, *(table.CAS for table in tables)) == set()


def test_ce_qui_n_est_pas_un_doublon_s_ecrit(p) -> None:
    """The condition of each partial key, from its other side."""
    for _ in range(2):
        fabrique.demande(p)
        fabrique.convention(p)
    accordee = fabrique.accordee(p)
    fabrique.attribution(accordee, "-500", nature="modification")
    fabrique.attribution(accordee, "500", nature="modification")
    fabrique.avance(p)
    fabrique.avance(p, p.b)
    fabrique.avance(p, exercice=2028)
