"""Opening an access: a hashed link, seven days, one use by POST (S13)."""

import re
import uuid
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from pacte.accord import operations
from pacte.accord.models import OuvertureAcces, User
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from tests.factories_accord import MOT_DE_PASSE, compte, fonction, personne

NOUVEAU = "quatre mots bien choisis"


@pytest.fixture
def directrice(p):
    return fonction("direction", p.a)


@pytest.fixture
def jeton(p, avs, directrice):
    """The token of a link just sent to the director."""
    operations.ouvrir_acces(directrice.personne, pacte=p.pacte, par=avs, cle=uuid.uuid4())
    return _jeton_du_courriel()


def _jeton_du_courriel() -> str:
    texte = Courriel.objects.order_by("-cree_le").first().texte
    return re.search(r"/acces/([^/\s]+)/", texte)[1]


def accepter(client, jeton, mot_de_passe=NOUVEAU):
    donnees = {"mot_de_passe": mot_de_passe, "encore": mot_de_passe}
    return client.post(reverse("accepter_acces", args=[jeton]), donnees)


def test_le_lien_part_vers_la_personne_et_n_est_garde_que_hache(p, directrice, jeton):
    ouverture = OuvertureAcces.objects.get()
    courriel = Courriel.objects.get()
    assert courriel.destinataire == directrice.personne.courriel
    assert len(jeton) >= 43
    assert jeton not in (ouverture.empreinte, str(ouverture.pk))
    assert ouverture.expire_le - ouverture.creee_le == pytest.approx(
        timedelta(days=7), abs=timedelta(minutes=1)
    )
    assert not User.objects.filter(personne=directrice.personne).exists()


def test_lire_la_page_ne_change_rien(client, jeton):
    avant = OuvertureAcces.objects.values().get()
    for _ in range(5):
        page = client.get(reverse("accepter_acces", args=[jeton]))
        assert page.status_code == 200
    client.head(reverse("accepter_acces", args=[jeton]))
    assert OuvertureAcces.objects.values().get() == avant
    assert not User.objects.exclude(personne=None).exists()
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]


def test_accepter_ouvre_l_acces_et_connecte(client, directrice, jeton):
    reponse = accepter(client, jeton)
    assert reponse.status_code == 302
    ouvert = User.objects.get(personne=directrice.personne)
    assert ouvert.check_password(NOUVEAU)
    assert client.session["_auth_user_id"] == str(ouvert.pk)
    assert client.get(reverse("mon_compte")).wsgi_request.fonction == directrice
    actions = set(Entree.objects.values_list("action", flat=True))
    assert {"ouvrir_acces", "accepter_acces", "se_connecter"} <= actions


def test_un_lien_ne_sert_qu_une_fois(client, jeton):
    accepter(client, jeton)
    client.logout()
    assert accepter(client, jeton, "encore un autre mot").status_code == 410
    assert User.objects.exclude(personne=None).get().check_password(NOUVEAU)


@pytest.mark.parametrize("cas", ["expire", "revoque", "inconnu"])
def test_un_lien_mort_n_ouvre_rien(client, jeton, cas):
    ouverture = OuvertureAcces.objects.get()
    if cas == "expire":
        ouverture.expire_le = timezone.now() - timedelta(seconds=1)
    elif cas == "revoque":
        ouverture.revoquee_le = timezone.now()
    else:
        jeton = "inconnu"
    ouverture.save()
    assert accepter(client, jeton).status_code == 410
    assert client.get(reverse("accepter_acces", args=[jeton])).status_code == 410
    assert not User.objects.exclude(personne=None).exists()


def test_un_nouveau_lien_tue_le_precedent(client, p, avs, directrice, jeton):
    operations.ouvrir_acces(directrice.personne, pacte=p.pacte, par=avs, cle=uuid.uuid4())
    assert accepter(client, jeton).status_code == 410
    assert accepter(client, _jeton_du_courriel()).status_code == 302


def test_le_lien_meurt_quand_le_courriel_change(client, directrice, jeton):
    directrice.personne.courriel = "autre@exemple.test"
    directrice.personne.save()
    accepter(client, jeton)
    assert not User.objects.exclude(personne=None).exists()


@pytest.mark.parametrize("faible", ["court", "password1234", "739105284617"])
def test_un_mot_de_passe_faible_est_refuse_et_le_lien_reste(client, jeton, faible):
    page = accepter(client, jeton, faible)
    assert page.status_code == 200
    assert page.context["form"].errors["mot_de_passe"]
    assert OuvertureAcces.objects.get().is_utilisable()


def test_un_lien_expire_se_renvoie_soi_meme_une_seule_fois(client, jeton):
    ouverture = OuvertureAcces.objects.get()
    ouverture.expire_le = timezone.now() - timedelta(seconds=1)
    ouverture.save()
    page = client.get(reverse("accepter_acces", args=[jeton]))
    assert "Recevoir un autre lien" in page.content.decode()
    textes = [client.post(reverse("renvoyer_acces", args=[jeton])).content for _ in range(2)]
    inconnu = client.post(reverse("renvoyer_acces", args=["inconnu"])).content
    assert textes[0] == textes[1] == inconnu
    assert Courriel.objects.count() == 2
    assert accepter(client, _jeton_du_courriel()).status_code == 302


