"""The page of mails: what did not leave comes first, leaves again, and is seen by its city alone."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel, EtatCourriel, Rythme
from pacte.courrier.operations import mettre_en_file
from pacte.courrier.preferences import rythme_de
from pacte.journal.models import Entree, Resultat
from tests.factories_accord import fonction, un_pacte

pytestmark = pytest.mark.django_db


def _courriel(p: SimpleNamespace, etat: str = "refuse", **autres: Any) -> Courriel:
    courriel = mettre_en_file(
        **{
            "destinataire": "absente@exemple.fr",
            "nom": "Zoé Absente",
            "objet": "Comité technique : invitation",
            "texte": "SECRET du texte",
            "pacte_code": p.pacte.code,
            **autres,
        }
    )
    courriel.etat = etat
    courriel.tentatives = 1
    courriel.dernier_echec = "550 boîte inconnue" if etat == "refuse" else ""
    if etat == "envoye":
        courriel.envoye_le = courriel.cree_le
    courriel.save()
    return courriel


def _page(client: Any, p: SimpleNamespace, suite: str = "") -> str:
    reponse = client.get(reverse("lister_courriels", args=[p.pacte.code]) + suite)
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_refuses_d_abord_avec_les_mots_du_serveur(
    p: SimpleNamespace, avs: Fonction, connecter: Any
) -> None:
    _courriel(p, objet="Premier, refusé")
    _courriel(p, "envoye", objet="Dernier, parti")
    page = _page(connecter(avs), p)
    assert page.index("Premier, refusé") < page.index("Dernier, parti")
    assert "550 boîte inconnue" in page
    assert "SECRET" not in page
    assert re.search(r"2\s+courriels", page)


def test_filtres_dans_l_adresse(p: SimpleNamespace, avs: Fonction, connecter: Any) -> None:
    _courriel(p, objet="Le refusé")
    _courriel(p, "envoye", objet="Le parti", nom="Élodie")
    client = connecter(avs)
    for suite, vus in (
        ("?etat=refuse", {"Le refusé"}),
        ("?q=elodie", {"Le parti"}),
        ("?q=absente+refusé", {"Le refusé"}),
        ("?du=2026-06-15", {"Le refusé", "Le parti"}),
        ("?au=2026-06-14", set()),
        ("?etat=inconnu", set()),
    ):
        page = _page(client, p, suite)
        assert {objet for objet in ("Le refusé", "Le parti") if objet in page} == vus, suite


def test_ceux_d_un_autre_pacte_ne_se_voient_pas(
    p: SimpleNamespace, avs: Fonction, connecter: Any
) -> None:
    ailleurs = un_pacte("ailleurs")
    autre = _courriel(ailleurs, objet="Ailleurs")
    client = connecter(avs)
    assert "Ailleurs" not in _page(client, p)
    adresse = reverse("renvoyer_courriel", args=[p.pacte.code, autre.pk])
    assert client.post(adresse).status_code == 404
    autre.refresh_from_db()
    assert autre.etat == EtatCourriel.REFUSE


def test_renvoyer_revient_a_la_liste_filtree(
    p: SimpleNamespace, avs: Fonction, connecter: Any
) -> None:
    courriel = _courriel(p)
    client = connecter(avs)
    liste = reverse("lister_courriels", args=[p.pacte.code])
    page = _page(client, p, "?etat=refuse")
    bouton = reverse("renvoyer_courriel", args=[p.pacte.code, courriel.pk])
    assert f"{bouton}?suite={liste.replace('/', '%2F')}%3Fetat%3Drefuse" in page
    reponse = client.post(f"{bouton}?suite={liste}%3Fetat%3Drefuse")
    assert reponse["Location"] == f"{liste}?etat=refuse"
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.tentatives) == (EtatCourriel.EN_FILE, 0)
    assert Entree.objects.get(action="renvoyer_courriel").pacte_code == p.pacte.code


def test_renvoyer_ne_mene_nulle_part_ailleurs(
    p: SimpleNamespace, avs: Fonction, connecter: Any
) -> None:
    bouton = reverse("renvoyer_courriel", args=[p.pacte.code, _courriel(p).pk])
    reponse = connecter(avs).post(f"{bouton}?suite=https://ailleurs.fr/")
    assert reponse["Location"] == reverse("lister_courriels", args=[p.pacte.code])


@pytest.mark.parametrize(
    ("etat", "autres", "motif"),
    [
        ("envoye", {}, "déjà parti"),
        ("refuse", {"confidentiel": True}, "lien personnel"),
    ],
)
def test_ce_qui_ne_repart_pas(
    p: SimpleNamespace,
    avs: Fonction,
    connecter: Any,
    etat: str,
    autres: dict[str, Any],
    motif: str,
) -> None:
    courriel = _courriel(p, etat, **autres)
    client = connecter(avs)
    bouton = reverse("renvoyer_courriel", args=[p.pacte.code, courriel.pk])
    assert bouton not in _page(client, p)
    reponse = client.post(bouton)
    assert reponse.status_code == 403
    assert motif in reponse.content.decode()
    courriel.refresh_from_db()
    assert courriel.etat == etat
    assert Entree.objects.get(action="renvoyer_courriel").resultat == Resultat.REFUSE


def test_liste_en_requetes_constantes(
    p: SimpleNamespace, avs: Fonction, connecter: Any, django_assert_max_num_queries: Any
) -> None:
    client = connecter(avs)
    for _ in range(20):
        _courriel(p)
    _page(client, p)
    with django_assert_max_num_queries(12):
        _page(client, p)


def test_accueil_du_service_dit_ce_qui_n_est_pas_parti(
    p: SimpleNamespace, avs: Fonction, connecter: Any, horloge: Any
) -> None:
    _courriel(p)
    client = connecter(avs)
    page = client.get(reverse("accueil")).content.decode()
    assert "courriel n’a pas pu partir" in page
    assert f"{reverse('lister_courriels', args=[p.pacte.code])}?etat=refuse" in page
    centre = fonction("direction", p.a)
    assert "pas pu partir" not in connecter(centre).get(reverse("accueil")).content.decode()


# --- One's own rhythm -----------------------------------------------------------------------------
def test_mon_compte_choisit_pour_l_adresse_de_la_personne(
    p: SimpleNamespace, avs: Fonction, connecter: Any
) -> None:
    client = connecter(avs)
    page = client.get(reverse("mon_compte")).content.decode()
    assert re.search(r'value="quotidien"[^>]*checked|checked[^>]*value="quotidien"', page)
    reponse = client.post(reverse("regler_mes_courriels"), {"rythme": "hebdomadaire"})
    assert reponse["Location"] == f"{reverse('mon_compte')}#courriels"
    assert rythme_de(avs.personne.courriel) == Rythme.HEBDOMADAIRE
    assert Entree.objects.get(action="choisir_rythme_courriels").fonction_id == avs.pk
    assert client.post(reverse("regler_mes_courriels"), {"rythme": "x"}).status_code == 422
    assert rythme_de(avs.personne.courriel) == Rythme.HEBDOMADAIRE
