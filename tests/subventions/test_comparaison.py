"""The comparison: three years, ratios, what remains; all the rows or none; working figures kept."""

import io
from decimal import Decimal

import openpyxl
import pytest

from pacte.accord.models import Qualite
from subventions.lectures.comparaison import comparaison
from subventions.models import Campagne, Demande, VoletCampagne
from subventions.rules.comparaison import evolution, reste_enveloppe, taux
from tests import factories_etude as fe
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, texte

pytestmark = pytest.mark.django_db
D = Decimal
PAGE = (2026, "fonctionnement")


@pytest.mark.parametrize(
    ("part", "total", "attendu"),
    [("40000", "100000", "0.400"), ("1", "3", "0.333"), ("0", "10", "0.000"), ("5", "0", None)],
)
def test_un_denominateur_nul_n_est_pas_zero(part, total, attendu) -> None:
    assert taux(D(part), D(total)) == (None if attendu is None else D(attendu))


def test_l_evolution_part_du_dernier_vote() -> None:
    assert evolution(D(100), D(110)) == D("0.100")
    assert evolution(D(100), D(80)) == D("-0.200")
    assert evolution(D(0), D(80)) is None


def test_le_reste_de_l_enveloppe_peut_etre_negatif() -> None:
    assert reste_enveloppe(D(100), [D(60), None, D(50)]) == D(-10)
    assert reste_enveloppe(None, [D(60)]) is None


@pytest.fixture
def deux(p) -> tuple[Demande, Demande]:
    campagne = fabrique.campagne(p, 2026)
    VoletCampagne.objects.update_or_create(
        campagne=campagne, genre="fonctionnement", defaults={"enveloppe": D(70_000)}
    )
    fabrique.accordee(p, p.a, montant="38000", exercice=2025)
    une = fabrique.demande(p, p.a, etat="recue", par=p.direction, avec_budget=True)
    autre = fabrique.demande(p, p.b, etat="proposee", montant_propose=D(30_000))
    return une, autre


def envoi(*lignes: tuple[Demande, str, str], suite: str = "enregistrer") -> dict[str, str]:
    """What the page sends: each row with its version, what it showed and what is typed."""
    donnees = {"suite": suite}
    for demande, montre, saisi in lignes:
        donnees |= {
            f"montant_{demande.pk}": saisi,
            f"initial-montant_{demande.pk}": montre,
            f"version_{demande.pk}": str(demande.version),
        }
    return donnees


def test_la_comparaison_lit_trois_annees_les_ratios_et_le_reste(p, deux) -> None:
    lue = comparaison(p.pacte, *PAGE)
    assert [ligne.demande for ligne in lue.lignes] == sorted(deux, key=lambda d: d.centre.nom)
    ligne = next(ligne for ligne in lue.lignes if ligne.demande == deux[0])
    assert ligne.passes == ((2023, None), (2024, None), (2025, D(38_000)))
    assert (ligne.part_ville, ligne.masse_salariale) == (D("0.400"), D("1.000"))
    assert ligne.evolution == D("0.053")
    vide = next(ligne for ligne in lue.lignes if ligne.demande == deux[1])
    assert (vide.part_ville, vide.evolution) == (None, None)
    solde = lue.solde()
    assert (solde.propose, solde.reste, solde.sans_montant) == (D(30_000), D(40_000), 1)
    assert lue.solde({deux[0].pk: D(45_000)}).is_depasse


def test_la_page_enregistre_toutes_les_lignes_et_garde_le_montant_de_travail(p, deux) -> None:
    une, autre = deux
    ville = client(p.agent)
    page = texte(ville.get(adresse("comparer_demandes", *PAGE)))
    assert "non calculable" in page
    donnees = envoi((une, "", "35 000"), (autre, "30 000,00", "32 000"))
    assert ville.post(adresse("comparer_demandes", *PAGE), donnees).status_code == 302
    une.refresh_from_db()
    autre.refresh_from_db()
    assert (une.etat, une.montant_propose, une.date_proposition) == ("recue", D(35_000), None)
    assert (autre.etat, autre.montant_propose) == ("proposee", D(32_000))
    # The centre reads no working figure: page, export, page of an act.
    centre = client(p.direction)
    for lu in (
        adresse("voir_demande", une.pk),
        adresse("exporter_demandes", "csv"),
        adresse("retirer_demande", une.pk),
    ):
        page = lire_flux(centre.get(lu)).decode()
        assert "35\u00a0000,00" not in page
        assert "35000,00" not in page
    assert "35\u00a0000,00" in texte(ville.get(adresse("voir_demande", une.pk)))
    assert "35000,00" in lire_flux(ville.get(adresse("exporter_demandes", "csv"))).decode()