@pytest.mark.parametrize("cas", ["utilisable", "revoque"])
def test_seul_un_lien_expire_se_renvoie(client, jeton, cas):
    if cas == "revoque":
        OuvertureAcces.objects.en_attente().update(revoquee_le=timezone.now())
    client.post(reverse("renvoyer_acces", args=[jeton]))
    assert Courriel.objects.count() == 1


def test_renvoyer_se_fait_par_post(client, jeton):
    assert client.get(reverse("renvoyer_acces", args=[jeton])).status_code == 405


def test_un_acces_pas_encore_ouvert_ne_se_reinitialise_pas(client, directrice, jeton):
    adresse = directrice.personne.courriel
    client.post(reverse("account_reset_password"), {"email": adresse})
    assert Courriel.objects.count() == 1


def test_fermer_un_acces_deconnecte_aussitot(client, p, avs, directrice):
    ouvert = compte(directrice)
    client.force_login(ouvert)
    assert client.get(reverse("mon_compte")).status_code == 200
    operations.fermer_acces(directrice.personne, pacte=p.pacte, par=avs, motif="départ")
    assert client.get(reverse("mon_compte")).status_code == 302
    ouvert.refresh_from_db()
    assert not ouvert.is_active
    assert not ouvert.has_usable_password()
    assert not client.login(email=ouvert.email, password=MOT_DE_PASSE)


def test_un_acces_ferme_ne_se_reinitialise_pas(client, p, avs, directrice):
    ouvert = compte(directrice)
    client.post(reverse("account_reset_password"), {"email": ouvert.email})
    lien = re.search(r"http://[^/]+(/compte/\S+)", Courriel.objects.get().texte)[1]
    operations.fermer_acces(directrice.personne, pacte=p.pacte, par=avs, motif="départ")
    client.post(reverse("account_reset_password"), {"email": ouvert.email})
    assert Courriel.objects.count() == 1
    page = client.get(lien, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NOUVEAU, "password2": NOUVEAU})
    ouvert.refresh_from_db()
    assert not ouvert.has_usable_password()
    assert not ouvert.is_active


def test_un_acces_ferme_se_rouvre_par_un_lien(client, p, avs, directrice):
    ouvert = compte(directrice)
    operations.fermer_acces(directrice.personne, pacte=p.pacte, par=avs, motif="erreur")
    operations.ouvrir_acces(directrice.personne, pacte=p.pacte, par=avs, cle=uuid.uuid4())
    assert accepter(client, _jeton_du_courriel()).status_code == 302
    ouvert.refresh_from_db()
    assert ouvert.is_active
    assert ouvert.check_password(NOUVEAU)


def test_le_courriel_d_un_autre_compte_n_ouvre_rien(client, p, avs, connecter):
    User.objects.create_superuser("pris@exemple.test", MOT_DE_PASSE)
    tenue = fonction("direction", p.a, personne=personne(courriel="pris@exemple.test"))
    url = reverse("ouvrir_acces", args=["essai", tenue.personne_id])
    page = connecter(avs).post(url, {"cle_idempotence": uuid.uuid4()})
    assert page.status_code == 422
    assert "autre compte" in page.content.decode()
    assert not OuvertureAcces.objects.exists()


def test_le_meme_envoi_n_envoie_qu_un_lien(p, avs, directrice, connecter):
    url = reverse("ouvrir_acces", args=["essai", directrice.personne_id])
    client, cle = connecter(avs), uuid.uuid4()
    for _ in range(2):
        assert client.post(url, {"cle_idempotence": cle}).status_code == 302
    assert Courriel.objects.count() == 1


def test_revoquer_un_lien(p, avs, jeton, connecter, client):
    ouverture = OuvertureAcces.objects.get()
    url = reverse("revoquer_ouverture", args=["essai", ouverture.pk])
    assert connecter(avs).get(url).status_code == 200
    assert OuvertureAcces.objects.en_attente().exists()
    client.post(url)
    assert not OuvertureAcces.objects.en_attente().exists()
    assert client.post(url).status_code == 403


def test_l_ancien_courriel_ne_connecte_plus_apres_une_reouverture(client, p, avs, directrice):
    """A mailbox passes from hand to hand: with the access, it leaves the account."""
    ancien = compte(directrice).email
    connexion = reverse("account_login")
    # A password changed by mail makes allauth remember the address.
    client.post(reverse("account_reset_password"), {"email": ancien})
    cle = re.search(r"/compte/mot-de-passe/nouveau/\S+", Courriel.objects.latest("cree_le").texte)[
        0
    ]
    page = client.get(cle, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NOUVEAU, "password2": NOUVEAU})
    assert EmailAddress.objects.filter(email=ancien).exists()
    qui = directrice.personne
    operations.fermer_acces(qui, pacte=p.pacte, par=avs, motif="Changement d'adresse.")
    qui.refresh_from_db()
    operations.modifier_personne(
        qui,
        pacte=p.pacte,
        par=avs,
        version=qui.version,
        prenom=qui.prenom,
        nom=qui.nom,
        courriel="nouvelle@exemple.test",
        telephone="",
    )
    qui.refresh_from_db()
    operations.ouvrir_acces(qui, pacte=p.pacte, par=avs, cle=uuid.uuid4())
    accepter(client, _jeton_du_courriel())
    client.logout()
    assert client.post(connexion, {"login": ancien, "password": NOUVEAU}).status_code == 200
    neuve = {"login": "nouvelle@exemple.test", "password": NOUVEAU}
    assert client.post(connexion, neuve).status_code == 302
