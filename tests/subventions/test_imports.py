"""Imports: nothing half-written, nothing twice, each error with its line; the command and the pages."""

import io
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pacte.accord.models import Qualite
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from subventions.lectures.dossiers import dossier_avance
from subventions.models import (
    Attribution,
    Demande,
    Echeance,
    EtatDemande,
    ImportSubventions,
    ModeDepot,
)
from subventions.operations import imports as operations
from subventions.operations.annulations_imports import annuler_import as defaire
from subventions.rules.correspondances import ecrire_correspondance
from tests import factories_donnees as donnees
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, texte

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def p(p):
    donnees.nommer(p)
    return p


def effectuer(p, ecrit=donnees.PASSE, genre="subventions") -> ImportSubventions:
    return operations.effectuer_import(donnees.un_import(p, ecrit, genre), par=p.agent)


# --- Past years ------------------------------------------------------------------------------------
def test_un_import_cree_les_votes_avec_leur_histoire(p) -> None:
    fait = effectuer(p)
    assert (fait.lignes_creees, fait.lignes_deja_la) == (3, 0)
    vote = Attribution.objects.get(centre=p.a)
    assert (vote.montant, vote.exercice, vote.date_vote) == (D("40000.00"), 2021, date(2021, 3, 15))
    assert vote.cle_import
    assert vote.history.count() == 1
    assert Entree.objects.get(action="effectuer_import").motif == "3 créées, 0 déjà là"


def annuler(p, fait: ImportSubventions, **champs):
    return client(p.agent).post(
        adresse("annuler_import", fait.pk),
        {"version": fait.version, "motif": "Mauvaise année.", **champs},
    )


@pytest.mark.parametrize(
    ("ecrit", "genre", "modele"),
    [(donnees.PASSE, "subventions", Attribution), (donnees.DEMANDES, "demandes", Demande)],
)
def test_un_import_annule_retire_ses_lignes_et_le_fichier_revient(p, ecrit, genre, modele) -> None:
    fait = effectuer(p, ecrit, genre)
    crees = modele.objects.count()
    assert crees == fait.lignes_creees > 0
    page = texte(client(p.agent).get(adresse("annuler_import", fait.pk)))
    assert "Les lignes retirées" in page
    assert annuler(p, fait).status_code == 302
    assert not modele.objects.exists()
    assert modele.history.filter(history_type="-").count() == crees
    assert "Mauvaise année." in Entree.objects.get(action="annuler_import").motif
    fait.refresh_from_db()
    assert (fait.annule_par, fait.motif_annulation) == (p.agent, "Mauvaise année.")
    assert "Cet import est annulé" in texte(client(p.agent).get(adresse("voir_import", fait.pk)))
    if genre == "demandes":
        assert Courriel.objects.filter(objet__contains="enregistrement annulé").exists()
    assert annuler(p, fait).status_code == 403
    refait = effectuer(p, ecrit, genre)
    assert (refait.lignes_creees, modele.objects.count()) == (crees, crees)


def _payer(p, vote):
    Echeance.objects.create(
        pacte=p.pacte,
        centre=vote.centre,
        attribution=vote,
        genre="solde",
        montant=D(1),
        date_prevue=date(2026, 6, 1),
    )
    return "échéance de versement"


def _modifier(p, vote):
    vote.version += 1
    vote.save()
    return "modification faite depuis"


def _payer_l_avance(p, vote):
    fabrique.versement_avance(fabrique.avance(p, vote.centre, par=p.direction, exercice=2022))
    return "avance 2022 payée"


@pytest.mark.parametrize("construire", [_payer, _modifier, _payer_l_avance])
def test_un_import_dont_une_ligne_sert_ne_s_annule_pas(p, construire) -> None:
    fait = effectuer(p)
    retient = construire(p, Attribution.objects.get(centre=p.a))
    page = texte(client(p.agent).get(adresse("annuler_import", fait.pk)))
    assert "Cet import ne peut pas être annulé" in page
    assert retient in page
    assert '<button class="btn btn-danger"' not in page
    assert "Cet import ne peut pas être annulé" in texte(annuler(p, fait))
    assert Attribution.objects.count() == 3
    with pytest.raises(ValidationError, match="servent déjà"):
        defaire(fait, par=p.agent, version=fait.version, motif="Erreur.")


