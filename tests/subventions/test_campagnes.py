"""The yearly campaign: set on one page, taken again, announced once, obeyed by requests."""

import html
import re
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from pacte.courrier.models import Courriel, Nature
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import ConflitDeVersion
from subventions import operations
from subventions.lectures.campagnes import compte_base_par_defaut, exiger_genre_ouvert
from subventions.models import (
    Campagne,
    Demande,
    GenreDemande,
    PieceAttendue,
    QuestionCampagne,
    ReponseQuestion,
)
from tests import factories_pieces as fp
from tests import factories_subventions as fabrique
from tests.factories_gouvernance import un_pdf
from tests.subventions.navigation import adresse, client, lire_flux, texte

pytestmark = pytest.mark.django_db

DATES = {
    "version": "1",
    "date_ouverture": "2026-09-15",
    "date_cloture": "2026-11-30",
    "depot_tardif": "refuse",
    "date_vote_prevue": "2027-03-15",
    "jours_de_rappel": "7, 30 et 30",
    "rappel_avance": "2026-10-15",
    "sans_compte_rendu": "bloque",
    "presentation": "Bonjour à toutes et à tous.",
}


# --- The days and the rules --------------------------------------------------------------------------
def test_une_campagne_neuve_a_ses_reglages_habituels(p) -> None:
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("modifier_campagne", 2027)))
    assert 'value="2026-10-15"' in page
    reponse = navigateur.post(adresse("modifier_campagne", 2027), DATES)
    assert (reponse.status_code, reponse.url) == (302, adresse("voir_campagne", 2027))
    campagne = Campagne.objects.get()
    assert campagne.jours_de_rappel == [30, 7]
    assert (campagne.depot_tardif, campagne.sans_compte_rendu) == ("refuse", "bloque")
    assert list(campagne.volets.values_list("genre", "compte_base_avance")) == [
        ("fonctionnement", True),
        ("projet", False),
    ]
    obligatoires = campagne.pieces_attendues.filter(obligatoire=True)
    assert list(obligatoires.values_list("nature", flat=True)) == [
        "statuts",
        "dirigeants",
        "rib",
        "comptes",
        "rapport_activite",
        "assurance",
    ]


@pytest.mark.parametrize("saisie", ["demain", "-3", "500", "1,2,3,4,5,6"])
def test_des_rappels_illisibles_sont_refuses(p, saisie) -> None:
    reponse = client(p.agent).post(
        adresse("modifier_campagne", 2027), DATES | {"jours_de_rappel": saisie}
    )
    assert reponse.status_code == 200
    assert not Campagne.objects.exists()


def test_la_cloture_ne_precede_pas_l_ouverture(p) -> None:
    page = texte(
        client(p.agent).post(
            adresse("modifier_campagne", 2027), DATES | {"date_cloture": "2026-09-14"}
        )
    )
    assert "La clôture ne précède pas l’ouverture." in page


def test_deux_reglages_ne_s_ecrasent_pas(p) -> None:
    fabrique.campagne(p)
    navigateur = client(p.agent)
    assert navigateur.post(adresse("modifier_campagne", 2027), DATES).status_code == 302
    conflit = navigateur.post(
        adresse("modifier_campagne", 2027), DATES | {"presentation": "Autre mot."}
    )
    assert conflit.status_code == 409
    assert Campagne.objects.get().presentation == "Bonjour à toutes et à tous."


# --- Announced once ----------------------------------------------------------------------------------
def test_une_campagne_ouverte_s_annonce_une_fois_aux_centres(p) -> None:
    navigateur = client(p.agent)
    ouverte = DATES | {"date_ouverture": "2026-06-01"}
    navigateur.post(adresse("modifier_campagne", 2027), ouverte)
    annonces = Courriel.objects.filter(objet__startswith="Subventions 2027")
    centres = {courriel.objet.split(", ")[1].split(" : ")[0] for courriel in annonces}
    assert centres == {str(p.a), str(p.b)} - _sans_adresse(p)
    premier = annonces.filter(destinataire=p.direction.personne.courriel).get()
    assert premier.nature == Nature.ACTION
    assert premier.texte.startswith("La campagne de subventions 2027 est ouverte : préparez")
    assert "- Statuts en vigueur" in premier.texte
    assert adresse("voir_campagne", 2027) in premier.texte
    page = texte(navigateur.get(adresse("voir_campagne", 2027)))
    assert "Partie le lundi 15\u00a0juin\u00a02026" in page
    nombre = annonces.count()
    navigateur.post(adresse("modifier_campagne", 2027), ouverte | {"presentation": "Encore."})
    assert annonces.count() == nombre


