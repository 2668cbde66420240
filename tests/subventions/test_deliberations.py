"""The draft of a délibération, its Word document, its vote recorded once for all its lines."""

import io
from datetime import date
from decimal import Decimal

import docx
import pytest
from docx.oxml.ns import qn

from pacte.courrier.models import Courriel
from subventions.models import Attribution, Demande, Deport, ProjetDeliberation
from tests import factories_accord as accord
from tests import factories_decisions as decisions
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, texte

pytestmark = pytest.mark.django_db
D = Decimal


def proposees(p) -> list[Demande]:
    return [
        fabrique.demande(p, p.a, etat="proposee", montant_propose=D("40000.00")),
        fabrique.demande(p, p.b, etat="proposee", montant_propose=D("22000.00")),
    ]


def envoi_projet(p, demandes, **champs) -> dict[str, object]:
    donnees = {
        "cle_idempotence": fabrique.cle(),
        "titre": "Subventions 2026",
        "visas": "Vu le code ;",
        "considerants": "Considérant l'intérêt local ;",
        "dispositif": "ATTRIBUE les subventions ;",
        **champs,
    }
    for demande in demandes:
        donnees |= {f"retenue_{demande.pk}": "on", f"montant_{demande.pk}": "30 000,00"}
    return donnees


def envoi_votes(projet, sorts: dict[int, tuple[str, str]], **champs) -> dict[str, object]:
    """`sorts` : by request, its fate and the amount or the reason."""
    donnees: dict[str, object] = {
        "cle_idempotence": fabrique.cle(),
        "numero": "DCM-2026-051",
        "date_vote": "2026-06-08",
        "resultat_vote": "à l'unanimité",
        **champs,
    }
    for pk, (sort, valeur) in sorts.items():
        donnees[f"sort_{pk}"] = sort
        donnees[f"compte_{pk}"] = "65748"
        donnees[f"base_{pk}"] = "on"
        donnees[f"montant_{pk}" if sort == "accordee" else f"motif_{pk}"] = valeur
    return donnees


# --- The draft ----------------------------------------------------------------------------------------
def test_les_textes_proposes_sont_riches_et_modifiables(p) -> None:
    proposees(p)
    page = texte(client(p.agent).get(adresse("preparer_deliberation", 2026)))
    for mot in ("L. 2311-7", "n° 2000-321", "n° 2021-1947", "M57", "23 000 euros", "Considérant"):
        assert mot.replace(" ", "\u00a0") in page or mot in page
    assert page.count("Proposer 2026-") == 2


def test_un_projet_envoye_deux_fois_en_fait_un(p) -> None:
    demandes = proposees(p)
    donnees = envoi_projet(p, demandes[:1])
    navigateur = client(p.agent)
    premiere = navigateur.post(adresse("preparer_deliberation", 2026), donnees)
    seconde = navigateur.post(adresse("preparer_deliberation", 2026), donnees)
    projet = ProjetDeliberation.objects.get()
    assert premiere.url == seconde.url == adresse("voir_deliberation", projet.pk)
    assert [(ligne.demande, ligne.montant) for ligne in projet.lignes.order_by("pk")] == [
        (demandes[0], D("30000.00"))
    ]


def test_un_projet_sans_demande_ou_sans_montant_revient_avec_ce_qui_est_tape(p) -> None:
    demandes = proposees(p)
    navigateur = client(p.agent)
    vide = navigateur.post(adresse("preparer_deliberation", 2026), envoi_projet(p, []))
    assert "Choisissez au moins une demande" in texte(vide)
    donnees = envoi_projet(p, demandes) | {f"montant_{demandes[0].pk}": "0"}
    page = texte(navigateur.post(adresse("preparer_deliberation", 2026), donnees))
    assert "la valeur d" in page
    assert "Vu le code" in page
    assert not ProjetDeliberation.objects.exists()


def test_une_demande_prise_dans_un_projet_ouvert_n_est_plus_proposee(p) -> None:
    demandes = proposees(p)
    decisions.projet(p, demandes[:1])
    page = texte(client(p.agent).get(adresse("preparer_deliberation", 2026)))
    assert demandes[0].numero not in page
    assert demandes[1].numero in page


