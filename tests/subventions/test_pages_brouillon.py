"""Writing a draft and its budget: what people type is kept, the server computes."""

import re
from decimal import Decimal

import pytest

from subventions.models import Demande
from subventions.rules import plan_comptable
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, texte

pytestmark = pytest.mark.django_db
D = Decimal


# --- Drafting -------------------------------------------------------------------------------------------
def test_preparer_puis_modifier_une_demande(p) -> None:
    navigateur = client(p.direction)
    page = navigateur.get(adresse("preparer_demande"))
    cle = re.search(r'name="cle_idempotence" value="([^"]+)"', texte(page))[1]
    donnees = {
        "cle_idempotence": cle,
        "exercice": "2027",
        "genre": "fonctionnement",
        "objet": "Fonctionnement global",
    }
    for _ in range(2):
        reponse = navigateur.post(adresse("preparer_demande"), donnees)
        assert reponse.status_code == 302
    demande = Demande.objects.get()
    assert reponse.url == adresse("modifier_association", demande.pk)
    reponse = navigateur.post(
        adresse("modifier_projet", demande.pk),
        {"version": "1", "genre": "projet", "montant_demande": "12\u202f345,67 €"},
    )
    assert reponse.status_code == 302
    demande.refresh_from_db()
    assert (demande.montant_demande, demande.objet, demande.version) == (D("12345.67"), "", 2)


def test_un_montant_illisible_garde_tout_ce_qui_est_tape(p) -> None:
    demande = fabrique.demande(p)
    reponse = client(p.direction).post(
        adresse("modifier_projet", demande.pk),
        {
            "version": "1",
            "genre": "projet",
            "objet": "Un objet",
            "montant_demande": "12,345",
            "presentation": "Une longue présentation",
        },
    )
    page = texte(reponse)
    assert reponse.status_code == 200
    for tape in ("12,345", "Un objet", "Une longue présentation"):
        assert tape in page
    assert "12 345,67" in page
    demande.refresh_from_db()
    assert demande.objet == "Fonctionnement global"


def test_une_collegue_a_enregistre_entre_temps(p) -> None:
    demande = fabrique.demande(p, version=2, objet="Texte de la collègue")
    navigateur = client(p.direction)
    donnees = {"version": "1", "genre": "fonctionnement", "objet": "Mon texte"}
    reponse = navigateur.post(adresse("modifier_projet", demande.pk), donnees)
    page = texte(reponse)
    assert reponse.status_code == 409
    assert "Texte de la collègue" in page
    assert "Mon texte" in page
    assert 'name="version" value="2"' in page
    demande.refresh_from_db()
    assert demande.objet == "Texte de la collègue"
    assert (
        navigateur.post(
            adresse("modifier_projet", demande.pk), {**donnees, "version": "2"}
        ).status_code
        == 302
    )


def test_le_montant_de_l_an_dernier_est_a_cote(p) -> None:
    fabrique.accordee(p, montant="38000", exercice=2026)
    demande = fabrique.demande(p, exercice=2027)
    page = texte(client(p.direction).get(adresse("modifier_projet", demande.pk)))
    assert "En 2026\u00a0: 40\u00a0000,00\u00a0€ demandés, 38\u00a0000,00\u00a0€ accordés." in page


# --- Budget ----------------------------------------------------------------------------------------------
def budget_saisi(**montants: str) -> dict[str, str]:
    return {
        "version": "1",
        "charge_641": "100 000,00",
        f"produit_{plan_comptable.COMPTE_VILLE}": "40 000",
        "produit_74-sociaux": "60000",
        **montants,
    }


def test_le_budget_s_enregistre_tel_qu_on_le_tape(p) -> None:
    demande = fabrique.demande(p)
    navigateur = client(p.direction)
    reponse = navigateur.post(adresse("modifier_budget", demande.pk), budget_saisi())
    assert reponse.status_code == 302
    lues = {ligne.compte: ligne.montant for ligne in demande.lignes.order_by("pk")}
    assert lues == {
        "641": D("100000.00"),
        "74-commune": D("40000.00"),
        "74-sociaux": D("60000.00"),
    }
    assert demande.lignes.get(compte="74-commune").libelle == "Commune : Ville d'Essai"
    navigateur.post(adresse("modifier_budget", demande.pk), {"version": "2", "charge_641": "90000"})
    assert demande.lignes.get(compte="641").montant == D(90000)
    assert demande.lignes.get(compte="74-sociaux").montant == 0


@pytest.mark.parametrize("faux", ["1e5", "12,345", "NaN", "１２", "-5"])
def test_un_budget_illisible_garde_tout_ce_qui_est_tape(p, faux) -> None:
    demande = fabrique.demande(p)
    reponse = client(p.direction).post(
        adresse("modifier_budget", demande.pk), budget_saisi(charge_645=faux)
    )
    page = texte(reponse)
    assert reponse.status_code == 200
    for tape in (f'value="{faux}"', 'value="100 000,00"', 'value="40 000"', 'value="60000"'):
        assert tape in page
    assert not demande.lignes.exists()


def test_les_totaux_sont_calcules_par_le_serveur(p) -> None:
    demande = fabrique.demande(p)
    reponse = client(p.direction).post(
        adresse("totaliser_budget", demande.pk), budget_saisi(charge_604="0,50", charge_645="x")
    )
    page = texte(reponse)
    assert "100\u00a0000,50\u00a0€" in page
    assert "645 Charges sociales" in page
    assert 'id="sous-total-60" hx-swap-oob="true">0,50\u00a0€' in page
    assert not demande.lignes.exists()


def test_les_totaux_d_un_autre_centre_sont_introuvables(p) -> None:
    demande = fabrique.demande(p, p.b)
    reponse = client(p.direction).post(adresse("totaliser_budget", demande.pk), budget_saisi())
    assert reponse.status_code == 404


def test_un_projet_a_ses_lignes_de_charges_indirectes(p) -> None:
    navigateur = client(p.direction)
    projet = fabrique.demande(p, genre="projet")
    global_ = fabrique.demande(p)
    assert "charge_ind-fixes" in texte(navigateur.get(adresse("modifier_budget", projet.pk)))
    assert "charge_ind-fixes" not in texte(navigateur.get(adresse("modifier_budget", global_.pk)))
