"""The advance in pages: the same for both sides, from the request to the payment."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from pacte.documents.models import GenreDocument
from pacte.documents.scelles import sceller
from subventions.models import Avance, RecalculAvance, Versement
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, texte

pytestmark = pytest.mark.django_db
D = Decimal


# --- The advance ------------------------------------------------------------------------------------------
def test_la_page_de_l_avance_est_la_meme_des_deux_cotes(p) -> None:
    fabrique.accordee(p)
    fabrique.convention(p, date_signature_centre=None)
    for fonction in (p.direction, p.agent):
        page = texte(client(fonction).get(adresse("voir_avance", 2027, p.a.code)))
        assert (
            "30\u00a0% de 40\u00a0000,00\u00a0€ = 12\u00a0000,00\u00a0€, "
            "versée début 2027 si la convention est signée"
        ) in page
        assert (
            "L’avance est une part de la subvention de l’année suivante, versée plus tôt." in page
        )
        assert "attend la signature du centre" in page
        assert p.engagements["C30"].citation in page.replace("’", "'")
        assert f"{adresse('voir_pacte')}#c30" in page
        assert "Ouvrir les crédits" in page


@pytest.mark.parametrize(
    ("signatures", "attendu"),
    [
        (
            {"date_signature_ville": None, "date_signature_centre": None},
            "Rien à faire aujourd’hui : la Ville vous enverra la convention à signer.",
        ),
        (
            {"date_signature_ville": None},
            "Rien n’est attendu de vous : la suite revient à la Ville.",
        ),
        ({"date_signature_centre": None}, "De votre côté : "),
    ],
)
def test_le_centre_sait_s_il_aura_une_convention_a_signer(p, signatures, attendu) -> None:
    fabrique.accordee(p)
    fabrique.convention(p, **signatures)
    fabrique.avance(p, par=p.direction)
    page = texte(client(p.direction).get(adresse("voir_avance", 2027, p.a.code)))
    assert attendu in page.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("le", "exercice", "attendu"),
    [
        (datetime(2026, 6, 15, 10, tzinfo=UTC), 2028, "L’avance 2028 se demandera en 2027."),
        (datetime(2026, 12, 31, 10, tzinfo=UTC), 2027, "au plus tard le 31 décembre 2026"),
        (
            datetime(2027, 1, 1, 10, tzinfo=UTC),
            2027,
            "Le dernier jour, le 31 décembre 2026, est passé",
        ),
    ],
    ids=["trop tôt", "dernier jour", "trop tard"],
)
def test_le_centre_lit_le_jour_de_sa_demande(p, le, exercice, attendu) -> None:
    fabrique.accordee(p)
    with time_machine.travel(le, tick=False):
        page = texte(client(p.direction).get(adresse("voir_avance", exercice, p.a.code)))
    assert attendu in page.replace("\u00a0", " ")


def test_une_convention_faite_s_attend_du_centre(p) -> None:
    fabrique.accordee(p)
    document = sceller(b"%PDF", genre=GenreDocument.CONVENTION, titre="Convention", nom="c.pdf")
    convention = fabrique.convention(
        p,
        date_signature_ville=None,
        date_signature_centre=None,
        document=document,
        code_retour="ABCDEFGH",
    )
    fabrique.avance(p, par=p.direction)
    page = texte(client(p.direction).get(adresse("voir_avance", 2027, p.a.code)))
    attendu = f"De votre côté : signez la convention {convention.reference}, puis renvoyez-la"
    assert attendu in page.replace("\u00a0", " ")
    assert adresse("voir_convention", convention.pk) in page


def test_la_liste_des_avances_conduit_le_centre_a_la_sienne(p) -> None:
    reponse = client(p.direction).get(adresse("lister_avances", 2027))
    assert reponse.url == adresse("voir_avance", 2027, p.a.code)


def test_la_ville_voit_qui_a_demande_et_ce_qui_manque(p) -> None:
    fabrique.accordee(p)
    fabrique.convention(p, date_signature_centre=None)
    fabrique.avance(p, par=p.direction)
    page = texte(client(p.agent).get(adresse("lister_avances", 2027)))
    assert "1\u00a0centre a demandé, sur 2" in page
    assert "Revient au centre." in page
    assert "Revient à la Ville." in page
    assert "12\u00a0000,00\u00a0€" in page


@pytest.mark.parametrize("exercice", [1999, 2101, 99999])
def test_une_annee_impossible_est_introuvable(p, exercice) -> None:
    navigateur = client(p.agent)
    assert navigateur.get(adresse("lister_avances", exercice)).status_code == 404
    assert navigateur.get(adresse("voir_avance", exercice, p.a.code)).status_code == 404
    assert navigateur.get(adresse("modifier_campagne", exercice)).status_code == 404


def test_demander_puis_payer_l_avance(p) -> None:
    fabrique.accordee(p)
    fabrique.convention(p)
    donnees = {"cle_idempotence": fabrique.cle()}
    for _ in range(2):
        reponse = client(p.direction).post(adresse("demander_avance", 2027, p.a.code), donnees)
        assert reponse.url == adresse("voir_avance", 2027, p.a.code)
    assert Avance.objects.count() == 1
    with time_machine.travel(date(2027, 1, 20)):
        navigateur = client(p.agent)
        taches = {
            "version": "1",
            "date_credits_ouverts": "2026-12-10",
            "numero_deliberation": "DCM-2026-190",
            "date_deliberation": "2026-12-14",
            "date_executoire": "2026-12-16",
        }
        assert navigateur.get(adresse("enregistrer_versement", 2027, p.a.code)).status_code == 403
        navigateur.post(adresse("noter_tache_avance", 2027, p.a.code), taches)
        reponse = navigateur.post(
            adresse("enregistrer_versement", 2027, p.a.code),
            {
                "cle_idempotence": fabrique.cle(),
                "date_paiement": "2027-01-20",
                "reference": "M-42",
                "montant": "99999",
            },
        )
        assert reponse.status_code == 302
        # The amount is never read from the form.
        assert Versement.objects.get().montant == D("12000.00")
        page = texte(client(p.direction).get(adresse("voir_avance", 2027, p.a.code)))
        assert "versée le 20\u00a0janvier\u00a02027" in page


def test_une_demande_tardive_se_dit_et_se_decide(p) -> None:
    fabrique.accordee(p)
    fabrique.convention(p)
    with time_machine.travel(date(2027, 1, 5)):
        navigateur = client(p.direction)
        assert "Le dernier jour est passé" in texte(
            navigateur.get(adresse("demander_avance", 2027, p.a.code))
        )
        navigateur.post(
            adresse("demander_avance", 2027, p.a.code), {"cle_idempotence": fabrique.cle()}
        )
        agent = client(p.agent)
        assert "tardive" in texte(agent.get(adresse("voir_avance", 2027, p.a.code)))
        sans_motif = agent.post(
            adresse("decider_demande_tardive", 2027, p.a.code),
            {"version": "1", "decision": "acceptee", "motif": ""},
        )
        assert sans_motif.status_code == 200
        agent.post(
            adresse("decider_demande_tardive", 2027, p.a.code),
            {"version": "1", "decision": "acceptee", "motif": "Vacance du poste."},
        )
        page = texte(navigateur.get(adresse("voir_avance", 2027, p.a.code)))
        assert "Vacance du poste." in page
        assert Avance.objects.get().decision_tardive == "acceptee"


@pytest.mark.parametrize("nom", ["noter_tache_avance", "dater_avances"])
def test_une_feuille_de_dates_vide_n_enregistre_rien(p, nom) -> None:
    vides = {
        "date_credits_ouverts": None,
        "numero_deliberation": "",
        "date_deliberation": None,
        "date_executoire": None,
    }
    avance = fabrique.avance_prete(p, par=p.direction, **vides)
    args = (2027, p.a.code) if nom == "noter_tache_avance" else (2027,)
    with time_machine.travel("2026-12-15T10:00:00+01:00", tick=False):
        navigateur = client(p.agent)
        reponse = navigateur.post(adresse(nom, *args), {"version": avance.version})
        assert "Écrivez au moins une date" in texte(reponse)
        assert not RecalculAvance.objects.exists()
        credits_seuls = {"version": avance.version, "date_credits_ouverts": "2026-12-10"}
        assert navigateur.post(adresse(nom, *args), credits_seuls).status_code == 302
    avance.refresh_from_db()
    assert avance.date_credits_ouverts == date(2026, 12, 10)
    # The credits do not fix the base: only the day of the délibération does.
    assert not RecalculAvance.objects.exists()