def test_deux_ecritures_d_un_projet_ne_s_ecrasent_pas(p) -> None:
    demandes = proposees(p)
    projet = decisions.projet(p, demandes)
    navigateur = client(p.agent)
    donnees = envoi_projet(p, demandes, version=1)
    assert navigateur.post(adresse("modifier_deliberation", projet.pk), donnees).status_code == 302
    reponse = navigateur.post(
        adresse("modifier_deliberation", projet.pk), donnees | {"titre": "Autre titre"}
    )
    assert reponse.status_code == 409
    projet.refresh_from_db()
    assert projet.titre == "Subventions 2026"


# --- The document ---------------------------------------------------------------------------------------
@pytest.fixture
def document(p):
    demandes = proposees(p)
    projet = decisions.projet(p, demandes, rapporteur="Jeanne Martin")
    ligne = projet.lignes.get(demande=demandes[1])
    ligne.conditions = "Sous réserve de l'agrément"
    ligne.save()
    qui = accord.fonction("elu", p.ville)
    Deport.objects.create(
        demande=demandes[0],
        personne=qui.personne,
        date_deport=date(2026, 6, 1),
        enregistre_par=p.agent,
    )
    reponse = client(p.agent).get(adresse("exporter_deliberation", projet.pk))
    assert reponse["Content-Type"].endswith("wordprocessingml.document")
    assert "attachment" in reponse["Content-Disposition"]
    lu = docx.Document(io.BytesIO(reponse.content))
    return lu, demandes, qui


def test_le_document_word_a_de_vrais_styles_et_son_tableau(p, document) -> None:
    lu, demandes, qui = document
    styles = {paragraphe.style.name for paragraphe in lu.paragraphs}
    assert {"Title", "Heading 1", "List Bullet"} <= styles
    titres = [q.text for q in lu.paragraphs if q.style.name == "Heading 1"]
    assert titres == [
        "Visas",
        "Considérants",
        "Délibération",
        "Tableau des subventions",
        "Conditions",
        "Déports",
        "Vote",
    ]
    textes = "\n".join(q.text for q in lu.paragraphs)
    assert "Article 1. ATTRIBUE" in textes
    assert "Article 2. AUTORISE" in textes
    assert "lundi 29\u00a0juin\u00a02026" in textes
    assert str(qui.personne) in textes
    assert "Sous réserve de l’agrément" in textes
    tableau = lu.tables[0]
    rangees = [[cellule.text for cellule in rangee.cells] for rangee in tableau.rows]
    assert rangees[0] == ["Bénéficiaire", "Objet", "Compte", "Demandé", "Proposé"]
    assert rangees[1][0] == demandes[0].centre.nom
    assert rangees[1][2:] == ["65748", "40\u00a0000,00\u00a0€", "40\u00a0000,00\u00a0€"]
    assert rangees[-1] == ["Total", "", "", "80\u00a0000,00\u00a0€", "62\u00a0000,00\u00a0€"]
    assert tableau.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert lu.core_properties.language == "fr-FR"


def test_le_document_word_suit_la_typographie_francaise(document) -> None:
    lu, _, _ = document
    textes = "\n".join(paragraphe.text for paragraphe in lu.paragraphs)
    assert "territoriales\u00a0;" in textes
    assert "l’intérêt" in textes
    assert " ;" not in textes
    assert "'" not in textes


