"""The advance, from the request to the payment: who acts, in which order, and what is refused."""

import uuid
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import ValidationError

from pacte.accord.models import Qualite
from pacte.courrier.models import Courriel
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import ConflitDeVersion
from subventions import operations, permissions
from subventions.lectures.dossiers import dossier_avance, dossiers_avance
from subventions.lectures.finances import finances
from subventions.models import Avance, Versement
from subventions.workflow import EtatAvance
from tests import factories_accord as accord
from tests import factories_subventions as fabrique

pytestmark = pytest.mark.django_db
D = Decimal
EN_JANVIER = date(2027, 1, 20)


@pytest.fixture
def p() -> SimpleNamespace:
    pacte = accord.un_pacte()
    pacte.direction = accord.fonction("direction", pacte.a)
    pacte.agent = accord.fonction("agent_avs", pacte.ville)
    return pacte


def dossier(p, au: date = date(2026, 6, 15), exercice: int = 2027):
    return dossier_avance(p.pacte, p.a, exercice, au)


def demander(p, **champs) -> Avance:
    defauts = {"par": p.direction, "cle": uuid.uuid4()}
    return operations.demander_avance(dossier(p), **{**defauts, **champs})


def test_le_centre_demande_l_avance(p) -> None:
    fabrique.accordee(p)
    fabrique.convention(p)
    avance = demander(p)
    assert (avance.date_demande, avance.exercice) == (date(2026, 6, 15), 2027)
    lu = dossier(p)
    assert (lu.etat, lu.calcul.montant) == (EtatAvance.PRETE, D("12000.00"))
    assert Courriel.objects.filter(objet__contains="Avance 2027").count() == 1


def test_la_meme_demande_envoyee_deux_fois_n_en_fait_qu_une(p) -> None:
    cle = uuid.uuid4()
    assert demander(p, cle=cle) == demander(p, cle=cle)
    with pytest.raises(ActeRefuse, match="déjà demandée"):
        demander(p)
    assert Avance.objects.count() == 1


@pytest.mark.parametrize(
    ("qualite", "peut"),
    [
        (Qualite.DIRECTION, True),
        (Qualite.PRESIDENCE, True),
        (Qualite.TRESORERIE, True),
        (Qualite.PROFESSIONNEL, False),
        (Qualite.MEMBRE_CA, False),
    ],
)
def test_qui_engage_le_centre_demande(p, qualite, peut) -> None:
    par = accord.fonction(qualite, p.a)
    droit = permissions.can_demander_avance(par, dossier(p), date(2026, 6, 15))
    assert bool(droit) == peut
    if not peut:
        with pytest.raises(ActeRefuse):
            demander(p, par=par)


def test_un_autre_centre_ne_demande_pas(p) -> None:
    with pytest.raises(ActeRefuse, match="revient au centre"):
        demander(p, par=accord.fonction("direction", p.b))


@pytest.mark.parametrize(
    ("jour", "peut"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2027, 12, 31), True),
        (date(2028, 1, 1), False),
    ],
)
def test_l_avance_se_demande_en_n_ou_en_n_plus_1(p, jour, peut) -> None:
    assert bool(permissions.can_demander_avance(p.direction, dossier(p, jour), jour)) == peut


# --- Late ---------------------------------------------------------------------------------------------
def en_retard(p) -> Avance:
    fabrique.accordee(p)
    fabrique.convention(p)
    return fabrique.avance(p, par=p.direction, date_demande=date(2027, 1, 4))


@pytest.mark.parametrize(
    ("decision", "etat", "montant"),
    [("acceptee", EtatAvance.PRETE, "12000.00"), ("refusee", EtatAvance.A_COMPLETER, "0.00")],
)
def test_la_ville_decide_d_une_demande_tardive(p, decision, etat, montant) -> None:
    with time_machine.travel(EN_JANVIER):
        en_retard(p)
        avant = dossier(p, EN_JANVIER)
        assert (avant.etat, avant.calcul.montant) == (EtatAvance.TARDIVE, D("0.00"))
        operations.decider_tardive(
            avant, par=p.agent, decision=decision, motif="Changement de direction.", version=1
        )
        apres = dossier(p, EN_JANVIER)
        assert (apres.etat, apres.calcul.montant) == (etat, D(montant))
        assert apres.avance.motif_decision == "Changement de direction."
        assert Courriel.objects.filter(texte__contains="Changement de direction.").exists()
        with pytest.raises(ActeRefuse):
            operations.decider_tardive(
                apres, par=p.agent, decision=decision, motif="Encore.", version=2
            )


