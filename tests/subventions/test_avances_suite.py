"""What changes an advance and why, the letters, all of them at once, and a sum received above."""

import io
import uuid
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pikepdf
import pytest
import time_machine
from openpyxl import load_workbook

from pacte.courrier.models import Courriel
from pacte.documents import stockage
from pacte.documents.models import DocumentScelle
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from subventions import operations
from subventions.lectures.avances import changements, suite_de_l_avance
from subventions.lectures.dossiers import dossier_avance
from subventions.models import Avance, RecalculAvance, Reversement
from subventions.operations import avances_lot
from subventions.workflow import EtatAvance
from tests import factories_accord as accord
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, texte

pytestmark = pytest.mark.django_db
D = Decimal
EN_DECEMBRE, EN_JANVIER = date(2026, 12, 15), date(2027, 1, 20)
DATES = {
    "date_credits_ouverts": date(2026, 12, 10),
    "numero_deliberation": "DCM-2026-190",
    "date_deliberation": date(2026, 12, 14),
    "date_executoire": None,
}


@pytest.fixture
def p() -> SimpleNamespace:
    pacte = accord.un_pacte()
    pacte.direction = accord.fonction("direction", pacte.a)
    pacte.agent = accord.fonction("agent_avs", pacte.ville)
    return pacte


def dossier(p, au: date = EN_JANVIER, exercice: int = 2027):
    return dossier_avance(p.pacte, p.a, exercice, au)


def demander(p) -> Avance:
    return operations.demander_avance(
        dossier(p, date(2026, 6, 15)), par=p.direction, cle=uuid.uuid4()
    )


def modifier_le_vote(p, demande, montant: str, jour: date, nature: str = "modification"):
    return operations.corriger_attribution(
        demande,
        par=p.agent,
        cle=uuid.uuid4(),
        nature=nature,
        libelle="DM",
        champs={"montant": D(montant), "numero_deliberation": "DCM-7", "date_vote": jour},
    )


# --- Every change recomputes and says why ----------------------------------------------------------------
def test_chaque_changement_recalcule_et_dit_pourquoi(p) -> None:
    demande = fabrique.accordee(p)
    demander(p)
    with time_machine.travel(date(2026, 9, 20)):
        modifier_le_vote(p, demande, "5000", date(2026, 9, 14))
    with time_machine.travel(date(2026, 11, 20)):
        modifier_le_vote(p, demande, "-1000", date(2026, 11, 16), "annulation")
    suite = changements(dossier(p))
    assert [(c.recalcul.base, c.recalcul.montant, c.ecart) for c in suite] == [
        (D("40000.00"), D("12000.00"), None),
        (D("45000.00"), D("13500.00"), D("1500.00")),
        (D("44000.00"), D("13200.00"), D("-300.00")),
    ]
    assert "Premier calcul" in suite[0].recalcul.motif
    assert "14\u00a0septembre\u00a02026, DCM-7" in suite[1].recalcul.motif
    assert suite[2].recalcul.motif.startswith("Annulation du 16")


def test_le_vote_apres_la_demande_remplit_la_base(p) -> None:
    demande = fabrique.demande(p, etat="proposee")
    demander(p)
    assert [c.recalcul.montant for c in changements(dossier(p))] == [D("0.00")]
    operations.attribuer(
        demande,
        par=p.agent,
        cle=uuid.uuid4(),
        champs={
            "montant": D("33.35"),
            "numero_deliberation": "DCM-1",
            "date_vote": date(2026, 6, 10),
        },
    )
    assert [c.recalcul.montant for c in changements(dossier(p))] == [D("0.00"), D("10.01")]


@time_machine.travel(EN_JANVIER)
def test_l_avance_de_n_payee_entre_dans_la_base_une_fois(p) -> None:
    fabrique.accordee(p, exercice=2027, montant="231010.00", date_depot=date(2026, 11, 3))
    vote = p.pacte.attributions.get(exercice=2027)
    vote.date_vote, vote.comprend_avance = date(2027, 1, 11), False
    vote.date_transmission = vote.date_publication = date(2027, 1, 12)
    vote.save()
    fabrique.accordee(p, montant="1666666.67")
    fabrique.convention(p)
    fabrique.avance(
        p,
        par=p.direction,
        date_credits_ouverts=date(2026, 12, 10),
        numero_deliberation="D-1",
        date_deliberation=date(2026, 12, 14),
        date_executoire=date(2026, 12, 16),
    )
    fabrique.avance(p, par=p.direction, exercice=2028, date_demande=date(2027, 1, 15))
    operations.payer_avance(
        dossier(p), par=p.agent, cle=uuid.uuid4(), date_paiement=EN_JANVIER, reference="M-1"
    )
    lu = dossier(p, exercice=2028)
    assert lu.calcul.base.total == D("731010.00")
    dernier = changements(lu)[-1].recalcul
    assert (dernier.base, dernier.montant) == (D("731010.00"), D("219303.00"))
    assert "compte une fois" in dernier.motif


