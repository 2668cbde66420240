"""Who acts for the city and sits at a centre decides neither its recovery nor its report (1.1)."""

from datetime import date

import pytest

from pacte.accord.models import Qualite
from pacte.courrier.models import Courriel
from pacte.documents.models import DocumentScelle
from pacte.journal.models import Entree
from subventions.attentes import comptes_rendus as attentes
from subventions.models import (
    CompteRenduFinancier,
    EtatReversement,
    Reversement,
)
from tests import factories_bilans as bilans
from tests import factories_etude as fe
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, texte

pytestmark = pytest.mark.django_db
DE_LA_VILLE = (Qualite.AGENT_AVS, Qualite.CHEF_SERVICE)
MOTIF = "Vous exercez aussi une fonction dans ce centre"
REPONSE = {"observations": "La somme est engagée.", "date_observations": date(2026, 6, 10)}
DECIDER = {
    "version": "1",
    "montant": "1 500,00",
    "decision": "La convention le prévoit.",
    "date_decision": "2026-06-15",
}
ABANDONNER = {"version": "1", "motif": "La dépense est faite."}
OUVRIR = {
    "motif": "reliquat",
    "montant": "1 500,00",
    "explication": "Il reste une part non dépensée.",
    "echeance_observations": "2026-06-30",
}


def empreinte() -> tuple:
    """All that a decision on a report or on a recovery could change."""
    return (
        list(Reversement.objects.order_by("pk").values()),
        list(CompteRenduFinancier.objects.order_by("pk").values()),
        Reversement.history.count(),
        CompteRenduFinancier.history.count(),
        DocumentScelle.objects.count(),
        Courriel.objects.count(),
    )


def essayer(fonction, nom: str, pk: int, envoi: dict[str, str]) -> None:
    """The form does not open, the sending is refused with its reason, and nothing moved."""
    avant, navigateur = empreinte(), client(fonction)
    for reponse in (
        navigateur.get(adresse(nom, pk)),
        navigateur.post(adresse(nom, pk), {"cle_idempotence": fabrique.cle(), **envoi}),
    ):
        assert reponse.status_code == 403
        assert MOTIF in texte(reponse)
    assert empreinte() == avant
    refus = Entree.objects.filter(action=nom, resultat="refuse").order_by("pk").last()
    assert refus.motif.startswith(MOTIF)


# --- Recoveries ------------------------------------------------------------------------------------
ACTES_DU_REVERSEMENT = [
    (EtatReversement.CONTRADICTOIRE, "decider_reversement", DECIDER),
    (EtatReversement.CONTRADICTOIRE, "abandonner_reversement", ABANDONNER),
    (EtatReversement.DECIDE, "abandonner_reversement", ABANDONNER),
    (EtatReversement.TITRE, "abandonner_reversement", ABANDONNER),
]


@pytest.mark.parametrize("qualite", DE_LA_VILLE)
@pytest.mark.parametrize(("etat", "nom", "envoi"), ACTES_DU_REVERSEMENT)
def test_qui_siege_ne_decide_pas_du_reversement(p, qualite, etat, nom, envoi) -> None:
    claim = bilans.reversement(p, etat=etat, **REPONSE)
    fe.siege(p.fonctions[qualite], p.a)
    essayer(p.fonctions[qualite], nom, claim.pk, envoi)
    # Somebody else of the same service does: the seat alone was in the way.
    (autre,) = (p.fonctions[q] for q in DE_LA_VILLE if q != qualite)
    assert client(autre).post(adresse(nom, claim.pk), envoi).status_code == 302


@pytest.mark.parametrize("qualite", DE_LA_VILLE)
def test_qui_siege_n_ouvre_pas_de_reversement(p, qualite) -> None:
    vote = bilans.attribution(p)
    fe.siege(p.fonctions[qualite], p.a)
    essayer(p.fonctions[qualite], "ouvrir_reversement", vote.pk, OUVRIR)
    assert not Reversement.objects.exists()