def test_une_decision_sur_une_version_depassee_est_refusee(p) -> None:
    with time_machine.travel(EN_JANVIER):
        en_retard(p)
        with pytest.raises(ConflitDeVersion):
            operations.decider_tardive(
                dossier(p, EN_JANVIER), par=p.agent, decision="acceptee", motif="Oui.", version=9
            )


def test_le_centre_ne_decide_pas_de_sa_demande(p) -> None:
    with time_machine.travel(EN_JANVIER):
        en_retard(p)
        with pytest.raises(ActeRefuse, match="service de la Ville"):
            operations.decider_tardive(
                dossier(p, EN_JANVIER), par=p.direction, decision="acceptee", motif="Oui", version=1
            )


# --- Payment ---------------------------------------------------------------------------------------------
def payer(p, **champs) -> Versement:
    defauts = {
        "par": p.agent,
        "cle": uuid.uuid4(),
        "date_paiement": EN_JANVIER,
        "reference": "M-42",
    }
    return operations.payer_avance(dossier(p, EN_JANVIER), **{**defauts, **champs})


@time_machine.travel(EN_JANVIER)
def test_le_montant_paye_est_calcule(p) -> None:
    fabrique.avance_prete(p, par=p.direction)
    versement = payer(p)
    assert (versement.montant, versement.exercice) == (D("12000.00"), 2027)
    lu = dossier(p, EN_JANVIER)
    assert lu.etat == EtatAvance.PAYEE
    assert lu.calcul.phrase.endswith("versée le 20\u00a0janvier\u00a02027")
    assert Courriel.objects.filter(objet__contains="payés").count() == 1
    with pytest.raises(ActeRefuse, match="déjà payée"):
        payer(p)


@time_machine.travel(EN_JANVIER)
def test_le_meme_paiement_envoye_deux_fois_n_en_fait_qu_un(p) -> None:
    fabrique.avance_prete(p, par=p.direction)
    cle = uuid.uuid4()
    assert payer(p, cle=cle) == payer(p, cle=cle)
    assert Versement.objects.count() == 1


VIDES = {
    "date_credits_ouverts": ({"date_credits_ouverts": None}, "ouverture des crédits"),
    "deliberation": (
        {"date_deliberation": None, "date_executoire": None, "numero_deliberation": ""},
        "délibération qui vote",
    ),
    "executoire": ({"date_executoire": None}, "exécutoire"),
}


@time_machine.travel(EN_JANVIER)
@pytest.mark.parametrize("cas", VIDES)
def test_les_taches_de_la_ville_se_datent_avant_de_payer(p, cas) -> None:
    champs, motif = VIDES[cas]
    fabrique.avance_prete(p, par=p.direction, **champs)
    # The centre's right does not move: only the order of the city's own acts does.
    assert dossier(p, EN_JANVIER).calcul.montant == D("12000.00")
    with pytest.raises(ActeRefuse, match=motif):
        payer(p)


@time_machine.travel(EN_JANVIER)
def test_sans_convention_signee_rien_ne_se_paie(p) -> None:
    fabrique.avance_prete(p, par=p.direction)
    convention = p.pacte.conventions.get()
    convention.date_signature_centre = None
    convention.save()
    with pytest.raises(ActeRefuse, match="attend la signature du centre"):
        payer(p)


@time_machine.travel(EN_JANVIER)
def test_le_paiement_ne_precede_ni_le_vote_executoire_ni_l_annee(p) -> None:
    fabrique.avance_prete(
        p,
        par=p.direction,
        date_deliberation=date(2027, 1, 11),
        date_executoire=date(2027, 1, 13),
    )
    with pytest.raises(ValidationError, match="exécutoire"):
        payer(p, date_paiement=date(2027, 1, 12))
    with pytest.raises(ValidationError, match="1er janvier"):
        payer(p, date_paiement=date(2026, 12, 31))
    with pytest.raises(ValidationError, match="pas encore passée"):
        payer(p, date_paiement=date(2027, 1, 21))
    assert not Versement.objects.exists()