def test_une_demande_importee_puis_etudiee_ne_s_annule_pas(p) -> None:
    fait = effectuer(p, donnees.DEMANDES, "demandes")
    demande = Demande.objects.earliest("pk")
    demande.etat = EtatDemande.PROPOSEE
    demande.save()
    with pytest.raises(ValidationError, match="servent déjà"):
        defaire(fait, par=p.agent, version=fait.version, motif="Erreur.")
    with pytest.raises(ActeRefuse):
        defaire(fait, par=p.direction, version=fait.version, motif="Erreur.")


def test_un_import_d_avant_ce_suivi_reste_et_le_dit(p) -> None:
    fait = effectuer(p)
    for vote in Attribution.objects.order_by("pk"):
        vote.importation = None
        vote.save()
    page = texte(client(p.agent).get(adresse("voir_import", fait.pk)))
    assert "ne peut être retrouvée" in page
    assert adresse("annuler_import", fait.pk) not in page
    assert annuler(p, fait).status_code == 403


def test_l_avance_et_le_solde_importes_comptent_une_fois_dans_la_base(p) -> None:
    effectuer(p)
    parts = dict(Attribution.objects.filter(centre=p.b).values_list("libelle", "comprend_avance"))
    assert parts == {"Avance 2021": True, "Solde 2021": False}
    base = dossier_avance(p.pacte, p.b, 2022, date(2026, 6, 15)).calcul.base
    assert base.total == D("40000.00")
    assert len(base.lignes) == 2


def test_le_meme_fichier_deux_fois_ne_cree_rien(p) -> None:
    effectuer(p)
    deuxieme = effectuer(p)
    assert (deuxieme.lignes_creees, deuxieme.lignes_deja_la) == (0, 3)
    assert Attribution.objects.count() == 3
    # The same line in another layout is the same award.
    autre = effectuer(
        p,
        "Année;Libellé;N° délibération;Date du vote;Association;Subvention\n"
        "2021;FONCTIONNEMENT;dcm 2021 031;44270;CENTRE A;40000\n",
    )
    assert (autre.lignes_creees, autre.lignes_deja_la) == (0, 1)


def test_un_vote_deja_saisi_a_la_main_n_est_pas_double(p) -> None:
    Attribution.objects.create(
        pacte=p.pacte,
        centre=p.a,
        exercice=2021,
        libelle="Saisi",
        montant=D(40000),
        numero_deliberation="DCM 2021-031",
        date_vote=date(2021, 3, 15),
    )
    assert effectuer(p).lignes_creees == 2


def test_une_erreur_et_rien_n_est_importe(p) -> None:
    avec_faute = donnees.PASSE + "Centre A;2021;douze euros;Fête;DCM-2021-040;20/04/2021\n"
    importation = donnees.un_import(p, avec_faute)
    with pytest.raises(ValidationError) as erreur:
        operations.effectuer_import(importation, par=p.agent)
    assert "ligne 5, colonne Montant" in erreur.value.messages[0]
    assert not Attribution.objects.exists()
    importation.refresh_from_db()
    assert importation.effectue_le is None


def test_une_base_qui_refuse_une_ligne_n_en_garde_aucune(p, monkeypatch) -> None:
    importation = donnees.un_import(p, donnees.PASSE)
    originale = operations._cloturer

    def tomber(*args):
        originale(*args)
        raise RuntimeError

    monkeypatch.setattr(operations, "_cloturer", tomber)
    with pytest.raises(RuntimeError):
        operations.effectuer_import(importation, par=p.agent)
    assert not Attribution.objects.exists()


def test_seule_la_ville_du_pacte_importe(p) -> None:
    importation = donnees.un_import(p, donnees.PASSE)
    with pytest.raises(ActeRefuse):
        operations.effectuer_import(importation, par=p.direction)


