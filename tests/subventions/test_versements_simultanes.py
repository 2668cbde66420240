"""Paying and cancelling the same line at the same instant: one of them wins, whole (R4)."""

import threading
import uuid
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connections

from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import ConflitDeVersion
from subventions import operations
from subventions.models import Echeance, EtatEcheance, Versement
from tests import factories_accord as accord
from tests import factories_subventions as fabrique
from tests import factories_versements as argent

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "proprietaire"])
JOUR = date(2026, 6, 15)


def jouer(tours: int) -> None:
    pacte: SimpleNamespace = accord.un_pacte()
    agent = accord.fonction("agent_avs", pacte.ville)
    for _ in range(tours):
        ligne = argent.mandatee(fabrique.accordee(pacte))
        depart, gagnants = threading.Barrier(2), []

        def courir(acte, nom: str, depart=depart, gagnants=gagnants) -> None:
            try:
                depart.wait(timeout=20)
                acte()
                gagnants.append(nom)
            except (ActeRefuse, ConflitDeVersion):
                return
            finally:
                connections.close_all()

        def payer(ligne=ligne) -> None:
            operations.payer_echeance(ligne, par=agent, cle=uuid.uuid4(), date_paiement=JOUR)

        def annuler(ligne=ligne) -> None:
            operations.annuler_echeance(ligne, par=agent, version=1, motif="Doublon.")

        fils = [
            threading.Thread(target=courir, args=(payer, "payer")),
            threading.Thread(target=courir, args=(annuler, "annuler")),
        ]
        for fil in fils:
            fil.start()
        for fil in fils:
            fil.join(timeout=30)
        assert len(gagnants) == 1
        lue = Echeance.objects.get(pk=ligne.pk)
        paye = gagnants == ["payer"]
        assert lue.etat_enum == (EtatEcheance.PAYEE if paye else EtatEcheance.ANNULEE)
        assert Versement.objects.filter(attribution=lue.attribution).count() == int(paye)


def test_payer_et_annuler_a_la_fois_un_seul_gagne() -> None:
    jouer(6)


@pytest.mark.drill
def test_payer_et_annuler_cinq_cents_fois() -> None:
    jouer(500)