@time_machine.travel(EN_JANVIER)
def test_une_condition_remplie_apres_le_paiement_ne_suffit_pas(p) -> None:
    fabrique.avance_prete(p, par=p.direction)
    convention = p.pacte.conventions.get()
    convention.date_signature_centre = date(2027, 1, 18)
    convention.save()
    with pytest.raises(ValidationError, match="n'étaient pas remplies"):
        payer(p, date_paiement=date(2027, 1, 15))
    assert payer(p, date_paiement=date(2027, 1, 18)).montant == D("12000.00")


def test_on_ne_paie_pas_en_decembre(p) -> None:
    with time_machine.travel(date(2026, 12, 20)):
        fabrique.avance_prete(p, par=p.direction)
        droit = permissions.can_payer_avance(
            p.agent, dossier(p, date(2026, 12, 20)), date(2026, 12, 20)
        )
        assert not droit
        assert "1er janvier 2027" in droit.motif


@time_machine.travel(EN_JANVIER)
def test_une_fois_payee_les_taches_ne_bougent_plus(p) -> None:
    fabrique.avance_prete(p, par=p.direction)
    payer(p)
    with pytest.raises(ActeRefuse, match="est payée"):
        operations.noter_taches(dossier(p, EN_JANVIER), par=p.agent, version=1, champs={})


def test_les_taches_se_datent_dans_l_ordre_du_temps(p) -> None:
    fabrique.avance(p, par=p.direction)
    with pytest.raises(ValidationError, match="exécutoire après son vote"):
        operations.noter_taches(
            dossier(p),
            par=p.agent,
            version=1,
            champs={
                "numero_deliberation": "D-1",
                "date_deliberation": date(2026, 6, 10),
                "date_executoire": date(2026, 6, 9),
            },
        )


# --- What the advance does to N+1 ---------------------------------------------------------------------------
@time_machine.travel(date(2027, 4, 1))
@pytest.mark.parametrize(
    ("montant", "comprend", "accorde", "a_verser", "trop_percu"),
    [
        ("41000", True, "41000", "29000", "0"),
        ("29000", False, "41000", "29000", "0"),
        ("10000", True, "10000", "0", "2000"),
    ],
)
def test_l_avance_s_impute_sur_la_subvention(
    p, montant, comprend, accorde, a_verser, trop_percu
) -> None:
    fabrique.versement_avance(fabrique.avance_prete(p, par=p.direction))
    demande = fabrique.demande(p, etat="accordee", exercice=2027)
    fabrique.attribution(demande, montant, comprend_avance=comprend)
    argent = finances(demande, date(2027, 4, 1))
    assert (argent.accorde, argent.avance_imputee) == (D(accorde), D(12000))
    assert (argent.reste.a_verser, argent.reste.trop_percu) == (D(a_verser), D(trop_percu))


@time_machine.travel(date(2027, 4, 1))
def test_l_avance_ne_s_impute_pas_sur_un_projet(p) -> None:
    fabrique.versement_avance(fabrique.avance_prete(p, par=p.direction))
    projet = fabrique.demande(p, etat="accordee", exercice=2027, genre="projet")
    fabrique.attribution(projet, "3000", compte_base_avance=False)
    argent = finances(projet, date(2027, 4, 1))
    assert (argent.avance_imputee, argent.reste.a_verser) == (0, D(3000))


def test_un_centre_qui_n_a_pas_signe_le_voit(p) -> None:
    fabrique.avance_prete(p, par=p.direction)
    p.parties["essai-a"].lignes.update(date_signature=None)
    assert dossier(p).calcul.demande.motif == "non_signataire"


def test_un_pacte_sans_avance_n_a_pas_de_dossier(p) -> None:
    p.engagements["C30"].delete()
    assert dossiers_avance(p.pacte, 2027, date(2026, 6, 15)) == []


def test_les_dossiers_se_lisent_en_un_nombre_constant_de_requetes(
    p, django_assert_max_num_queries
) -> None:
    fabrique.avance_prete(p, par=p.direction)
    with django_assert_max_num_queries(9):
        assert len(dossiers_avance(p.pacte, 2027, date(2026, 6, 15))) == 2
    for rang in range(18):
        centre = accord.organisation("centre")
        p.pacte.parties.create(organisation=centre, ordre=10 + rang)
        fabrique.avance_prete(p, centre)
    with django_assert_max_num_queries(9):
        assert len(dossiers_avance(p.pacte, 2027, date(2026, 6, 15))) == 20
