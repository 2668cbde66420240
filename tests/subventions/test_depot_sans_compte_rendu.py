"""A request whose centre owes a financial report: stopped or warned, as the campaign says."""

import uuid
from datetime import date

import pytest
import time_machine

from pacte.courrier.models import Courriel
from pacte.documents.models import DocumentScelle
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from subventions import operations
from subventions.lectures.manques import avertissements, manques, totaux_de
from subventions.models import Demande, EtatCompteRenduFinancier, SansCompteRendu
from tests import factories_bilans as bilans
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, texte

pytestmark = pytest.mark.django_db
ANNEE, EN_RETARD = 2027, 2024
PHRASE = "Le compte rendu financier 2024 était attendu le 30\u00a0juin\u00a02025."
SUITE = "Remettez-le avant de déposer."


def prete(p) -> Demande:
    return fabrique.demande(p, par=p.direction, exercice=ANNEE, avec_budget=True)


def campagne(p, regle: str):
    return fabrique.campagne(p, ANNEE, sans_compte_rendu=regle)


def dits(demande: Demande, campagne_) -> tuple[list[str], list[str]]:
    """What stops the deposit, and what is only said."""
    return (
        [manque.phrase for manque in manques(demande, totaux_de(demande), campagne_)],
        [manque.phrase for manque in avertissements(demande, campagne_)],
    )


def empreinte(demande: Demande) -> tuple:
    return (
        Demande.objects.filter(pk=demande.pk).values().get(),
        demande.history.count(),
        DocumentScelle.objects.count(),
        Courriel.objects.count(),
    )


# --- The rule --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("regle", "attendu"),
    [
        (SansCompteRendu.BLOQUE, ([f"{PHRASE} {SUITE}"], [])),
        (SansCompteRendu.AVERTIT, ([], [PHRASE])),
    ],
)
def test_la_campagne_dit_si_le_retard_empeche_ou_avertit(p, regle, attendu) -> None:
    bilans.attribution(p, exercice=EN_RETARD)
    assert dits(prete(p), campagne(p, regle)) == attendu


def test_sans_campagne_le_retard_n_empeche_rien(p) -> None:
    bilans.attribution(p, exercice=EN_RETARD)
    assert dits(prete(p), None) == ([], [])


@pytest.mark.parametrize(
    ("etat", "is_bloque"),
    [
        (EtatCompteRenduFinancier.BROUILLON, True),
        (EtatCompteRenduFinancier.A_REPRENDRE, True),
        (EtatCompteRenduFinancier.DEPOSE, False),
        (EtatCompteRenduFinancier.ACCEPTE, False),
    ],
)
def test_seul_un_compte_rendu_remis_libere_le_depot(p, etat, is_bloque) -> None:
    bilans.compte_rendu(bilans.attribution(p, exercice=EN_RETARD), etat)
    bloquants, _ = dits(prete(p), campagne(p, SansCompteRendu.BLOQUE))
    assert bool(bloquants) is is_bloque


@pytest.mark.parametrize(("jour", "is_bloque"), [("2026-06-30", False), ("2026-07-01", True)])
def test_le_compte_rendu_de_l_annee_passee_compte_apres_son_dernier_jour(
    p, jour, is_bloque
) -> None:
    bilans.attribution(p, exercice=2025)
    demande, ouverte = prete(p), campagne(p, SansCompteRendu.BLOQUE)
    with time_machine.travel(f"{jour} 10:00:00+02:00", tick=False):
        bloquants, _ = dits(demande, ouverte)
    assert bool(bloquants) is is_bloque


def test_ni_le_retard_d_un_autre_centre_ni_une_subvention_annulee_ne_comptent(p) -> None:
    bilans.attribution(p, p.b, exercice=EN_RETARD)
    annulee = bilans.attribution(p, exercice=EN_RETARD)
    fabrique.attribution(annulee.demande, "-40000.00", nature="annulation")
    assert dits(prete(p), campagne(p, SansCompteRendu.BLOQUE)) == ([], [])


def test_chaque_annee_en_retard_est_dite_la_plus_ancienne_d_abord(p) -> None:
    for exercice in (2024, 2023):
        bilans.attribution(p, exercice=exercice)
    bloquants, _ = dits(prete(p), campagne(p, SansCompteRendu.BLOQUE))
    assert [phrase.split()[4] for phrase in bloquants] == ["2023", "2024"]


