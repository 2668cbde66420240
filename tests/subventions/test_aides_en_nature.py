"""An award only in kind: no money, a value; and what every list, letter and total says of it."""

import io
from datetime import date
from decimal import Decimal

import docx
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils.module_loading import import_string

from pacte.courrier.models import Courriel
from subventions import operations, rules
from subventions.exports.deliberation import ecrire_docx
from subventions.lectures.comparaison import comparaison
from subventions.lectures.conventions import conventions_a_faire, en_nature_de
from subventions.lectures.deliberations import demandes_a_proposer, lignes_du_projet
from subventions.lectures.donnees_ouvertes import publication
from subventions.lectures.finances import finances
from subventions.lectures.lettres import texte_de_la_lettre
from subventions.models import AideEnNature, Attribution, Demande, LigneProjet, ProjetDeliberation
from subventions.rules import en_nature
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, texte

pytestmark = pytest.mark.django_db
D = Decimal
LE = date(2026, 6, 15)
NB = "\u00a0"


def une_demande(p, **champs) -> Demande:
    """A request that asks for a room only: no money, a room worth 18 000 euros."""
    defauts = {
        "etat": "proposee",
        "genre": "aide_en_nature",
        "objet": "Salle polyvalente",
        "montant_demande": D(0),
        "montant_propose": D(0),
    }
    demande = fabrique.demande(p, **{**defauts, **champs})
    AideEnNature.objects.create(
        demande=demande, nature="locaux", description="Salle", valeur=D("18000.00"), ordre=0
    )
    return demande


def voter(p, demande: Demande, **champs):
    return client(p.agent).post(
        adresse("enregistrer_attribution", demande.pk),
        {
            "cle_idempotence": fabrique.cle(),
            "montant": "",
            "numero_deliberation": "DCM-2026-045",
            "date_vote": "2026-03-16",
            **champs,
        },
    )


@pytest.mark.parametrize(
    ("montant", "nature", "dit"),
    [
        ("12000", None, f"12{NB}000,00{NB}€"),
        ("0", "18000", f"aide en nature évaluée à 18{NB}000,00{NB}€"),
        ("12000", "1200", f"12{NB}000,00{NB}€ et une aide en nature évaluée à 1{NB}200,00{NB}€"),
        ("0", None, f"0,00{NB}€"),
    ],
)
def test_un_vote_se_dit_en_argent_en_nature_ou_les_deux(montant, nature, dit) -> None:
    valeur = None if nature is None else D(nature)
    assert en_nature.dire_vote(D(montant), valeur) == dit
    assert en_nature.is_tout_en_nature(D(montant), valeur) is (
        montant == "0" and nature is not None
    )


def test_un_vote_en_nature_s_enregistre_sans_argent_et_n_attend_aucun_versement(p) -> None:
    demande = une_demande(p)
    page = texte(client(p.agent).get(adresse("enregistrer_attribution", demande.pk)))
    assert f'value="18{NB}000,00"' in page
    assert voter(p, demande, valeur_en_nature="18 000").status_code == 302
    vote = Attribution.objects.get()
    assert (vote.montant, vote.valeur_en_nature) == (D(0), D("18000.00"))
    argent = finances(Demande.objects.get(), LE)
    assert (argent.accorde, argent.reste.a_verser, argent.is_tout_en_nature) == (D(0), D(0), True)
    lue = texte(client(p.direction).get(adresse("voir_demande", demande.pk)))
    assert f"aide en nature évaluée à 18{NB}000,00{NB}€" in lue
    assert "met cette aide à votre disposition" in lue
    assert "Où en est l’argent" not in lue
    assert "aide en nature votée" in Courriel.objects.latest("pk").objet


def test_ni_argent_ni_valeur_est_refuse(p) -> None:
    demande = une_demande(p)
    for champs in ({}, {"montant": "0"}, {"valeur_en_nature": "0"}):
        reponse = voter(p, demande, **champs)
        assert "Indiquez le montant voté, ou la valeur" in texte(reponse)
    assert not Attribution.objects.exists()