# --- Requests deposited elsewhere ----------------------------------------------------------------------
def test_les_demandes_d_un_autre_site_sont_recues_a_leur_date(p) -> None:
    p.a.courriel = "centre.a@exemple.fr"
    p.a.save()
    effectuer(p, donnees.DEMANDES, "demandes")
    premiere = Demande.objects.get(objet="Fonctionnement")
    assert premiere.etat == EtatDemande.RECUE
    assert premiere.mode_depot == ModeDepot.AUTRE_SITE
    assert premiere.date_depot == premiere.date_reception == date(2026, 3, 2)
    assert premiere.montant_demande == D("41500.00")
    assert "EXT-1" in premiere.presentation
    assert premiere.numero
    # One mail for the two: nobody has anything to do.
    (courriel,) = Courriel.objects.filter(destinataire="centre.a@exemple.fr")
    assert "2 demandes reçues" in courriel.objet
    assert "Ne les déposez pas une seconde fois" in courriel.texte


def test_une_demande_importee_ne_l_est_pas_deux_fois_meme_corrigee(p) -> None:
    effectuer(p, donnees.DEMANDES, "demandes")
    corrigee = donnees.DEMANDES.replace("41 500,00", "42 000,00")
    fait = effectuer(p, corrigee, "demandes")
    assert (fait.lignes_creees, fait.lignes_deja_la) == (0, 2)
    assert Demande.objects.count() == 2


# --- The command -----------------------------------------------------------------------------------
@pytest.fixture
def fichiers_de_commande(p, tmp_path):
    tableau, correspondance = tmp_path / "passe.csv", tmp_path / "passe.toml"
    tableau.write_bytes(donnees.PASSE.encode("cp1252"))
    importation = donnees.un_import(p, donnees.PASSE)
    correspondance.write_text(
        ecrire_correspondance(operations.correspondance_de(importation)), encoding="utf-8"
    )
    importation.delete()
    return tableau, correspondance


def lancer(tableau, correspondance, *options) -> tuple[str, str]:
    sortie, erreurs = io.StringIO(), io.StringIO()
    try:
        call_command(
            "importer_subventions",
            str(tableau),
            "--pacte",
            "essai",
            "--correspondance",
            str(correspondance),
            *options,
            stdout=sortie,
            stderr=erreurs,
        )
    except CommandError as refus:
        return sortie.getvalue(), f"{erreurs.getvalue()}{refus}"
    return sortie.getvalue(), erreurs.getvalue()


def test_la_commande_essaie_a_blanc_puis_importe_puis_dit_rien_de_nouveau(
    fichiers_de_commande,
) -> None:
    sortie, _ = lancer(*fichiers_de_commande, "--a-blanc")
    assert "3 ligne(s) seraient créées" in sortie
    assert not Attribution.objects.exists()
    sortie, _ = lancer(*fichiers_de_commande)
    assert "3 ligne(s) sont créées, 80\u00a0000,00\u00a0€ en tout ; 0 déjà là." in sortie
    fait = ImportSubventions.objects.get()
    assert (fait.prepare_par, fait.lignes_creees) == (None, 3)
    sortie, _ = lancer(*fichiers_de_commande)
    assert "Rien de nouveau : 3 ligne(s) déjà là" in sortie
    assert Attribution.objects.count() == 3
    assert ImportSubventions.objects.count() == 1


def test_la_commande_dit_chaque_erreur_sur_sa_ligne(fichiers_de_commande) -> None:
    tableau, correspondance = fichiers_de_commande
    tableau.write_text(
        donnees.PASSE + "Centre C;2021;10;x;D;15/03/2021\nCentre A;;1e5;x;D;32/01/2021\n"
    )
    _, erreurs = lancer(tableau, correspondance)
    lignes = erreurs.splitlines()
    assert [x.split(" : ")[0] for x in lignes[:-1]] == [
        "ligne 5, colonne Bénéficiaire",
        "ligne 6, colonne Exercice",
        "ligne 6, colonne Montant",
        "ligne 6, colonne Votée le",
    ]
    assert lignes[-1] == "Rien n'est importé de « passe.csv » : 4 erreur(s)."
    assert not Attribution.objects.exists()


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"\xff", "n'est pas en UTF-8"),
        (b"x = ", "ni du TOML ni du JSON"),
        (b'[colonnes]\nprix = "a"', "colonnes.prix"),
    ],
)
def test_la_commande_dit_une_correspondance_fausse(fichiers_de_commande, contenu, attendu) -> None:
    tableau, correspondance = fichiers_de_commande
    correspondance.write_bytes(contenu)
    assert attendu in lancer(tableau, correspondance)[1]


