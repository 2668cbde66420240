"""Every act from every state: allowed where the table says so, refused with its reason elsewhere."""

import uuid
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import CleDejaUtilisee, ConflitDeVersion
from subventions import operations
from subventions.models import Attribution, Demande, EtatDemande, Versement
from subventions.workflow import A_DECIDER, TRANSITIONS
from tests import factories_accord as accord
from tests import factories_subventions as fabrique

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def p() -> SimpleNamespace:
    pacte = accord.un_pacte()
    pacte.direction = accord.fonction("direction", pacte.a)
    pacte.agent = accord.fonction("agent_avs", pacte.ville)
    return pacte


def une_demande(p, etat: str) -> Demande:
    demande = fabrique.demande(
        p, etat=etat, par=p.direction, exercice=2026, avec_budget=True, version=3
    )
    if etat == EtatDemande.ACCORDEE:
        fabrique.attribution(demande)
    return demande


VOTE = {
    "montant": D("38000.00"),
    "numero_deliberation": "DCM-1",
    "date_vote": date(2026, 3, 16),
    "date_transmission": None,
    "date_publication": None,
}
ACTES = {
    "modifier": lambda d, p: operations.modifier(
        d, par=p.direction, version=3, champs={"objet": "Autre"}
    ),
    "deposer": lambda d, p: operations.deposer(d, par=p.direction, cle=uuid.uuid4()),
    "retirer": lambda d, p: operations.retirer(d, par=p.direction, motif="Projet reporté."),
    "recevoir": lambda d, p: operations.recevoir(d, par=p.agent, date_reception=date(2026, 6, 10)),
    "proposer": lambda d, p: operations.proposer(
        d, par=p.agent, montant=D(38000), motif="Stable.", version=3
    ),
    "ajourner": lambda d, p: operations.ajourner(
        d, par=p.agent, motif="Le conseil attend le budget.", date_ajournement=date(2026, 3, 16)
    ),
    "attribuer": lambda d, p: operations.attribuer(d, par=p.agent, cle=uuid.uuid4(), champs=VOTE),
    "refuser": lambda d, p: operations.refuser_demande(
        d, par=p.agent, motif="Enveloppe épuisée.", date_refus=date(2026, 3, 16)
    ),
    "corriger_attribution": lambda d, p: operations.corriger_attribution(
        d,
        par=p.agent,
        cle=uuid.uuid4(),
        nature="modification",
        libelle="DM n° 1",
        champs={**VOTE, "montant": D(-500)},
    ),
    "payer": lambda d, p: operations.payer(
        d,
        par=p.agent,
        cle=uuid.uuid4(),
        genre="acompte",
        montant=D(1000),
        date_paiement=date(2026, 6, 1),
        reference="M-9",
    ),
}


def test_chaque_action_de_la_table_est_eprouvee() -> None:
    assert set(ACTES) == set(TRANSITIONS)


@pytest.mark.parametrize("action", ACTES)
@pytest.mark.parametrize("etat", EtatDemande.values)
def test_chaque_acte_depuis_chaque_etat(p, action: str, etat: str) -> None:
    demande = une_demande(p, etat)
    avant = Entree.objects.count()
    sources, cible = TRANSITIONS[action]
    if etat in sources:
        ACTES[action](demande, p)
        demande.refresh_from_db()
        assert demande.etat == cible
        assert Entree.objects.count() == avant + 1
        return
    with pytest.raises(ActeRefuse) as refus:
        ACTES[action](demande, p)
    demande.refresh_from_db()
    assert demande.etat == etat
    # Once deposited, what the city has not opened for a correction stays as it was sent.
    is_fermee = action == "modifier" and etat in A_DECIDER
    attendu = "pas demandé de correction" if is_fermee else demande.get_etat_display()
    assert attendu in refus.value.droit.motif
    assert Entree.objects.count() == avant