def test_proposer_au_vote_depuis_la_comparaison(p, deux) -> None:
    une, autre = deux
    donnees = envoi((une, "", "35 000"), (autre, "30 000,00", "30 000,00"), suite="au_vote")
    client(p.agent).post(adresse("comparer_demandes", *PAGE), donnees)
    une.refresh_from_db()
    assert (une.etat, une.montant_propose_public) == ("proposee", D(35_000))
    assert "35\u00a0000,00" in texte(client(p.direction).get(adresse("voir_demande", une.pk)))


def test_quelqu_un_a_ecrit_entre_temps_rien_n_est_ecrase(p, deux) -> None:
    une, autre = deux
    donnees = envoi((une, "", "35 000"), (autre, "30 000,00", "31 000"))
    une.montant_propose, une.version = D(20_000), 2
    une.save()
    ville = client(p.agent)
    reponse = ville.post(adresse("comparer_demandes", *PAGE), donnees)
    assert reponse.status_code == 409
    assert "20\u00a0000,00" in texte(reponse)
    une.refresh_from_db()
    autre.refresh_from_db()
    assert (une.montant_propose, autre.montant_propose) == (D(20_000), D(30_000))
    # A row that one did not touch is not at stake.
    seule = envoi((une, "", ""), (autre, "30 000,00", "31 000"))
    seule[f"version_{une.pk}"] = "1"
    assert ville.post(adresse("comparer_demandes", *PAGE), seule).status_code == 302
    autre.refresh_from_db()
    assert autre.montant_propose == D(31_000)


def test_le_fragment_compte_ce_qui_est_saisi_et_n_ecrit_rien(p, deux) -> None:
    une, autre = deux
    donnees = envoi((une, "", "45 000"), (autre, "30 000,00", "abc"))
    page = texte(client(p.agent).post(adresse("calculer_enveloppe", *PAGE), donnees))
    assert "À corriger" in page
    donnees = envoi((une, "", "45 000"), (autre, "30 000,00", "30 000"))
    page = texte(client(p.agent).post(adresse("calculer_enveloppe", *PAGE), donnees))
    assert "Enveloppe dépassée" in page
    assert "5\u00a0000,00" in page
    une.refresh_from_db()
    assert une.montant_propose is None


def test_une_elue_lit_la_comparaison_sans_l_ecrire(p, deux) -> None:
    fe.avis_rendu(deux[0], p.caf, p.agent)
    elue = client(p.fonctions[Qualite.ELU])
    page = texte(elue.get(adresse("comparer_demandes", *PAGE)))
    assert "favorable avec réserves" in page
    assert "Enregistrer les montants" not in page
    assert elue.post(adresse("comparer_demandes", *PAGE), {}).status_code == 403


def test_l_export_donne_ce_que_la_page_montre(p, deux) -> None:
    reponse = client(p.agent).get(adresse("exporter_comparaison", *PAGE))
    feuille = openpyxl.load_workbook(io.BytesIO(reponse.content)).active
    lignes = list(feuille.iter_rows(values_only=True))
    assert lignes[0][0] == "Centre social"
    assert {ligne[1] for ligne in lignes[1:]} == {demande.numero for demande in deux}
    assert "non calculable" in {ligne[8] for ligne in lignes[1:]}


def test_le_nombre_de_requetes_ne_croit_pas(p, deux, django_assert_max_num_queries) -> None:
    for _ in range(10):
        autre = fabrique.demande(p, p.b, etat="recue", avec_budget=True)
        fe.avis(autre, p.caf, p.agent)
    with django_assert_max_num_queries(6):
        comparaison(p.pacte, *PAGE)
    assert Campagne.objects.count() == 1
