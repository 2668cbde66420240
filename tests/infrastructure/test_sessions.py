"""A session ends after an hour without a page, after twelve hours anyway, and with the account."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
MINUTE = 60
HEURE = 60 * MINUTE


@pytest.fixture
def compte(django_user_model):
    return django_user_model.objects.create_user("claire@exemple.fr", "phrase secrète et longue")


@pytest.fixture
def client(compte) -> Client:
    navigateur = Client()
    navigateur.force_login(compte)
    return navigateur


def is_connecte(client: Client) -> bool:
    return client.get(reverse("account_change_password")).status_code == 200


def test_une_session_active_dure(client: Client, horloge) -> None:
    for _ in range(10):
        assert is_connecte(client)
        horloge.shift(50 * MINUTE)


def test_une_session_inactive_plus_d_une_heure_se_ferme(client: Client, horloge) -> None:
    assert is_connecte(client)
    horloge.shift(HEURE + 2 * MINUTE)
    reponse = client.get(reverse("account_change_password"), follow=True)
    assert reponse.redirect_chain
    assert "restée inactive" in reponse.content.decode()


def test_une_session_se_ferme_apres_douze_heures_meme_active(client: Client, horloge) -> None:
    ouverte = 0
    while is_connecte(client) and ouverte < 40:
        horloge.shift(30 * MINUTE)
        ouverte += 1
    assert ouverte in (24, 25)


def test_la_fermeture_du_compte_ferme_ses_sessions(client: Client, compte) -> None:
    assert is_connecte(client)
    compte.is_active = False
    compte.save()
    assert not is_connecte(client)


def test_se_deconnecter_efface_la_session_du_serveur(client: Client) -> None:
    assert is_connecte(client)
    assert Session.objects.count() == 1
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(session_data__contains="_auth_user_id").exists()
    assert not is_connecte(client)


def test_se_connecter_change_l_identifiant_de_session(compte) -> None:
    navigateur = Client()
    navigateur.get(reverse("account_login"))
    session = navigateur.session
    session["essai"] = 1
    session.save()
    avant = navigateur.cookies["sessionid"].value
    navigateur.post(
        reverse("account_login"),
        {"login": "claire@exemple.fr", "password": "phrase secrète et longue"},
    )
    assert navigateur.cookies["sessionid"].value != avant
    assert is_connecte(navigateur)


def test_une_page_lue_dans_la_minute_n_ecrit_pas_en_base(
    client: Client, django_assert_max_num_queries
) -> None:
    assert is_connecte(client)
    with django_assert_max_num_queries(10) as requetes:
        assert is_connecte(client)
    assert not [r for r in requetes.captured_queries if r["sql"].startswith(("UPDATE", "INSERT"))]


def test_cinq_mots_de_passe_faux_font_attendre_le_compte_et_lui_seul(compte) -> None:
    navigateur = Client()
    adresse = reverse("account_login")
    for _ in range(5):
        navigateur.post(adresse, {"login": "claire@exemple.fr", "password": "faux"})
    bloque = navigateur.post(
        adresse, {"login": "claire@exemple.fr", "password": "phrase secrète et longue"}
    )
    assert bloque.status_code in (200, 429)
    assert not is_connecte(navigateur)
    autre = navigateur.post(adresse, {"login": "autre@exemple.fr", "password": "faux"})
    assert autre.status_code == 200
