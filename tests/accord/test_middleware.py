"""Who acts: the function of the session, of the last time, or the first one."""

from datetime import date

import pytest

from pacte.accord.middleware import CLE_SESSION
from pacte.accord.models import Qualite
from tests.factories_accord import compte, fonction, organisation, superutilisateur, un_pacte

pytestmark = pytest.mark.django_db


def test_sans_connexion_personne_n_agit(client):
    assert client.get("/pactes/").wsgi_request.fonction is None


def test_un_compte_technique_n_a_pas_de_fonction(client):
    client.force_login(superutilisateur())
    assert client.get("/pactes/").wsgi_request.fonction is None


def test_une_seule_fonction_est_prise_d_office(client):
    seule = fonction(Qualite.DIRECTION)
    client.force_login(compte(seule))
    assert client.get("/pactes/").wsgi_request.fonction == seule


def test_la_derniere_fonction_choisie_est_reprise(client):
    premiere = fonction(Qualite.ELU, organisation("ville", nom="A"))
    seconde = fonction(
        Qualite.MEMBRE_CA, organisation("centre", nom="B"), personne=premiere.personne
    )
    client.force_login(compte(seconde))
    assert client.get("/pactes/").wsgi_request.fonction == seconde


def test_la_session_l_emporte_sur_la_derniere_fois(client):
    premiere = fonction(Qualite.ELU, organisation("ville", nom="A"))
    seconde = fonction(
        Qualite.MEMBRE_CA, organisation("centre", nom="B"), personne=premiere.personne
    )
    client.force_login(compte(seconde))
    session = client.session
    session[CLE_SESSION] = premiere.pk
    session.save()
    assert client.get("/pactes/").wsgi_request.fonction == premiere


def test_la_fonction_d_une_autre_personne_est_ignoree(client):
    mienne, autre = fonction(Qualite.DIRECTION), fonction(Qualite.AGENT_AVS)
    client.force_login(compte(mienne))
    session = client.session
    session[CLE_SESSION] = autre.pk
    session.save()
    assert client.get("/pactes/").wsgi_request.fonction == mienne


@pytest.mark.parametrize(
    ("debut", "fin", "attendue"),
    [
        (date(2026, 6, 15), None, True),
        (date(2026, 6, 16), None, False),
        (date(2020, 1, 1), date(2026, 6, 15), True),
        (date(2020, 1, 1), date(2026, 6, 14), False),
        (None, None, True),
    ],
)
def test_seule_une_fonction_en_cours_aujourd_hui_agit(client, debut, fin, attendue):
    tenue = fonction(Qualite.DIRECTION, date_debut=debut, date_fin=fin)
    client.force_login(compte(tenue))
    assert client.get("/pactes/").wsgi_request.fonction == (tenue if attendue else None)


def test_le_petit_pacte_est_entier():
    p = un_pacte()
    assert set(p.engagements) == {"C07", "C30", "C32", "C33", "C37", "C42", "C46", "C51"}
    assert p.pacte.date_fin() == date(2027, 1, 14)
