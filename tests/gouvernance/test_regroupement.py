"""Days that spare a journey: the rule as tables, then what the calendar shows of it."""

import re
from datetime import date, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gouvernance.lectures.dates_a_grouper import composer_dates_a_grouper
from gouvernance.models import Reunion
from gouvernance.rules.regroupement import Besoin, Groupement, grouper
from pacte.accord.models import Partie
from pacte.socle.jours_ouvres import is_ouvre
from tests.conftest import AUJOURDHUI
from tests.factories_accord import fonction, organisation
from tests.factories_gouvernance import un_brouillon, une_invitee, une_tenue
from tests.factories_sondages import un_sondage
from tests.gouvernance.conftest import Connecter

CLAIRE, MARC = 1, 2


def besoin(cle: str, *elues: int, **champs: Any) -> Besoin:
    defauts: dict[str, Any] = {
        "personnes": frozenset({*elues, sum(map(ord, cle)) + 100}),
        "elues": frozenset(elues),
        "duree_minutes": 120,
        "delai_invitation": 10,
        "au_plus_tard": date(2026, 12, 31),
    }
    return Besoin(cle, **(defauts | champs))


def jours(*besoins: Besoin, **occupes: Any) -> list[Groupement]:
    return grouper(besoins, occupes.get("le", {}), aujourdhui=AUJOURDHUI)


def cles(groupement: Groupement) -> list[str]:
    return [besoin.cle for besoin, _ in groupement.reunions]


def test_deux_reunions_qui_partagent_une_elue_se_suivent() -> None:
    (trouve,) = jours(besoin("a", CLAIRE), besoin("b", CLAIRE, MARC))
    assert [(b.cle, heure) for b, heure in trouve.reunions] == [("a", time(14)), ("b", time(16))]
    assert trouve.elues == {CLAIRE}
    # 15 June + 10 days of delay + 3 to prepare: the first Tuesday or Thursday of that week on.
    assert trouve.jour == date(2026, 6, 30)


def test_sans_elue_commune_rien_n_est_propose() -> None:
    assert jours(besoin("a", CLAIRE), besoin("b", MARC), besoin("c")) == []


def test_trois_courtes_reunions_tiennent_l_apres_midi_et_pas_trois_longues() -> None:
    courtes = [besoin(cle, CLAIRE, duree_minutes=80) for cle in "abc"]
    (trouve,) = jours(*courtes)
    assert [heure for _, heure in trouve.reunions] == [time(14), time(15, 30), time(17)]
    (deux,) = jours(*[besoin(cle, CLAIRE) for cle in "abc"])
    assert len(deux.reunions) == 2
    assert jours(*[besoin(cle, CLAIRE, duree_minutes=200) for cle in "ab"]) == []


def test_le_groupe_qui_epargne_le_plus_de_deplacements_passe_d_abord() -> None:
    premier, *_ = jours(besoin("a", CLAIRE), besoin("b", CLAIRE, MARC), besoin("c", CLAIRE, MARC))
    assert cles(premier) == ["b", "c"]


def test_chaque_reunion_n_est_proposee_qu_une_fois_et_chaque_jour_qu_a_des_gens_libres() -> None:
    trouves = jours(*[besoin(cle, CLAIRE) for cle in "abcd"])
    assert sorted(cle for trouve in trouves for cle in cles(trouve)) == list("abcd")
    assert len({trouve.jour for trouve in trouves}) == 2


def test_un_jour_ou_quelqu_un_est_deja_pris_est_laisse() -> None:
    groupe = (besoin("a", CLAIRE), besoin("b", CLAIRE))
    (libre,) = jours(*groupe)
    (autre,) = jours(*groupe, le={libre.jour: {CLAIRE}})
    assert autre.jour > libre.jour
    (meme,) = jours(*groupe, le={libre.jour: {99}})
    assert meme.jour == libre.jour


@pytest.mark.parametrize(
    "aujourdhui", [date(2026, 4, 20), date(2026, 7, 10), date(2026, 10, 24), date(2026, 11, 30)]
)
def test_le_jour_est_ouvre_hors_du_mois_d_aout_apres_les_delais(aujourdhui: date) -> None:
    groupe = (besoin("a", CLAIRE), besoin("b", CLAIRE, delai_invitation=15))
    (trouve,) = grouper(groupe, {}, aujourdhui=aujourdhui)
    assert is_ouvre(trouve.jour)
    assert trouve.jour.month != 8
    assert trouve.jour >= aujourdhui + timedelta(days=18)


def test_apres_la_limite_de_l_une_rien_n_est_propose() -> None:
    court = AUJOURDHUI + timedelta(days=12)
    assert jours(besoin("a", CLAIRE, au_plus_tard=court), besoin("b", CLAIRE)) == []


def test_le_comite_qui_vient_avant_reste_avant() -> None:
    avant, apres = besoin("ct", CLAIRE), besoin("cf", CLAIRE, apres="ct")
    (trouve,) = jours(apres, avant)
    assert cles(trouve) == ["ct", "cf"]
    prevue = date(2026, 10, 1)
    (plus_tard,) = jours(besoin("cf", CLAIRE, pas_avant=prevue), besoin("x", CLAIRE))
    assert plus_tard.jour >= prevue


