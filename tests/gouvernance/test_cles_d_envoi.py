"""A key names one sending: about something else, it is refused and nothing is told as done (R2)."""

import uuid
from types import SimpleNamespace

import pytest
from django.urls import reverse

from gouvernance import operations
from gouvernance.models import CompteRendu, Reunion
from pacte.socle.versions import CleDejaUtilisee
from tests.factories_accord import fonction
from tests.factories_gouvernance import un_apport, un_pdf, une_tenue
from tests.gouvernance.conftest import Connecter


def test_la_cle_d_une_reunion_n_en_ouvre_pas_une_autre(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    client, cle = connecter(p.avs), str(uuid.uuid4())
    instance = p.instances["comite-technique"].pk
    url = reverse("ouvrir_reunion", args=["essai"])
    corps = {"cle_idempotence": cle, "sujet": f"i{instance}-c{p.a.pk}"}
    assert [client.post(url, corps).status_code for _ in range(2)] == [302, 302]
    corps["sujet"] = f"i{instance}-c{p.b.pk}"
    assert client.post(url, corps).status_code == 422
    assert Reunion.objects.get().centre == p.a


def test_la_cle_d_une_reunion_reste_a_qui_l_a_ouverte(p: SimpleNamespace) -> None:
    cle, instance = uuid.uuid4(), p.instances["comite-technique"]
    operations.ouvrir(p.pacte, instance=instance, centre=p.a, par=p.avs, cle=cle)
    autre = fonction("agent_avs", p.ville)
    with pytest.raises(CleDejaUtilisee):
        operations.ouvrir(p.pacte, instance=instance, centre=p.a, par=autre, cle=cle)


def test_la_cle_d_un_apport_ne_sert_pas_a_une_autre_reunion(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    une, autre = une_tenue(p, p.avs), une_tenue(p, p.avs, dans=-20)
    apport = un_apport()
    operations.apporter(une, par=p.avs, apport=apport)
    corps = {"cle_idempotence": str(apport.cle), "sujet": f"r{autre.pk}", "fichier": un_pdf()}
    corps |= {"decisions-TOTAL_FORMS": "0", "decisions-INITIAL_FORMS": "0"}
    reponse = connecter(p.avs).post(reverse("apporter_compte_rendu", args=["essai"]), corps)
    assert reponse.status_code == 422
    assert CompteRendu.objects.get().reunion == une
    corps["fichier"] = un_pdf()
    corps["sujet"] = f"i{p.instances['comite-technique'].pk}-c{p.a.pk}"
    corps["date_reunion"] = "2026-06-01"
    reponse = connecter(p.avs).post(reverse("apporter_compte_rendu", args=["essai"]), corps)
    assert reponse.status_code == 422
    assert Reunion.objects.count() == 2