def test_la_page_du_reversement_montre_les_actes_fermes_et_pourquoi(p) -> None:
    claim = bilans.reversement(p, **REPONSE)
    fe.siege(p.agent, p.a)
    page = texte(client(p.agent).get(adresse("voir_reversement", claim.pk)))
    assert MOTIF in page
    for nom in ("decider_reversement", "abandonner_reversement"):
        assert adresse(nom, claim.pk) not in page
    page = texte(
        client(p.fonctions[Qualite.CHEF_SERVICE]).get(adresse("voir_reversement", claim.pk))
    )
    assert MOTIF not in page
    assert adresse("decider_reversement", claim.pk) in page


def test_qui_siege_note_ce_que_d_autres_ont_decide(p) -> None:
    """The titre and the receipt are facts of the accountant, not decisions."""
    fe.siege(p.agent, p.a)
    navigateur = client(p.agent)
    decide = bilans.reversement(p, etat=EtatReversement.DECIDE)
    titre = {"version": "1", "numero_titre": "T-2026-31", "date_titre": "2026-06-15"}
    assert navigateur.post(adresse("noter_titre_reversement", decide.pk), titre).status_code == 302
    recu = {"version": "2", "date_encaissement": "2026-06-15"}
    assert (
        navigateur.post(adresse("noter_encaissement_reversement", decide.pk), recu).status_code
        == 302
    )


def test_un_siege_fini_ou_dans_un_autre_centre_n_empeche_rien(p) -> None:
    fe.siege(p.agent, p.b)
    fe.siege(p.agent, p.a, date_fin=date(2026, 6, 14))
    claim = bilans.reversement(p, **REPONSE)
    reponse = client(p.agent).post(adresse("decider_reversement", claim.pk), DECIDER)
    assert reponse.status_code == 302


def test_au_titre_du_centre_la_meme_personne_repond_et_ne_decide_pas(p) -> None:
    """Acting for the centre, she writes its observations; the city's acts are not hers."""
    claim = bilans.reversement(p)
    au_centre = fe.siege(p.agent, p.a)
    for nom, envoi in (("decider_reversement", DECIDER), ("abandonner_reversement", ABANDONNER)):
        avant = empreinte()
        assert client(au_centre).post(adresse(nom, claim.pk), envoi).status_code == 403
        assert empreinte() == avant


# --- Financial reports -----------------------------------------------------------------------------
@pytest.mark.parametrize("qualite", DE_LA_VILLE)
@pytest.mark.parametrize(
    ("nom", "envoi"),
    [
        ("accepter_compte_rendu_financier", {"version": "1"}),
        ("demander_reprise_compte_rendu", {"version": "1", "motif": "Il manque les salaires."}),
    ],
)
def test_qui_siege_ne_repond_pas_au_compte_rendu(p, qualite, nom, envoi) -> None:
    vote = bilans.attribution(p)
    bilans.compte_rendu(vote, "depose")
    fe.siege(p.fonctions[qualite], p.a)
    essayer(p.fonctions[qualite], nom, vote.pk, envoi)
    (autre,) = (p.fonctions[q] for q in DE_LA_VILLE if q != qualite)
    envoi = {"cle_idempotence": fabrique.cle(), **envoi}
    assert client(autre).post(adresse(nom, vote.pk), envoi).status_code == 302


def test_la_page_du_compte_rendu_montre_les_actes_fermes_et_pourquoi(p) -> None:
    vote = bilans.attribution(p)
    bilans.compte_rendu(vote, "depose")
    fe.siege(p.agent, p.a)
    page = texte(client(p.agent).get(adresse("voir_compte_rendu_financier", vote.pk)))
    assert page.count(MOTIF) == 2
    for nom in ("accepter_compte_rendu_financier", "demander_reprise_compte_rendu"):
        assert adresse(nom, vote.pk) not in page


def test_qui_siege_n_est_pas_prie_de_lire_le_compte_rendu(p) -> None:
    bilans.compte_rendu(bilans.attribution(p), "depose")
    ailleurs = bilans.attribution(p, p.b)
    bilans.compte_rendu(ailleurs, "depose")
    fe.siege(p.agent, p.a)
    [chose] = attentes.choses(p.agent, fe.AUJOURDHUI, [p.pacte])
    assert chose.url == adresse("voir_compte_rendu_financier", ailleurs.pk)
