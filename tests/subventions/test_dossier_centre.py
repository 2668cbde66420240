"""The centre's file: kept once, dated, masked, its own; and joined to requests."""

import io
import uuid
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from pacte.accord.models import Qualite
from pacte.documents import stockage
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from subventions import operations
from subventions.lectures.pieces import pieces_du_depot, pieces_en_plus, ribs_des_centres
from subventions.lectures.regles_centre import confirmation_requise
from subventions.models import PieceCentre, PieceDemande, ReglesCentre
from tests import factories_pieces as fp
from tests import factories_subventions as fabrique
from tests.factories_accord import fonction
from tests.factories_gouvernance import un_pdf
from tests.subventions.navigation import adresse, client, lire_flux, texte

pytestmark = pytest.mark.django_db
LE = date(2026, 6, 15)


def envoi(**champs) -> dict:
    return {
        "cle_idempotence": fabrique.cle(),
        "libelle": "Statuts de 2019",
        "fichier": un_pdf("statuts.pdf"),
        **champs,
    }


# --- Adding ------------------------------------------------------------------------------------------
def test_ajouter_un_document_envoye_deux_fois(p) -> None:
    navigateur = client(p.direction)
    choix = texte(navigateur.get(adresse("ajouter_piece_centre")))
    assert "?nature=statuts" in choix
    url = adresse("ajouter_piece_centre") + "?nature=statuts"
    assert "PDF, Word (.docx)" in texte(navigateur.get(url))
    cle = fabrique.cle()
    for _ in range(2):
        reponse = navigateur.post(url, envoi(cle_idempotence=cle))
        assert (reponse.status_code, reponse.url) == (302, adresse("lister_pieces_centre"))
    piece = PieceCentre.objects.get()
    assert (piece.centre, piece.ajoutee_par) == (p.a, p.direction)
    page = texte(navigateur.get(adresse("lister_pieces_centre")))
    assert "Statuts de 2019" in page
    assert str(p.direction) in page.replace("\u00a0", " ")


RIB = {"libelle": "RIB", "titulaire": "Centre A", "bic": "bnpafrpp"}


@pytest.mark.parametrize(
    ("champs", "erreur"),
    [
        ({"iban": "FR76 3000 6000 0112 3456 7890 180"}, "Cet IBAN n’est pas juste"),
        ({"iban": ""}, "obligatoire"),
        ({"iban": fp.IBAN, "bic": "BNP"}, "Ce BIC n’est pas juste"),
    ],
)
def test_un_rib_faux_est_refuse(p, champs, erreur) -> None:
    url = adresse("ajouter_piece_centre") + "?nature=rib"
    page = texte(client(p.direction).post(url, envoi(**(RIB | champs))))
    assert "invalid-feedback" in page
    assert erreur in page or erreur == "obligatoire"
    assert not PieceCentre.objects.exists()


def test_l_iban_se_masque_partout_et_se_garde(p) -> None:
    navigateur = client(p.direction)
    url = adresse("ajouter_piece_centre") + "?nature=rib"
    navigateur.post(url, envoi(**RIB, iban="fr76 3000 6000 0112 3456 7890 189"))
    rib = PieceCentre.objects.get()
    assert (rib.iban, rib.bic) == (fp.IBAN, "BNPAFRPP")
    pages = [
        texte(navigateur.get(adresse("lister_pieces_centre"))),
        texte(navigateur.get(adresse("modifier_piece_centre", rib.pk))),
        texte(navigateur.get(adresse("remplacer_piece_centre", rib.pk))),
    ]
    for page in pages:
        assert fp.IBAN not in page.replace(" ", "")
    for page in pages[:2]:
        assert "FR76 •••• •••• 0189" in page.replace("\u00a0", " ")
    assert not hasattr(rib.history.first(), "iban")
    assert fp.IBAN not in "".join(Entree.objects.values_list("motif", flat=True))
    navigateur.post(
        adresse("modifier_piece_centre", rib.pk),
        {"version": 1, "libelle": "RIB", "titulaire": "Association A", "iban": "", "bic": ""},
    )
    rib.refresh_from_db()
    assert (rib.titulaire, rib.iban, rib.version) == ("Association A", fp.IBAN, 2)


