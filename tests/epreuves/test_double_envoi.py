"""Twenty identical sendings at once (R1): one act, its mails once, its PDF once, no error 500.

The deposit, the award and the payments are tried alike in tests/subventions/test_simultane.py; a key
used again for something else (R2) in tests/gouvernance/test_cles_d_envoi.py and there.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from gouvernance.models import CompteRendu, Reunion
from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel
from pacte.documents.models import DocumentScelle
from pacte.documents.scelles import verifier_scelles
from tests.factories_accord import compte, equipe, un_pacte
from tests.factories_gouvernance import un_approuve, un_brouillon
from tests.factories_subventions import cle, demande

pytestmark = pytest.mark.django_db(transaction=True)
FOIS = 20
TOURS = [pytest.param(1, id="court"), pytest.param(8, id="long", marks=pytest.mark.drill)]


@pytest.fixture
def p(transactional_db: None) -> SimpleNamespace:
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    return pacte


def envoyer_ensemble(qui: Fonction, nom: str, pk: int, corps: dict[str, object]) -> Counter[int]:
    """Send one form twenty times at the same moment; count the codes of the answers."""
    navigateurs = []
    for _ in range(FOIS):
        navigateurs.append(Client(raise_request_exception=False))
        navigateurs[-1].force_login(compte(qui))
    adresse = reverse(nom, args=["essai", pk])

    def envoyer(navigateur: Client) -> int:
        try:
            return navigateur.post(adresse, corps).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=FOIS) as fils:
        return Counter(fils.map(envoyer, navigateurs))


@pytest.mark.parametrize("tours", TOURS)
def test_r1_invitation(p: SimpleNamespace, dire: Callable[[str], None], tours: int) -> None:
    total: Counter[int] = Counter()
    for tour in range(tours):
        reunion = un_brouillon(p, p.gens["agent_avs"], dans=30 + tour)
        avant = Courriel.objects.count()
        total += envoyer_ensemble(p.gens["agent_avs"], "envoyer_invitations", reunion.pk, {})
        invitees = reunion.participations.filter(courriel__isnull=False).count()
        assert invitees > 0
        assert Courriel.objects.count() - avant == invitees, "une invitation par personne"
        assert Reunion.objects.get(pk=reunion.pk).sequence == reunion.sequence
    dire(f"R1 : {tours} x 20 envois d'invitations, réponses {dict(total)}")
    assert set(total) == {302}


@pytest.mark.parametrize("tours", TOURS)
def test_r1_version_definitive(p: SimpleNamespace, dire: Callable[[str], None], tours: int) -> None:
    total: Counter[int] = Counter()
    for tour in range(tours):
        reunion = un_approuve(p, p.gens["agent_avs"], dans=-20 - tour)
        version = CompteRendu.objects.get(reunion=reunion).version
        mails, scelles = Courriel.objects.count(), DocumentScelle.objects.count()
        total += envoyer_ensemble(
            p.gens["agent_avs"], "rendre_definitif", reunion.pk, {"version": version}
        )
        assert DocumentScelle.objects.count() == scelles + 1, "un seul PDF"
        destinataires = list(
            Courriel.objects.order_by("-cree_le")[: Courriel.objects.count() - mails].values_list(
                "destinataire", "objet"
            )
        )
        assert len(destinataires) == len(set(destinataires)), "un courriel par personne"
    dire(f"R1 : {tours} x 20 versions définitives, réponses {dict(total)}")
    assert set(total) <= {302, 403, 409}
    assert total[302] >= tours
    assert list(verifier_scelles()) == []


@pytest.mark.parametrize("tours", TOURS)
def test_r1_depot(p: SimpleNamespace, dire: Callable[[str], None], tours: int) -> None:
    total: Counter[int] = Counter()
    for tour in range(tours):
        dossier = demande(p, avec_budget=True, objet=f"Fonctionnement global {tour}")
        mails = Courriel.objects.count()
        total += envoyer_ensemble(
            p.gens["direction"], "deposer_demande", dossier.pk, {"cle_idempotence": cle()}
        )
        dossier.refresh_from_db()
        assert (dossier.etat, dossier.version) == ("deposee", 2)
        assert DocumentScelle.objects.count() == tour + 1
        assert Courriel.objects.count() == mails + 1
    dire(f"R1 : {tours} x 20 dépôts, réponses {dict(total)}")
    assert set(total) == {302}
