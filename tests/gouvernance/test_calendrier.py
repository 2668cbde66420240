"""The calendar of a year: who sees which line and which meeting, numbers, clashes, replay."""

import re
from datetime import date
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gouvernance.models import Participation
from pacte.accord.models import Partie
from tests.factories_accord import fonction, organisation, un_pacte
from tests.factories_gouvernance import un_brouillon, une_annulee, une_invitee, une_tenue
from tests.gouvernance.conftest import Connecter

ADRESSE = "/pactes/essai/calendrier/"


def lire(client: Client, **parametres: str) -> Any:
    reponse = client.get(ADRESSE, parametres)
    assert reponse.status_code == 200
    return reponse


def texte(reponse: Any) -> str:
    sans_balises = unescape(re.sub(r"<[^>]+>", " ", reponse.content.decode()))
    return re.sub(r"[\s\u00a0\u202f\u00ad]+", " ", sans_balises).replace("\u2019", "'")


def lignes(reponse: Any) -> dict[tuple[str, str], Any]:
    """The lines of the page by body and subject."""
    return {
        (groupe.nom, ligne.nom): ligne
        for groupe in reponse.context["calendrier"].groupes
        for ligne in groupe.lignes
    }


def marques(ligne: Any) -> list[tuple[date, str]]:
    return [(marque.jour, marque.mot) for mois in ligne.mois for marque in mois.marques]


# --- Scope -----------------------------------------------------------------------------------
def test_la_ville_voit_une_ligne_par_centre(p: SimpleNamespace, connecter: Connecter) -> None:
    vues = lignes(lire(connecter(p.avs)))
    assert list(vues) == [
        ("Comité technique", "CSA"),
        ("Comité technique", "CSB"),
        ("Comité des financeurs", "CSA"),
        ("Comité des financeurs", "CSB"),
        ("Comité de pilotage", ""),
        ("Rencontre thématique", "Tous les thèmes"),
        ("Rencontre thématique", "Participation"),
        ("Rencontre thématique", "Moyens"),
        ("Rencontre thématique", "Droits"),
    ]


