"""Twenty sendings of a vote make one set of awards (R1); a vote and a withdrawal at once (R4)."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from subventions.models import Attribution, Demande
from tests import factories_accord as accord
from tests import factories_decisions as decisions
from tests import factories_subventions as fabrique

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "proprietaire"])
FOIS = 20


@pytest.fixture
def p() -> SimpleNamespace:
    pacte = accord.un_pacte()
    pacte.direction = accord.fonction("direction", pacte.a)
    pacte.agent = accord.fonction("agent_avs", pacte.ville)
    return pacte


def preparer(fonction, nom: str, args: list, donnees: dict[str, object]):
    navigateur = Client()
    navigateur.force_login(accord.compte(fonction))
    return navigateur, reverse(nom, args=["essai", *args]), donnees


def ensemble(envois) -> list[int]:
    def partir(envoi) -> int:
        navigateur, url, donnees = envoi
        try:
            return navigateur.post(url, donnees).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(envois)) as pool:
        return list(pool.map(partir, envois))


def vote(projet, demandes) -> dict[str, object]:
    donnees: dict[str, object] = {
        "cle_idempotence": fabrique.cle(),
        "numero": "DCM-2026-051",
        "date_vote": "2026-06-08",
        "resultat_vote": "à l'unanimité",
    }
    for demande in demandes:
        donnees |= {f"sort_{demande.pk}": "accordee", f"montant_{demande.pk}": "38 000"}
    return donnees


def test_vingt_votes_simultanes_font_un_seul_jeu_de_subventions(p) -> None:
    projet = decisions.projet(p)
    demandes = [ligne.demande for ligne in projet.lignes.order_by("ordre")]
    donnees = vote(projet, demandes)
    envois = [preparer(p.agent, "enregistrer_votes", [projet.pk], donnees) for _ in range(FOIS)]
    assert set(ensemble(envois)) == {302}
    assert Attribution.objects.count() == 2
    assert set(Demande.objects.values_list("etat", flat=True)) == {"accordee"}
    projet.refresh_from_db()
    assert projet.version == 2


@pytest.mark.parametrize("tour", range(4))
def test_un_vote_et_un_retrait_a_la_fois_ne_font_jamais_les_deux(p, tour) -> None:
    projet = decisions.projet(p)
    demandes = [ligne.demande for ligne in projet.lignes.order_by("ordre")]
    a = next(d for d in demandes if d.centre_id == p.a.pk)
    envois = [
        preparer(p.agent, "enregistrer_votes", [projet.pk], vote(projet, demandes)),
        preparer(p.direction, "retirer_demande", [a.pk], {"motif": "Projet abandonné"}),
    ]
    if tour % 2:
        envois.reverse()
    ensemble(envois)
    a.refresh_from_db()
    projet.refresh_from_db()
    if a.etat == "retiree":
        assert (projet.date_vote, Attribution.objects.count()) == (None, 0)
    else:
        assert a.etat == "accordee"
        assert (projet.date_vote is not None, Attribution.objects.count()) == (True, 2)
