"""The schedule of an award: planned, ordered, paid, refused, cancelled; never above the award."""

import itertools
import uuid
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import ConflitDeVersion
from subventions import operations
from subventions.lectures.echeanciers import lire_echeancier
from subventions.lectures.finances import finances
from subventions.models import Echeance, EtatEcheance, Versement
from subventions.rules.versements import LignePrevue, LigneSaisie
from subventions.workflow import TRANSITIONS_ECHEANCE
from tests import factories_accord as accord
from tests import factories_subventions as fabrique
from tests import factories_versements as argent

pytestmark = pytest.mark.django_db
D = Decimal
JOUR = date(2026, 6, 15)


@pytest.fixture
def p() -> SimpleNamespace:
    pacte = accord.un_pacte()
    pacte.direction = accord.fonction("direction", pacte.a)
    pacte.agent = accord.fonction("agent_avs", pacte.ville)
    return pacte


def lire(demande):
    return lire_echeancier(demande, finances(demande, JOUR), JOUR)


def saisie(montant: str, genre: str = "solde", pk: int | None = None) -> LigneSaisie:
    return LigneSaisie(pk, LignePrevue(genre, D(montant), date(2026, 7, 1)))


def planifier(p, demande, *lignes, **champs):
    version = lire(demande).vote.version
    defauts = {"par": p.agent, "version": version, "lignes": lignes}
    return operations.modifier_echeancier(demande, **{**defauts, **champs})


def verifier_l_invariant(demande) -> None:
    """In Python as in SQL: advance + paid + ordered + planned + to plan = awarded."""
    lu = lire(demande).repartition
    assert lu.avance + lu.paye + lu.mandate + lu.prevu + lu.a_planifier == lu.accorde
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT COALESCE(SUM(e.montant), 0) FROM subventions_echeance e "
            "JOIN subventions_attribution a ON a.id = e.attribution_id WHERE a.demande_id = %s "
            "AND e.date_rejet IS NULL AND e.date_annulation IS NULL",
            [demande.pk],
        )
        (vivantes,) = curseur.fetchone()
        curseur.execute(
            "SELECT COALESCE(SUM(montant), 0) FROM subventions_attribution WHERE demande_id = %s",
            [demande.pk],
        )
        (vote,) = curseur.fetchone()
    assert vivantes == lu.paye + lu.mandate + lu.prevu
    assert vivantes <= vote


# --- Plan ---------------------------------------------------------------------------------------------
def test_la_notification_planifie_le_solde(p) -> None:
    demande = fabrique.accordee(p)
    vote = argent.vote(demande)
    operations.completer_attribution(
        vote, par=p.agent, version=vote.version, champs={"date_notification": date(2026, 3, 20)}
    )
    (ligne,) = lire(demande).lignes
    assert (ligne.echeance.montant, ligne.echeance.genre) == (D("40000.00"), "solde")
    assert ligne.echeance.date_prevue == ligne.limite == date(2026, 5, 19)
    assert ligne.is_en_retard
    # Dated again, nothing is planned twice.
    operations.proposer_echeancier(demande, par=p.agent)
    assert Echeance.objects.count() == 1


def test_l_avance_s_impute_sur_l_echeancier_propose(p) -> None:
    avance = fabrique.avance(p, exercice=2026, par=p.direction)
    fabrique.versement_avance(avance, "12000.00")
    demande = fabrique.accordee(p)
    operations.proposer_echeancier(demande, par=p.agent)
    assert [e.montant for e in lire(demande).prevues] == [D("28000.00")]
    verifier_l_invariant(demande)


def test_les_lignes_font_exactement_l_accorde(p) -> None:
    demande = fabrique.accordee(p)
    with pytest.raises(ValidationError, match="Il manque 0,01"):
        planifier(p, demande, saisie("10000", "acompte"), saisie("29999.99"))
    with pytest.raises(ValidationError, match="en trop 0,01"):
        planifier(p, demande, saisie("10000", "acompte"), saisie("30000.01"))
    assert not Echeance.objects.exists()
    planifier(p, demande, saisie("10000", "acompte"), saisie("30000"))
    assert [e.montant for e in lire(demande).prevues] == [D(10000), D(30000)]
    verifier_l_invariant(demande)


def test_modifier_garde_les_lignes_et_en_retire(p) -> None:
    demande = fabrique.accordee(p)
    un, deux = planifier(p, demande, saisie("10000", "acompte"), saisie("30000"))
    (garde,) = planifier(p, demande, saisie("40000", pk=deux.pk))
    assert garde.pk == deux.pk
    un.refresh_from_db()
    assert un.etat_enum == EtatEcheance.ANNULEE
    verifier_l_invariant(demande)


