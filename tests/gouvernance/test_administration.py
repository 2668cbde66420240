"""Django's admin: meetings are looked at there, never written."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from gouvernance.models import CompteRendu, Decision, Participation, Passage
from tests.factories_accord import superutilisateur
from tests.factories_gouvernance import une_definitive

MODELES = ("reunion", "pointordredujour", "participation", "compterendu", "passage", "decision")


@pytest.mark.parametrize("modele", MODELES)
def test_l_administration_technique_regarde_sans_toucher(
    p: SimpleNamespace, client: Client, modele: str
) -> None:
    reunion = une_definitive(p, p.avs)
    client.force_login(superutilisateur())
    pks = {
        "reunion": reunion.pk,
        "pointordredujour": reunion.points.order_by("pk").first().pk,
        "participation": Participation.objects.order_by("pk").first().pk,
        "compterendu": CompteRendu.objects.get().pk,
        "passage": Passage.objects.order_by("pk").first().pk,
        "decision": Decision.objects.get().pk,
    }
    racine = f"admin:gouvernance_{modele}"
    assert client.get(reverse(f"{racine}_changelist")).status_code == 200
    fiche = reverse(f"{racine}_change", args=[pks[modele]])
    assert client.get(fiche).status_code == 200
    assert client.get(reverse(f"{racine}_history", args=[pks[modele]])).status_code == 200
    assert client.post(fiche, {"etat": "projet"}).status_code == 403
    assert client.get(reverse(f"{racine}_add")).status_code == 403
    suppression = reverse(f"{racine}_delete", args=[pks[modele]])
    assert client.post(suppression, {"post": "yes"}).status_code == 403
