"""Each named constraint refuses what it says, by its name."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from pacte.documents.models import DocumentScelle
from subventions.models import (
    Attribution,
    Avance,
    Campagne,
    Convention,
    Demande,
    LigneBudget,
    Versement,
)
from tests import factories_accord as accord
from tests import factories_subventions as fabrique

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def p():
    return accord.un_pacte()


def refuse(nom: str, fabriquer) -> None:
    with pytest.raises(IntegrityError, match=nom), transaction.atomic():
        fabriquer()


def campagne(p, **champs):
    return lambda: fabrique.campagne(p, **champs)


def demande(p, **champs):
    return lambda: fabrique.demande(p, **champs)


def attribution(p, montant="40000", **champs):
    return lambda: fabrique.attribution(fabrique.demande(p, etat="accordee"), montant, **champs)


def convention(p, **champs):
    return lambda: fabrique.convention(p, **champs)


def avance(p, **champs):
    return lambda: fabrique.avance(p, **champs)


CAS = [
    (
        "demande_ajournement_motive",
        demande,
        {"etat": "ajournee", "motif_ajournement": ""},
    ),
    (
        "demande_action_ordonnee",
        demande,
        {"date_debut": date(2026, 9, 1), "date_fin": date(2026, 8, 31)},
    ),
    (
        "demande_confirmee_apres_relecture",
        demande,
        {"date_confirmation": date(2026, 5, 1), "date_relecture": None},
    ),
    ("attribution_valeur_en_nature_positive", attribution, {"valeur_en_nature": D("-0.01")}),
    ("convention_montant_positif", convention, {"montant": D(0)}),
    ("campagne_cloture_apres_ouverture", campagne, {"date_cloture": date(2026, 4, 30)}),
    ("demande_montant_positif", demande, {"montant_demande": D("-0.01")}),
    ("demande_deposee_a_numero_et_date", demande, {"etat": "deposee", "numero": ""}),
    (
        "demande_deposee_a_numero_et_date",
        demande,
        {"etat": "recue", "date_depot": None, "date_reception": None},
    ),
    ("demande_proposition_positive", demande, {"etat": "proposee", "montant_propose": D(-1)}),
    ("demande_refus_motive", demande, {"etat": "refusee", "motif_refus": ""}),
    ("demande_refus_motive", demande, {"etat": "refusee", "date_refus": None}),
    ("demande_retrait_date", demande, {"etat": "retiree", "date_retrait": None}),
    (
        "demande_reception_apres_depot",
        demande,
        {"etat": "recue", "date_reception": date(2025, 11, 2)},
    ),
    ("attribution_montant_non_nul", attribution, {"montant": "0", "nature": "modification"}),
    ("attribution_vote_positif", attribution, {"montant": "-1"}),
    ("attribution_retrait_negatif", attribution, {"montant": "1", "nature": "annulation"}),
    ("attribution_retrait_negatif", attribution, {"montant": "1", "nature": "reversement"}),
    ("attribution_dates_apres_vote", attribution, {"date_transmission": date(2026, 3, 15)}),
    ("attribution_dates_apres_vote", attribution, {"date_publication": date(2026, 3, 15)}),
    ("attribution_dates_apres_vote", attribution, {"date_notification": date(2026, 3, 15)}),
    ("convention_exercices_ordonnes", convention, {"dernier_exercice": 2025}),
    (
        "convention_resiliee_apres_signature",
        convention,
        {
            "date_resiliation": date(2026, 1, 19),
            "date_notification_resiliation": date(2026, 1, 19),
        },
    ),
    ("convention_resiliation_notifiee", convention, {"date_resiliation": date(2026, 12, 31)}),
    (
        "convention_resiliation_notifiee",
        convention,
        {"date_notification_resiliation": date(2026, 6, 1)},
    ),
    ("avance_decision_motivee", avance, {"decision_tardive": "acceptee"}),
    ("avance_decision_motivee", avance, {"decision_tardive": "refusee", "motif_decision": "Non."}),
    ("avance_executoire_apres_vote", avance, {"date_executoire": date(2026, 12, 14)}),
    (
        "avance_executoire_apres_vote",
        avance,
        {
            "numero_deliberation": "D",
            "date_deliberation": date(2026, 12, 15),
            "date_executoire": date(2026, 12, 14),
        },
    ),
    ("avance_deliberation_numerotee", avance, {"date_deliberation": date(2026, 12, 14)}),
]


@pytest.mark.parametrize(("nom", "fabriquer", "champs"), CAS)
def test_la_contrainte_refuse(p, nom, fabriquer, champs) -> None:
    refuse(nom, fabriquer(p, **champs))


def test_une_campagne_par_exercice(p) -> None:
    fabrique.campagne(p)
    refuse("campagne_une_par_exercice", campagne(p))


def test_un_numero_designe_une_demande(p) -> None:
    fabrique.demande(p, etat="deposee", numero="2026-X-001")
    refuse("demande_numero_unique", demande(p, etat="deposee", numero="2026-X-001"))
    fabrique.demande(p)
    fabrique.demande(p)


def test_un_vote_par_demande(p) -> None:
    accordee = fabrique.accordee(p)
    refuse("attribution_un_vote_par_demande", lambda: fabrique.attribution(accordee))
    fabrique.attribution(accordee, "-500", nature="modification")
    fabrique.attribution(accordee, "500", nature="modification")


def test_un_compte_une_fois_et_jamais_negatif(p) -> None:
    brouillon = fabrique.demande(p, avec_budget=True)

    def ligne(compte: str, montant: str):
        return lambda: LigneBudget.objects.create(
            demande=brouillon, section="charge", compte=compte, libelle="x", montant=D(montant)
        )

    refuse("ligne_budget_compte_unique", ligne("641", "1"))
    refuse("ligne_budget_positive", ligne("645", "-1"))


def test_une_reference_de_convention(p) -> None:
    fabrique.convention(p, reference="CPO")
    refuse("convention_reference_unique", convention(p, reference="CPO"))


def test_une_avance_par_centre_et_exercice(p) -> None:
    fabrique.avance(p)
    refuse("avance_une_par_centre_et_exercice", avance(p))
    fabrique.avance(p, p.b)
    fabrique.avance(p, exercice=2028)


def test_une_avance_payee_une_fois(p) -> None:
    demandee = fabrique.avance(p)
    refuse("versement_montant_positif", lambda: fabrique.versement_avance(demandee, "0"))
    fabrique.versement_avance(demandee)
    refuse("versement_une_avance_payee_une_fois", lambda: fabrique.versement_avance(demandee))


def test_un_versement_se_rattache(p) -> None:
    demandee = fabrique.avance(p)
    refuse("versement_avance_rattachee", lambda: fabrique.versement_avance(demandee, avance=None))
    refuse("versement_avance_rattachee", lambda: fabrique.versement_avance(demandee, genre="solde"))


def test_ce_qui_ne_se_range_qu_une_fois(p) -> None:
    fabrique.convention(p, code_retour="A" * 20)
    refuse("convention_code_retour_unique", lambda: fabrique.convention(p, code_retour="A" * 20))
    premiere, seconde = (fabrique.demande(p, etat="accordee") for _ in range(2))
    fabrique.attribution(premiere, cle_import="b" * 64)
    refuse(
        "attribution_importee_une_fois",
        lambda: fabrique.attribution(seconde, cle_import="b" * 64),
    )


def test_une_convention_a_signer_porte_son_code(p) -> None:
    document = DocumentScelle.objects.create(
        genre="convention",
        titre="Convention",
        nom="convention.pdf",
        chemin="scelles/2026/convention.pdf",
        taille=1,
        sha256="c" * 64,
        sceau="d" * 64,
        scelle_le=timezone.now(),
    )
    refuse("convention_document_code", lambda: fabrique.convention(p, document=document))


def test_chaque_contrainte_a_son_epreuve() -> None:
    modeles = (Attribution, Avance, Campagne, Convention, Demande, LigneBudget, Versement)
    noms = {c.name for modele in modeles for c in modele._meta.constraints}
    eprouves = {nom for nom, _, _ in CAS} | {
        "campagne_une_par_exercice",
        "demande_numero_unique",
        "attribution_un_vote_par_demande",
        "ligne_budget_compte_unique",
        "ligne_budget_positive",
        "convention_reference_unique",
        "convention_code_retour_unique",
        "convention_document_code",
        "attribution_importee_une_fois",
        "avance_une_par_centre_et_exercice",
        "versement_montant_positif",
        "versement_une_avance_payee_une_fois",
        "versement_avance_rattachee",
    }
    assert noms == eprouves


def test_la_contrainte_parle_francais(p) -> None:
    fautive = fabrique.demande(p)
    fautive.etat = "refusee"
    with pytest.raises(ValidationError) as erreur:
        fautive.full_clean()
    assert "Un refus donne sa date et son motif." in erreur.value.messages
