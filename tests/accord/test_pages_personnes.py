"""The pages of people: lists, cards, functions."""

import uuid

import pytest
from django.urls import reverse

from pacte.accord.models import Fonction, Personne
from pacte.journal.models import Entree
from tests.accord.test_pages_pacte import texte
from tests.factories_accord import compte, fonction, personne, un_pacte


def url(nom, p, *args):
    return reverse(nom, args=[p.pacte.code, *args])


def test_la_liste_montre_les_personnes_du_pacte_seules(p, avs, connecter):
    fonction("direction", p.a, personne=personne(nom="Dici"))
    fonction("direction", un_pacte("ailleurs").a, personne=personne(nom="Dailleurs"))
    page = texte(connecter(avs).get(url("lister_personnes", p)))
    assert "Dici" in page
    assert "Dailleurs" not in page
    assert "7 personnes" in page


@pytest.mark.parametrize(
    ("filtre", "noms"),
    [
        ({"q": "zoe"}, {"Zoé Élan"}),
        ({"q": "elan zo"}, {"Zoé Élan"}),
        ({"organisation": "essai-b"}, {"Zoé Élan"}),
        ({"qualite": "direction"}, {"Zoé Élan", "Ali Bon"}),
        ({"qualite": "direction", "organisation": "essai-a"}, {"Ali Bon"}),
        ({"qualite": "inconnue"}, set()),
        ({"q": "personne de ce nom"}, set()),
    ],
)
def test_les_filtres_sont_dans_l_adresse(p, avs, connecter, filtre, noms):
    fonction("direction", p.b, personne=personne(prenom="Zoé", nom="Élan"))
    fonction("direction", p.a, personne=personne(prenom="Ali", nom="Bon"))
    page = connecter(avs).get(url("lister_personnes", p), filtre)
    assert {str(ligne.record) for ligne in page.context["table"].rows} == noms


def test_la_liste_a_25_lignes_et_le_meme_nombre_de_requetes(
    p, avs, connecter, django_assert_max_num_queries
):
    client = connecter(avs)
    client.get(url("lister_personnes", p))
    with django_assert_max_num_queries(15) as avant:
        client.get(url("lister_personnes", p))
    for _ in range(30):
        fonction("professionnel", p.a)
    with django_assert_max_num_queries(15) as apres:
        page = client.get(url("lister_personnes", p))
    assert len(avant) == len(apres)
    assert len(page.context["table"].page.object_list) == 25
    assert "Page 1 sur 2" in texte(page)


def test_ajouter_une_personne(p, avs, connecter):
    saisie = {
        "cle_idempotence": uuid.uuid4(),
        "prenom": "Nadia",
        "nom": "Roy",
        "organisation": p.a.pk,
        "qualite": "presidence",
    }
    client = connecter(avs)
    for _ in range(2):
        reponse = client.post(url("ajouter_personne", p), saisie)
    nadia = Personne.objects.get(nom="Roy")
    assert reponse["Location"] == url("voir_personne", p, nadia.pk)
    page = texte(client.get(reponse["Location"]))
    assert "cette personne reçoit des lettres" in page
    assert "pas de courriel" in page


def test_une_qualite_sans_rapport_s_explique_sous_son_champ(p, avs, connecter):
    saisie = {
        "cle_idempotence": uuid.uuid4(),
        "prenom": "Nadia",
        "nom": "Roy",
        "organisation": p.a.pk,
        "qualite": "chef_service",
    }
    page = connecter(avs).post(url("ajouter_personne", p), saisie)
    assert page.context["form"].errors.keys() == {"qualite"}
    assert not Personne.objects.filter(nom="Roy").exists()


