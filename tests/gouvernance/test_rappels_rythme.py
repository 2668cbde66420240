"""Reminders of a rhythm near its limit: to whom, when, and once for each subject and year (R20)."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gouvernance.attentes.initiative import initiatives_a_prendre
from gouvernance.lectures.rythmes import is_a_rappeler, rythmes_a_rappeler
from gouvernance.operations import annuler
from gouvernance.operations.rappels_rythme import rappeler_rythmes
from gouvernance.rules.cadence import evaluer_rythme
from gouvernance.rules.valeurs import Cadence
from pacte.accord.models import Avenant, ObjetAvenant, Pacte
from pacte.courrier.models import Courriel
from tests.factories_accord import un_pacte
from tests.factories_gouvernance import un_brouillon, une_invitee
from tests.gouvernance.test_rules import PACTE, annoncee, tenue

# The small pact runs from 15 January 2025 to 14 January 2027: 2026 counts whole.
# Last days to invite of 2026: 21 December with 10 days (31 December is a Thursday).
DERNIER = date(2026, 12, 21)
PREMIER = DERNIER - timedelta(days=30)


def sujets(p: SimpleNamespace, le: date) -> set[str]:
    return {r.sujet for r in rythmes_a_rappeler(Pacte.objects.filter(pk=p.pacte.pk), le)}


# --- The rule -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("au", "faits", "attendu"),
    [
        # From thirty days before the last day to invite, that day included.
        (date(2026, 11, 20), (), False),
        (date(2026, 11, 21), (), True),
        (date(2026, 12, 21), (), True),
        (date(2026, 12, 22), (), False),
        # Enough is held, or announced.
        (date(2026, 12, 2), (tenue(date(2026, 5, 2)),), False),
        (date(2026, 12, 2), (annoncee(date(2026, 12, 18)),), False),
        # What was held another year does not count.
        (date(2026, 12, 2), (tenue(date(2025, 12, 5)),), True),
    ],
)
def test_quand_rappeler(au: date, faits: tuple, attendu: bool) -> None:
    rythme = evaluer_rythme(Cadence(), PACTE, faits, au=au, annee=2026)
    assert is_a_rappeler(rythme, au) is attendu


def test_deux_sont_dues_une_est_tenue(p: SimpleNamespace) -> None:
    au = date(2026, 12, 2)
    faits = (tenue(date(2026, 5, 2)),)
    deux = evaluer_rythme(Cadence(minimum=2), PACTE, faits, au=au, annee=2026)
    assert is_a_rappeler(deux, au)


# --- What is owed -----------------------------------------------------------------------------------
def test_ce_qui_est_du_par_instance_et_par_centre(p: SimpleNamespace) -> None:
    assert sujets(p, PREMIER - timedelta(days=1)) == set()
    assert sujets(p, PREMIER) == {
        "Comité technique — CSA",
        "Comité technique — CSB",
        "Comité des financeurs — CSA",
        "Comité des financeurs — CSB",
        "Comité de pilotage",
        "Rencontre thématique",
    }
    assert sujets(p, DERNIER) == sujets(p, PREMIER)
    assert sujets(p, DERNIER + timedelta(days=1)) == set()


def test_une_reunion_annoncee_ou_en_preparation_ne_se_rappelle_pas(p: SimpleNamespace) -> None:
    un_brouillon(p, p.avs, jour=date(2026, 12, 10))
    une_invitee(p, p.avs, instance="comite-pilotage", jour=date(2026, 12, 10))
    restants = sujets(p, PREMIER)
    assert "Comité technique — CSA" not in restants
    assert "Comité de pilotage" not in restants
    assert "Comité technique — CSB" in restants


def test_un_centre_sorti_du_pacte_ne_doit_plus_rien(p: SimpleNamespace) -> None:
    partie = p.parties[p.b.code]
    partie.date_sortie = date(2026, 6, 30)
    partie.save()
    assert "Comité technique — CSB" not in sujets(p, PREMIER)


def test_la_fin_du_pacte_avance_le_dernier_jour_et_un_avenant_le_recule(
    p: SimpleNamespace,
) -> None:
    """A pact that ends on 14 August 2026: invitations by the 4th."""
    p.pacte.date_effet = date(2024, 8, 15)
    p.pacte.save()
    assert "Comité technique — CSA" in sujets(p, date(2026, 7, 20))
    assert sujets(p, PREMIER) == set()
    Avenant.objects.create(
        pacte=p.pacte,
        numero=1,
        objet=ObjetAvenant.PROLONGATION,
        motif="Le comité l'a validé.",
        date_signature=date(2026, 7, 1),
        nouvelle_fin=date(2028, 8, 14),
    )
    assert sujets(p, date(2026, 7, 20)) == set()
    assert "Comité technique — CSA" in sujets(p, PREMIER)


def test_un_pacte_sans_date_ne_rappelle_rien(p: SimpleNamespace) -> None:
    p.pacte.date_effet = None
    p.pacte.save()
    assert sujets(p, PREMIER) == set()


# --- The mails (R20) -----------------------------------------------------------------------------------
def test_chaque_sujet_est_rappele_une_fois_dans_l_annee(p: SimpleNamespace) -> None:
    """Run on time, twice, then late after three stopped days: one mail for each person and subject."""
    with time_machine.travel("2026-11-25 08:00:00+01:00"):
        rappeler_rythmes(date(2026, 11, 25))
        partis = Courriel.objects.count()
        rappeler_rythmes(date(2026, 11, 25))
    rappeler_rythmes(date(2026, 11, 29))
    rappeler_rythmes(DERNIER)
    assert Courriel.objects.count() == partis
    # Technical: the centre's direction and the city, for A and B; financiers: each centre's.
    assert partis == 4 + 2 + 1 + 1
    objets = list(
        Courriel.objects.filter(destinataire=p.direction.personne.courriel)
        .order_by("objet")
        .values_list("objet", flat=True)
    )
    assert objets == [
        "Comité des financeurs — CSA, 2026 : invitations avant le 21 décembre 2026",
        "Comité technique — CSA, 2026 : invitations avant le 21 décembre 2026",
    ]


def test_le_courriel_du_rappel(p: SimpleNamespace) -> None:
    rappeler_rythmes(PREMIER)
    courriel = Courriel.objects.get(
        destinataire=p.direction.personne.courriel, objet__startswith="Comité des financeurs"
    )
    assert courriel.texte.startswith("Ouvrez la réunion et invitez avant le lundi 21\u00a0décembre")
    assert f"i{p.instances['comite-financeurs'].pk}-c{p.a.pk}" in courriel.texte
    assert courriel.pacte_code == "essai"


def test_trop_tard_le_rappel_est_perime(p: SimpleNamespace) -> None:
    assert rappeler_rythmes(DERNIER + timedelta(days=1)) == 0
    assert not Courriel.objects.exists()


def test_l_annee_suivante_rappelle_de_nouveau(p: SimpleNamespace) -> None:
    Avenant.objects.create(
        pacte=p.pacte,
        numero=1,
        objet=ObjetAvenant.PROLONGATION,
        motif="Le comité l'a validé.",
        date_signature=date(2026, 7, 1),
        nouvelle_fin=date(2029, 1, 14),
    )
    premiere = rappeler_rythmes(PREMIER)
    assert premiere > 0
    assert rappeler_rythmes(date(2027, 12, 1)) == premiere


# --- The to-do list -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("qualite", "attendus"),
    [
        ("agent_avs", ["Comité de pilotage", "Comité technique — CSA", "Comité technique — CSB",
                       "Rencontre thématique"]),
        ("direction", ["Comité des financeurs — CSA", "Comité technique — CSA"]),
        ("conseil_caf", []),
        ("presidence", []),
        ("elu", []),
    ],
)  # fmt: skip
def test_a_faire_de_qui_a_l_initiative(
    p: SimpleNamespace, qualite: str, attendus: list[str]
) -> None:
    choses = initiatives_a_prendre(p.gens[qualite], PREMIER, p.pacte)
    phrases = sorted(chose.phrase for chose in choses)
    assert phrases == [
        f"Inviter avant le 21\u00a0décembre\u00a02026 inclus : {sujet}." for sujet in attendus
    ]
    assert all(chose.echeance == DERNIER for chose in choses)


def test_la_ligne_ouvre_la_reunion_deja_choisie(p: SimpleNamespace) -> None:
    choses = initiatives_a_prendre(p.direction, PREMIER, p.pacte)
    technique = next(chose for chose in choses if "technique" in chose.phrase)
    instance = p.instances["comite-technique"].pk
    assert (
        technique.url == f"{reverse('ouvrir_reunion', args=['essai'])}?sujet=i{instance}-c{p.a.pk}"
    )


def test_le_nombre_de_requetes_ne_depend_ni_des_reunions_ni_des_pactes(p: SimpleNamespace) -> None:
    def compter(le: date) -> int:
        with CaptureQueriesContext(connection) as requetes:
            rythmes_a_rappeler(Pacte.objects.order_by("pk"), le)
        return len(requetes)

    avant, hors_saison = compter(PREMIER), compter(date(2026, 6, 15))
    un_pacte("autre")
    for rang in range(5):
        un_brouillon(p, p.avs, dans=rang)
    assert (compter(PREMIER), compter(date(2026, 6, 15))) == (avant, hors_saison)
    assert (avant, hors_saison) == (5, 2)


def test_une_reunion_annulee_se_rappelle_de_nouveau(p: SimpleNamespace) -> None:
    reunion = une_invitee(p, p.avs, jour=date(2026, 12, 10))
    assert "Comité technique — CSA" not in sujets(p, PREMIER)
    with time_machine.travel("2026-11-20 08:00:00+01:00"):
        annuler(reunion, par=p.avs, motif="Grève.")
    assert "Comité technique — CSA" in sujets(p, PREMIER)