# --- The vote ---------------------------------------------------------------------------------------------
def test_le_vote_s_enregistre_une_fois_pour_toutes_les_lignes(p) -> None:
    accord.fonction("direction", p.b)
    a, b = proposees(p)
    c = fabrique.demande(p, p.b, etat="proposee", genre="projet", objet="Jardin")
    projet = decisions.projet(p, [a, b, c])
    donnees = envoi_votes(
        projet,
        {
            a.pk: ("accordee", "38 000,00"),
            b.pk: ("refusee", "L'enveloppe est épuisée."),
            c.pk: ("ajournee", "Le dossier sera complété."),
        },
    ) | {f"conditions_{a.pk}": "Compte rendu remis", f"nature_{a.pk}": "1 200"}
    reponse = client(p.agent).post(adresse("enregistrer_votes", projet.pk), donnees)
    assert reponse.url == adresse("voir_deliberation", projet.pk)
    for demande in (a, b, c):
        demande.refresh_from_db()
    projet.refresh_from_db()
    assert [d.etat for d in (a, b, c)] == ["accordee", "refusee", "ajournee"]
    vote = Attribution.objects.get()
    assert (vote.demande, vote.projet, vote.montant) == (a, projet, D("38000.00"))
    assert (vote.numero_deliberation, vote.resultat_vote) == ("DCM-2026-051", "à l'unanimité")
    assert (vote.compte, vote.conditions) == ("65748", "Compte rendu remis")
    assert (vote.valeur_en_nature, vote.is_executoire) == (D("1200.00"), False)
    assert (b.motif_refus, b.date_refus) == ("L'enveloppe est épuisée.", date(2026, 6, 8))
    assert (c.motif_ajournement, c.date_ajournement) == (
        "Le dossier sera complété.",
        date(2026, 6, 8),
    )
    assert {courriel.objet.split(" : ")[0] for courriel in Courriel.objects.order_by("pk")} == {
        f"Subvention 2026, {p.a}",
        f"Subvention 2026, {p.b}",
    }


def test_le_meme_vote_renvoye_ne_change_rien_un_autre_est_refuse(p) -> None:
    a, b = proposees(p)
    projet = decisions.projet(p, [a, b])
    navigateur = client(p.agent)
    sorts = {a.pk: ("accordee", "38 000"), b.pk: ("refusee", "Motif")}
    donnees = envoi_votes(projet, sorts)
    assert navigateur.post(adresse("enregistrer_votes", projet.pk), donnees).status_code == 302
    assert navigateur.post(adresse("enregistrer_votes", projet.pk), donnees).status_code == 302
    assert Attribution.objects.count() == 1
    autre = donnees | {f"montant_{a.pk}": "39 000"}
    assert navigateur.post(adresse("enregistrer_votes", projet.pk), autre).status_code == 422
    assert Attribution.objects.get().montant == D("38000.00")


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"date_vote": "2026-06-16"}, "pas encore passée"),
        ({"date_transmission": "2026-06-01"}, "suivent le vote"),
        ({"numero": ""}, "obligatoire"),
        ({"resultat_vote": ""}, "obligatoire"),
        ({"montant": ""}, "la valeur d"),
        ({"motif": ""}, "Écrivez le motif"),
    ],
)
def test_un_vote_mal_saisi_n_enregistre_rien(p, champs, message) -> None:
    a, b = proposees(p)
    projet = decisions.projet(p, [a, b])
    sorts = {
        a.pk: ("accordee", champs.pop("montant", "38 000")),
        b.pk: ("refusee", champs.pop("motif", "Motif")),
    }
    page = texte(
        client(p.agent).post(
            adresse("enregistrer_votes", projet.pk), envoi_votes(projet, sorts, **champs)
        )
    )
    assert message in page
    assert not Attribution.objects.exists()
    projet.refresh_from_db()
    assert (projet.date_vote, projet.version) == (None, 1)


def test_une_demande_retiree_entre_temps_arrete_tout_et_se_nomme(p) -> None:
    a, b = proposees(p)
    projet = decisions.projet(p, [a, b])
    Demande.objects.get(pk=b.pk)
    b.etat, b.date_retrait = "retiree", date(2026, 6, 10)
    b.save()
    sorts = {a.pk: ("accordee", "38 000"), b.pk: ("accordee", "20 000")}
    page = texte(
        client(p.agent).post(adresse("enregistrer_votes", projet.pk), envoi_votes(projet, sorts))
    )
    assert f"La demande {b.numero} est retirée" in page
    assert not Attribution.objects.exists()
    a.refresh_from_db()
    assert a.etat == "proposee"