# --- Deposit -----------------------------------------------------------------------------------------
def test_le_depot_numerote_date_et_ecrit(p) -> None:
    p.a.courriel = "accueil@centre.test"
    p.a.save()
    demande = une_demande(p, "brouillon")
    deposee = operations.deposer(demande, par=p.direction, cle=uuid.uuid4())
    assert deposee.numero == "2026-ESSAI-A-001"
    assert (deposee.date_depot, deposee.depot_par) == (date(2026, 6, 15), p.direction)
    assert deposee.accuse is not None
    adresses = {courriel.destinataire for courriel in Courriel.objects.order_by("pk")}
    assert adresses == {p.direction.personne.courriel, "accueil@centre.test"}
    assert operations.deposer(
        une_demande(p, "brouillon"), par=p.direction, cle=uuid.uuid4()
    ).numero.endswith("-002")


def test_le_meme_depot_envoye_deux_fois_n_en_fait_qu_un(p) -> None:
    demande, cle = une_demande(p, "brouillon"), uuid.uuid4()
    premiere = operations.deposer(demande, par=p.direction, cle=cle)
    seconde = operations.deposer(demande, par=p.direction, cle=cle)
    assert premiere.accuse_id == seconde.accuse_id
    assert Entree.objects.filter(action="deposer_demande").count() == 1


def test_un_depot_avec_une_autre_cle_est_refuse(p) -> None:
    demande = une_demande(p, "brouillon")
    operations.deposer(demande, par=p.direction, cle=uuid.uuid4())
    with pytest.raises(ActeRefuse):
        operations.deposer(demande, par=p.direction, cle=uuid.uuid4())


def test_une_demande_incomplete_ne_se_depose_pas(p) -> None:
    demande = fabrique.demande(p, par=p.direction, objet="", presentation="")
    with pytest.raises(ActeRefuse, match="n'est pas complète"):
        operations.deposer(demande, par=p.direction, cle=uuid.uuid4())
    demande.refresh_from_db()
    assert (demande.etat, demande.numero) == ("brouillon", "")


def test_avant_l_ouverture_de_la_campagne_rien_ne_se_depose(p) -> None:
    fabrique.campagne(p, 2027, date_ouverture=date(2026, 6, 16))
    demande = fabrique.demande(p, par=p.direction, exercice=2027, avec_budget=True)
    with pytest.raises(ActeRefuse, match="ouvre le 16"):
        operations.deposer(demande, par=p.direction, cle=uuid.uuid4())


def test_apres_la_cloture_le_depot_reste_possible(p) -> None:
    fabrique.campagne(p, 2027, date_cloture=date(2026, 6, 14))
    demande = fabrique.demande(p, par=p.direction, exercice=2027, avec_budget=True)
    assert operations.deposer(demande, par=p.direction, cle=uuid.uuid4()).numero


# --- Versions and keys -----------------------------------------------------------------------------------
def test_une_version_depassee_n_ecrase_rien(p) -> None:
    demande = une_demande(p, "brouillon")
    operations.modifier(demande, par=p.direction, version=3, champs={"objet": "Premier"})
    with pytest.raises(ConflitDeVersion) as conflit:
        operations.modifier(demande, par=p.direction, version=3, champs={"objet": "Second"})
    assert (conflit.value.lue, conflit.value.actuelle) == (3, 4)
    demande.refresh_from_db()
    assert demande.objet == "Premier"


def test_le_budget_aussi_refuse_une_version_depassee(p) -> None:
    demande = une_demande(p, "brouillon")
    operations.modifier_budget(demande, par=p.direction, version=3, valeurs={"charge_641": D(5)})
    with pytest.raises(ConflitDeVersion):
        operations.modifier_budget(
            demande, par=p.direction, version=3, valeurs={"charge_641": D(6)}
        )
    assert demande.lignes.get(compte="641").montant == D(5)