@time_machine.travel(EN_JANVIER)
def test_apres_le_paiement_le_montant_est_fige_et_la_page_le_dit(p) -> None:
    fabrique.avance_prete(p, par=p.direction)
    demande = p.pacte.attributions.get().demande
    operations.payer_avance(
        dossier(p), par=p.agent, cle=uuid.uuid4(), date_paiement=EN_JANVIER, reference="M-1"
    )
    avant = RecalculAvance.objects.count()
    modifier_le_vote(p, demande, "10000", EN_JANVIER)
    assert RecalculAvance.objects.count() == avant
    assert dossier(p).montant == D("12000.00")
    page = texte(client(p.direction).get(adresse("voir_avance", 2027, p.a.code)))
    assert "Ce qui a changé" in page
    assert "Le montant est figé depuis le paiement du 20\u00a0janvier\u00a02027" in page
    assert "une commune ne peut pas prêter" in page


def test_une_convention_signee_ne_change_pas_le_montant(p) -> None:
    fabrique.accordee(p)
    convention = fabrique.convention(p, date_signature_centre=None)
    demander(p)
    convention.date_signature_centre = date(2026, 6, 14)
    convention.save()
    operations.noter_taches(
        dossier(p, date(2026, 6, 15)),
        par=p.agent,
        version=1,
        champs={"date_credits_ouverts": date(2026, 6, 15)},
    )
    assert RecalculAvance.objects.count() == 1


# --- All at once --------------------------------------------------------------------------------------------
def deux_pretes(p) -> None:
    vides = {"date_credits_ouverts": None, "date_deliberation": None, "date_executoire": None}
    for centre, par in ((p.a, p.direction), (p.b, accord.fonction("direction", p.b))):
        fabrique.avance_prete(p, centre, par=par, numero_deliberation="", **vides)


@time_machine.travel(EN_DECEMBRE)
def test_les_memes_dates_pour_toutes_les_avances_pretes_une_seule_fois(p) -> None:
    deux_pretes(p)
    premiere = avances_lot.dater_avances(p.pacte, 2027, par=p.agent, champs=DATES)
    assert len(premiere) == 2
    versions = sorted(Avance.objects.values_list("version", flat=True))
    assert avances_lot.dater_avances(p.pacte, 2027, par=p.agent, champs=DATES) == []
    assert sorted(Avance.objects.values_list("version", flat=True)) == versions
    # What is dated stays; what is empty is filled.
    autres = {**DATES, "numero_deliberation": "AUTRE", "date_executoire": date(2026, 12, 15)}
    assert len(avances_lot.dater_avances(p.pacte, 2027, par=p.agent, champs=autres)) == 2
    assert set(Avance.objects.values_list("numero_deliberation", flat=True)) == {"DCM-2026-190"}
    assert set(Avance.objects.values_list("date_executoire", flat=True)) == {date(2026, 12, 15)}


@time_machine.travel(EN_DECEMBRE)
def test_une_avance_a_completer_n_est_pas_datee(p) -> None:
    fabrique.accordee(p)
    fabrique.avance(p, par=p.direction)
    assert avances_lot.dater_avances(p.pacte, 2027, par=p.agent, champs=DATES) == []
    assert Avance.objects.get().date_deliberation is None


@time_machine.travel(EN_DECEMBRE)
def test_la_page_de_decembre_date_ecrit_et_exporte(p) -> None:
    deux_pretes(p)
    navigateur = client(p.agent)
    liste = texte(navigateur.get(adresse("lister_avances", 2027)))
    assert "Dater toutes les avances prêtes" in liste
    assert "24\u00a0000,00\u00a0€" in liste
    donnees = {k: (v.isoformat() if isinstance(v, date) else v or "") for k, v in DATES.items()}
    assert navigateur.post(adresse("dater_avances", 2027), donnees).status_code == 302
    for _ in range(2):
        assert navigateur.post(adresse("ecrire_lettres_avances", 2027)).status_code == 302
    assert DocumentScelle.objects.filter(genre="lettre_avance").count() == 2
    assert Courriel.objects.filter(objet__contains="votre lettre est prête").exists()
    export = navigateur.get(adresse("exporter_avances", 2027, "xlsx"))
    feuille = load_workbook(io.BytesIO(export.content)).active
    assert feuille.max_row == 3
    assert feuille.cell(2, 5).value == 12000
    csv = navigateur.get(adresse("exporter_avances", 2027, "csv")).content.decode("utf-8-sig")
    assert ";12000,00;" in csv
    assert Entree.objects.filter(action="exporter_avances").count() == 2


