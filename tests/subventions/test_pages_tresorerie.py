"""A centre's own money: its treasury, its funders; and what the city may know of it."""

from decimal import Decimal

import pytest

from pacte.accord.models import Qualite
from subventions.models import FinancementRecu, PlanTresorerie
from tests import factories_accord as accord
from tests import factories_subventions as fabrique
from tests import factories_versements as argent
from tests.subventions.navigation import adresse, client, texte

pytestmark = pytest.mark.django_db
D = Decimal


def saisir(version: str = "1", **champs: str) -> dict[str, str]:
    return {"version": version, "solde_initial": "6 000,00", "depenses_3": "5000", **champs}


def test_le_centre_tient_sa_tresorerie(p) -> None:
    avance = fabrique.avance(p, exercice=2026, par=p.direction)
    fabrique.versement_avance(avance, "12000.00")
    argent.prevue(fabrique.accordee(p), "28000")
    navigateur = client(p.direction)
    url = adresse("modifier_tresorerie", 2026)
    assert navigateur.post(url, saisir()).status_code == 302
    plan = PlanTresorerie.objects.get()
    assert (plan.solde_initial, plan.mois.count(), plan.version) == (D("6000.00"), 12, 1)
    page = texte(navigateur.get(adresse("voir_tresorerie", 2026)))
    # 6 000 + 12 000 in January with the advance; 6 000 - 5 000 in March without it.
    assert "18\u00a0000,00\u00a0€" in page
    assert "il est de 1\u00a0000,00\u00a0€ en mars." in page
    assert "<polyline" in page
    assert "Vous seuls voyez cette page" in page


def test_une_version_depassee_n_ecrase_rien(p) -> None:
    navigateur = client(p.direction)
    url = adresse("modifier_tresorerie", 2026)
    navigateur.post(url, saisir())
    navigateur.post(url, saisir(recettes_1="10"))
    assert PlanTresorerie.objects.get().version == 2
    perdante = navigateur.post(url, saisir(recettes_1="99"))
    assert perdante.status_code == 409
    assert PlanTresorerie.objects.get().mois.get(mois=1).recettes == D("10.00")


def test_un_douzieme_du_budget_se_propose_sans_rien_ecrire(p) -> None:
    fabrique.demande(p, etat="deposee", avec_budget=True)
    page = texte(client(p.direction).get(f"{adresse('modifier_tresorerie', 2026)}?budget=1"))
    # 100 000 of spending; 60 000 of receipts once the city's 40 000 are out.
    assert 'value="8\u00a0333,33"' in page
    assert 'value="5\u00a0000,00"' in page
    assert not PlanTresorerie.objects.exists()


@pytest.mark.parametrize("nom", ["voir_tresorerie", "modifier_tresorerie", "lister_financements"])
def test_personne_d_autre_n_existe_pour_ces_pages(p, nom) -> None:
    fonctions = [
        p.agent,
        accord.fonction("elu", p.ville),
        accord.fonction("agent_service", p.ville),
    ]
    for fonction in fonctions:
        assert client(fonction).get(adresse(nom, 2026)).status_code == 404


def test_le_voisin_voit_sa_page_et_jamais_la_notre(p) -> None:
    argent.financement(p.a, financeur="Département secret")
    page = texte(
        client(accord.fonction("direction", p.b)).get(adresse("lister_financements", 2026))
    )
    assert "Département secret" not in page


def test_un_membre_du_ca_lit_et_n_ecrit_pas(p) -> None:
    membre = client(accord.fonction(Qualite.MEMBRE_CA, p.a))
    assert membre.get(adresse("voir_tresorerie", 2026)).status_code == 200
    assert membre.post(adresse("modifier_tresorerie", 2026), saisir()).status_code == 403
    assert not PlanTresorerie.objects.exists()


# --- The funders -------------------------------------------------------------------------------------------
def test_declarer_corriger_retirer_retablir(p) -> None:
    navigateur = client(p.direction)
    donnees = {
        "cle_idempotence": fabrique.cle(),
        "financeur": "CAF",
        "montant": "113 000,01",
        "compte_seuil": "on",
    }
    for _ in range(2):
        assert navigateur.post(adresse("ajouter_financement", 2026), donnees).status_code == 302
    financement = FinancementRecu.objects.get()
    assert (financement.montant, financement.exercice) == (D("113000.01"), 2026)
    fabrique.accordee(p)
    page = texte(navigateur.get(adresse("lister_financements", 2026)))
    assert "153\u00a0000,01\u00a0€" in page
    assert "Le seuil est dépassé de 0,01\u00a0€" in page
    modifie = {**donnees, "version": "1", "montant": "113 000,00"}
    navigateur.post(adresse("modifier_financement", financement.pk), modifie)
    page = texte(navigateur.get(adresse("lister_financements", 2026)))
    assert "Le seuil n’est pas dépassé" in page
    assert "il reste 0,00\u00a0€" in page
    retrait = navigateur.post(adresse("supprimer_financement", financement.pk))
    assert not FinancementRecu.objects.exists()
    assert "Rétablir" in texte(navigateur.get(retrait.url))
    for _ in range(2):
        navigateur.post(adresse("retablir_financement", financement.pk))
    retabli = FinancementRecu.objects.get()
    assert (retabli.pk, retabli.montant) == (financement.pk, D("113000.00"))


def test_le_financement_d_un_autre_centre_est_introuvable(p) -> None:
    ailleurs = argent.financement(p.b)
    navigateur = client(p.direction)
    for nom in ("modifier_financement", "supprimer_financement", "retablir_financement"):
        assert navigateur.post(adresse(nom, ailleurs.pk)).status_code == 404
    assert FinancementRecu.objects.count() == 1


def test_la_ville_lit_son_obligation_et_rien_de_plus(p) -> None:
    fabrique.accordee(p)
    fabrique.accordee(p, p.b, montant="75000.01")
    fabrique.demande(p, etat="deposee", avec_budget=True)
    argent.financement(p.a, financeur="Département secret", montant=D("98765.43"))
    reponse = client(p.agent).get(adresse("suivre_annexe", 2026))
    lignes = {centre.pk: seuil for centre, seuil in reponse.context["lignes"]}
    assert lignes[p.a.pk].is_du is False
    assert (lignes[p.b.pk].is_du, lignes[p.b.pk].is_part_depassee) == (True, None)
    page = texte(reponse)
    assert "non calculable" in page
    assert "secret" not in page
    assert "98\u00a0765,43" not in page
    assert client(p.direction).get(adresse("suivre_annexe", 2026)).status_code == 403