def test_une_annulation_reprend_une_aide_en_nature(p) -> None:
    demande = une_demande(p)
    voter(p, demande, valeur_en_nature="18000")
    reponse = client(p.agent).post(
        adresse("enregistrer_modification", demande.pk),
        {
            "cle_idempotence": fabrique.cle(),
            "nature": "annulation",
            "libelle": "Salle rendue",
            "montant": "",
            "valeur_en_nature": "-18 000",
            "numero_deliberation": "DCM-2026-060",
            "date_vote": "2026-05-04",
        },
    )
    assert reponse.status_code == 302
    assert sum(vote.valeur for vote in demande.attributions.all()) == 0


def test_la_deliberation_ecrit_la_valeur_et_la_vote(p) -> None:
    demande = une_demande(p)
    (proposee,) = demandes_a_proposer(p.pacte, 2026)
    assert proposee.valeur_des_aides == D("18000.00")
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("preparer_deliberation", 2026)))
    assert f'value="18{NB}000,00"' in page
    navigateur.post(
        adresse("preparer_deliberation", 2026),
        {
            "cle_idempotence": fabrique.cle(),
            "titre": "Aides 2026",
            "visas": "Vu",
            "considerants": "Considérant",
            "dispositif": "Attribue.",
            f"retenue_{demande.pk}": "on",
            f"montant_{demande.pk}": "",
            f"nature_{demande.pk}": "18 000",
        },
    )
    projet = ProjetDeliberation.objects.get()
    ligne = LigneProjet.objects.get()
    assert (ligne.montant, ligne.valeur_en_nature) == (D(0), D("18000.00"))
    contenu = ecrire_docx(projet, lignes_du_projet(projet), [], LE)
    cellules = [
        cellule.text.replace("\u202f", NB)
        for rangee in docx.Document(io.BytesIO(contenu)).tables[0].rows
        for cellule in rangee.cells
    ]
    assert "aide en nature" in cellules
    assert f"aide en nature évaluée à 18{NB}000,00{NB}€" in cellules
    navigateur.post(
        adresse("enregistrer_votes", projet.pk),
        {
            "cle_idempotence": fabrique.cle(),
            "numero": "DCM-2026-045",
            "date_vote": "2026-03-16",
            "resultat_vote": "à l'unanimité",
            f"sort_{demande.pk}": "accordee",
            f"montant_{demande.pk}": "0",
            f"nature_{demande.pk}": "18 000",
        },
    )
    vote = Attribution.objects.get()
    assert (vote.montant, vote.valeur_en_nature, vote.projet) == (D(0), D("18000.00"), projet)
    assert "aide en nature évaluée" in texte(
        navigateur.get(adresse("voir_deliberation", projet.pk))
    )


def test_la_lettre_ne_promet_aucun_versement(p) -> None:
    demande = une_demande(p, etat="accordee")
    vote = fabrique.attribution(demande, 0, valeur_en_nature=D("18000.00"))
    textes = texte_de_la_lettre(demande, vote, LE)
    assert "aucun versement" in textes["en_nature"]
    operations.ecrire_lettre(demande, par=p.agent, date_lettre=LE, signataire="L'élue")
    assert not vote.echeances.exists()


@pytest.mark.parametrize(("argent", "attendue"), [("5000.00", False), ("5000.01", True)])
def test_le_seuil_de_la_convention_compte_la_valeur_une_fois(p, argent, attendue) -> None:
    demande = une_demande(p, etat="accordee")
    fabrique.attribution(demande, 0, valeur_en_nature=D("18000.00"))
    fabrique.accordee(p, montant=argent, genre="projet")
    assert bool(conventions_a_faire(p.pacte, 2026)) is attendue
    votes = list(Attribution.objects.order_by("pk"))
    total = rules.total_de_l_annee([v.montant for v in votes], [v.valeur_en_nature for v in votes])
    assert total == D("18000.00") + D(argent)