def test_deux_corrections_ne_s_ecrasent_pas(p) -> None:
    piece = fp.piece(p)
    navigateur, url = client(p.direction), adresse("modifier_piece_centre", piece.pk)
    assert navigateur.post(url, {"version": 1, "libelle": "Un"}).status_code == 302
    assert navigateur.post(url, {"version": 1, "libelle": "Deux"}).status_code == 409
    piece.refresh_from_db()
    assert piece.libelle == "Un"


def test_une_fin_avant_son_debut_est_refusee(p) -> None:
    piece = fp.piece(p, nature="assurance")
    page = texte(
        client(p.direction).post(
            adresse("modifier_piece_centre", piece.pk),
            {
                "version": 1,
                "libelle": "Assurance",
                "valable_du": "2026-06-02",
                "valable_jusqu_au": "2026-06-01",
            },
        )
    )
    assert "La fin de validité ne précède pas son début." in page


# --- Replacing, putting aside -----------------------------------------------------------------------
def test_remplacer_garde_l_ancienne_version(p) -> None:
    ancienne = fp.piece(p, libelle="Statuts de 2010")
    navigateur, url = client(p.direction), adresse("remplacer_piece_centre", ancienne.pk)
    donnees = envoi()
    for _ in range(2):
        assert navigateur.post(url, donnees | {"fichier": un_pdf()}).status_code == 302
    ancienne.refresh_from_db()
    nouvelle = PieceCentre.objects.get(libelle="Statuts de 2019")
    assert ancienne.remplacee_par == nouvelle
    assert PieceCentre.objects.en_cours().get() == nouvelle
    page = texte(navigateur.get(adresse("lister_pieces_centre")))
    assert "Statuts de 2010" in page
    telecharge = navigateur.get(adresse("telecharger_piece_centre", ancienne.pk))
    assert lire_flux(telecharge).startswith(b"%PDF")
    assert Entree.objects.filter(action="telecharger_piece_centre").count() == 1
    assert navigateur.post(url, envoi()).status_code == 403


def test_retirer_puis_remettre(p) -> None:
    piece = fp.piece(p, libelle="Plaquette")
    navigateur = client(p.direction)
    for _ in range(2):
        reponse = navigateur.post(adresse("retirer_piece_centre", piece.pk))
        assert reponse.status_code == 302
    assert "« Plaquette » est retiré du dossier" in texte(navigateur.get(reponse.url)).replace(
        "\u00a0", " "
    )
    piece.refresh_from_db()
    assert piece.date_retrait == LE
    navigateur.post(adresse("remettre_piece_centre", piece.pk))
    piece.refresh_from_db()
    assert piece.date_retrait is None
    assert navigateur.post(adresse("remettre_piece_centre", piece.pk)).status_code == 403


def test_la_page_dit_ce_que_la_campagne_demande_et_qui_manque(p) -> None:
    campagne = fabrique.campagne(p)
    fp.attendue(campagne, nature="statuts", libelle="Statuts en vigueur")
    fp.attendue(campagne, nature="assurance", libelle="Attestation en cours")
    fp.attendue(campagne, nature="pouvoir", libelle="Un pouvoir", obligatoire=False)
    fp.piece(p)
    fp.piece(p, nature="assurance", valable_jusqu_au=date(2026, 6, 14))
    page = texte(client(p.direction).get(adresse("lister_pieces_centre")))
    manque = page[page.index('id="manque"') : page.index("</section>", page.index('id="manque"'))]
    assert "Attestation en cours" in manque
    assert "Statuts en vigueur" not in manque
    assert "Un pouvoir" not in manque
    assert "expirée" in page


