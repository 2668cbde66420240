"""The journal's page and its export, for the service that runs the pact."""

import csv
import io

import pytest
from django.urls import reverse

from pacte.journal.models import Entree
from pacte.journal.operations import inscrire
from tests.accord.test_pages_pacte import texte
from tests.factories_accord import compte, fonction, un_pacte

URL = "/pactes/essai/journal/"


def lignes_csv(reponse) -> list[list[str]]:
    contenu = reponse.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(contenu, newline=""), delimiter=";"))


@pytest.fixture
def client_avs(avs, connecter):
    return connecter(avs)


def test_le_journal_montre_les_actes_du_pacte(p, avs, client_avs):
    inscrire("noter_signatures", objet=p.pacte, par=avs, motif="trois dates")
    inscrire("noter_signatures", objet=un_pacte("ailleurs").pacte, motif="autre ville")
    page = texte(client_avs.get(URL))
    assert "Noter les signatures" in page
    assert "trois dates" in page
    assert "autre ville" not in page


def test_le_journal_montre_les_connexions_de_ses_membres_seuls(p, client_avs):
    inscrire("se_connecter", compte=compte(fonction("direction", p.a)))
    etranger = compte(fonction("direction", un_pacte("ailleurs").a))
    inscrire("se_connecter", compte=etranger)
    page = client_avs.get(URL, {"action": "se_connecter"})
    noms = {ligne.record.personne for ligne in page.context["table"].rows}
    assert str(etranger) not in noms
    assert len(noms) == 2


@pytest.mark.parametrize(
    ("filtre", "attendu"),
    [
        ({"resultat": "refuse"}, 1),
        ({"resultat": "accompli", "action": "noter_signatures"}, 2),
        ({"action": "noter_signatures", "personne": "rien"}, 0),
        ({"du": "2026-06-16"}, 0),
        ({"au": "2026-06-14"}, 0),
        ({"du": "2026-06-15", "au": "2026-06-15", "action": "noter_signatures"}, 3),
        ({"action": "inconnue"}, 0),
    ],
)
def test_les_filtres(p, avs, client_avs, filtre, attendu):
    inscrire("noter_signatures", objet=p.pacte, par=avs)
    inscrire("noter_signatures", objet=p.pacte, par=avs)
    inscrire("noter_signatures", objet=p.pacte, par=avs, resultat="refuse", motif="non")
    assert client_avs.get(URL, filtre).context["nombre"] == attendu


def test_le_journal_a_25_lignes_et_le_meme_nombre_de_requetes(
    p, avs, client_avs, django_assert_max_num_queries
):
    client_avs.get(URL)
    with django_assert_max_num_queries(15) as avant:
        client_avs.get(URL)
    for _ in range(30):
        inscrire("noter_signatures", objet=p.pacte, par=avs)
    with django_assert_max_num_queries(15) as apres:
        page = client_avs.get(URL)
    assert len(avant) == len(apres)
    assert len(page.context["table"].page.object_list) == 25


def test_l_export_s_ouvre_dans_un_tableur_et_s_inscrit(p, avs, client_avs):
    inscrire("noter_signatures", objet=p.pacte, par=avs, motif="=1+1")
    inscrire("noter_signatures", objet=p.pacte, par=avs, motif="autre", resultat="refuse")
    reponse = client_avs.get(
        f"{URL}export/", {"action": "noter_signatures", "resultat": "accompli"}
    )
    assert reponse.content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in reponse.content
    assert "journal-essai-2026-06-15.csv" in reponse["Content-Disposition"]
    entetes, *lignes = lignes_csv(reponse)
    assert entetes[0] == "Date"
    assert len(lignes) == 1
    assert lignes[0][0] == "15/06/2026"
    assert lignes[0][5] == "noter les signatures"
    assert lignes[0][9] == "'=1+1"
    trace = Entree.objects.get(action="exporter_journal")
    assert "noter_signatures" in trace.motif
    assert trace.personne == str(avs.personne)


@pytest.mark.parametrize("adresse", [URL, f"{URL}export/"])
def test_le_journal_est_au_service_de_la_ville(p, connecter, adresse):
    assert connecter(fonction("elu", p.ville)).get(adresse).status_code == 403
    assert connecter(fonction("presidence", p.a)).get(adresse).status_code == 403
    ailleurs = un_pacte("ailleurs")
    assert connecter(fonction("agent_avs", ailleurs.ville)).get(adresse).status_code == 404


def test_un_refus_s_inscrit(p, connecter):
    qui = fonction("presidence", p.a)
    connecter(qui).get(reverse("lister_journal", args=["essai"]))
    refus = Entree.objects.get(action="lister_journal")
    assert refus.resultat == "refuse"
    assert refus.organisation == str(p.a)
    assert "service" in refus.motif