# --- The pages and the refusal ---------------------------------------------------------------------
@pytest.mark.parametrize("page", ["voir_demande", "relire_demande", "deposer_demande"])
def test_le_depot_empeche_dit_pourquoi_et_mene_au_compte_rendu(p, page) -> None:
    vote, demande = bilans.attribution(p, exercice=EN_RETARD), prete(p)
    campagne(p, SansCompteRendu.BLOQUE)
    navigateur = client(p.direction)
    lu = texte(navigateur.get(adresse(page, demande.pk)))
    ou_aller = adresse("voir_compte_rendu_financier", vote.pk)
    assert f'<a href="{ou_aller}">{PHRASE} {SUITE}</a>' in lu
    if page != "voir_demande":
        assert "<button" not in lu[lu.index("<main") : lu.index("Déposer la demande</span>")]
        assert "Le dépôt devient possible quand ce point est complété." in lu
    assert adresse("rediger_compte_rendu_financier", vote.pk) in texte(navigateur.get(ou_aller))


def test_le_depot_empeche_ne_change_rien_dans_la_base(p) -> None:
    bilans.attribution(p, exercice=EN_RETARD)
    demande = prete(p)
    campagne(p, SansCompteRendu.BLOQUE)
    avant = empreinte(demande)
    reponse = client(p.direction).post(
        adresse("deposer_demande", demande.pk), {"cle_idempotence": fabrique.cle()}
    )
    assert reponse.status_code == 403
    motif = f"La demande n'est pas complète. {PHRASE} {SUITE}"
    assert f"{PHRASE} {SUITE}" in texte(reponse)
    assert empreinte(demande) == avant
    refusee = Entree.objects.get(action="deposer_demande")
    assert (refusee.resultat, refusee.motif) == ("refuse", motif)
    with pytest.raises(ActeRefuse, match="Remettez-le avant de déposer"):
        operations.deposer(demande, par=p.direction, cle=uuid.uuid4())
    assert empreinte(demande) == avant


def test_le_compte_rendu_remis_la_demande_se_depose(p) -> None:
    vote, demande = bilans.attribution(p, exercice=EN_RETARD), prete(p)
    campagne(p, SansCompteRendu.BLOQUE)
    rapport = bilans.compte_rendu(vote)
    envoi, navigateur = {"cle_idempotence": fabrique.cle()}, client(p.direction)
    assert navigateur.post(adresse("deposer_demande", demande.pk), envoi).status_code == 403
    rapport.etat, rapport.date_depot = EtatCompteRenduFinancier.DEPOSE, date(2026, 6, 15)
    rapport.save()
    assert navigateur.post(adresse("deposer_demande", demande.pk), envoi).status_code == 302
    demande.refresh_from_db()
    assert (demande.etat, demande.date_depot) == ("deposee", date(2026, 6, 15))


@pytest.mark.parametrize("page", ["relire_demande", "deposer_demande"])
def test_le_depot_averti_le_dit_et_reste_possible(p, page) -> None:
    vote, demande = bilans.attribution(p, exercice=EN_RETARD), prete(p)
    campagne(p, SansCompteRendu.AVERTIT)
    navigateur = client(p.direction)
    lu = texte(navigateur.get(adresse(page, demande.pk)))
    ou_aller = adresse("voir_compte_rendu_financier", vote.pk)
    assert "compte rendu financier manque" in lu
    assert f'<a href="{ou_aller}">{PHRASE}</a>' in lu
    assert SUITE not in lu
    assert "Déposer la demande</button>" in lu
    reponse = navigateur.post(
        adresse("deposer_demande", demande.pk), {"cle_idempotence": fabrique.cle()}
    )
    assert reponse.status_code == 302
    demande.refresh_from_db()
    assert demande.etat == "deposee"


def test_sans_retard_aucune_page_n_avertit(p) -> None:
    campagne(p, SansCompteRendu.AVERTIT)
    demande = prete(p)
    navigateur = client(p.direction)
    for page in ("relire_demande", "deposer_demande"):
        assert "compte rendu financier" not in texte(navigateur.get(adresse(page, demande.pk)))