def test_un_echeancier_change_entre_temps_est_un_conflit(p) -> None:
    demande = fabrique.accordee(p)
    planifier(p, demande, saisie("40000"))
    with pytest.raises(ConflitDeVersion):
        planifier(p, demande, saisie("40000"), version=1)


def test_une_ligne_mandatee_ne_se_modifie_plus(p) -> None:
    demande = fabrique.accordee(p)
    ligne = argent.mandatee(demande, "10000")
    with pytest.raises(ValidationError, match="mandatée entre-temps"):
        planifier(p, demande, saisie("30000", pk=ligne.pk))
    planifier(p, demande, saisie("30000"))
    verifier_l_invariant(demande)


# --- The life of a line ---------------------------------------------------------------------------------
FABRIQUES = {
    EtatEcheance.PREVUE: argent.prevue,
    EtatEcheance.MANDATEE: argent.mandatee,
    EtatEcheance.PAYEE: argent.payee,
    EtatEcheance.REJETEE: argent.rejetee,
}
ACTES = {
    "mandater": lambda e, p: operations.mandater(
        e, par=p.agent, version=e.version, date_ordonnancement=JOUR, reference="M-9"
    ),
    "payer": lambda e, p: operations.payer_echeance(
        e, par=p.agent, cle=uuid.uuid4(), date_paiement=JOUR
    ),
    "rejeter": lambda e, p: operations.rejeter_echeance(
        e, par=p.agent, version=e.version, date_rejet=JOUR, motif="RIB périmé."
    ),
    "annuler": lambda e, p: operations.annuler_echeance(
        e, par=p.agent, version=e.version, motif="Doublon."
    ),
}


@pytest.mark.parametrize(("etat", "action"), list(itertools.product(FABRIQUES, ACTES)))
def test_chaque_acte_depuis_chaque_etat(p, etat, action) -> None:
    demande = fabrique.accordee(p)
    echeance = FABRIQUES[etat](demande)
    sources, cible = TRANSITIONS_ECHEANCE[action]
    if etat in sources:
        ACTES[action](echeance, p)
        echeance.refresh_from_db()
        assert echeance.etat_enum == cible
    else:
        with pytest.raises(ActeRefuse, match="pas possible à l'état"):
            ACTES[action](echeance, p)
    if etat != EtatEcheance.REJETEE:
        verifier_l_invariant(demande)


def test_de_la_ligne_prevue_au_versement(p) -> None:
    demande = fabrique.accordee(p)
    ligne = argent.prevue(demande)
    ACTES["mandater"](ligne, p)
    ligne.refresh_from_db()
    cle = uuid.uuid4()
    versements = [
        operations.payer_echeance(ligne, par=p.agent, cle=cle, date_paiement=JOUR) for _ in range(2)
    ]
    assert versements[0] == versements[1]
    versement = Versement.objects.get()
    assert (versement.montant, versement.reference, versement.genre) == (D(40000), "M-9", "solde")
    ligne.refresh_from_db()
    assert ligne.versement == versement
    assert finances(demande, JOUR).reste.a_verser == 0
    verifier_l_invariant(demande)


def test_un_rejet_ouvre_une_ligne_du_meme_montant(p) -> None:
    demande = fabrique.accordee(p)
    ligne = argent.mandatee(demande)
    nouvelle = ACTES["rejeter"](ligne, p)
    assert (nouvelle.montant, nouvelle.etat_enum) == (ligne.montant, EtatEcheance.PREVUE)
    ligne.refresh_from_db()
    assert ligne.motif_rejet == "RIB périmé."
    ACTES["mandater"](nouvelle, p)
    verifier_l_invariant(demande)


def test_on_ne_mandate_pas_avant_que_le_vote_soit_executoire(p) -> None:
    demande = fabrique.demande(p, etat="accordee")
    fabrique.attribution(demande, date_transmission=None)
    with pytest.raises(ActeRefuse, match="transmission et la publication"):
        ACTES["mandater"](argent.prevue(demande), p)
    autre = fabrique.accordee(p)
    ligne = argent.prevue(autre)
    with pytest.raises(ValidationError, match="exécutoire"):
        operations.mandater(
            ligne, par=p.agent, version=1, date_ordonnancement=date(2026, 3, 17), reference="M"
        )


def test_les_jours_se_suivent(p) -> None:
    demande = fabrique.accordee(p)
    ligne = argent.mandatee(demande)
    for jour, motif in ((date(2026, 6, 9), "suit le mandat"), (date(2026, 6, 16), "pas encore")):
        with pytest.raises(ValidationError, match=motif):
            operations.payer_echeance(ligne, par=p.agent, cle=uuid.uuid4(), date_paiement=jour)
    assert not Versement.objects.exists()