def _sans_adresse(p) -> set[str]:
    """Centres that nobody can be written to: without address nor function."""
    return {
        str(centre)
        for centre in (p.a, p.b)
        if not centre.courriel and not centre.fonctions.exists()
    }


def test_une_campagne_a_venir_ne_s_annonce_pas_encore(p) -> None:
    navigateur = client(p.agent)
    navigateur.post(adresse("modifier_campagne", 2027), DATES)
    assert not Courriel.objects.exists()
    page = texte(navigateur.get(adresse("voir_campagne", 2027)))
    assert "Un courriel part le jour de l’ouverture." in page


# --- Taken again ----------------------------------------------------------------------------------------
def test_reprendre_la_campagne_recopie_tout_d_un_an_plus_tard(p) -> None:
    ancienne = fabrique.campagne(
        p,
        2027,
        date_ouverture=date(2026, 6, 20),
        rappel_avance=date(2026, 10, 15),
        depot_tardif="refuse",
        jours_de_rappel=[10],
        presentation="Bonjour.",
    )
    ancienne.volets.filter(genre="projet").update(enveloppe=Decimal(45000), consigne="Un devis.")
    ancienne.volets.exclude(genre__in=("fonctionnement", "projet")).delete()
    piece = fp.attendue(ancienne, aide="En cours.", modele=fp.piece(p).fichier)
    fp.question(ancienne, reponse="choix", choix=["Oui", "Non"], genre="projet")
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("voir_campagne", 2028)))
    assert "Reprendre la campagne 2027" in page
    for _ in range(2):
        reponse = navigateur.post(adresse("reprendre_campagne", 2028))
        assert (reponse.status_code, reponse.url) == (302, adresse("voir_campagne", 2028))
    campagne = Campagne.objects.get(exercice=2028)
    assert campagne.date_ouverture == date(2027, 6, 20)
    assert campagne.rappel_avance == date(2027, 10, 15)
    assert (campagne.depot_tardif, campagne.jours_de_rappel) == ("refuse", [10])
    volet = campagne.volets.get(genre="projet")
    assert (volet.enveloppe, volet.consigne) == (Decimal(45000), "Un devis.")
    assert campagne.volets.count() == 2
    copie = campagne.pieces_attendues.get()
    assert (copie.libelle, copie.aide, copie.modele_id) == ("Statuts", "En cours.", piece.modele_id)
    assert campagne.questions.get().choix == ["Oui", "Non"]
    assert ancienne.pieces_attendues.count() == 1
    assert Entree.objects.filter(action="reprendre_campagne", resultat="accompli").count() == 1


def test_rien_a_reprendre_se_dit(p) -> None:
    reponse = client(p.agent).post(adresse("reprendre_campagne", 2028))
    assert reponse.status_code == 403
    assert "n’a pas de campagne à reprendre" in texte(reponse)


# --- Its kinds --------------------------------------------------------------------------------------------
def volets(campagne: Campagne, *ouverts: str, **autres: str) -> dict[str, str]:
    donnees = {"version": str(campagne.version), **autres}
    for genre in GenreDemande.values:
        donnees |= {f"enveloppe_{genre}": "", f"consigne_{genre}": ""}
    donnees |= {f"ouvert_{genre}": "on" for genre in ouverts}
    return donnees | autres