@pytest.mark.parametrize(
    ("jours", "nombre"), [((40,), 0), ((20,), 1), ((20, 10), 2)], ids=["bon", "un", "deux"]
)
def test_le_dossier_complet_dit_ce_qui_est_a_renouveler(p, jours, nombre) -> None:
    fp.attendue(fabrique.campagne(p), nature="assurance", libelle="Attestation en cours")
    for rang, reste in enumerate(jours):
        nature = "assurance" if rang == 0 else "pouvoir"
        fp.piece(p, nature=nature, valable_jusqu_au=LE + timedelta(days=reste))
    page = texte(client(p.direction).get(adresse("lister_pieces_centre")))
    assert "Le dossier contient tout ce que la campagne demande." in page
    phrases = {1: "1 document est à renouveler", 2: "2 documents sont à renouveler"}
    assert phrases.get(nombre, "avis avis-tenu") in page
    assert ("avis avis-attention" in page) == bool(nombre)


def test_la_page_lit_autant_pour_vingt_documents(p, django_assert_max_num_queries) -> None:
    campagne = fabrique.campagne(p)
    fp.attendue(campagne)
    fp.piece(p)
    navigateur, url = client(p.direction), adresse("lister_pieces_centre")
    navigateur.get(url)
    with django_assert_max_num_queries(60) as une:
        navigateur.get(url)
    for rang in range(20):
        fp.piece(p, libelle=f"Document {rang}", nature="autre", ajoutee_par=p.direction)
    with django_assert_max_num_queries(len(une)):
        navigateur.get(url)


# --- Whose it is --------------------------------------------------------------------------------------
def test_le_dossier_reste_au_centre(p) -> None:
    piece = fp.piece(p)
    voisine = client(fonction("direction", p.b))
    for qui in (client(p.agent), voisine):
        assert qui.get(adresse("telecharger_piece_centre", piece.pk)).status_code == 404
        assert qui.post(adresse("retirer_piece_centre", piece.pk)).status_code == 404
    assert client(p.agent).get(adresse("lister_pieces_centre")).status_code == 404
    assert "Statuts" not in texte(voisine.get(adresse("lister_pieces_centre"))).split("<main")[
        1
    ].split("Documents</h2>")[0].replace("Statuts, liste", "")


def test_la_ville_lit_la_piece_jointe_une_fois_la_demande_deposee(p) -> None:
    piece = fp.piece(p)
    demande = fabrique.demande(p, par=p.direction)
    jointe = operations.joindre(demande, par=p.direction, piece_centre=piece)
    url = adresse("telecharger_piece", demande.pk, jointe.pk)
    assert client(p.agent).get(url).status_code == 404
    deposee = fabrique.demande(p, etat="deposee")
    copie = PieceDemande.objects.create(
        demande=deposee, fichier=piece.fichier, libelle="Statuts", piece_centre=piece
    )
    reponse = client(p.agent).get(adresse("telecharger_piece", deposee.pk, copie.pk))
    assert lire_flux(reponse).startswith(b"%PDF")


def test_un_membre_du_conseil_lit_sans_ecrire(p) -> None:
    piece = fp.piece(p)
    membre = p.fonctions[Qualite.MEMBRE_CA]
    page = texte(client(membre).get(adresse("lister_pieces_centre")))
    assert "Remplacer" not in page
    reponse = client(membre).post(adresse("retirer_piece_centre", piece.pk))
    assert reponse.status_code == 403
    assert "pas de le tenir" in texte(reponse)
    assert Entree.objects.filter(action="retirer_piece_centre", resultat="refuse").exists()


# --- Joined to a request -----------------------------------------------------------------------------
def test_reprendre_une_piece_du_dossier(p) -> None:
    campagne = fabrique.campagne(p, 2026)
    attendue = fp.attendue(campagne)
    demande = fabrique.demande(p, par=p.direction)
    piece = fp.piece(p)
    (ligne,) = pieces_du_depot(demande)
    assert (ligne.reprise, ligne.is_manquante) == (piece, True)
    jointes = {
        operations.joindre(demande, par=p.direction, piece_centre=piece, attendue=attendue).pk
        for _ in range(2)
    }
    assert len(jointes) == 1
    (ligne,) = pieces_du_depot(demande)
    assert ligne.is_jointe
    assert not ligne.is_manquante
    operations.retirer_piece(ligne.jointe, par=p.direction)
    operations.retirer_piece(ligne.jointe, par=p.direction)
    assert not demande.pieces.exists()
    assert PieceCentre.objects.en_cours().get() == piece