# --- On the page ----------------------------------------------------------------------------------
def propositions(p: SimpleNamespace, qui: Any) -> list[Any]:
    return composer_dates_a_grouper(p.pacte, qui, AUJOURDHUI, AUJOURDHUI.year)


def test_les_deux_centres_attendent_la_meme_elue(p: SimpleNamespace) -> None:
    noms = [reunion.nom for jour in propositions(p, p.avs) for reunion in jour.reunions]
    assert "Comité technique — CSA" in noms
    assert len(noms) == len(set(noms)) >= 4
    assert all(str(p.gens["elu"].personne) in jour.elues for jour in propositions(p, p.avs))


def test_une_reunion_tenue_annoncee_ou_datee_n_est_plus_a_placer(p: SimpleNamespace) -> None:
    une_tenue(p, p.avs, dans=-20)
    une_invitee(p, p.avs, dans=30, centre=p.b)
    un_brouillon(p, p.avs, dans=60, instance="comite-pilotage")
    noms = {reunion.nom for jour in propositions(p, p.avs) for reunion in jour.reunions}
    assert noms == {"Comité des financeurs — CSA", "Comité des financeurs — CSB"}


def test_un_sondage_en_cours_cherche_deja_la_date(p: SimpleNamespace) -> None:
    une_tenue(p, p.avs, dans=-20)
    brouillon = un_brouillon(p, p.avs, instance="comite-pilotage")
    brouillon.date_reunion = brouillon.debut = None
    brouillon.save()
    avant = {reunion.nom for jour in propositions(p, p.avs) for reunion in jour.reunions}
    un_sondage(p, p.avs, reunion=brouillon)
    apres = {reunion.nom for jour in propositions(p, p.avs) for reunion in jour.reunions}
    assert "Comité de pilotage" in avant
    assert "Comité de pilotage" not in apres


def test_le_comite_technique_garde_la_place_de_venir_avant(p: SimpleNamespace) -> None:
    financeurs = [
        (jour, reunion)
        for jour in propositions(p, p.avs)
        for reunion in jour.reunions
        if reunion.nom.startswith("Comité des financeurs")
    ]
    assert financeurs
    for jour, reunion in financeurs:
        assert reunion.avant == "Comité technique"
        assert jour.jour >= AUJOURDHUI + timedelta(days=31)


def test_le_bouton_mene_au_sondage_du_brouillon_ou_a_la_reunion_preparee(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    brouillon = un_brouillon(p, p.avs)
    brouillon.date_reunion = brouillon.debut = None
    brouillon.save()
    client = connecter(p.avs)
    page = client.get(reverse("voir_calendrier", args=["essai"]))
    assert "Dates à grouper" in page.content.decode()
    urls = [reunion.url for jour in page.context["a_grouper"] for reunion in jour.reunions]
    (au_sondage,) = [url for url in urls if f"/reunions/{brouillon.pk}/sondage/ouvrir/" in url]
    texte = client.get(au_sondage).content.decode()
    assert re.search(r'name="jour_1" value="2026-\d\d-\d\d"', texte)
    assert re.search(r'name="heure_1" value="1\d:\d\d"', texte)
    preparer = next(url for url in urls if "/reunions/ouvrir/" in url)
    texte = client.get(preparer).content.decode()
    assert re.search(r'name="date_reunion" value="2026-\d\d-\d\d"', texte)
    assert re.search(r"<option value=\"i\d+(-c\d+)?\" selected>", texte)


@pytest.mark.parametrize("qualite", ["direction", "elu", "conseil_caf", "financeur"])
def test_les_autres_ne_lisent_pas_les_besoins_des_centres(
    p: SimpleNamespace, connecter: Connecter, qualite: str
) -> None:
    assert propositions(p, p.gens[qualite]) == []
    page = connecter(p.gens[qualite]).get(reverse("voir_calendrier", args=["essai"]))
    assert "Dates à grouper" not in page.content.decode()


def test_un_jour_passe_ou_une_annee_hors_du_pacte_ne_propose_rien(
    p: SimpleNamespace, connecter: Connecter
) -> None:
    client = connecter(p.avs)
    for requete in ("?annee=2025", "?annee=2027", "?au=2026-03-01"):
        page = client.get(reverse("voir_calendrier", args=["essai"]) + requete)
        assert page.context["a_grouper"] == []


def test_l_annee_suivante_se_prepare_aussi(p: SimpleNamespace) -> None:
    p.pacte.duree_annees = 4
    p.pacte.save()
    jours = composer_dates_a_grouper(p.pacte, p.avs, AUJOURDHUI, 2027)
    assert jours
    assert all(jour.jour.year == 2027 for jour in jours)


def test_le_nombre_de_requetes_ne_depend_pas_des_centres(p: SimpleNamespace) -> None:
    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            propositions(p, p.avs)
        return len(requetes)

    un_brouillon(p, p.avs)
    avant = compter()
    for rang in range(6):
        centre = organisation("centre")
        fonction("direction", centre)
        Partie.objects.create(
            pacte=p.pacte, organisation=centre, ordre=10 + rang, designation=centre.nom
        )
        un_brouillon(p, p.avs, centre=centre)
    assert Reunion.objects.count() == 7
    assert compter() == avant
