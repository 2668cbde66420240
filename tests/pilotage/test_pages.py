"""The home page, the register and the dashboard, seen by each quality."""

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gouvernance.models import EtatReunion
from pacte.accord.models import Avenant, Engagement, ObjetAvenant, Pacte, Qualite
from pacte.pilotage.accueil import trier
from pacte.pilotage.clauses import evaluer
from pacte.pilotage.instantane import lire_instantane
from pacte.socle.a_faire import AFaire
from tests.factories_accord import compte, fonction, superutilisateur, un_pacte
from tests.factories_initiative import une_question
from tests.pilotage.conftest import Entrer
from tests.pilotage.fabriques import decider, tenir

MULTILATERALES = (
    Qualite.ELU,
    Qualite.AGENT_SERVICE,
    Qualite.CONSEIL_CAF,
    Qualite.FEDERATION,
)
MAXIMUM = 15


def texte(reponse: Any) -> str:
    """The words of a page, its spaces and apostrophes made plain."""
    sans_balises = unescape(re.sub(r"<[^>]+>", " ", reponse.content.decode()))
    return re.sub(r"[\s\u00a0\u202f]+", " ", sans_balises).replace("\u2019", "'")


BILATERALES = ("c30", "c32", "c33", "c37")


def lignes_bilaterales(reponse: Any) -> str:
    """The lines of the commitments with each centre (their signatures are public, and apart)."""
    code = reponse.content.decode()
    blocs = re.findall(r'<article class="registre-clause" id="(\w+)"(.*?)</article>', code, re.S)
    return " ".join(bloc for identifiant, bloc in blocs if identifiant in BILATERALES)