def test_modifier_une_fiche_en_conflit_montre_les_deux(p, avs, connecter):
    qui = fonction("direction", p.a, personne=personne(nom="Avant")).personne
    client = connecter(avs)
    saisie = {"prenom": "Eve", "nom": "Premier", "courriel": "", "telephone": "", "version": 1}
    assert client.post(url("modifier_personne", p, qui.pk), saisie).status_code == 302
    page = client.post(url("modifier_personne", p, qui.pk), {**saisie, "nom": "Second"})
    assert page.status_code == 409
    contenu = texte(page)
    assert "<dd>Premier</dd>" in contenu
    assert 'value="Second"' in contenu
    assert Personne.objects.get(pk=qui.pk).nom == "Premier"


def test_le_courriel_d_un_acces_ouvert_est_fige(p, avs, connecter):
    tenue = fonction("direction", p.a)
    compte(tenue)
    saisie = {"prenom": "Eve", "nom": "Roy", "courriel": "pris@exemple.test", "version": 1}
    connecter(avs).post(url("modifier_personne", p, tenue.personne_id), saisie)
    qui = Personne.objects.get(pk=tenue.personne_id)
    assert qui.nom == "Roy"
    assert qui.courriel == tenue.personne.courriel


def test_ajouter_puis_terminer_une_fonction(p, avs, connecter):
    qui = fonction("direction", p.a).personne
    client = connecter(avs)
    saisie = {
        "cle_idempotence": uuid.uuid4(),
        "organisation": p.b.pk,
        "qualite": "membre_ca",
        "date_debut": "2026-01-01",
    }
    client.post(url("ajouter_fonction", p, qui.pk), saisie)
    nouvelle = qui.fonctions.get(organisation=p.b)
    page = texte(client.get(url("terminer_fonction", p, nouvelle.pk)))
    assert "n’agit plus en cette qualité" in page
    client.post(url("terminer_fonction", p, nouvelle.pk), {"date_fin": "2026-06-14"})
    nouvelle.refresh_from_db()
    assert nouvelle.date_fin.isoformat() == "2026-06-14"


def test_fermer_un_acces_demande_un_motif(p, avs, connecter):
    tenue = fonction("direction", p.a)
    ouvert = compte(tenue)
    client = connecter(avs)
    page = client.post(url("fermer_acces", p, tenue.personne_id), {"motif": ""})
    assert page.context["form"].errors.keys() == {"motif"}
    client.post(url("fermer_acces", p, tenue.personne_id), {"motif": "départ"})
    ouvert.refresh_from_db()
    assert not ouvert.is_active
    assert Entree.objects.get(action="fermer_acces").motif == "départ"


PAGES = (
    ("lister_personnes", None),
    ("ajouter_personne", None),
    ("voir_personne", "personne"),
    ("modifier_personne", "personne"),
    ("ajouter_fonction", "personne"),
    ("terminer_fonction", "fonction"),
    ("ouvrir_acces", "personne"),
    ("fermer_acces", "personne"),
)


def _adresse(p, nom, argument, tenue):
    arguments = {"personne": [tenue.personne_id], "fonction": [tenue.pk], None: []}
    return url(nom, p, *arguments[argument])


@pytest.mark.parametrize(("nom", "argument"), PAGES)
def test_un_centre_est_refuse_partout(p, connecter, nom, argument):
    tenue = fonction("tresorerie", p.a)
    client = connecter(fonction("direction", p.a))
    avant = list(Fonction.objects.order_by("pk").values())
    for methode in (client.get, client.post):
        reponse = methode(_adresse(p, nom, argument, tenue))
        assert reponse.status_code in (403, 405)
    assert list(Fonction.objects.order_by("pk").values()) == avant
    assert Entree.objects.filter(action=nom, resultat="refuse", pacte_code="essai").exists()


@pytest.mark.parametrize(("nom", "argument"), PAGES)
def test_hors_du_pacte_rien_n_existe(p, connecter, nom, argument):
    tenue = fonction("tresorerie", p.a)
    ailleurs = un_pacte("ailleurs")
    client = connecter(fonction("agent_avs", ailleurs.ville))
    assert client.get(_adresse(p, nom, argument, tenue)).status_code == 404
    if argument:
        # Its own pact's address does not reach another pact's people either.
        assert client.get(_adresse(ailleurs, nom, argument, tenue)).status_code == 404
