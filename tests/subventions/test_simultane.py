"""Twenty sendings at once make one deposit, one award, one payment (R1); two edits never lose one."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse

from pacte.courrier.models import Courriel
from pacte.documents.models import DocumentScelle
from subventions import operations
from subventions.models import Attribution, Avance, Demande, Versement
from tests import factories_accord as accord
from tests import factories_subventions as fabrique

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "proprietaire"])
FOIS = 20


@pytest.fixture
def p() -> SimpleNamespace:
    pacte = accord.un_pacte()
    pacte.direction = accord.fonction("direction", pacte.a)
    pacte.agent = accord.fonction("agent_avs", pacte.ville)
    return pacte


def envoyer_a_la_fois(fonction, nom: str, args: list, donnees: dict[str, str]) -> Counter:
    """Send the same form from twenty browsers of the same person; count the answers."""
    compte = accord.compte(fonction)
    navigateurs = []
    for _ in range(FOIS):
        navigateur = Client()
        navigateur.force_login(compte)
        navigateurs.append(navigateur)
    url = reverse(nom, args=["essai", *args])

    def envoyer(navigateur: Client) -> tuple[int, str]:
        try:
            reponse = navigateur.post(url, donnees)
            return reponse.status_code, reponse.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=FOIS) as pool:
        return Counter(pool.map(envoyer, navigateurs))


def test_vingt_depots_simultanes_en_font_un(p) -> None:
    demande = fabrique.demande(p, avec_budget=True)
    reponses = envoyer_a_la_fois(
        p.direction, "deposer_demande", [demande.pk], {"cle_idempotence": fabrique.cle()}
    )
    page = reverse("voir_demande", args=["essai", demande.pk])
    assert reponses == {(302, page): FOIS}
    demande.refresh_from_db()
    assert (demande.etat, demande.version) == ("deposee", 2)
    assert DocumentScelle.objects.count() == 1
    assert Courriel.objects.count() == 1


def test_vingt_votes_simultanes_en_font_un(p) -> None:
    demande = fabrique.demande(p, etat="proposee")
    reponses = envoyer_a_la_fois(
        p.agent,
        "enregistrer_attribution",
        [demande.pk],
        {
            "cle_idempotence": fabrique.cle(),
            "montant": "38000",
            "numero_deliberation": "D-1",
            "date_vote": "2026-03-16",
        },
    )
    assert set(reponses) == {(302, reverse("voir_demande", args=["essai", demande.pk]))}
    assert Attribution.objects.count() == 1


def test_vingt_versements_simultanes_en_font_un(p) -> None:
    demande = fabrique.accordee(p)
    reponses = envoyer_a_la_fois(
        p.agent,
        "enregistrer_paiement",
        [demande.pk],
        {
            "cle_idempotence": fabrique.cle(),
            "genre": "solde",
            "montant": "40000",
            "date_paiement": "2026-06-01",
            "reference": "M-1",
        },
    )
    assert {statut for statut, _ in reponses} == {302}
    assert Versement.objects.count() == 1


def test_vingt_demandes_d_avance_simultanees_en_font_une(p) -> None:
    reponses = envoyer_a_la_fois(
        p.direction, "demander_avance", [2027, p.a.code], {"cle_idempotence": fabrique.cle()}
    )
    assert {statut for statut, _ in reponses} == {302}
    assert Avance.objects.count() == 1


def test_des_versements_differents_ne_depassent_jamais_l_accorde(p) -> None:
    demande = fabrique.accordee(p, montant="10000")
    agent = p.agent

    def payer(_: int) -> bool:
        try:
            operations.payer(
                demande,
                par=agent,
                cle=uuid.uuid4(),
                genre="acompte",
                montant=Decimal(4000),
                date_paiement=date(2026, 6, 1),
                reference="M",
            )
        except ValidationError:
            return False
        else:
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert sum(pool.map(payer, range(8))) == 2
    assert sum(v.montant for v in Versement.objects.order_by("pk")) == Decimal(8000)


def test_les_numeros_se_suivent_sans_doublon(p) -> None:
    demandes = [fabrique.demande(p, avec_budget=True) for _ in range(8)]

    def deposer(demande: Demande) -> str:
        try:
            return operations.deposer(demande, par=p.direction, cle=uuid.uuid4()).numero
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=8) as pool:
        numeros = sorted(pool.map(deposer, demandes))
    assert numeros == [f"2026-ESSAI-A-{rang:03d}" for rang in range(1, 9)]