@pytest.mark.parametrize(
    "champs",
    [
        {"date_retrait": date(2026, 6, 1)},
        {"valable_jusqu_au": date(2026, 6, 14)},
        {"valable_du": date(2026, 6, 16)},
    ],
)
def test_une_piece_qui_n_est_plus_bonne_ne_se_joint_pas(p, champs) -> None:
    demande = fabrique.demande(p)
    piece = fp.piece(p, nature="assurance", **champs)
    with pytest.raises(ActeRefuse):
        operations.joindre(demande, par=p.direction, piece_centre=piece)
    assert not demande.pieces.exists()


def test_la_piece_d_un_autre_centre_ne_se_joint_pas(p) -> None:
    with pytest.raises(ActeRefuse, match="au dossier de ce centre"):
        operations.joindre(fabrique.demande(p), par=p.direction, piece_centre=fp.piece(p, p.b))


def test_une_piece_attendue_d_ailleurs_est_refusee(p) -> None:
    autre = fp.attendue(fabrique.campagne(p, 2030))
    demande = fabrique.demande(p)
    with pytest.raises(ActeRefuse, match="pas attendu"):
        operations.joindre(demande, par=p.direction, piece_centre=fp.piece(p), attendue=autre)
    mienne = fp.attendue(fabrique.campagne(p, 2026), nature="rib", libelle="RIB")
    with pytest.raises(ActeRefuse):
        operations.joindre(demande, par=p.direction, piece_centre=fp.piece(p), attendue=mienne)
    with pytest.raises(ValidationError):
        operations.joindre_fichier(demande, par=p.direction, apport=fp.apport(), attendue=mienne)


def test_une_demande_deposee_ne_change_plus_de_pieces(p) -> None:
    demande = fabrique.demande(p, etat="deposee")
    with pytest.raises(ActeRefuse):
        operations.joindre_fichier(demande, par=p.direction, apport=fp.apport())


def test_un_fichier_joint_se_garde_au_dossier_et_renouvelle_l_ancien(p) -> None:
    attendue = fp.attendue(fabrique.campagne(p, 2026), nature="assurance", libelle="Assurance")
    demande = fabrique.demande(p)
    expiree = fp.piece(p, nature="assurance", valable_jusqu_au=date(2026, 6, 1))
    (ligne,) = pieces_du_depot(demande)
    assert (ligne.reprise, ligne.perimee) == (None, expiree)
    apport = fp.apport(
        "assurance", libelle="Attestation 2026", champs={"valable_jusqu_au": date(2027, 6, 1)}
    )
    for _ in range(2):
        jointe = operations.joindre_fichier(
            demande, par=p.direction, apport=apport, attendue=attendue, garder_au_dossier=True
        )
    gardee = PieceCentre.objects.en_cours().get()
    expiree.refresh_from_db()
    assert (jointe.piece_centre, expiree.remplacee_par) == (gardee, gardee)
    assert gardee.valable_jusqu_au == date(2027, 6, 1)
    assert demande.pieces.count() == 1


def test_un_second_fichier_prend_la_place_du_premier(p) -> None:
    attendue = fp.attendue(fabrique.campagne(p, 2026))
    demande = fabrique.demande(p)
    for rang in range(2):
        operations.joindre_fichier(
            demande,
            par=p.direction,
            apport=fp.apport(fichier=un_pdf(texte=f"Statuts {rang}"), libelle=f"Statuts {rang}"),
            attendue=attendue,
        )
    operations.joindre_fichier(
        demande, par=p.direction, apport=fp.apport("autre", libelle="Une lettre")
    )
    assert demande.pieces.get(attendue=attendue).libelle == "Statuts 1"
    assert pieces_en_plus(demande).get().libelle == "Une lettre"


def test_les_derniers_comptes_passent_devant(p) -> None:
    fp.attendue(fabrique.campagne(p, 2026), nature="comptes", libelle="Comptes")
    recents = fp.piece(p, nature="comptes", exercice=2025)
    fp.piece(p, nature="comptes", exercice=2024)
    (ligne,) = pieces_du_depot(fabrique.demande(p))
    assert ligne.reprise == recents


