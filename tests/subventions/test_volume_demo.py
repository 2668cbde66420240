"""The generator of requests: constant inserts, numbers that follow, votes on those granted."""

import pytest

from pacte.pilotage.demo.volume_demandes import charger_demandes
from subventions.models import Attribution, Demande, EtatDemande
from subventions.operations.demandes import numeroter
from tests import factories_subventions as fabrique
from tests.conftest import AUJOURDHUI

pytestmark = pytest.mark.django_db


def test_des_demandes_sur_dix_ans_avec_leurs_votes_et_leur_histoire(
    p, django_assert_max_num_queries
) -> None:
    fabrique.demande(p, etat="deposee", numero="2026-ESSAI-A-007")
    with django_assert_max_num_queries(12):
        creees, votes = charger_demandes(
            p.pacte, [p.a, p.b], p.agent, AUJOURDHUI, nombre=400, annees=10
        )
    assert creees == 400
    assert Demande.objects.filter(mode_depot="autre_site").count() == 400
    assert set(Demande.objects.values_list("exercice", flat=True)) == set(range(2017, 2027))
    accordees = Demande.objects.filter(etat=EtatDemande.ACCORDEE)
    assert votes == accordees.count() == Attribution.objects.count()
    assert Demande.history.filter(mode_depot="autre_site").count() == 400
    assert Attribution.history.count() == votes
    assert len(set(Demande.objects.values_list("numero", flat=True))) == 401
    # The next number still follows.
    assert numeroter(p.a, 2026) not in set(Demande.objects.values_list("numero", flat=True))
    creees, _ = charger_demandes(p.pacte, [p.a], p.agent, AUJOURDHUI, nombre=10, annees=1)
    assert Demande.objects.count() == 411
