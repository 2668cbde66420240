"""The pact's public page, and the pages where its service writes."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from pacte.accord.models import (
    Avenant,
    Interpretation,
    Jalon,
    LigneSignature,
    Pacte,
    ParagrapheActe,
)
from pacte.journal.models import Entree
from pacte.socle import panneaux
from pacte.socle.constats import Statut
from tests.factories_accord import fonction, organisation, personne, un_pacte

PAGES_DU_SERVICE = ("noter_signatures", "fixer_date_effet", "enregistrer_avenant")


def texte(reponse) -> str:
    """The page's text, with ordinary spaces."""
    return " ".join(reponse.content.decode().replace("\u00a0", " ").split())


def test_la_page_du_pacte_est_publique(client, p):
    page = texte(client.get(reverse("voir_pacte", args=["essai"])))
    for attendu in (
        "Pacte de coopération d’Essai",
        "jusqu’au 14 janvier 2027 inclus",
        "signée le 15 janvier 2025",
        "45 membres en exercice, 32 présents, 13 pouvoirs, 0 absent",
        "000-0001-DE",
        "000-0002-DE",
        "depuis le 11 décembre 2024",
        "Aussi nommée : Rencontre annuelle, Comité de pilotage des financeurs",
        "une à trois fois par an",
        'id="c30"',
        "Revient à la Ville, à la CAF et à chaque centre social.",
        "Participation",
    ):
        assert attendu in page


def test_sans_t0_la_page_le_dit(client, db):
    un_pacte("neuf", signe=False)
    page = texte(client.get(reverse("voir_pacte", args=["neuf"])))
    assert "Le pacte dure deux ans à compter de sa signature." in page
    assert "pas encore signée" in page
    assert "n’a pas encore signé" in page


def test_les_lectures_la_frise_et_le_texte_paraissent(client, p):
    Interpretation.objects.create(
        pacte=p.pacte, code="Q1", ordre=1, question="Que veut dire obtenue ?", lecture="Votée."
    )
    Jalon.objects.create(
        pacte=p.pacte, ordre=1, date=date(2021, 3, 1), date_affichee="mars 2021", titre="Une idée"
    )
    ParagrapheActe.objects.create(
        pacte=p.pacte,
        article=p.articles[4],
        ordre=1,
        ligne=3,
        texte="Texte <b>exact</b> de l'acte.",
    )
    page = texte(client.get(reverse("voir_pacte", args=["essai"])))
    assert "Interprétation retenue :</strong> Votée." in page
    assert "mars 2021" in page
    assert "Texte &lt;b&gt;exact&lt;/b&gt; de l&#x27;acte." in page


def test_les_statuts_viennent_d_un_seul_appel(client, p, monkeypatch):
    appels = []

    def statuts(request, pacte):
        appels.append(pacte)
        return {"C30": {"statut": Statut.TENU, "motif": "L'avance est payée.", "url": "/preuve/"}}

    monkeypatch.setitem(panneaux._PANNEAUX, "pacte_statuts", [statuts])
    page = texte(client.get(reverse("voir_pacte", args=["essai"])))
    assert appels == [p.pacte]
    assert "L’avance est payée." in page
    assert 'href="/preuve/"' in page
    assert "Les parties suivent les autres, sans calcul." in page
    assert page.count("Où en est l’engagement") == 1


def test_une_visiteuse_ne_voit_pas_de_statut(client, p):
    page = texte(client.get(reverse("voir_pacte", args=["essai"])))
    assert "se connectent pour lire où ils en sont" in page
    assert "Où en est l’engagement" not in page