def test_le_depot_lit_autant_pour_vingt_pieces(p, django_assert_max_num_queries) -> None:
    campagne = fabrique.campagne(p, 2026)
    demande = fabrique.demande(p)
    for rang in range(20):
        fp.attendue(campagne, nature="autre", libelle=f"Document {rang}")
        fp.piece(p, nature="autre", libelle=f"Document {rang}")
    with django_assert_max_num_queries(4):
        assert all(ligne.reprise for ligne in pieces_du_depot(demande))


def test_le_rib_du_centre_est_le_dernier_valable(p) -> None:
    assert ribs_des_centres([p.a.pk], LE).get(p.a.pk) is None
    ancien = fp.rib(p, valable_jusqu_au=date(2026, 12, 31))
    fp.rib(p, valable_du=date(2026, 7, 1))
    fp.rib(p, iban="")
    fp.rib(p, date_retrait=LE)
    fp.rib(p, p.b)
    assert ribs_des_centres([p.a.pk], LE).get(p.a.pk) == ancien


# --- The centre's rule -------------------------------------------------------------------------------
def test_le_centre_decide_de_la_confirmation(p) -> None:
    assert not confirmation_requise(p.a)
    navigateur, url = client(p.direction), adresse("regler_centre")
    donnees = {"version": 1, "confirmation_requise": "on"}
    assert navigateur.post(url, donnees).status_code == 302
    assert confirmation_requise(p.a)
    assert not confirmation_requise(p.b)
    assert navigateur.post(url, donnees).status_code == 409
    page = texte(navigateur.get(adresse("lister_pieces_centre")))
    assert "La présidence ou la trésorerie confirme chaque demande" in page
    salariee = p.fonctions[Qualite.PROFESSIONNEL]
    assert client(salariee).post(url, {"version": 2}).status_code == 403
    assert ReglesCentre.objects.get().confirmation_requise


# --- Taking everything away --------------------------------------------------------------------------
def test_exporter_le_dossier_de_mon_centre(p) -> None:
    fp.rib(p)
    ancienne = fp.piece(p, libelle="Statuts")
    operations.remplacer_piece(ancienne, par=p.direction, apport=fp.apport(cle=uuid.uuid4()))
    perdue = fp.piece(p, nature="autre", libelle="Perdue")
    stockage.supprimer(perdue.fichier.chemin)
    accordee = fabrique.accordee(p, p.a)
    PieceDemande.objects.create(
        demande=accordee, fichier=ancienne.fichier, libelle="Statuts/..", piece_centre=ancienne
    )
    fp.piece(p, p.b, libelle="Secret du voisin")
    fabrique.accordee(p, p.b, "999.00")
    reponse = client(p.direction).get(adresse("exporter_dossier_centre"))
    assert reponse.streaming
    with zipfile.ZipFile(io.BytesIO(lire_flux(reponse))) as archive:
        assert archive.testzip() is None
        noms = archive.namelist()
        classeur = openpyxl.load_workbook(io.BytesIO(archive.read("synthese.xlsx")))
        absents = archive.read("documents-absents.txt").decode()
    assert "dossier-du-centre/Statuts.pdf" in noms
    assert "dossier-du-centre/anciens/Statuts.pdf" in noms
    assert any(nom.startswith(f"demandes/{accordee.numero}/pieces/") for nom in noms)
    assert not any(".." in nom.split("/") or "voisin" in nom for nom in noms)
    assert "Perdue" in absents
    assert classeur.sheetnames == ["Demandes", "Votes", "Versements", "Documents"]
    cellules = [
        valeur
        for feuille in classeur
        for ligne in feuille.iter_rows(values_only=True)
        for valeur in ligne
    ]
    assert accordee.numero in cellules
    assert 40000 in cellules
    assert 999 not in cellules
    assert "FR76 •••• •••• 0189" in cellules
    assert fp.IBAN not in cellules
    assert Entree.objects.filter(action="exporter_dossier_centre").count() == 1