def test_choisir_les_genres_ouverts(p) -> None:
    campagne = fabrique.campagne(p)
    donnees = volets(
        campagne, "fonctionnement", "projet", base_projet="on", enveloppe_projet="45 000,50"
    )
    reponse = client(p.agent).post(adresse("regler_volets", 2027), donnees)
    assert reponse.status_code == 302
    assert list(
        campagne.volets.values_list("genre", "compte_base_avance", "enveloppe").order_by("genre")
    ) == [("fonctionnement", False, None), ("projet", True, Decimal("45000.50"))]
    assert compte_base_par_defaut(p.pacte, 2027, "projet")
    assert not compte_base_par_defaut(p.pacte, 2027, "fonctionnement")
    # Without a campaign, the operating subsidy alone (Q1).
    assert compte_base_par_defaut(p.pacte, 2030, "fonctionnement")
    assert not compte_base_par_defaut(p.pacte, 2030, "projet")


def test_il_reste_toujours_un_genre_ouvert(p) -> None:
    campagne = fabrique.campagne(p)
    page = texte(client(p.agent).post(adresse("regler_volets", 2027), volets(campagne)))
    assert "Ouvrez au moins un genre de demande." in page
    assert campagne.volets.count() == 5


def test_un_genre_ferme_ne_se_commence_pas(p) -> None:
    campagne = fabrique.campagne(p)
    campagne.volets.exclude(genre="fonctionnement").delete()
    with pytest.raises(ValidationError, match="n'ouvre pas ce genre de demande : projet"):
        operations.preparer(
            p.pacte, par=p.direction, cle=uuid.uuid4(), exercice=2027, genre="projet", objet="Fête"
        )
    operations.preparer(
        p.pacte,
        par=p.direction,
        cle=uuid.uuid4(),
        exercice=2027,
        genre="fonctionnement",
        objet="L'année",
    )
    # A year without a campaign opens every kind.
    exiger_genre_ouvert(p.pacte, 2030, "investissement")


def en_clair(reponse) -> str:
    """The text of a page without the marks of its typography."""
    return re.sub("[\u00a0\u202f]", " ", html.unescape(texte(reponse))).replace("’", "'")


def test_commencer_ne_propose_que_ce_qui_est_ouvert_et_dit_le_reste(p) -> None:
    campagne = fabrique.campagne(p)
    campagne.volets.exclude(genre__in=["fonctionnement", "projet"]).delete()
    fabrique.campagne(p, 2026, date_cloture=date(2025, 11, 30), depot_tardif="refuse")
    navigateur = client(p.direction)
    reponse = navigateur.get(adresse("preparer_demande"))
    champs = reponse.context["form"].fields
    assert [valeur for valeur, _ in champs["exercice"].choices] == [2027]
    assert [valeur for valeur, _ in champs["genre"].choices] == ["fonctionnement", "projet"]
    page = en_clair(reponse)
    assert "La campagne 2027 n'ouvre pas : investissement, exceptionnelle, aide en nature." in page
    assert "La campagne 2026 est close depuis le 30 novembre 2025" in page
    envoi = {"cle_idempotence": fabrique.cle(), "objet": "Fête", "genre": "projet"}
    assert (
        navigateur.post(adresse("preparer_demande"), {**envoi, "exercice": 2026}).status_code == 200
    )
    assert not Demande.objects.exists()
    assert (
        navigateur.post(adresse("preparer_demande"), {**envoi, "exercice": 2027}).status_code == 302
    )


def test_un_genre_ouvert_une_autre_annee_ne_suffit_pas(p) -> None:
    fabrique.campagne(p).volets.filter(genre="projet").delete()
    envoi = {"cle_idempotence": fabrique.cle(), "objet": "Fête", "genre": "projet"}
    reponse = client(p.direction).post(adresse("preparer_demande"), {**envoi, "exercice": 2027})
    assert "La campagne 2027 n'ouvre pas ce genre : projet." in en_clair(reponse)
    assert not Demande.objects.exists()


def test_tout_est_clos_le_bouton_dit_pourquoi_et_l_acte_est_refuse(p) -> None:
    for exercice in (2026, 2027):
        jours = {"date_ouverture": date(2025, 9, 1), "date_cloture": date(2025, 11, 30)}
        fabrique.campagne(p, exercice, depot_tardif="refuse", **jours)
    navigateur = client(p.direction)
    assert "La campagne 2027 est close" in texte(navigateur.get(adresse("lister_demandes")))
    assert navigateur.get(adresse("preparer_demande")).status_code == 403
    with pytest.raises(ActeRefuse, match="close depuis"):
        operations.preparer(
            p.pacte, par=p.direction, cle=uuid.uuid4(), exercice=2027, genre="projet", objet="Fête"
        )