def test_la_commande_dit_un_fichier_ou_un_pacte_absent(fichiers_de_commande, tmp_path) -> None:
    tableau, correspondance = fichiers_de_commande
    assert "ne s'ouvre pas" in lancer(tmp_path / "rien.csv", correspondance)[1]
    (tmp_path / "faux.xlsx").write_bytes(b"PK\x03\x04abc")
    assert "faux.xlsx" in lancer(tmp_path / "faux.xlsx", correspondance)[1]
    with pytest.raises(CommandError, match="Aucun pacte"):
        call_command(
            "importer_subventions",
            str(tableau),
            "--pacte",
            "nulle-part",
            "--correspondance",
            str(correspondance),
        )


# --- The pages ---------------------------------------------------------------------------------------
def apporter(navigateur, ecrit, genre="subventions", cle=None):
    return navigateur.post(
        adresse("importer_subventions"),
        {
            "cle_idempotence": cle or str(uuid.uuid4()),
            "genre": genre,
            "fichier": donnees.tableau(ecrit),
        },
    )


def test_du_fichier_au_compte_rendu_sur_les_pages(p) -> None:
    navigateur = client(p.agent)
    inconnu = donnees.PASSE + "Club de boules;2021;500;Fête;DCM-2021-031;15/03/2021\n"
    cle = str(uuid.uuid4())
    reponse = apporter(navigateur, inconnu, cle=cle)
    importation = ImportSubventions.objects.get()
    assert reponse["Location"] == adresse("regler_import", importation.pk)
    apporter(navigateur, inconnu, cle=cle)
    assert ImportSubventions.objects.count() == 1
    page = texte(navigateur.get(adresse("regler_import", importation.pk)))
    assert "Club de boules" in page
    assert "Montant (40 000,00 €)" in page.replace("\u00a0", " ")
    essai = texte(navigateur.get(adresse("voir_import", importation.pk)))
    assert "Ligne 5, colonne Bénéficiaire" in essai
    assert "Importer ces" not in essai
    assert f'href="{adresse("importer_subventions")}">Apporter le fichier corrigé' in essai
    refus = navigateur.post(adresse("effectuer_import", importation.pk))
    assert refus.status_code == 409
    assert not Attribution.objects.exists()
    champs = {
        "version": importation.version,
        "ligne_entete": 1,
        "centre_0": "-",
        **{f"colonne_{code}": nom for code, nom in importation.correspondance["colonnes"].items()},
    }
    reponse = navigateur.post(adresse("regler_import", importation.pk), champs)
    assert reponse["Location"] == adresse("voir_import", importation.pk)
    assert "Importer ces 3" in texte(navigateur.get(reponse["Location"]))
    navigateur.post(adresse("effectuer_import", importation.pk))
    navigateur.post(adresse("effectuer_import", importation.pk))
    assert Attribution.objects.count() == 3
    assert "Import fait le" in texte(navigateur.get(adresse("voir_import", importation.pk)))
    assert "3\u00a0lignes créées" in texte(navigateur.get(adresse("lister_imports")))
    toml = texte(navigateur.get(adresse("telecharger_correspondance", importation.pk)))
    assert '"Club de boules" = ""' in toml
    assert lire_flux(
        navigateur.get(adresse("telecharger_import", importation.pk))
    ) == inconnu.encode("cp1252")
    # The report no longer offers the correspondence, and says why.
    assert navigateur.get(adresse("regler_import", importation.pk)).status_code == 403


def test_une_correspondance_relue_d_une_version_ancienne_est_un_conflit(p) -> None:
    importation = donnees.un_import(p, donnees.PASSE)
    champs = {"version": importation.version, "ligne_entete": 1, "colonne_montant": "Montant"}
    navigateur = client(p.agent)
    assert navigateur.post(adresse("regler_import", importation.pk), champs).status_code == 302
    assert navigateur.post(adresse("regler_import", importation.pk), champs).status_code == 409


def test_sans_la_colonne_du_montant_la_correspondance_attend(p) -> None:
    importation = donnees.un_import(p, donnees.PASSE)
    reponse = client(p.agent).post(
        adresse("regler_import", importation.pk), {"version": 1, "ligne_entete": 1}
    )
    assert "Dites quelle colonne donne le montant" in texte(reponse)
    importation.refresh_from_db()
    assert importation.version == 1


