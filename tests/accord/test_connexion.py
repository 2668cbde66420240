"""Signing in and out, and in whose name one works."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from pacte.accord.models import User
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from tests.factories_accord import MOT_DE_PASSE, compte, fonction, superutilisateur


@pytest.fixture
def elue(p):
    return fonction("elu", p.ville)


def connexion(client, courriel, mot_de_passe=MOT_DE_PASSE, **autres):
    return client.post(
        reverse("account_login"), {"login": courriel, "password": mot_de_passe, **autres}
    )


def test_se_connecter_s_inscrit_au_journal(client, elue):
    compte(elue)
    assert connexion(client, elue.personne.courriel).status_code == 302
    entree = Entree.objects.get(action="se_connecter")
    assert entree.resultat == "accompli"
    assert entree.personne == str(elue.personne)
    assert entree.adresse == "127.0.0.1"


def test_un_echec_s_inscrit_sans_ce_qui_a_ete_tape(client, elue):
    compte(elue)
    for courriel in (elue.personne.courriel, "mon mot de passe@exemple.test", "x@exemple.test"):
        assert connexion(client, courriel, "pas le bon mot").status_code == 200
    entrees = Entree.objects.filter(action="se_connecter", resultat="refuse")
    assert {entree.personne for entree in entrees} == {str(elue.personne), "courriel inconnu"}
    for entree in entrees:
        assert "pas le bon mot" not in f"{entree.motif}{entree.personne}{entree.objet_libelle}"


def test_un_mauvais_mot_de_passe_et_un_compte_inconnu_se_disent_pareil(client, elue):
    compte(elue)
    pages = [
        connexion(client, courriel, "pas le bon mot")
        for courriel in (elue.personne.courriel, "inconnu@exemple.test")
    ]
    erreurs = [page.context["form"].non_field_errors() for page in pages]
    assert erreurs[0] == erreurs[1] == ["Le courriel ou le mot de passe n'est pas le bon."]


def test_se_deconnecter_s_inscrit_et_se_fait_par_post(client, elue):
    client.force_login(compte(elue))
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
    assert Entree.objects.filter(action="se_deconnecter").count() == 1


def test_personne_ne_s_inscrit_soi_meme():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


@pytest.mark.parametrize(
    "suite", ["//mal.test/", "https://mal.test/", "/\\mal.test", "javascript:x"]
)
def test_la_suite_reste_sur_le_site(client, elue, suite):
    compte(elue)
    reponse = connexion(client, elue.personne.courriel, next=suite)
    assert reponse.status_code == 302
    assert reponse["Location"] == reverse("accueil")


def test_le_lien_de_mot_de_passe_part_par_la_file(client, elue):
    ouvert = compte(elue)
    client.post(reverse("account_reset_password"), {"email": ouvert.email})
    courriel = Courriel.objects.get()
    assert courriel.destinataire == ouvert.email
    assert "nouveau mot de passe" in courriel.objet


def test_un_courriel_inconnu_recoit_la_meme_reponse_et_rien_ne_part(client, elue):
    compte(elue)
    reponses = [
        client.post(reverse("account_reset_password"), {"email": courriel})
        for courriel in (elue.personne.courriel, "inconnu@exemple.test")
    ]
    assert {reponse.status_code for reponse in reponses} == {302}
    assert reponses[0]["Location"] == reponses[1]["Location"]
    assert Courriel.objects.count() == 1


def test_choisir_sa_fonction_change_la_session(client, p, elue):
    autre = fonction("membre_ca", p.a, personne=elue.personne)
    client.force_login(compte(elue))
    client.get(reverse("mon_compte"))
    cle = client.session.session_key
    reponse = client.post(reverse("choisir_fonction"), {"fonction": autre.pk})
    assert reponse["Location"] == reverse("accueil")
    assert client.session.session_key != cle
    assert client.get(reverse("mon_compte")).wsgi_request.fonction == autre
    assert User.objects.get(personne=elue.personne).derniere_fonction == autre
    assert Entree.objects.get(action="choisir_fonction").qualite == autre.get_qualite_display()


@pytest.mark.parametrize("cas", ["d_autrui", "absurde", "absente"])
def test_on_ne_choisit_que_sa_propre_fonction(client, p, elue, cas):
    autrui = fonction("agent_avs", p.ville)
    client.force_login(compte(elue))
    donnees = {"d_autrui": {"fonction": autrui.pk}, "absurde": {"fonction": "x"}, "absente": {}}
    assert client.post(reverse("choisir_fonction"), donnees[cas]).status_code == 403
    assert client.get(reverse("mon_compte")).wsgi_request.fonction == elue
    assert Entree.objects.get(action="choisir_fonction").resultat == "refuse"


def test_choisir_se_fait_par_post(client, elue):
    client.force_login(compte(elue))
    assert client.get(reverse("choisir_fonction")).status_code == 405


def test_mon_compte_montre_mes_fonctions(client, p, elue):
    fonction("membre_ca", p.a, personne=elue.personne, intitule="représentante de la Ville")
    client.force_login(compte(elue))
    page = client.get(reverse("mon_compte")).content.decode()
    assert "Représentante de la Ville" in page
    assert "Agir en cette qualité" in page


def test_sans_fonction_le_compte_le_dit(client, db):
    client.force_login(superutilisateur())
    assert "Aucune fonction en cours" in client.get(reverse("mon_compte")).content.decode()


def test_l_administration_technique_est_aux_superutilisateurs(client, elue):
    url = reverse("admin:accord_organisation_changelist")
    assert client.get(url).status_code == 302
    client.force_login(compte(elue))
    assert client.get(url).status_code != 200
    client.force_login(superutilisateur())
    assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    "modele", ["accord_pacte", "accord_personne", "accord_user", "journal_entree"]
)
def test_l_administration_technique_ne_fait_que_lire(client, p, elue, modele):
    compte(elue)
    client.force_login(superutilisateur())
    assert client.get(reverse(f"admin:{modele}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{modele}_add")).status_code == 403


def test_l_administration_technique_n_ecrit_ni_adresse_de_connexion_ni_groupe(client, db):
    montres = {modele._meta.label for modele in admin.site._registry}
    assert not montres & {"account.EmailAddress", "auth.Group"}
    client.force_login(superutilisateur())
    assert client.get("/technique/account/emailaddress/add/").status_code == 404
    # The only rows that a superuser writes: those of organisations, and the jobs of the outbox.
    requete = client.get(reverse("admin:index")).wsgi_request
    ecrits = {
        m._meta.label for m, a in admin.site._registry.items() if a.has_change_permission(requete)
    }
    assert ecrits <= {"accord.Organisation", "procrastinate.ProcrastinateJob"}
    ajoutes = {
        m._meta.label for m, a in admin.site._registry.items() if a.has_add_permission(requete)
    }
    assert ajoutes <= {"accord.Organisation"}
    assert not any(a.has_delete_permission(requete) for a in admin.site._registry.values())