def test_un_centre_ne_voit_ni_la_ligne_ni_la_reunion_d_un_autre(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    sienne = une_tenue(p, p.avs)
    autre = une_tenue(p, p.avs, centre=p.b, dans=-20)
    commune = une_invitee(p, p.avs, instance="comite-pilotage")
    page = lire(connecter(p.direction))
    vues = lignes(page)
    assert ("Comité technique", "CSA") in vues
    assert not [cle for cle in vues if cle[1] == "CSB"]
    code = page.content.decode()
    assert reverse("voir_reunion", args=["essai", sienne.pk]) in code
    assert reverse("voir_reunion", args=["essai", commune.pk]) in code
    assert reverse("voir_reunion", args=["essai", autre.pk]) not in code
    assert "CSB" not in texte(page)


@pytest.mark.parametrize("qualite", ["elu", "conseil_caf"])
def test_les_autres_voient_ce_ou_ils_sont_invites_sans_aucun_compte_bilateral(
    p: SimpleNamespace, connecter: Connecter, qualite: str
) -> None:
    qui = p.gens[qualite]
    invite = une_tenue(p, p.avs, instance="comite-financeurs")
    sans_lui = une_tenue(p, p.avs, instance="comite-financeurs", dans=-20)
    Participation.objects.filter(reunion=sans_lui, fonction__organisation=qui.organisation).delete()
    page = lire(connecter(qui))
    ligne = lignes(page)[("Comité des financeurs", "CSA")]
    assert marques(ligne) == [(invite.date_reunion, "tenue")]
    assert ligne.rythme is None
    assert ("Comité technique", "CSA") not in lignes(page)
    assert lignes(page)[("Comité de pilotage", "")].rythme is not None


def test_un_partenaire_hors_signature_ne_lit_aucun_rythme(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    page = lire(connecter(p.gens["financeur"]))
    assert lignes(page) == {}
    assert "Aucune réunion pour vous cette année" in texte(page)


def test_un_autre_pacte_est_introuvable(p: SimpleNamespace, connecter: Connecter) -> None:
    autre = un_pacte("autre")
    client = connecter(fonction("agent_avs", autre.ville))
    assert client.get(ADRESSE).status_code == 404


def test_une_reunion_collective_sans_le_lecteur_se_compte_et_se_dit(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    une_tenue(p, p.avs, instance="comite-pilotage")
    page = lire(connecter(fonction("elu", p.ville)))
    ligne = lignes(page)[("Comité de pilotage", "")]
    assert (marques(ligne), len(ligne.rythme.tenues), ligne.sans_vous) == ([], 1, 1)
    assert "Vous n'êtes pas parmi les personnes invitées à 1 réunion." in texte(page)


# --- What a line says ------------------------------------------------------------------------
def test_chaque_etat_a_son_mot(p: SimpleNamespace, connecter: Connecter) -> None:
    une_tenue(p, p.avs, dans=-40)
    une_invitee(p, p.avs, dans=-10)
    une_invitee(p, p.avs, dans=30)
    un_brouillon(p, p.avs, dans=60)
    une_annulee(p, p.avs, dans=90)
    page = lire(connecter(p.avs))
    ligne = lignes(page)[("Comité technique", "CSA")]
    assert [mot for _, mot in marques(ligne)] == ["tenue", "à noter", "prévue", "en préparation"]
    assert (len(ligne.rythme.tenues), len(ligne.rythme.prevues)) == (1, 1)
    assert "6 mai tenue , Comité technique — CSA, mercredi 6 mai 2026" in texte(page)


def test_le_dernier_jour_possible_et_la_raison(p: SimpleNamespace, connecter: Connecter) -> None:
    page = texte(lire(connecter(p.avs)))
    assert "31 décembre" in page
    assert "invitations à envoyer avant le 21 décembre 2026 inclus." in page
    assert "Aucune réunion n'est encore inscrite en 2026." in page


def test_un_jour_passe_se_rejoue(p: SimpleNamespace, connecter: Connecter) -> None:
    une_tenue(p, p.avs, dans=-10)
    un_brouillon(p, p.avs, dans=60)
    page = lire(connecter(p.avs), au="2026-05-30")
    ligne = lignes(page)[("Comité technique", "CSA")]
    assert [mot for _, mot in marques(ligne)] == ["prévue"]
    assert ligne.rythme.tenues == ()
    assert "au 30 mai 2026 (jour passé)" in texte(page)


@pytest.mark.parametrize("au", ["2026-06-16", "1999-01-01", "jamais"])
def test_un_jour_illisible_ou_a_venir_laisse_aujourd_hui(
    p: SimpleNamespace, connecter: Connecter, au: str
) -> None:
    page = lire(connecter(p.avs), au=au)
    assert page.context["au"] == date(2026, 6, 15)
    assert 'role="alert"' in page.content.decode()


@pytest.mark.parametrize(
    ("annee", "lue", "precedente", "suivante"),
    [
        ("", 2026, 2025, 2027),
        ("2025", 2025, None, 2026),
        ("2027", 2027, 2026, None),
        ("1789", 2026, 2025, 2027),
        ("abc", 2026, 2025, 2027),
    ],
)
def test_les_annees_du_pacte(
    p: SimpleNamespace,
    connecter: Connecter,
    annee: str,
    lue: int,
    precedente: int | None,
    suivante: int | None,
) -> None:
    calendrier = lire(connecter(p.avs), annee=annee).context["calendrier"]
    assert (calendrier.annee, calendrier.precedente, calendrier.suivante) == (
        lue,
        precedente,
        suivante,
    )


def test_ce_que_chaque_ligne_repeterait_est_dit_une_fois(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    p.pacte.date_effet = None
    p.pacte.save()
    page = texte(lire(connecter(p.avs)))
    assert page.count("La date de signature du pacte n'est pas encore enregistrée.") == 1


def test_un_brouillon_sans_date_se_compte_a_part(p: SimpleNamespace, connecter: Connecter) -> None:
    reunion = un_brouillon(p, p.avs)
    reunion.date_reunion = reunion.debut = None
    reunion.save()
    assert "1 réunion en préparation n'a pas encore de date" in texte(lire(connecter(p.avs)))


def test_un_centre_entre_par_avenant_compte_depuis_son_entree(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    nouveau = organisation("centre", nom="Centre social C", sigle="CSC")
    Partie.objects.create(
        pacte=p.pacte, organisation=nouveau, ordre=9, designation="C", date_entree=date(2026, 9, 1)
    )
    client = connecter(p.avs)
    ligne = lignes(lire(client))[("Comité technique", "CSC")]
    assert ligne.rythme is None, "pas encore partie au jour lu"
    assert ("Comité technique", "CSC") not in lignes(lire(client, annee="2025"))


# --- Clashes -----------------------------------------------------------------------------------
def test_deux_reunions_le_meme_jour_avec_les_memes_personnes(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    jour = date(2026, 9, 9)
    une_invitee(p, p.avs, jour=jour)
    une_invitee(p, p.avs, jour=jour, instance="comite-financeurs")
    une_invitee(p, p.avs, jour=date(2026, 9, 10), instance="comite-pilotage")
    page = lire(connecter(p.avs))
    (conflit,) = page.context["calendrier"].conflits
    assert conflit.jour == jour
    assert {marque.reunion.instance.nom for marque in conflit.reunions} == {
        "Comité technique",
        "Comité des financeurs",
    }
    assert conflit.noms
    assert "Le même jour, les mêmes personnes" in texte(page)
    # Centre B is told of none: neither meeting is its own.
    assert lire(connecter(p.direction_b)).context["calendrier"].conflits == ()


# --- Cost, links ---------------------------------------------------------------------------------
@pytest.mark.parametrize("qualite", ["agent_avs", "direction", "elu"])
def test_autant_de_requetes_pour_1_que_pour_20(
    p: SimpleNamespace, connecter: Connecter, qualite: str
) -> None:
    client = connecter(p.gens[qualite])

    def requetes() -> int:
        with CaptureQueriesContext(connection) as lues:
            lire(client)
        return len(lues)

    une_invitee(p, p.avs, instance="comite-pilotage")
    requetes()
    peu = requetes()
    for rang in range(19):
        une_invitee(p, p.avs, instance="comite-pilotage", dans=31 + rang // 2)
    assert requetes() == peu


def test_la_liste_des_reunions_mene_au_calendrier(p: SimpleNamespace, connecter: Connecter) -> None:
    for qui in (p.avs, p.gens["elu"]):
        page = connecter(qui).get(reverse("lister_reunions", args=["essai"])).content.decode()
        assert f'href="{ADRESSE}"' in page


def test_les_liens_d_un_jour_passe_gardent_le_jour(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    code = lire(connecter(p.avs), au="2026-05-30").content.decode()
    assert 'href="?annee=2025&amp;au=2026-05-30"' in code
    assert 'href="?annee=2026"' in code
