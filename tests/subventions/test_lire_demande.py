"""The whole of a request on its own page, and what both its pages cost in queries (U5, R16)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pacte.accord.models import Qualite
from subventions.lectures import comptes_rendus as comptes_rendus_lus
from subventions.lectures.finances import finances
from subventions.models import (
    AideEnNature,
    Attribution,
    Demande,
    Deport,
    FicheAssociation,
    FinancementPrevu,
    NaturePiece,
    PieceDemande,
    QuestionCampagne,
    ReponseQuestion,
    SansCompteRendu,
)
from tests import factories_bilans as bilans
from tests import factories_etude as fe
from tests import factories_subventions as fabrique
from tests import factories_versements as versements
from tests.subventions.navigation import adresse, client, fichier, lire_flux, texte

pytestmark = pytest.mark.django_db
LE = date(2026, 6, 15)
LIMITE = 15
LECTRICES = (Qualite.AGENT_AVS, Qualite.DIRECTION, Qualite.ELU)


@pytest.fixture
def complete(p) -> Demande:
    """A granted request with all that may hang on it."""
    campagne = fabrique.campagne(p, fabrique.EXERCICE)
    demande = fabrique.accordee(p, par=p.direction, avec_budget=True, objectifs="Accueillir.")
    FicheAssociation.objects.update_or_create(
        demande=demande, defaults={"denomination": "Association des Tilleuls"}
    )
    FinancementPrevu.objects.create(
        demande=demande, compte="74-sociaux", nom="MSA", montant=Decimal("60000.00"), acquis=True
    )
    AideEnNature.objects.create(
        demande=demande, nature="locaux", description="Salle des fêtes", valeur=Decimal(9_000)
    )
    question = QuestionCampagne.objects.create(campagne=campagne, libelle="Nombre de familles")
    ReponseQuestion.objects.create(demande=demande, question=question, valeur="Cent deux.")
    for nature, libelle in ((NaturePiece.STATUTS, "Statuts signés"), (NaturePiece.RIB, "Le RIB")):
        PieceDemande.objects.create(
            demande=demande, nature=nature, libelle=libelle, fichier=fichier()
        )
    fe.message(demande, p.direction)
    faite = {"date_levee": date(2026, 6, 9), "levee_par": p.agent}
    fe.correction(demande, p.agent, **faite)
    piece = demande.pieces.earliest("pk")
    fe.correction(demande, p.agent, objet="piece", champ=f"piece:{piece.pk}", **faite)
    fe.avis_rendu(demande, p.caf, p.agent)
    membre = fe.siege(p.fonctions[Qualite.ELU], p.b)
    Deport.objects.create(
        demande=demande, personne=membre.personne, date_deport=LE, enregistre_par=p.agent
    )
    versements.payee(demande, "10000.00")
    vote = demande.attributions.get()
    bilans.compte_rendu(vote)
    bilans.reversement(p, vote)
    fabrique.convention(p)
    return demande


# --- The page of the whole request ---------------------------------------------------------------------
@pytest.mark.parametrize("qualite", LECTRICES)
def test_la_demande_en_entier_dit_tout_ce_qui_est_depose(p, complete, qualite) -> None:
    navigateur = client(p.fonctions[qualite])
    url = adresse("lire_demande", complete.pk)
    assert f'href="{url}"' in texte(navigateur.get(adresse("voir_demande", complete.pk)))
    page = texte(navigateur.get(url))
    for attendu in (
        "Association des Tilleuls",
        "Accueillir.",
        "Nombre de familles",
        "Cent deux.",
        "Salle des fêtes",
        "Rémunération des personnels",
        "MSA, 60\u00a0000,00\u00a0€ obtenu",
        "Total des charges",
    ):
        assert attendu in page, attendu


@pytest.mark.parametrize("qualite", LECTRICES)
def test_les_pieces_se_lisent_la_et_le_rib_pas_par_une_elue(p, complete, qualite) -> None:
    navigateur = client(p.fonctions[qualite])
    page = texte(navigateur.get(adresse("lire_demande", complete.pk)))
    for piece in complete.pieces.order_by("pk"):
        url = adresse("telecharger_piece", complete.pk, piece.pk)
        lisible = qualite != Qualite.ELU or piece.nature != NaturePiece.RIB
        assert (url in page) is lisible
        assert (piece.libelle in page) is lisible
        recu = navigateur.get(url)
        lire_flux(recu)
        assert (recu.status_code == 200) is lisible


def test_la_demande_d_un_autre_centre_est_introuvable_en_entier_aussi(p) -> None:
    ailleurs = fabrique.demande(p, p.b, etat="deposee")
    brouillon = fabrique.demande(p)
    assert client(p.direction).get(adresse("lire_demande", ailleurs.pk)).status_code == 404
    assert client(p.direction).get(adresse("lire_demande", brouillon.pk)).status_code == 200
    for qualite in (Qualite.AGENT_AVS, Qualite.ELU, Qualite.CONSEIL_CAF):
        navigateur = client(p.fonctions[qualite])
        assert navigateur.get(adresse("lire_demande", brouillon.pk)).status_code == 404


def test_une_demande_arrivee_apres_la_cloture_le_dit(p) -> None:
    fabrique.campagne(p, fabrique.EXERCICE, date_cloture=date(2025, 10, 31))
    demande = fabrique.accordee(p)
    page = texte(client(p.agent).get(adresse("lire_demande", demande.pk)))
    assert "La campagne était close depuis le 31\u00a0octobre\u00a02025" in page


# --- What a page costs -------------------------------------------------------------------------------------
@pytest.mark.parametrize("qualite", LECTRICES)
def test_une_demande_chargee_se_lit_en_peu_de_requetes(p, complete, qualite) -> None:
    navigateur = client(p.fonctions[qualite])
    navigateur.get(adresse("lister_demandes"))
    for nom in ("voir_demande", "lire_demande"):
        with CaptureQueriesContext(connection) as requetes:
            assert navigateur.get(adresse(nom, complete.pk)).status_code == 200
        assert len(requetes) <= LIMITE, (nom, len(requetes))


def test_un_brouillon_incomplet_se_lit_en_peu_de_requetes(p) -> None:
    fabrique.campagne(p, fabrique.EXERCICE, sans_compte_rendu=SansCompteRendu.BLOQUE)
    bilans.attribution(p, exercice=2024)
    brouillon = fabrique.demande(p)
    navigateur = client(p.direction)
    navigateur.get(adresse("lister_demandes"))
    with CaptureQueriesContext(connection) as requetes:
        page = texte(navigateur.get(adresse("voir_demande", brouillon.pk)))
    assert "Remplissez le budget." in page
    assert "Le compte rendu financier 2024 était attendu" in page
    assert len(requetes) <= LIMITE


# --- The report of a request: the same as in the list ---------------------------------------------------------
@pytest.mark.parametrize("fin", [None, date(2025, 8, 31), date(2024, 6, 30)])
@pytest.mark.parametrize("cas", ["attendu", "commence", "annule", "importe"])
def test_la_page_attend_le_compte_rendu_que_la_liste_attend(p, fin, cas) -> None:
    vote = bilans.attribution(p)
    FicheAssociation.objects.update_or_create(
        demande=vote.demande, defaults={"exercice_du": None, "exercice_au": fin}
    )
    if cas == "commence":
        bilans.compte_rendu(vote)
    if cas == "annule":
        fabrique.attribution(vote.demande, "-40000.00", nature="annulation")
    if cas == "importe":
        Attribution.objects.filter(pk=vote.pk).update(cle_import="2025-1")
    demande = Demande.objects.get(pk=vote.demande_id)
    attendus = comptes_rendus_lus.attendus_de(demande, finances(demande, LE), LE)
    liste = comptes_rendus_lus.attributions_a_justifier(
        Attribution.objects.filter(demande=demande).order_by("pk")
    )
    assert attendus == comptes_rendus_lus.lire(liste, LE)
    assert len(attendus) == (cas in {"attendu", "commence"})