def test_une_campagne_pas_encore_ouverte_se_prepare_deja(p) -> None:
    fabrique.campagne(p, date_ouverture=date(2026, 9, 15))
    reponse = client(p.direction).get(adresse("preparer_demande"))
    assert 2027 in [valeur for valeur, _ in reponse.context["form"].fields["exercice"].choices]
    assert "ouvre le 15 septembre 2026 : commencez dès maintenant" in en_clair(reponse)


@pytest.mark.parametrize(("regle", "statut"), [("signale", 302), ("refuse", 403)])
def test_le_depot_tardif_suit_la_regle_de_la_campagne(p, regle, statut) -> None:
    fabrique.campagne(
        p,
        2026,
        date_ouverture=date(2026, 1, 1),
        date_cloture=date(2026, 6, 14),
        depot_tardif=regle,
    )
    demande = fabrique.demande(p, avec_budget=True)
    reponse = client(p.direction).post(
        adresse("deposer_demande", demande.pk), {"cle_idempotence": fabrique.cle()}
    )
    assert reponse.status_code == statut
    demande.refresh_from_db()
    assert (demande.date_depot is not None) == (statut == 302)
    if regle == "refuse":
        assert "elle ne reçoit plus de demande" in texte(reponse)
        assert Entree.objects.filter(action="deposer_demande", resultat="refuse").exists()


# --- Its documents and questions ---------------------------------------------------------------------------
def test_demander_un_document_avec_son_modele(p) -> None:
    campagne = fabrique.campagne(p)
    navigateur = client(p.agent)
    donnees = {
        "cle_idempotence": fabrique.cle(),
        "libelle": "Liste du conseil",
        "nature": "dirigeants",
        "genre": "",
        "obligatoire": "on",
        "aide": "",
    }
    for _ in range(2):
        envoi = donnees | {"modele": un_pdf("liste.pdf")}
        reponse = navigateur.post(adresse("ajouter_piece_attendue", 2027), envoi)
        assert reponse.status_code == 302
    piece = PieceAttendue.objects.get()
    url = adresse("telecharger_modele", 2027, piece.pk)
    assert lire_flux(client(p.direction).get(url)).startswith(b"%PDF")
    assert lire_flux(navigateur.get(url)).startswith(b"%PDF")
    assert Entree.objects.filter(action="telecharger_modele").count() == 2
    assert "liste.pdf" in texte(client(p.direction).get(adresse("voir_campagne", 2027)))
    reponse = navigateur.post(
        adresse("ajouter_piece_attendue", 2027),
        donnees | {"cle_idempotence": fabrique.cle(), "nature": "statuts"},
    )
    assert "déjà demandé" in texte(reponse)
    campagne.refresh_from_db()
    navigateur.post(
        adresse("modifier_piece_attendue", 2027, piece.pk),
        donnees | {"version": campagne.version, "sans_modele": "on", "libelle": "Le conseil"},
    )
    piece.refresh_from_db()
    assert (piece.libelle, piece.modele) == ("Le conseil", None)
    assert client(p.direction).get(url).status_code == 404


def test_monter_puis_retirer_un_document(p) -> None:
    campagne = fabrique.campagne(p)
    for ordre, nom in enumerate(("A", "B", "C"), start=1):
        fp.attendue(campagne, libelle=nom, ordre=ordre)
    pieces = PieceAttendue.objects.order_by("ordre")
    navigateur = client(p.agent)
    dernier = pieces.get(libelle="C")
    navigateur.post(adresse("monter_piece_attendue", 2027, dernier.pk))
    assert list(pieces.values_list("libelle", flat=True)) == ["A", "C", "B"]
    premier = pieces.get(libelle="A")
    navigateur.post(adresse("monter_piece_attendue", 2027, premier.pk))
    assert list(pieces.values_list("libelle", flat=True)) == ["A", "C", "B"]
    assert "Ne plus demander" in texte(
        navigateur.get(adresse("retirer_piece_attendue", 2027, premier.pk))
    )
    navigateur.post(adresse("retirer_piece_attendue", 2027, premier.pk))
    assert list(pieces.values_list("libelle", flat=True)) == ["C", "B"]