def requetes(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as lues:
        assert client.get(url).status_code == 200
    return len(lues)


# --- The snapshot ------------------------------------------------------------------------------
def test_la_photographie_dit_ce_que_la_base_contient(p: SimpleNamespace) -> None:
    Avenant.objects.create(
        pacte=p.pacte,
        numero=1,
        objet=ObjetAvenant.PROLONGATION,
        date_signature=date(2026, 6, 1),
        nouvelle_fin=date(2028, 1, 14),
    )
    faits = lire_instantane(p.pacte)
    assert faits.fin(date(2026, 5, 31)) == date(2027, 1, 14)
    assert faits.fin(date(2026, 6, 1)) == date(2028, 1, 14)
    assert [partie.organisme.code for partie in faits.parties] == list(p.parties)
    assert all(partie.is_signataire(date(2025, 1, 15)) for partie in faits.parties)
    assert {e.code for e in faits.engagements} == set(p.engagements)
    assert len(faits.reunions) == 12
    assert len(faits.decisions) == 4
    assert faits.annee(p.a.code, 2026).payee.montant == 12300
    statuts = {(e.code, e.sujet.code): str(e.statut) for e in evaluer(faits, date(2026, 6, 15))}
    assert statuts[("C07", "essai")] == "tenu"
    assert statuts[("C32", p.a.code)] == "tenu"
    assert statuts[("C33", p.b.code)] == "tenu"
    assert statuts[("C42", "essai")] == "tenu"


@pytest.mark.django_db
def test_autant_de_requetes_pour_1_que_pour_20(p: SimpleNamespace) -> None:
    def lire() -> int:
        with CaptureQueriesContext(connection) as lues:
            lire_instantane(Pacte.objects.get(pk=p.pacte.pk))
        return len(lues)

    peu = lire()
    for rang in range(20):
        reunion = tenir(p, "comite-technique", date(2025, 6, 1), centre=p.a)
        decider(p, reunion, 1)
        fonction(Qualite.PROFESSIONNEL, p.b)
        assert rang >= 0
    assert lire() == peu
    assert peu <= 12


@pytest.mark.parametrize("nom", ["voir_tableau", "lister_clauses"])
@pytest.mark.parametrize("qualite", [Qualite.AGENT_AVS, Qualite.ELU, Qualite.DIRECTION])
def test_pages_a_requetes_constantes(
    p: SimpleNamespace, entrer: Entrer, nom: str, qualite: str
) -> None:
    client = entrer(p.equipe[qualite])
    url = reverse(nom, args=[p.pacte.code])
    client.get(url)
    peu = requetes(client, url)
    for _ in range(20):
        reunion = tenir(p, "comite-technique", date(2026, 5, 1), centre=p.a)
        decider(p, reunion, 1, date(2026, 6, 1), responsable=p.equipe[qualite])
    assert requetes(client, url) == peu
    assert peu <= MAXIMUM


@pytest.mark.parametrize("qualite", list(Qualite))
def test_accueil_a_requetes_constantes(p: SimpleNamespace, entrer: Entrer, qualite: str) -> None:
    client = entrer(p.equipe[qualite])
    client.get("/")
    peu = requetes(client, "/")
    for rang in range(20):
        tenir(p, "comite-pilotage", date(2026, 6, 20), etat=EtatReunion.INVITEE)
        reunion = tenir(p, "comite-technique", date(2026, 6, 1), centre=p.a)
        decider(p, reunion, 1, date(2026, 6, 1 + rang), responsable=p.equipe[qualite])
    assert requetes(client, "/") <= peu
    assert peu <= MAXIMUM


# --- Who reads what -------------------------------------------------------------------------------
def test_le_service_avs_lit_chaque_centre(p: SimpleNamespace, entrer: Entrer) -> None:
    lu = texte(entrer(p.equipe[Qualite.AGENT_AVS]).get("/pactes/essai/clauses/"))
    assert p.a.nom in lu
    assert p.b.nom in lu


@pytest.mark.parametrize("qualite", [Qualite.DIRECTION, Qualite.PRESIDENCE, Qualite.MEMBRE_CA])
def test_un_centre_lit_ses_lignes_et_celles_du_pacte(
    p: SimpleNamespace, entrer: Entrer, qualite: str
) -> None:
    reponse = entrer(p.equipe[qualite]).get("/pactes/essai/clauses/")
    lu = lignes_bilaterales(reponse)
    assert p.a.nom in lu
    assert p.b.nom not in lu
    assert f"/{p.b.code}/" not in lu
    assert "C42" in texte(reponse)


@pytest.mark.parametrize("qualite", MULTILATERALES)
def test_les_autres_signataires_lisent_un_total_sans_nom(
    p: SimpleNamespace, entrer: Entrer, qualite: str
) -> None:
    reponse = entrer(p.equipe[qualite]).get("/pactes/essai/clauses/")
    lu = lignes_bilaterales(reponse)
    assert "Tenu pour 2 centres sur 2." in lu
    assert "preuve" not in lu
    for centre in (p.a, p.b):
        assert centre.nom not in lu
        assert centre.code not in lu


@pytest.mark.parametrize("nom", ["voir_tableau", "lister_clauses"])
def test_un_financeur_sans_signature_lit_pourquoi(
    p: SimpleNamespace, entrer: Entrer, nom: str
) -> None:
    reponse = entrer(p.equipe[Qualite.FINANCEUR]).get(reverse(nom, args=["essai"]))
    assert reponse.status_code == 403
    assert "entre signataires" in texte(reponse)


@pytest.mark.parametrize("nom", ["voir_tableau", "lister_clauses"])
def test_un_autre_pacte_est_introuvable(p: SimpleNamespace, entrer: Entrer, nom: str) -> None:
    un_pacte("ailleurs")
    reponse = entrer(p.equipe[Qualite.AGENT_AVS]).get(reverse(nom, args=["ailleurs"]))
    assert reponse.status_code == 404


def test_le_service_avs_d_une_autre_ville_ne_lit_pas_chaque_centre(
    p: SimpleNamespace, entrer: Entrer
) -> None:
    """A neighbouring city that only takes part in the pact sees the totals, not each centre."""
    voisine = un_pacte("voisine")
    p.pacte.parties.create(organisation=voisine.ville, ordre=9)
    qui = fonction(Qualite.AGENT_AVS, voisine.ville)
    lu = lignes_bilaterales(entrer(qui).get("/pactes/essai/clauses/"))
    assert "Tenu pour 2 centres sur 2." in lu
    assert p.a.nom not in lu


@pytest.mark.parametrize("qualite", list(Qualite))
def test_le_tableau_ne_met_jamais_un_centre_a_cote_d_un_autre(
    p: SimpleNamespace, entrer: Entrer, qualite: str
) -> None:
    reponse = entrer(p.equipe[qualite]).get("/pactes/essai/tableau/")
    if qualite == Qualite.FINANCEUR:
        assert reponse.status_code == 403
        return
    (contenu,) = re.findall(r"<main.*?</main>", reponse.content.decode(), re.S)
    for centre in (p.a, p.b):
        assert centre.nom not in contenu
        assert centre.code not in contenu


# --- Register ------------------------------------------------------------------------------------------
def test_filtres_du_registre(p: SimpleNamespace, entrer: Entrer) -> None:
    client = entrer(p.equipe[Qualite.AGENT_AVS])
    url = "/pactes/essai/clauses/"
    complet = texte(client.get(url))
    assert "12 lignes" in complet
    assert "4 lignes" in texte(client.get(url, {"centre": p.a.code}))
    assert p.b.nom not in texte(client.get(url, {"centre": p.a.code})).split("lignes")[-1]
    assert "1 ligne" in texte(client.get(url, {"article": "5"}))
    assert "Aucun engagement ne correspond" in texte(
        client.get(url, {"statut": "a_preciser", "article": "5"})
    )


@pytest.mark.parametrize(
    ("au", "phrase"),
    [
        ("2026-06-16", "Choisissez un jour passé"),
        ("1999-12-31", "à partir du 1er janvier 2000"),
        ("demain", "date valide"),
    ],
)
@pytest.mark.parametrize("nom", ["voir_tableau", "lister_clauses"])
def test_un_jour_illisible_le_dit_et_montre_aujourd_hui(
    p: SimpleNamespace, entrer: Entrer, nom: str, au: str, phrase: str
) -> None:
    reponse = entrer(p.equipe[Qualite.ELU]).get(reverse(nom, args=["essai"]), {"au": au})
    assert reponse.status_code == 200
    assert phrase in texte(reponse)
    assert "15 juin 2026" in texte(reponse)


def test_tout_jour_passe_se_rejoue(p: SimpleNamespace, entrer: Entrer) -> None:
    client = entrer(p.equipe[Qualite.AGENT_AVS])
    lu = texte(client.get("/pactes/essai/clauses/", {"au": "2025-03-23", "article": "4"}))
    assert "jour passé" in lu
    c42 = lu.split("C42")[1]
    assert "en cours" in c42
    assert "Aucune réunion tenue en 2025" in c42
    lendemain = texte(client.get("/pactes/essai/clauses/", {"au": "2025-03-24", "article": "4"}))
    assert "1 réunion tenue en 2025" in lendemain.split("C42")[1]


def test_le_registre_compte_les_questions_sans_leurs_mots(
    p: SimpleNamespace, entrer: Entrer
) -> None:
    """Everybody who signed reads the register; a question of one centre stays between two (Q22)."""
    direction = p.equipe[Qualite.DIRECTION]
    # The small pact does not promise it: one of its commitments does here.
    Engagement.objects.filter(pk=p.engagements["C07"].pk).update(genre_regle="questions")
    une_question(p, direction, p.ville, centre=p.a, objet="Le loyer du local")
    questions = {
        preuve.url
        for ligne in evaluer(lire_instantane(p.pacte), date(2026, 6, 15))
        for preuve in ligne.preuves
        if "Question" in preuve.libelle
    }
    assert questions == {reverse("lister_interpellations", args=["essai"])}
    for qualite in (Qualite.ELU, Qualite.FEDERATION, Qualite.AGENT_AVS):
        page = texte(entrer(p.equipe[qualite]).get(reverse("lister_clauses", args=["essai"])))
        assert "loyer" not in page, qualite


# --- The act's margin --------------------------------------------------------------------------------------
def test_la_marge_du_pacte_dit_ou_en_est_chaque_engagement(
    p: SimpleNamespace, entrer: Entrer, client: Client
) -> None:
    assert "Tenu pour 2 centres sur 2." not in texte(client.get("/pactes/essai/"))
    lu = texte(entrer(p.equipe[Qualite.ELU]).get("/pactes/essai/"))
    assert "Tenu pour 2 centres sur 2." in lu
    assert "Les 5 parties ont signé" in lu


# --- Home ---------------------------------------------------------------------------------------------------
def test_accueil_public_liste_les_pactes(p: SimpleNamespace, client: Client) -> None:
    reponse = client.get("/")
    lu = texte(reponse)
    assert "Pacte d'Essai" in lu
    assert 'href="/pactes/essai/"' in reponse.content.decode()
    assert "Se connecter" in lu


@pytest.mark.django_db
def test_accueil_public_sans_pacte_dit_pourquoi(client: Client) -> None:
    assert "Aucun pacte n'est encore publié" in texte(client.get("/"))


@pytest.mark.django_db
def test_compte_technique_sans_fonction(client: Client) -> None:
    client.force_login(superutilisateur())
    lu = texte(client.get("/"))
    assert "pas de fonction en cours" in lu
    assert "Ouvrir l'administration technique" in lu


@pytest.mark.django_db
def test_fonction_terminee_dit_quoi_faire(client: Client) -> None:
    qui = fonction(Qualite.ELU, date_fin=date(2026, 6, 14))
    client.force_login(compte(qui))
    assert "Écrivez au service de la Ville" in texte(client.get("/"))


@pytest.mark.parametrize("qualite", list(Qualite))
def test_accueil_au_plus_un_bouton_principal_et_sept_lignes(
    p: SimpleNamespace, entrer: Entrer, qualite: str
) -> None:
    for rang in range(9):
        tenir(p, "comite-pilotage", date(2026, 6, 1 + rang), etat=EtatReunion.INVITEE)
    code = entrer(p.equipe[qualite]).get("/").content.decode()
    assert code.count("btn-principale") <= 1
    assert code.count('class="ligne-texte"') <= 7
    for titre in ("À faire", "Prochaines réunions", "Récemment"):
        assert f">{titre}</h2>" in code


def test_accueil_du_service_demande_les_dates_manquantes(
    p: SimpleNamespace, entrer: Entrer
) -> None:
    Pacte.objects.filter(pk=p.pacte.pk).update(date_effet=None)
    reponse = entrer(p.equipe[Qualite.AGENT_AVS]).get("/")
    assert "Noter les signatures et la date d" in texte(reponse)
    assert reverse("noter_signatures", args=["essai"]) in reponse.content.decode()


def test_accueil_du_service_prepare_la_fin_du_pacte(db: None, entrer: Entrer, horloge: Any) -> None:
    vide = un_pacte("vide")
    qui = fonction(Qualite.AGENT_AVS, vide.ville)
    horloge.move_to(datetime(2026, 7, 13, 10, tzinfo=UTC))
    assert "Préparer la suite" not in texte(entrer(qui).get("/"))
    horloge.move_to(datetime(2026, 7, 14, 10, tzinfo=UTC))
    assert "Préparer la suite" in texte(entrer(qui).get("/"))


def test_les_choses_a_faire_les_plus_proches_d_abord() -> None:
    choses = [
        AFaire("sans jour", None, "/", "Ouvrir"),
        AFaire("tard", date(2026, 9, 1), "/", "Ouvrir"),
        AFaire("tôt", date(2026, 6, 1), "/", "Ouvrir"),
    ]
    assert [chose.phrase for chose in trier(choses)] == ["tôt", "tard", "sans jour"]


# --- Command -------------------------------------------------------------------------------------------------
def test_commande_json(p: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("clauses", pacte="essai", au="2026-06-15", format="json")
    lignes = json.loads(capsys.readouterr().out)
    assert {tuple(sorted(ligne)) for ligne in lignes} == {
        ("code", "echeance", "motif", "preuves", "revient_a", "statut", "sujet")
    }
    sujets = {(ligne["code"], ligne["sujet"]) for ligne in lignes}
    assert {("C07", "essai"), ("C32", p.a.code), ("C32", p.b.code), ("C51", "essai")} <= sujets
    (duree,) = [ligne for ligne in lignes if ligne["code"] == "C51"]
    assert (duree["statut"], duree["echeance"]) == ("en_cours", "2027-01-14")
    assert duree["preuves"][0] == {
        "libelle": "Signature du pacte",
        "url": "/pactes/essai/",
        "date": "2025-01-15",
    }


def test_commande_en_texte(p: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("clauses", pacte="essai", au="2024-06-30")
    sortie = capsys.readouterr().out
    assert sortie.startswith("Pacte d'Essai, au 30")
    assert "sans objet" in sortie


@pytest.mark.parametrize("au", ["2026-02-30", "15/06/2026", "hier", "20260615", "2026-W25-1"])
def test_commande_refuse_un_jour_illisible(p: SimpleNamespace, au: str) -> None:
    with pytest.raises(CommandError, match="n'est pas un jour AAAA-MM-JJ"):
        call_command("clauses", pacte="essai", au=au)


@pytest.mark.parametrize("code", ["inconnu", ""])
def test_commande_refuse_un_pacte_inconnu(p: SimpleNamespace, code: str) -> None:
    with pytest.raises(CommandError, match=r"n.existe pas\. Pactes connus : essai"):
        call_command("clauses", pacte=code)