def test_les_listes_et_la_page_publique_disent_l_aide_en_nature(p) -> None:
    demande = une_demande(p, etat="accordee")
    fabrique.attribution(demande, 0, valeur_en_nature=D("18000.00"))
    fabrique.accordee(p, montant="5000.00", genre="projet", objet="Fête")
    dit = f"aide en nature évaluée à 18{NB}000,00{NB}€"
    assert dit in texte(client(p.agent).get(adresse("lister_demandes")))
    publique = texte(Client().get(adresse("lister_subventions_votees")))
    assert dit in publique
    assert f"et 18{NB}000,00{NB}€ d’aides en nature" in publique
    lignes = {ligne.scdl.montant: ligne.scdl.nature for ligne in publication(p.pacte, 2026).lignes}
    assert lignes == {"18000.00": "aide en nature", "5000.00": "aide en numéraire"}


def test_une_demande_en_nature_seule_se_dit_sans_zero_euro(p) -> None:
    demande = une_demande(p)
    assert (demande.montant_demande_dit, demande.montant_propose_dit) == ("aide en nature",) * 2
    assert demande.demande_dite == "aide en nature demandée"
    lue = texte(client(p.direction).get(adresse("voir_demande", demande.pk)))
    assert "pas encore rempli" not in lue
    demande.montant_demande = D(100)
    assert demande.demande_dite == f"100,00{NB}€ demandés"


def test_la_reprise_ote_l_argent_des_votes_qui_n_etaient_qu_en_nature(p) -> None:
    ancien = fabrique.accordee(p, montant="900.00", genre="aide_en_nature").attributions.get()
    argent = fabrique.accordee(p, montant="500.00", genre="projet").attributions.get()
    reprendre = import_string(
        "subventions.migrations.0009_votes_en_nature_sans_argent.retirer_l_argent"
    )
    reprendre(apps, connection.schema_editor())
    ancien.refresh_from_db()
    argent.refresh_from_db()
    assert (ancien.montant, ancien.valeur_en_nature) == (D(0), D("900.00"))
    assert (argent.montant, argent.valeur_en_nature) == (D("500.00"), None)
    assert ancien.history.latest().history_change_reason.startswith("Aide en nature")


def test_la_comparaison_compte_sa_valeur(p) -> None:
    voter(p, une_demande(p), valeur_en_nature="18000")
    lue = comparaison(p.pacte, 2026, "aide_en_nature")
    assert [ligne.accorde for ligne in lue.lignes] == [D("18000.00")]
    # Asked as voted: the same room two years running is no fall to zero.
    assert [ligne.demandee for ligne in lue.lignes] == [D("18000.00")]
    une_demande(p, exercice=2027)
    (ligne,) = comparaison(p.pacte, 2027, "aide_en_nature").lignes
    assert (ligne.passes[-1], ligne.evolution) == ((2026, D("18000.00")), D("0.000"))
    assert lue.is_en_nature
    page = texte(client(p.agent).get(adresse("comparer_demandes", 2026, "aide_en_nature")))
    assert f"18{NB}000,00{NB}€" in page


@pytest.mark.parametrize(
    ("montant", "dont"),
    [("98000", "18000"), ("105000", "18000"), ("97999.99", "0"), ("80000", "0"), (None, "0")],
)
def test_une_convention_dit_l_aide_en_nature_que_son_montant_comprend(p, montant, dont) -> None:
    fabrique.accordee(p, montant="80000", exercice=2026)
    voter(p, une_demande(p), valeur_en_nature="18000")
    typee = {"premier_exercice": 2026, "montant": D(montant) if montant else None}
    assert en_nature_de(fabrique.convention(p, **typee)) == D(dont)
    assert en_nature_de(fabrique.convention(p, p.b, **typee)) == D(0)
