"""A correction opens one part of a deposited request, and that part alone; the city lifts it."""

import uuid
from datetime import date

import pytest

from pacte.accord.models import Qualite
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import ConflitDeVersion
from subventions.lectures.changements import changements
from subventions.models import Correction, Demande, ObjetCorrection
from subventions.operations import corrections as operations
from subventions.operations.rappels_instruction import rappeler_corrections
from subventions.permissions import can_ecrire_partie, parties_ouvertes, pieces_ouvertes
from tests import factories_etude as fe
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, texte

pytestmark = pytest.mark.django_db
LE = fe.AUJOURDHUI


@pytest.fixture
def recue(p) -> Demande:
    return fabrique.demande(p, etat="recue", par=p.direction, avec_budget=True)


def demander(recue, p, **champs) -> Correction:
    envoi = {
        "objet": ObjetCorrection.PROJET,
        "champ": "",
        "motif": "Précisez les publics.",
        "echeance": date(2026, 6, 25),
    }
    return operations.demander_correction(
        recue, par=p.agent, cle=uuid.uuid4(), **{**envoi, **champs}
    )


@pytest.mark.parametrize("objet", [*ObjetCorrection])
def test_une_correction_ouvre_sa_partie_et_elle_seule(p, recue, objet) -> None:
    assert parties_ouvertes(recue) == frozenset()
    demander(recue, p, objet=objet)
    ouvertes = {
        partie for partie in ObjetCorrection if can_ecrire_partie(p.direction, recue, partie, LE)
    }
    assert ouvertes == {objet}
    # Nobody else is given the pen: the city, or a member of the board who only reads.
    for qualite in (Qualite.AGENT_AVS, Qualite.MEMBRE_CA, Qualite.ELU):
        assert not can_ecrire_partie(p.fonctions[qualite], recue, objet, LE)


def test_une_correction_sur_une_piece_ouvre_cette_piece(p, recue) -> None:
    demander(recue, p, objet=ObjetCorrection.PIECE, champ="attendue:7")
    assert pieces_ouvertes(recue) == {"attendue:7"}
    assert can_ecrire_partie(p.direction, recue, "piece", LE, "attendue:7")
    assert not can_ecrire_partie(p.direction, recue, "piece", LE, "attendue:8")


def test_la_reponse_referme_la_partie_et_la_ville_leve(p, recue) -> None:
    correction = demander(recue, p)
    operations.repondre_correction(correction, par=p.direction, version=1, reponse="C'est écrit.")
    assert not can_ecrire_partie(p.direction, recue, "projet", LE)
    with pytest.raises(ActeRefuse, match="n'attend plus"):
        operations.repondre_correction(correction, par=p.direction, version=2, reponse="Encore.")
    operations.lever_correction(correction, par=p.agent, version=2)
    correction.refresh_from_db()
    assert (correction.etat_enum, correction.levee_par_id) == ("levee", p.agent.pk)
    assert [c.nature for c in Courriel.objects.order_by("cree_le")][:2] == ["action", "action"]


def test_la_page_d_une_correction_conduit_a_la_partie_ouverte(p, recue) -> None:
    correction = demander(recue, p)
    url = adresse("voir_correction", recue.pk, correction.pk)
    corriger = f'<a class="btn btn-principale" href="{adresse("modifier_projet", recue.pk)}">'
    assert corriger in texte(client(p.direction).get(url))
    assert adresse("modifier_projet", recue.pk) not in texte(client(p.agent).get(url))
    # Once something has changed, saying so comes first.
    recue.publics = "Les familles du quartier."
    recue.save()
    page = texte(client(p.direction).get(url))
    assert corriger not in page
    repondre = adresse("repondre_correction", recue.pk, correction.pk)
    assert f'<a class="btn btn-principale" href="{repondre}">' in page


def test_redemander_rouvre_la_partie_et_garde_la_premiere_reponse(p, recue) -> None:
    correction = demander(recue, p)
    operations.repondre_correction(correction, par=p.direction, version=1, reponse="Fait.")
    operations.redemander_correction(
        correction, par=p.agent, version=2, motif="Et les âges ?", echeance=date(2026, 7, 1)
    )
    assert can_ecrire_partie(p.direction, recue, "projet", LE)
    assert [h.reponse for h in correction.history.order_by("history_date")] == ["", "Fait.", ""]


