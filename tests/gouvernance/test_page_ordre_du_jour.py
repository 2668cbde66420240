"""The agenda on the meeting's page: constant queries, what other rooms add, what stays hidden."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gouvernance.models import Reunion
from gouvernance.operations.ordre_du_jour import ajouter_point
from pacte.socle import panneaux
from tests.factories_accord import fonction
from tests.factories_gouvernance import une_definitive, une_invitee, une_piece, une_proposition
from tests.gouvernance.conftest import Connecter


def adresse(reunion: Reunion) -> str:
    return reverse("voir_reunion", args=["essai", reunion.pk])


def requetes(client: Client, reunion: Reunion) -> int:
    with CaptureQueriesContext(connection) as lues:
        assert client.get(adresse(reunion)).status_code == 200
    return len(lues)


def garnir(p: SimpleNamespace, reunion: Reunion, avant: Reunion, nombre: int) -> None:
    """So many documents, proposals, items under others and items taken up."""
    anciens = list(avant.points.order_by("ordre"))
    for rang in range(nombre):
        parent = ajouter_point(reunion, titre=f"Bloc {rang}", reporte_de=anciens[rang])
        enfant = ajouter_point(reunion, titre=f"Détail {rang}", parent=parent, suite_de=avant)
        une_piece(reunion, p.avs, titre=f"Document {rang}", point=enfant)
        une_proposition(reunion, p.direction, titre=f"Idée {rang}")


def test_la_page_ne_fait_pas_plus_de_requetes_avec_un_long_ordre_du_jour(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    avant = une_definitive(p, p.avs)
    courte, longue = une_invitee(p, p.avs), une_invitee(p, p.avs, dans=40)
    garnir(p, courte, avant, 1)
    garnir(p, longue, avant, 3)
    client = connecter(p.avs)
    client.get(adresse(courte))
    assert requetes(client, longue) == requetes(client, courte)


def test_une_salle_du_dessus_ajoute_a_un_point(
    p: SimpleNamespace, connecter: Connecter, monkeypatch: pytest.MonkeyPatch
) -> None:
    reunion = une_invitee(p, p.avs)
    vus: list[int] = []

    def panneau(request: Any, point: Any) -> tuple[str, dict[str, Any]]:
        vus.append(point.pk)
        return "composants/avertissement.html", {"texte": f"Relié au point {point.numero}."}

    monkeypatch.setitem(panneaux._PANNEAUX, "point", [panneau])
    page = connecter(p.avs).get(adresse(reunion)).content.decode()
    assert vus == [point.pk for point in reunion.points.order_by("ordre")]
    assert "Relié au point 2." in page


def test_la_reunion_precedente_n_a_de_lien_que_pour_qui_la_voit(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    avant = une_definitive(p, p.avs)
    reunion = une_invitee(p, p.avs)
    ajouter_point(reunion, titre="Repris", reporte_de=avant.points.order_by("ordre").first())
    lien = f'href="{adresse(avant)}"'
    assert lien in connecter(p.avs).get(adresse(reunion)).content.decode()
    # Invited to this one only.
    nouvelle = fonction("elu", p.ville)
    reunion.participations.create(fonction=nouvelle)
    page = connecter(nouvelle).get(adresse(reunion)).content.decode()
    assert lien not in page
    assert f"Repris de {avant.titre}".split(",")[0] in page.replace("\u00a0", " ")