def test_la_cle_d_une_autre_personne_ne_donne_rien(p) -> None:
    cle = uuid.uuid4()
    creer = {"cle": cle, "exercice": 2027, "genre": "projet", "objet": "Jardin"}
    operations.preparer(p.pacte, par=p.direction, **creer)
    assert operations.preparer(p.pacte, par=p.direction, **creer).objet == "Jardin"
    with pytest.raises(CleDejaUtilisee):
        operations.preparer(p.pacte, par=accord.fonction("direction", p.b), **creer)
    assert Demande.objects.count() == 1


# --- Recorded by the city ----------------------------------------------------------------------------------
def recue(p, **champs):
    defauts = {
        "par": p.agent,
        "cle": uuid.uuid4(),
        "centre": p.b,
        "date_reception": date(2026, 5, 2),
        "champs": {
            "exercice": 2027,
            "genre": "fonctionnement",
            "objet": "Fonctionnement",
            "montant_demande": D(25000),
            "mode_depot": "courriel",
        },
    }
    return operations.enregistrer_recue(p.pacte, **{**defauts, **champs})


def test_une_demande_recue_porte_sa_date_de_reception(p) -> None:
    demande = recue(p)
    assert (demande.etat, demande.date_depot) == ("recue", date(2026, 5, 2))
    assert demande.date_reception == date(2026, 5, 2)
    assert demande.numero == "2027-ESSAI-B-001"
    assert demande.accuse is None


def test_la_meme_demande_recue_s_enregistre_une_fois(p) -> None:
    cle = uuid.uuid4()
    assert recue(p, cle=cle) == recue(p, cle=cle)
    assert Demande.objects.count() == 1


def test_une_reception_a_venir_est_refusee(p) -> None:
    with pytest.raises(Exception, match="pas encore passée"):
        recue(p, date_reception=date(2026, 6, 16))


def test_un_centre_hors_du_pacte_est_refuse(p) -> None:
    with pytest.raises(Exception, match="pas partie au pacte"):
        recue(p, centre=accord.organisation("centre"))


# --- Award and payments -------------------------------------------------------------------------------------
def payer(p, demande, montant, **champs):
    defauts = {
        "par": p.agent,
        "cle": uuid.uuid4(),
        "genre": "acompte",
        "date_paiement": date(2026, 6, 1),
        "reference": "M-1",
    }
    return operations.payer(demande, montant=D(montant), **{**defauts, **champs})


def test_on_ne_verse_jamais_plus_que_le_reste(p) -> None:
    demande = fabrique.accordee(p)
    payer(p, demande, "30000")
    with pytest.raises(Exception, match="Il reste 10"):
        payer(p, demande, "10000.01")
    payer(p, demande, "10000", genre="solde")
    with pytest.raises(ActeRefuse, match="ne reste rien"):
        payer(p, demande, "0.01")
    assert sum(v.montant for v in Versement.objects.order_by("pk")) == D(40000)


def test_le_meme_versement_envoye_deux_fois_n_en_fait_qu_un(p) -> None:
    demande, cle = fabrique.accordee(p), uuid.uuid4()
    assert payer(p, demande, "40000", cle=cle) == payer(p, demande, "40000", cle=cle)
    assert Versement.objects.count() == 1


def test_un_vote_qui_n_est_pas_executoire_ne_se_paie_pas(p) -> None:
    demande = fabrique.demande(p, etat="accordee")
    vote = fabrique.attribution(demande, date_publication=None)
    with pytest.raises(ActeRefuse, match="transmission et la publication"):
        payer(p, demande, "100")
    operations.completer_attribution(
        vote, par=p.agent, version=1, champs={"date_publication": date(2026, 3, 20)}
    )
    with pytest.raises(Exception, match="ne précède pas"):
        payer(p, demande, "100", date_paiement=date(2026, 3, 19))
    payer(p, demande, "100", date_paiement=date(2026, 3, 20))