def test_la_page_fait_le_meme_nombre_de_requetes_quand_le_pacte_grandit(
    client, p, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setitem(panneaux._PANNEAUX, "pacte_statuts", [])
    url = reverse("voir_pacte", args=["essai"])
    client.get(url)
    with django_assert_max_num_queries(15) as avant:
        client.get(url)
    for rang in range(10):
        partie = p.pacte.parties.create(organisation=organisation(), ordre=20 + rang)
        LigneSignature.objects.create(partie=partie, personne=personne(), intitule="x")
        p.pacte.themes.create(code=f"t{rang}", numero=rang + 9, titre="T", titre_court="T")
        p.articles[2].engagements.create(
            pacte=p.pacte,
            code=f"X{rang}",
            ordre=rang,
            titre="X",
            enonce="X",
            verification="declarative",
            genre_regle="constat",
        )
    with django_assert_max_num_queries(15) as apres:
        client.get(url)
    assert len(avant) == len(apres)


def test_un_pacte_inconnu_est_introuvable(client, db):
    assert client.get(reverse("voir_pacte", args=["rien"])).status_code == 404


def test_la_liste_des_pactes_est_publique(client, p):
    assert "Pacte d’Essai" in texte(client.get(reverse("lister_pactes")))


def test_sans_pacte_la_liste_dit_pourquoi(client, db):
    assert "Aucun pacte pour l’instant" in texte(client.get(reverse("lister_pactes")))


def test_seul_le_service_voit_ses_actions(client, p, avs, connecter):
    url = reverse("voir_pacte", args=["essai"])
    assert "Noter les signatures" not in texte(client.get(url))
    assert "Noter les signatures" in texte(connecter(avs).get(url))
    assert "Noter les signatures" not in texte(connecter(fonction("direction", p.a)).get(url))


@pytest.mark.parametrize("nom", PAGES_DU_SERVICE)
@pytest.mark.parametrize("methode", ["get", "post"])
def test_un_autre_membre_du_pacte_est_refuse_avec_le_motif(p, connecter, nom, methode):
    client = connecter(fonction("presidence", p.a))
    avant = list(Pacte.objects.values())
    reponse = getattr(client, methode)(reverse(nom, args=["essai"]))
    assert reponse.status_code == 403
    assert "revient au service qui anime le pacte" in texte(reponse)
    assert list(Pacte.objects.values()) == avant
    refus = Entree.objects.get(action=nom)
    assert (refus.resultat, refus.pacte_code) == ("refuse", "essai")


@pytest.mark.parametrize("nom", PAGES_DU_SERVICE)
def test_hors_du_pacte_la_page_n_existe_pas(p, connecter, nom):
    ailleurs = un_pacte("ailleurs")
    client = connecter(fonction("agent_avs", ailleurs.ville))
    assert client.get(reverse(nom, args=["essai"])).status_code == 404
    assert client.post(reverse(nom, args=["essai"])).status_code == 404
    assert not Entree.objects.filter(action=nom).exists()


@pytest.mark.parametrize("nom", PAGES_DU_SERVICE)
def test_sans_connexion_on_se_connecte_d_abord(client, p, nom):
    reponse = client.get(reverse(nom, args=["essai"]))
    assert reponse.status_code == 302
    assert reverse("account_login") in reponse["Location"]


def test_noter_puis_confirmer_t0(connecter, db):
    neuf = un_pacte("neuf", signe=False)
    client = connecter(fonction("agent_avs", neuf.ville))
    lignes = LigneSignature.objects.filter(partie__pacte=neuf.pacte)
    saisie = {f"ligne_{ligne.pk}": "2025-01-20" for ligne in lignes}
    reponse = client.post(reverse("noter_signatures", args=["neuf"]), {**saisie, "version": 1})
    assert reponse["Location"] == reverse("fixer_date_effet", args=["neuf"])
    page = texte(client.get(reponse["Location"]))
    assert "La dernière signature est du 20 janvier 2025." in page
    assert Pacte.objects.get(code="neuf").date_effet is None
    client.post(reponse["Location"], {"date_effet": "2025-01-20", "version": 2})
    assert Pacte.objects.get(code="neuf").date_effet == date(2025, 1, 20)


def test_une_date_fausse_s_explique_sous_son_champ(connecter, db):
    neuf = un_pacte("neuf", signe=False)
    client = connecter(fonction("agent_avs", neuf.ville))
    ville = LigneSignature.objects.get(partie__organisation=neuf.ville)
    saisie = {f"ligne_{ville.pk}": "2024-12-01", "version": 1}
    page = client.post(reverse("noter_signatures", args=["neuf"]), saisie)
    assert page.context["form"].errors.keys() == {f"ligne_{ville.pk}"}
    assert "avant le vote" in texte(page)
    ville.refresh_from_db()
    assert ville.date_signature is None


def test_une_page_depassee_revient_avec_la_saisie(p, avs, connecter):
    client = connecter(avs)
    saisie = {"version": 9, "date_ecrite": "2025-01-02"}
    for ligne in LigneSignature.objects.filter(partie__pacte=p.pacte):
        saisie[f"ligne_{ligne.pk}"] = ligne.date_signature.isoformat()
    page = client.post(reverse("noter_signatures", args=["essai"]), saisie)
    assert page.status_code == 409
    assert "Rien n’a été écrasé" in texte(page)
    assert 'value="2025-01-02"' in texte(page)
    assert 'name="version" value="1"' in texte(page)
    assert Pacte.objects.get(code="essai").date_ecrite is None


def avenant(**champs):
    defauts = {
        "cle_idempotence": str(uuid.uuid4()),
        "objet": "prolongation",
        "date_signature": "2026-06-01",
        "nouvelle_fin": "2028-01-14",
        "motif": "délibération du 1er juin",
    }
    return {**defauts, **champs}


def test_un_avenant_se_relit_avant_de_s_enregistrer(p, avs, connecter):
    client, url = connecter(avs), reverse("enregistrer_avenant", args=["essai"])
    page = texte(client.post(url, avenant()))
    assert "Nouveau dernier jour</dt><dd>14 janvier 2028 inclus" in page
    assert not Avenant.objects.exists()
    reponse = client.post(url, avenant(confirme="on"))
    assert reponse["Location"] == reverse("voir_pacte", args=["essai"])
    page = texte(client.get(reponse["Location"]))
    assert "Avenant n° 1, signé le 1er juin 2026" in page
    assert "Il court jusqu’au 14 janvier 2028 inclus." in page


@pytest.mark.parametrize(
    ("champs", "fautif"),
    [
        ({"nouvelle_fin": "2027-01-14"}, "nouvelle_fin"),
        ({"nouvelle_fin": ""}, "nouvelle_fin"),
        ({"date_signature": "2026-06-16"}, "date_signature"),
        ({"date_signature": "2025-01-14"}, "date_signature"),
        ({"motif": ""}, "motif"),
        ({"objet": "nouvelle_partie"}, "organisation"),
        ({"objet": "nouvelle_partie", "nom_organisation": "X"}, "genre_organisation"),
        (
            {"objet": "nouvelle_partie", "nom_organisation": "X", "genre_organisation": "ville"},
            "genre_organisation",
        ),
        ({"objet": "nouvelle_partie"}, "signataire_nom"),
    ],
)
def test_un_avenant_faux_s_explique_sous_son_champ(p, avs, connecter, champs, fautif):
    url = reverse("enregistrer_avenant", args=["essai"])
    page = connecter(avs).post(url, avenant(confirme="on", **champs))
    assert fautif in page.context["form"].errors
    assert not Avenant.objects.exists()


def test_un_avenant_ne_propose_pas_les_organisations_d_ailleurs(p, avs, connecter):
    ailleurs = un_pacte("ailleurs")
    page = connecter(avs).get(reverse("enregistrer_avenant", args=["essai"]))
    proposees = set(page.context["form"].fields["organisation"].queryset)
    assert proposees == {p.financeur}
    assert ailleurs.a not in proposees