# --- The letter ----------------------------------------------------------------------------------------------
@time_machine.travel(EN_DECEMBRE)
def test_la_lettre_est_un_pdf_balise_que_le_centre_lit(p) -> None:
    fabrique.avance_prete(p, par=p.direction, date_executoire=None)
    avances_lot.ecrire_lettre(dossier(p, EN_DECEMBRE), par=p.agent)
    with pytest.raises(ActeRefuse, match="déjà écrite"):
        avances_lot.ecrire_lettre(dossier(p, EN_DECEMBRE), par=p.agent)
    lettre = Avance.objects.get().lettre
    with stockage.ouvrir(lettre.chemin) as flux, pikepdf.open(flux) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")
        assert len(pdf.pages) == 1
    url = adresse("telecharger_lettre_avance", 2027, p.a.code)
    assert lire_flux(client(p.direction).get(url)).startswith(b"%PDF")
    assert client(accord.fonction("direction", p.b)).get(url).status_code == 404
    assert "Lettre de l’avance" in texte(
        client(p.direction).get(adresse("voir_avance", 2027, p.a.code))
    )


@time_machine.travel(EN_DECEMBRE)
def test_pas_de_lettre_avant_la_deliberation_ni_par_le_centre(p) -> None:
    fabrique.avance_prete(
        p, par=p.direction, date_deliberation=None, date_executoire=None, numero_deliberation=""
    )
    with pytest.raises(ActeRefuse, match="délibération"):
        avances_lot.ecrire_lettre(dossier(p, EN_DECEMBRE), par=p.agent)
    assert avances_lot.ecrire_lettres(p.pacte, 2027, par=p.agent) == []
    with pytest.raises(ActeRefuse, match="service de la Ville"):
        avances_lot.ecrire_lettres(p.pacte, 2027, par=p.direction)


# --- What becomes of it ------------------------------------------------------------------------------------
def payee(p):
    avance = fabrique.avance_prete(p, par=p.direction)
    fabrique.versement_avance(avance)
    return avance


EN_AVRIL = date(2027, 4, 20)


@time_machine.travel(EN_AVRIL)
@pytest.mark.parametrize(
    ("vote", "attendu"),
    [("40000.00", "0.00"), ("12000.00", "0.00"), ("11999.99", "0.01"), ("9000.00", "3000.00")],
)
def test_une_subvention_plus_basse_donne_un_trop_percu(p, vote, attendu) -> None:
    payee(p)
    fabrique.accordee(p, exercice=2027, montant=vote)
    suite = suite_de_l_avance(dossier(p, EN_AVRIL), EN_AVRIL)
    assert (suite.accorde, suite.trop_percu) == (D(vote), D(attendu))


@time_machine.travel(EN_AVRIL)
def test_sans_vote_le_trop_percu_n_est_pas_encore_connu(p) -> None:
    payee(p)
    assert suite_de_l_avance(dossier(p, EN_AVRIL), EN_AVRIL).trop_percu is None
    fabrique.demande(p, etat="refusee", exercice=2027)
    assert suite_de_l_avance(dossier(p, EN_AVRIL), EN_AVRIL).trop_percu == D("12000.00")


@time_machine.travel(date(2028, 1, 3))
def test_une_annee_finie_sans_vote_rend_toute_l_avance(p) -> None:
    payee(p)
    le = date(2028, 1, 3)
    assert suite_de_l_avance(dossier(p, le), le).trop_percu == D("12000.00")


@time_machine.travel(EN_AVRIL)
def test_le_trop_percu_se_voit_des_deux_cotes_et_ouvre_un_reversement(p) -> None:
    avance = payee(p)
    fabrique.accordee(p, exercice=2027, montant="9000.00")
    url = adresse("voir_avance", 2027, p.a.code)
    for fonction in (p.direction, p.agent):
        assert "3\u00a0000,00\u00a0€</strong>, à rendre à la Ville" in texte(
            client(fonction).get(url)
        )
    donnees = {"cle_idempotence": fabrique.cle(), "montant": "1"}
    for _ in range(2):
        reponse = client(p.agent).post(adresse("reclamer_trop_percu", 2027, p.a.code), donnees)
        assert (reponse.status_code, reponse.url) == (302, url)
    reversement = Reversement.objects.get()
    assert (reversement.montant, reversement.avance, reversement.motif) == (
        D("3000.00"),
        avance,
        "trop_percu",
    )
    for fonction in (p.direction, p.agent):
        assert "Reversement de" in texte(client(fonction).get(url))
    with pytest.raises(ActeRefuse, match="déjà ouvert"):
        avances_lot.reclamer_trop_percu(dossier(p, EN_AVRIL), par=p.agent, cle=uuid.uuid4())


@time_machine.travel(EN_JANVIER)
def test_vote_pas_encore_executoire_prete_et_tache_de_la_ville(p) -> None:
    fabrique.avance_prete(p, par=p.direction, date_executoire=None)
    lu = dossier(p)
    assert (lu.etat, lu.calcul.montant) == (EtatAvance.PRETE, D("12000.00"))
    assert [tache.code for tache in lu.taches_restantes] == ["executoire", "paiement"]
    assert ("à la Ville", "Il reste à transmettre et publier la délibération, payer l'avance.") in (
        lu.attentes
    )