def test_un_paiement_a_venir_est_refuse(p) -> None:
    with pytest.raises(Exception, match="pas encore passée"):
        payer(p, fabrique.accordee(p), "100", date_paiement=date(2026, 6, 16))


def test_une_modification_votee_s_ajoute_au_vote(p) -> None:
    demande = fabrique.accordee(p)
    modification = operations.corriger_attribution(
        demande,
        par=p.agent,
        cle=uuid.uuid4(),
        nature="annulation",
        libelle="Annulation partielle",
        champs={**VOTE, "montant": D(-1500), "date_vote": date(2026, 5, 4)},
    )
    assert modification.compte_base_avance
    assert demande.attributions.count() == 2
    assert sum(a.montant for a in Attribution.objects.order_by("pk")) == D(38500)


def test_une_modification_ne_precede_pas_le_vote(p) -> None:
    demande = fabrique.accordee(p)
    with pytest.raises(Exception, match="ne précède pas celui"):
        operations.corriger_attribution(
            demande,
            par=p.agent,
            cle=uuid.uuid4(),
            nature="modification",
            libelle="DM",
            champs={**VOTE, "date_vote": date(2026, 3, 15)},
        )


@pytest.mark.parametrize(
    ("champs", "admis"),
    [
        ({"montant": D("-38000.00")}, True),
        ({"montant": D("-38000.01")}, False),
        ({"montant": D(0), "valeur_en_nature": D("-500.00")}, True),
        ({"montant": D(0), "valeur_en_nature": D("-500.01")}, False),
        ({"montant": D("-1.00"), "valeur_en_nature": D("-500.01")}, False),
    ],
)
def test_un_vote_ne_retire_pas_plus_que_ce_qui_est_accorde(p, champs, admis) -> None:
    demande = fabrique.accordee(p)
    demande.attributions.update(valeur_en_nature=D(500))
    fabrique.attribution(demande, "-2000.00", nature="modification")

    def voter() -> Attribution:
        return operations.corriger_attribution(
            demande,
            par=p.agent,
            cle=uuid.uuid4(),
            nature="annulation",
            libelle="Annulation",
            champs={**VOTE, **champs},
        )

    if admis:
        voter()
        with pytest.raises(ValidationError, match="accordés : ce vote en retire davantage"):
            voter()
    else:
        with pytest.raises(ValidationError, match="accordés : ce vote en retire davantage"):
            voter()
    assert demande.attributions.count() == 2 + admis


def test_un_vote_partiel_s_enregistre_tel_quel(p) -> None:
    demande = fabrique.demande(p, etat="proposee", par=p.direction)
    vote = operations.attribuer(demande, par=p.agent, cle=uuid.uuid4(), champs=VOTE)
    assert (vote.montant, vote.is_executoire) == (D(38000), False)
    assert Courriel.objects.filter(objet__contains="votés").count() == 1


def test_la_campagne_se_cree_puis_se_modifie(p) -> None:
    jours = {"date_ouverture": date(2026, 9, 1), "date_cloture": date(2026, 11, 30)}
    operations.enregistrer_campagne(p.pacte, par=p.agent, exercice=2027, version=1, champs=jours)
    campagne = operations.enregistrer_campagne(
        p.pacte,
        par=p.agent,
        exercice=2027,
        version=1,
        champs={**jours, "date_vote_prevue": date(2027, 3, 15)},
    )
    assert (campagne.version, campagne.date_vote_prevue) == (2, date(2027, 3, 15))
    with pytest.raises(ConflitDeVersion):
        operations.enregistrer_campagne(
            p.pacte, par=p.agent, exercice=2027, version=1, champs=jours
        )


def test_une_fonction_finie_n_agit_plus(p) -> None:
    p.agent.date_fin = date(2026, 6, 14)
    p.agent.save()
    with pytest.raises(ActeRefuse, match="n'est plus en cours"):
        operations.recevoir(
            une_demande(p, "deposee"), par=p.agent, date_reception=timezone.localdate()
        )