def test_une_question_a_choix_en_propose_deux(p) -> None:
    fabrique.campagne(p)
    navigateur = client(p.agent)
    donnees = {
        "cle_idempotence": fabrique.cle(),
        "libelle": "Quel versement ?",
        "reponse": "choix",
        "choix": "En une fois\n",
        "genre": "projet",
    }
    reponse = navigateur.post(adresse("ajouter_question", 2027), donnees)
    assert "Proposez au moins deux choix" in texte(reponse)
    donnees["choix"] = "En une fois\r\n\r\nEn deux  fois\r\nEn une fois"
    for _ in range(2):
        assert navigateur.post(adresse("ajouter_question", 2027), donnees).status_code == 302
    question = QuestionCampagne.objects.get()
    assert question.choix == ["En une fois", "En deux fois"]
    page = texte(client(p.direction).get(adresse("voir_campagne", 2027)))
    assert "En une fois, En deux fois" in page


def test_une_question_deja_repondue_reste(p) -> None:
    question = fp.question(fabrique.campagne(p))
    demande = fabrique.demande(p, exercice=2027)
    ReponseQuestion.objects.create(demande=demande, question=question, valeur="12")
    reponse = client(p.agent).post(adresse("retirer_question", 2027, question.pk))
    assert reponse.status_code == 403
    assert QuestionCampagne.objects.filter(pk=question.pk).exists()
    page = client(p.agent).get(adresse("voir_campagne", 2027))
    assert "elle reste" in texte(page)
    assert adresse("retirer_question", 2027, question.pk) not in page.content.decode()


def test_une_version_perimee_ne_change_pas_un_document(p) -> None:
    campagne = fabrique.campagne(p)
    piece = fp.attendue(campagne)
    operations.monter_ligne(piece, par=p.agent)
    operations.modifier_piece_attendue(
        piece, par=p.agent, version=campagne.version, champs={"libelle": "Un"}
    )
    with pytest.raises(ConflitDeVersion):
        operations.modifier_piece_attendue(
            piece, par=p.agent, version=campagne.version, champs={"libelle": "Deux"}
        )


# --- Who reads it --------------------------------------------------------------------------------------------
def test_un_centre_lit_la_campagne_ouverte_sans_ses_enveloppes(p) -> None:
    campagne = fabrique.campagne(p)
    campagne.volets.filter(genre="projet").update(enveloppe=Decimal(45000))
    page = texte(client(p.direction).get(adresse("voir_campagne", 2027)))
    assert "45\u00a0000" not in page
    assert "Enveloppe" not in page
    assert "Préparer une demande" in page
    assert adresse("modifier_campagne", 2027) not in page
    assert "45\u00a0000,00" in texte(client(p.agent).get(adresse("voir_campagne", 2027)))
    fabrique.campagne(p, 2028, date_ouverture=date(2027, 9, 1), date_cloture=date(2027, 11, 1))
    assert client(p.direction).get(adresse("voir_campagne", 2028)).status_code == 404


def test_un_centre_ne_regle_rien(p) -> None:
    campagne = fabrique.campagne(p)
    with pytest.raises(ActeRefuse):
        operations.regler_volets(
            campagne, par=p.direction, version=1, volets={"projet": {"consigne": ""}}
        )
    with pytest.raises(ActeRefuse):
        operations.reprendre_campagne(p.pacte, par=p.direction, exercice=2028)


def test_la_page_lit_autant_pour_vingt_documents(p, django_assert_max_num_queries) -> None:
    campagne = fabrique.campagne(p)
    fp.attendue(campagne, libelle="Le premier")
    navigateur = client(p.agent)
    url = adresse("voir_campagne", 2027)
    navigateur.get(url)
    with django_assert_max_num_queries(60) as une:
        navigateur.get(url)
    for rang in range(20):
        fp.attendue(campagne, libelle=f"Document {rang}")
        fp.question(campagne, libelle=f"Question {rang}")
    with django_assert_max_num_queries(len(une)):
        navigateur.get(url)