def test_les_dates_se_notent_une_fois_pour_tous_les_votes(p) -> None:
    a, b = proposees(p)
    projet = decisions.projet(p, [a, b])
    navigateur = client(p.agent)
    sorts = {a.pk: ("accordee", "38 000"), b.pk: ("accordee", "20 000")}
    navigateur.post(adresse("enregistrer_votes", projet.pk), envoi_votes(projet, sorts))
    projet.refresh_from_db()
    reponse = navigateur.post(
        adresse("dater_deliberation", projet.pk),
        {
            "version": projet.version,
            "date_transmission": "2026-06-09",
            "date_publication": "2026-06-10",
        },
    )
    assert reponse.status_code == 302
    votes = Attribution.objects.order_by("pk")
    assert [vote.date_executoire for vote in votes] == [date(2026, 6, 10)] * 2
    page = texte(navigateur.get(adresse("voir_deliberation", projet.pk)))
    assert "exécutoire" in page
    assert "58\u00a0000" not in page


def test_une_demande_ajournee_peut_etre_proposee_de_nouveau(p) -> None:
    demande = fabrique.demande(p, etat="proposee")
    navigateur = client(p.agent)
    reponse = navigateur.post(
        adresse("ajourner_demande", demande.pk),
        {"date_ajournement": "2026-06-08", "motif_ajournement": "Séance trop longue."},
    )
    assert reponse.status_code == 302
    demande.refresh_from_db()
    assert (demande.etat, demande.motif_ajournement) == ("ajournee", "Séance trop longue.")
    page = texte(navigateur.get(adresse("voir_demande", demande.pk)))
    assert "Séance trop longue." in page
    assert adresse("proposer_montant", demande.pk) in page
    assert adresse("ajourner_demande", demande.pk) not in page
    assert "Séance trop longue." in texte(
        client(p.direction).get(adresse("voir_demande", demande.pk))
    )


def test_le_vote_d_une_seule_demande_garde_compte_conditions_et_resultat(p) -> None:
    demande = fabrique.demande(p, etat="proposee")
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("enregistrer_attribution", demande.pk)))
    assert 'value="65748"' in page
    navigateur.post(
        adresse("enregistrer_attribution", demande.pk),
        {
            "cle_idempotence": fabrique.cle(),
            "montant": "38 000",
            "numero_deliberation": "DCM-2026-045",
            "date_vote": "2026-03-16",
            "resultat_vote": "38 pour, 5 contre",
            "compte": "65748",
            "conditions": "Bilan remis",
            "valeur_en_nature": "2 000,50",
        },
    )
    vote = Attribution.objects.get()
    assert (vote.resultat_vote, vote.compte, vote.conditions, vote.valeur_en_nature) == (
        "38 pour, 5 contre",
        "65748",
        "Bilan remis",
        D("2000.50"),
    )
    lue = texte(client(p.direction).get(adresse("voir_demande", demande.pk)))
    for mot in ("38 pour, 5 contre", "Compte 65748", "Bilan remis", "2\u00a0000,50"):
        assert mot in lue


@pytest.mark.parametrize(
    ("conseil", "principal"),
    [
        (date(2026, 6, 29), "Prendre le document Word (DOCX)"),
        (date(2026, 6, 15), "Enregistrer le vote"),
        (None, "Enregistrer le vote"),
    ],
)
def test_avant_le_conseil_le_document_passe_avant_le_vote(p, conseil, principal) -> None:
    projet = decisions.projet(p, proposees(p), date_conseil=conseil)
    page = texte(client(p.agent).get(adresse("voir_deliberation", projet.pk)))
    assert page.count("btn-principale") == 1
    debut = page.index("btn-principale")
    assert principal in page[debut : page.index("</a>", debut)]
    assert adresse("exporter_deliberation", projet.pk) in page


def test_un_centre_ne_voit_aucun_projet(p) -> None:
    projet = decisions.projet(p)
    navigateur = client(p.direction)
    assert navigateur.get(adresse("voir_deliberation", projet.pk)).status_code == 404
    assert navigateur.get(adresse("exporter_deliberation", projet.pk)).status_code == 404
    assert navigateur.get(adresse("lister_deliberations")).status_code == 403
    assert "Délibérations" not in texte(navigateur.get(adresse("lister_demandes")))
