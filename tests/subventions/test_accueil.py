"""What subsidies say on other rooms' pages: things to do, recent facts, panels."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.test import RequestFactory

from centres.presentation import CentreDuPacte
from gouvernance.models import PointOrdreDuJour, Reunion
from pacte.accord.models import Qualite
from subventions.a_faire import choses_a_faire, recemment
from subventions.panneaux import demandes_de_la_reunion, demandes_du_point, subventions_du_centre
from tests import factories_accord as accord
from tests import factories_decisions as decisions
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, texte

pytestmark = pytest.mark.django_db
JUIN = date(2026, 6, 15)


def phrases(fonction, le: date = JUIN) -> list[str]:
    return [chose.phrase for chose in choses_a_faire(fonction, le)]


def demande_vue(fonction) -> SimpleNamespace:
    requete = RequestFactory().get("/")
    requete.fonction = fonction
    return requete


# --- Things to do -----------------------------------------------------------------------------------
def test_la_direction_complete_son_brouillon_et_demande_l_avance(p) -> None:
    fabrique.campagne(p)
    fabrique.demande(p, exercice=2027)
    fabrique.accordee(p)
    choses = choses_a_faire(p.direction, JUIN)
    assert [(chose.phrase, chose.echeance) for chose in choses] == [
        (
            "Compléter et déposer la demande 2027 : Fonctionnement global.",
            date(2026, 11, 30),
        ),
        ("Demander l'avance 2027.", date(2026, 12, 31)),
    ]
    assert choses[1].url.endswith("/avances/2027/essai-a/demander/")


def test_sans_base_ni_apres_le_dernier_jour_l_avance_n_est_pas_proposee(p) -> None:
    assert phrases(p.direction) == []
    fabrique.accordee(p)
    assert phrases(p.direction) == ["Demander l'avance 2027."]
    assert phrases(p.direction, date(2027, 1, 2)) == []


@pytest.mark.parametrize("qualite", [Qualite.MEMBRE_CA, Qualite.ELU, Qualite.CONSEIL_CAF])
def test_qui_ne_fait_rien_n_a_rien_a_faire(p, qualite) -> None:
    fabrique.accordee(p)
    fabrique.demande(p)
    assert phrases(p.fonctions[qualite]) == []


def test_une_professionnelle_redige_sans_demander_l_avance(p) -> None:
    fabrique.accordee(p)
    fabrique.demande(p, exercice=2027)
    assert phrases(p.fonctions[Qualite.PROFESSIONNEL]) == [
        "Compléter et déposer la demande 2027 : Fonctionnement global."
    ]


def test_la_ville_suit_chaque_demande(p) -> None:
    fabrique.campagne(p, 2027)
    fabrique.demande(p, etat="deposee", exercice=2027, numero="N-1")
    fabrique.demande(p, etat="recue", exercice=2027, numero="N-2")
    fabrique.demande(p, etat="proposee", exercice=2027, numero="N-3")
    fabrique.demande(p, exercice=2027)
    accordee = fabrique.demande(p, etat="accordee", exercice=2025)
    fabrique.attribution(accordee, date_publication=None)
    lues = {chose.phrase: chose.echeance for chose in choses_a_faire(p.agent, JUIN)}
    assert lues == {
        "Noter la réception de la demande N-1, CSA.": None,
        "Proposer un montant pour la demande N-2, CSA.": date(2027, 3, 15),
        "Enregistrer le vote sur la demande N-3, CSA.": date(2027, 3, 15),
        "Dater la délibération DCM-2025-045 pour CSA.": date(2025, 3, 31),
    }


def test_une_demande_ajournee_revient_a_la_ville_et_se_dit_au_centre(p) -> None:
    fabrique.campagne(p, 2026)
    ajournee = fabrique.demande(p, etat="ajournee", numero="N-4", date_ajournement=date(2026, 6, 1))
    (chose,) = choses_a_faire(p.agent, JUIN)
    assert (
        chose.phrase == "Ramener au vote la demande N-4, CSA, ajournée le 1er\u00a0juin\u00a02026."
    )
    # The vote that put it off is past: it is no day to hold.
    assert chose.echeance is None
    assert chose.url.endswith(f"/demandes/{ajournee.pk}/proposition/")
    for fonction in (p.agent, p.direction):
        faits = [fait.phrase for fait in recemment(fonction, JUIN, 5)]
        assert faits == ["Demande N-4 ajournée par le conseil : CSA."]
    assert phrases(p.direction) == []


def test_le_vote_d_une_demande_tardive_suit_le_conseil_de_son_projet(p) -> None:
    fabrique.campagne(p, 2026, date_vote_prevue=date(2026, 3, 15))
    demande = fabrique.demande(
        p,
        etat="proposee",
        exercice=2026,
        numero="N-9",
        date_depot=date(2026, 6, 2),
        date_reception=date(2026, 6, 3),
        date_proposition=date(2026, 6, 10),
    )
    phrase = "Enregistrer le vote sur la demande N-9, CSA."

    def echeance() -> date | None:
        return {chose.phrase: chose.echeance for chose in choses_a_faire(p.agent, JUIN)}[phrase]

    # The vote of March came before the deposit: nobody is late.
    assert echeance() is None
    decisions.projet(p, [demande], date_conseil=date(2026, 6, 29))
    assert echeance() == date(2026, 6, 29)
    page = texte(client(p.agent).get(adresse("voir_demande", demande.pk)))
    assert "prévu le 29\u00a0juin\u00a02026" in page
    assert "prévu le 15" not in page


def test_la_ville_suit_l_avance_pas_a_pas(p) -> None:
    vides = {
        "date_credits_ouverts": None,
        "numero_deliberation": "",
        "date_deliberation": None,
        "date_executoire": None,
    }
    avance = fabrique.avance_prete(p, par=p.direction, **vides)
    assert phrases(p.agent) == ["Ouvrir les crédits pour l'avance 2027 de CSA."]
    avance.date_credits_ouverts = date(2026, 12, 10)
    avance.numero_deliberation, avance.date_deliberation = "D-1", date(2026, 12, 14)
    avance.date_executoire = date(2026, 12, 16)
    avance.save()
    assert phrases(p.agent, date(2026, 12, 20)) == []
    assert phrases(p.agent, date(2027, 1, 10)) == ["Payer l'avance 2027 de CSA."]


def test_une_demande_tardive_attend_la_ville(p) -> None:
    fabrique.accordee(p)
    fabrique.avance(p, par=p.direction, date_demande=date(2027, 1, 4))
    assert phrases(p.agent, date(2027, 1, 10)) == [
        "Décider de la demande tardive d'avance 2027 de CSA."
    ]


def test_les_choses_a_faire_en_un_nombre_constant_de_requetes(
    p, django_assert_max_num_queries
) -> None:
    for _ in range(2):
        with django_assert_max_num_queries(16):
            assert choses_a_faire(p.agent, JUIN) is not None
        for rang in range(20):
            fabrique.demande(p, etat="recue", exercice=2000 + rang)


@time_machine.travel(date(2026, 6, 20))
def test_recemment_dit_les_faits_des_dernieres_semaines(p) -> None:
    fabrique.demande(p, etat="deposee", numero="N-1", date_depot=date(2026, 6, 1))
    fabrique.demande(p, etat="deposee", numero="N-0", date_depot=date(2026, 1, 1))
    vote = fabrique.attribution(
        fabrique.demande(p, etat="accordee", numero="N-2"),
        date_vote=date(2026, 6, 10),
        date_transmission=None,
        date_publication=None,
    )
    fabrique.versement_avance(
        fabrique.avance(p, par=p.direction, exercice=2026), date_paiement=date(2026, 6, 5)
    )
    faits = recemment(p.agent, date(2026, 6, 20), 5)
    assert [(fait.phrase, fait.le) for fait in faits] == [
        (f"Subvention votée : CSA, délibération {vote.numero_deliberation}.", date(2026, 6, 10)),
        ("Avance 2026 payée à CSA.", date(2026, 6, 5)),
        ("Demande N-1 déposée : CSA.", date(2026, 6, 1)),
    ]
    assert len(recemment(p.agent, date(2026, 6, 20), 1)) == 1
    assert recemment(accord.fonction("direction", p.b), date(2026, 6, 20), 5) == []


# --- Panels ---------------------------------------------------------------------------------------------
def test_le_panneau_du_centre_est_pour_lui_et_pour_la_ville(p) -> None:
    fabrique.accordee(p)
    vue = CentreDuPacte(p.pacte, p.a)
    for fonction in (p.direction, p.agent):
        gabarit, contexte = subventions_du_centre(demande_vue(fonction), vue)
        assert gabarit == "subventions/_panneau_centre.html"
        assert len(contexte["demandes_du_centre"]) == 1
        assert contexte["avance_du_centre"].exercice == 2027
    for qualite in (Qualite.ELU, Qualite.CONSEIL_CAF, Qualite.FEDERATION, Qualite.AGENT_SERVICE):
        assert subventions_du_centre(demande_vue(p.fonctions[qualite]), vue) is None
    autre = accord.fonction("direction", p.b)
    assert subventions_du_centre(demande_vue(autre), vue) is None


def test_le_panneau_de_la_reunion_montre_les_demandes_deposees(p) -> None:
    reunion = Reunion.objects.create(
        pacte=p.pacte,
        instance=p.instances["comite-technique"],
        centre=p.a,
        organisateur=p.a,
    )
    assert demandes_de_la_reunion(demande_vue(p.agent), reunion) is None
    fabrique.demande(p, etat="deposee", comite_technique=reunion)
    gabarit, contexte = demandes_de_la_reunion(demande_vue(p.agent), reunion)
    assert gabarit == "subventions/_panneau_reunion.html"
    assert len(contexte["demandes_de_la_reunion"]) == 1
    # The item of the agenda where requests are deposited shows them too; the others do not.
    for objectif, montre in (("depot-demande", True), ("dialogue-gestion", False)):
        point = PointOrdreDuJour(reunion=reunion, objectif=objectif)
        assert (demandes_du_point(demande_vue(p.agent), point) is not None) is montre
    # An elected member of the city reads what is deposited; another funder, nothing.
    _, contexte = demandes_de_la_reunion(demande_vue(p.fonctions[Qualite.ELU]), reunion)
    assert len(contexte["demandes_de_la_reunion"]) == 1
    assert demandes_de_la_reunion(demande_vue(p.fonctions[Qualite.CONSEIL_CAF]), reunion) is None