def test_une_autre_ligne_de_titres_redevine_les_colonnes(p) -> None:
    importation = donnees.un_import(p, "Ville;;\n" + donnees.PASSE)
    importation.correspondance = {**importation.correspondance, "ligne_entete": 1, "colonnes": {}}
    importation.save()
    navigateur = client(p.agent)
    reponse = navigateur.post(
        adresse("regler_import", importation.pk), {"version": 1, "ligne_entete": 2}
    )
    assert reponse["Location"] == adresse("regler_import", importation.pk)
    importation.refresh_from_db()
    assert importation.correspondance["colonnes"]["montant"] == "Montant"
    vide = navigateur.post(
        adresse("regler_import", importation.pk), {"version": 2, "ligne_entete": 900}
    )
    assert "Cette ligne est vide" in texte(vide)


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [
        ("a.csv", b"PK\x03\x04"),
        ("a.csv", b"\x00\x01"),
        ("a.xlsx", b"pas un classeur"),
        ("a.exe", b"MZ"),
        ("a.csv", b";;;\n"),
    ],
)
def test_un_fichier_qui_n_est_pas_un_tableau_est_refuse_avec_sa_raison(p, nom, contenu) -> None:
    fichier = donnees.SimpleUploadedFile(nom, contenu)
    reponse = client(p.agent).post(
        adresse("importer_subventions"),
        {"cle_idempotence": str(uuid.uuid4()), "genre": "subventions", "fichier": fichier},
    )
    assert reponse.status_code == 200
    assert "Un point est à corriger" in texte(reponse) or "invalid-feedback" in texte(reponse)
    assert not ImportSubventions.objects.exists()


def test_un_centre_n_importe_rien_et_le_refus_se_journalise(p) -> None:
    navigateur = client(p.fonctions[Qualite.DIRECTION])
    reponse = apporter(navigateur, donnees.PASSE)
    assert reponse.status_code == 403
    assert not ImportSubventions.objects.exists()
    assert Entree.objects.filter(action="preparer_import", resultat="refuse").count() == 1


def test_les_choix_du_dernier_import_servent_au_suivant(p) -> None:
    importation = donnees.un_import(p, donnees.PASSE)
    importation.correspondance = {
        **importation.correspondance,
        "inconnus": "ignorer",
        "centres": {"Club": ""},
    }
    importation.save()
    operations.effectuer_import(importation, par=p.agent)
    suivant = donnees.un_import(p, donnees.PASSE.replace("2021", "2022"))
    assert suivant.correspondance["inconnus"] == "ignorer"
    assert suivant.correspondance["centres"] == {"Club": ""}


def test_mille_lignes_en_un_nombre_constant_de_requetes(p, django_assert_max_num_queries) -> None:
    lignes = "".join(
        f"Centre A;{2000 + rang % 20};{100 + rang},00;Action {rang};D-{rang};15/03/2021\n"
        for rang in range(1000)
    )
    importation = donnees.un_import(p, donnees.PASSE.splitlines()[0] + "\n" + lignes)
    with django_assert_max_num_queries(40):
        fait = operations.effectuer_import(importation, par=p.agent)
    assert fait.lignes_creees == 1000


def test_la_liste_des_imports_ne_croit_pas_en_requetes(p) -> None:
    navigateur = client(p.agent)

    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert navigateur.get(adresse("lister_imports")).status_code == 200
        return len(requetes)

    effectuer(p)
    compter()
    avant = compter()
    for rang in range(20):
        donnees.un_import(p, donnees.PASSE.replace("2021", str(2000 + rang)))
    assert compter() == avant


def test_un_fichier_disparu_du_disque_se_dit(p, fichiers) -> None:
    importation = donnees.un_import(p, donnees.PASSE)
    for chemin in fichiers.rglob("*.csv"):
        chemin.unlink()
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("voir_import", importation.pk)))
    assert "n’est plus disponible" in page
    suite = navigateur.get(adresse("regler_import", importation.pk))
    assert suite["Location"] == adresse("voir_import", importation.pk)
    assert navigateur.post(adresse("effectuer_import", importation.pk)).status_code == 409
    assert navigateur.get(adresse("telecharger_import", importation.pk)).status_code == 404