def test_l_historique_garde_l_avant_et_l_apres(p, recue) -> None:
    correction = demander(recue, p)
    recue.publics = "Toutes les familles."
    recue.save()
    assert [(c.libelle, c.avant, c.apres) for c in changements(correction)] == [
        ("Publics et territoire", "", "Toutes les familles.")
    ]
    budget = demander(recue, p, objet=ObjetCorrection.BUDGET)
    ligne = recue.lignes.get(compte="641")
    ligne.montant += 5
    ligne.save()
    lus = changements(budget)
    assert [c.libelle for c in lus] == ["Rémunération des personnels"]
    assert (lus[0].avant, lus[0].apres) == ("100\u00a0000,00\u00a0€", "100\u00a0005,00\u00a0€")


def test_une_version_depassee_est_refusee(p, recue) -> None:
    correction = demander(recue, p)
    operations.repondre_correction(correction, par=p.direction, version=1, reponse="Fait.")
    with pytest.raises(ConflitDeVersion):
        operations.lever_correction(correction, par=p.agent, version=1)


@pytest.mark.parametrize("etat", ["brouillon", "accordee", "refusee", "retiree"])
def test_aucune_correction_avant_le_depot_ni_apres_la_decision(p, etat) -> None:
    demande = fabrique.demande(p, etat=etat, par=p.direction)
    with pytest.raises(ActeRefuse):
        demander(demande, p)
    assert not Correction.objects.exists()


def test_les_rappels_partent_une_fois_avant_et_une_fois_apres(p, recue) -> None:
    correction = fe.correction(recue, p.agent, echeance=date(2026, 6, 20))
    assert rappeler_corrections(date(2026, 6, 12)) == 0
    assert rappeler_corrections(date(2026, 6, 13)) == 1
    assert rappeler_corrections(date(2026, 6, 14)) == 0
    assert rappeler_corrections(date(2026, 6, 20)) == 0
    assert rappeler_corrections(date(2026, 6, 22)) == 1
    assert rappeler_corrections(date(2026, 6, 23)) == 0
    objets = list(Courriel.objects.order_by("cree_le").values_list("objet", flat=True))
    assert "bientôt attendue" in objets[0]
    assert "correction attendue" in objets[-1]
    correction.date_reponse, correction.reponse_par = LE, p.direction
    correction.save()
    assert rappeler_corrections(date(2026, 7, 30)) == 0


def test_le_parcours_par_les_pages(p, recue) -> None:
    ville, centre = client(p.agent), client(p.direction)
    envoi = {
        "cle_idempotence": fabrique.cle(),
        "objet": "budget",
        "champ": "",
        "motif": "Le budget oublie la CAF.",
        "echeance": "2026-06-25",
    }
    for _ in range(2):
        assert ville.post(adresse("demander_correction", recue.pk), envoi).status_code == 302
    correction = Correction.objects.get()
    page = texte(centre.get(adresse("voir_demande", recue.pk)))
    assert "Le budget oublie la CAF." in page
    assert adresse("modifier_budget", recue.pk) in page
    assert centre.get(adresse("modifier_budget", recue.pk)).status_code == 200
    assert centre.get(adresse("modifier_association", recue.pk)).status_code == 403
    reponse = centre.post(
        adresse("repondre_correction", recue.pk, correction.pk),
        {"version": correction.version, "reponse": "La CAF est ajoutée."},
    )
    assert reponse.status_code == 302
    assert centre.get(adresse("modifier_budget", recue.pk)).status_code == 403
    assert "La CAF est ajoutée." in texte(ville.get(adresse("instruire_demande", recue.pk)))
    reponse = ville.post(
        adresse("lever_correction", recue.pk, correction.pk), {"version": 2, "suite": "faite"}
    )
    assert reponse.status_code == 302
    assert "faite" in texte(centre.get(adresse("voir_correction", recue.pk, correction.pk)))


def test_un_refus_est_journalise_et_n_ecrit_rien(p, recue) -> None:
    reponse = client(p.direction).post(
        adresse("demander_correction", recue.pk),
        {
            "cle_idempotence": fabrique.cle(),
            "objet": "projet",
            "motif": "x",
            "echeance": "2026-06-25",
        },
    )
    assert reponse.status_code == 403
    assert "revient au service de la Ville" in texte(reponse)
    assert Entree.objects.get(action="demander_correction").resultat == "refuse"
    assert not Correction.objects.exists()