def test_le_centre_ne_touche_pas_a_l_echeancier(p) -> None:
    demande = fabrique.accordee(p)
    ligne = argent.prevue(demande)
    avec = SimpleNamespace(agent=p.direction)
    for acte in ACTES.values():
        with pytest.raises(ActeRefuse, match="service de la Ville"):
            acte(ligne, avec)
    with pytest.raises(ActeRefuse, match="service de la Ville"):
        planifier(p, demande, saisie("40000"), par=p.direction)


# --- Never above the award --------------------------------------------------------------------------------
def noter(p, demande, montant: str) -> Versement:
    return operations.payer(
        demande,
        par=p.agent,
        cle=uuid.uuid4(),
        genre="acompte",
        montant=D(montant),
        date_paiement=date(2026, 6, 1),
        reference="M-1",
    )


def test_un_versement_note_a_part_se_prend_sur_l_echeancier(p) -> None:
    demande = fabrique.accordee(p)
    planifier(p, demande, saisie("10000", "acompte"), saisie("30000"))
    noter(p, demande, "15000")
    assert [e.montant for e in lire(demande).prevues] == [D(25000)]
    assert lire(demande).dans(EtatEcheance.PAYEE)[0].montant == D(15000)
    verifier_l_invariant(demande)


def test_un_versement_a_part_ne_double_pas_un_mandat(p) -> None:
    demande = fabrique.accordee(p)
    argent.mandatee(demande, "30000")
    with pytest.raises(ValidationError, match="déjà mandatés"):
        noter(p, demande, "10000.01")
    noter(p, demande, "10000")
    verifier_l_invariant(demande)


def test_une_annulation_votee_reduit_l_echeancier(p) -> None:
    demande = fabrique.accordee(p)
    planifier(p, demande, saisie("10000", "acompte"), saisie("30000"))
    operations.corriger_attribution(
        demande,
        par=p.agent,
        cle=uuid.uuid4(),
        nature="annulation",
        libelle="Annulation partielle",
        champs={
            "montant": D(-32000),
            "numero_deliberation": "DCM-2",
            "date_vote": date(2026, 5, 11),
        },
    )
    assert [e.montant for e in lire(demande).prevues] == [D(8000)]
    verifier_l_invariant(demande)


def test_un_mandat_au_dela_de_l_accorde_ne_se_paie_pas(p) -> None:
    demande = fabrique.accordee(p)
    ligne = argent.mandatee(demande)
    fabrique.attribution(demande, "-1000", nature="annulation", numero_deliberation="D-2")
    with pytest.raises(ValidationError, match="annulez ce mandat"):
        ACTES["payer"](ligne, p)
    assert not Versement.objects.exists()


def test_la_base_refuse_un_versement_au_dela_de_l_accorde(p) -> None:
    demande = fabrique.accordee(p)
    argent.payee(demande, "39999.99")
    with pytest.raises(IntegrityError, match="ne dépassent jamais"), transaction.atomic():
        argent.payee(demande, "0.02")
    argent.payee(demande, "0.01")
    verifier_l_invariant(demande)


def test_toutes_les_suites_d_actes_gardent_l_invariant(p) -> None:
    for suite in itertools.product(ACTES, repeat=3):
        demande = fabrique.accordee(p, montant="10.01")
        planifier(p, demande, saisie("3.34", "acompte"), saisie("6.67"))
        for action in suite:
            lu = lire(demande)
            possibles = lu.dans(*TRANSITIONS_ECHEANCE[action][0])
            if possibles:
                ACTES[action](possibles[0], p)
            verifier_l_invariant(demande)


@pytest.mark.parametrize(("retrait", "reprise"), [("-4000", "6000"), ("-10000", None)])
def test_un_rejet_apres_une_baisse_ne_replanifie_que_l_accorde(p, retrait, reprise) -> None:
    """The order exceeded an award that went down since; refused, it is planned again for less."""
    demande = fabrique.accordee(p, montant="10000")
    ligne = argent.mandatee(demande, "10000")
    operations.corriger_attribution(
        demande,
        par=p.agent,
        cle=uuid.uuid4(),
        nature="annulation",
        libelle="Annulation",
        champs={"montant": D(retrait), "numero_deliberation": "DCM-9", "date_vote": JOUR},
    )
    assert lire(demande).repartition.en_trop == -D(retrait)
    nouvelle = operations.rejeter_echeance(
        ligne, par=p.agent, version=1, date_rejet=JOUR, motif="RIB périmé."
    )
    part = lire(demande).repartition
    assert (part.en_trop, part.prevu) == (0, D(reprise or 0))
    attendu = EtatEcheance.PREVUE if reprise else EtatEcheance.ANNULEE
    assert nouvelle.etat_enum == attendu
    assert [e.montant for e in lire(demande).prevues] == ([D(reprise)] if reprise else [])
