"""Open data: valid for the public schema and for our stricter checks, or not written at all.

`scdl/schema.json` is the public schema opendatafrance/scdl/subventions 2.1.1, unchanged. Copied here
so that tests need no network; its home page is in the file.
"""

import csv
import io
from dataclasses import astuple, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import frictionless
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from subventions.attentes import donnees_ouvertes as attentes
from subventions.lectures.donnees_ouvertes import publication
from subventions.models import Echeance
from subventions.operations.imports import effectuer_import
from subventions.rules import scdl
from subventions.rules.scdl import CHAMPS, FichierScdlInvalide, LigneScdl
from tests import factories_donnees as donnees
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, texte

D = Decimal
SCHEMA = Path(__file__).parent / "scdl" / "schema.json"
BONNE = LigneScdl(
    nom_attribuant="Ville d'essai",
    id_attribuant=donnees.SIRET_VILLE,
    date_convention="2026-03-16",
    reference_decision="DCM-2026-045",
    nom_beneficiaire="Centre A",
    id_beneficiaire=donnees.SIRET_A,
    rna_beneficiaire="W731000001",
    objet='Fonctionnement "global", siège',
    montant="40000.00",
    nature="aide en numéraire",
    conditions_versement="échelonné",
    dates_periode_versement="2026-04-15/2026-09-15",
)


def selon_le_schema(octets: bytes, dossier: Path, monkeypatch) -> list[list[object]]:
    """What frictionless says of the file against the public schema."""
    (dossier / "fichier.csv").write_bytes(octets)
    (dossier / "schema.json").write_bytes(SCHEMA.read_bytes())
    monkeypatch.chdir(dossier)
    rapport = frictionless.validate("fichier.csv", schema="schema.json")
    return rapport.flatten(["rowNumber", "fieldName", "type", "note"])


# --- The file and its checks, pure ---------------------------------------------------------------------
def test_le_fichier_est_valide_pour_le_schema_public(tmp_path, monkeypatch) -> None:
    toutes = [
        BONNE,
        replace(BONNE, objet="Locaux", nature="aide en nature", rna_beneficiaire=""),
        replace(BONNE, objet="Les deux", nature="aide en numéraire;aide en nature"),
        replace(
            BONNE, objet="Sans SIRET", id_beneficiaire="", dates_periode_versement="2026-04-15"
        ),
    ]
    octets = scdl.ecrire_fichier(toutes)
    assert selon_le_schema(octets, tmp_path, monkeypatch) == []


def test_les_octets_sont_exacts() -> None:
    octets = scdl.ecrire_fichier([BONNE])
    entete, ligne, fin = octets.split(b"\r\n")
    assert entete.decode() == ",".join(CHAMPS)
    assert fin == b""
    assert not octets.startswith(b"\xef\xbb\xbf")
    assert '"Fonctionnement ""global"", siège"'.encode() in ligne
    assert b",40000.00," in ligne
    assert ligne.endswith(b",,non,1.00,")


def test_les_seize_colonnes_sont_celles_du_schema_dans_l_ordre() -> None:
    schema = frictionless.Schema.from_descriptor(str(SCHEMA))
    assert tuple(schema.field_names) == CHAMPS
    assert len(astuple(BONNE)) == 16


@pytest.mark.parametrize(
    ("champ", "valeur", "colonne"),
    [
        ("id_attribuant", "21799999400016", "idAttribuant"),
        ("id_attribuant", "", "idAttribuant"),
        ("id_beneficiaire", "78999991900011", "idBeneficiaire"),
        ("id_beneficiaire", "123", "idBeneficiaire"),
        ("rna_beneficiaire", "W73100000", "rnaBeneficiaire"),
        ("rna_beneficiaire", "W9N1000001", "rnaBeneficiaire"),
        ("montant", "-5.00", "montant"),
        ("montant", "0.00", "montant"),
        ("montant", "40000,00", "montant"),
        ("montant", "4e4", "montant"),
        ("date_convention", "2026-99-99", "dateConvention"),
        ("date_convention", "16/03/2026", "dateConvention"),
        ("date_convention", "", "dateConvention"),
        ("dates_periode_versement", "2026-02-30", "datesPeriodeVersement"),
        ("dates_periode_versement", "2026-09-15/2026-04-15", "datesPeriodeVersement"),
        ("dates_periode_versement", "2026-04-15_2026-09-15", "datesPeriodeVersement"),
        ("dates_periode_versement", "2026-01-01/2026-02-01/2026-03-01", "datesPeriodeVersement"),
        ("nature", "Aide en numéraire", "nature"),
        ("notification_ue", "Non", "notificationUE"),
        ("pourcentage_subvention", "0", "pourcentageSubvention"),
        ("pourcentage_subvention", "100", "pourcentageSubvention"),
        ("pourcentage_subvention", "1,00", "pourcentageSubvention"),
        ("pourcentage_subvention", "0.50", "pourcentageSubvention"),
        ("objet", "x" * 257, "objet"),
        ("objet", "deux\nlignes", "objet"),
        ("objet", "un; deux", "objet"),
        ("objet", " bord", "objet"),
        ("objet", "", "objet"),
        ("conditions_versement", "y" * 257, "conditionsVersement"),
        ("id_rae", "123456", "idRAE"),
    ],
)
def test_une_faute_que_le_schema_laisse_passer_est_refusee(champ, valeur, colonne) -> None:
    with pytest.raises(FichierScdlInvalide) as refus:
        scdl.ecrire_fichier([BONNE, replace(BONNE, **{"objet": "Autre", champ: valeur})])
    assert {ecart.colonne for ecart in refus.value.ecarts} == {colonne}
    assert {ecart.ligne for ecart in refus.value.ecarts} == {3}


def test_ni_siret_ni_rna_est_refuse() -> None:
    ecarts = scdl.controler([replace(BONNE, id_beneficiaire="", rna_beneficiaire="")])
    assert str(ecarts[0]) == (
        "ligne 2, colonne idBeneficiaire : il faut le SIRET ou le RNA du bénéficiaire."
    )


def test_une_ligne_double_et_un_fichier_vide_sont_refuses() -> None:
    assert "la même ligne que la ligne 2" in str(scdl.controler([BONNE, BONNE])[0])
    assert "aucune subvention" in str(scdl.controler([])[0])


def test_une_subvention_partagee_fait_cent_pour_cent() -> None:
    part = replace(BONNE, pourcentage_subvention="0.40")
    autre = replace(part, nom_beneficiaire="Centre B", pourcentage_subvention="0.60")
    assert scdl.controler([part, autre]) == []
    assert "font 0.90" in str(
        scdl.controler([part, replace(autre, pourcentage_subvention="0.50")])[0]
    )


def test_deux_centres_aides_par_le_meme_vote_ne_se_confondent_pas() -> None:
    b = replace(
        BONNE, nom_beneficiaire="Centre B", id_beneficiaire="", rna_beneficiaire="W731000002"
    )
    lignes = scdl.distinguer([BONNE, b])
    assert [x.objet for x in lignes] == [
        'Fonctionnement "global", siège, Centre A',
        'Fonctionnement "global", siège, Centre B',
    ]
    assert scdl.controler(lignes) == []
    longues = scdl.distinguer([replace(BONNE, objet="o" * 256), replace(b, objet="o" * 256)])
    assert {len(x.objet) for x in longues} == {256}
    assert scdl.controler(longues) == []


def test_la_date_de_publication_est_a_trois_mois() -> None:
    assert scdl.publier_avant(date(2025, 11, 30), date(2025, 11, 30)) == date(2026, 2, 28)
    # A convention of several years signed long before: the delay runs from this year's vote.
    assert scdl.publier_avant(date(2023, 1, 5), date(2026, 3, 18)) == date(2026, 6, 18)
    assert scdl.nom_du_fichier(donnees.SIRET_VILLE, 2026) == "217999994_subventions_2026.csv"


# --- The year of a city ------------------------------------------------------------------------------
pytestmark = pytest.mark.django_db


@pytest.fixture
def p(p):
    donnees.nommer(p)
    for rang, centre in enumerate((p.a, p.b), start=1):
        centre.siret, centre.rna = "", f"W73100000{rang}"
        centre.save()
    p.a.siret = donnees.SIRET_A
    p.a.save()
    return p


def lignes_de(octets: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(octets.decode("utf-8"))))


def test_l_annee_d_une_ville_est_publiee_aux_montants_votes(p, tmp_path, monkeypatch) -> None:
    premiere = fabrique.accordee(p, montant="40000.00", objet="Fonctionnement global")
    vote = premiere.attributions.get()
    fabrique.attribution(premiere, "-1500.00", nature="annulation", libelle="DM 1")
    fabrique.accordee(p, p.b, montant="30000.00", objet="Fonctionnement global")
    fabrique.accordee(p, montant="3500.00", objet="Fête ; quartier\nété", genre="projet")
    salle = fabrique.demande(
        p, p.b, etat="accordee", objet="Prêt de salle", genre="aide_en_nature", montant_demande=D(0)
    )
    fabrique.attribution(salle, 0, valeur_en_nature=D("900.00"))
    annulee = fabrique.accordee(p, montant="700.00", objet="Annulée", genre="projet")
    fabrique.attribution(annulee, "-700.00", nature="annulation", libelle="Annulation")
    attend = fabrique.demande(p, etat="accordee", objet="Pas encore", genre="projet")
    fabrique.attribution(attend, "800.00", date_publication=None)
    convention = fabrique.convention(p)
    for rang in (1, 2):
        Echeance.objects.create(
            pacte=p.pacte,
            centre=p.a,
            attribution=vote,
            genre="acompte",
            montant=D(1000),
            date_prevue=date(2026, 3 + rang * 2, 15),
        )
    publiee = publication(p.pacte, 2026)
    assert [str(e) for e in publiee.ecarts] == []
    octets = publiee.ecrire()
    assert selon_le_schema(octets, tmp_path, monkeypatch) == []
    par_objet = {ligne["objet"].split(", Centre")[0]: ligne for ligne in lignes_de(octets)}
    montants = sorted(D(ligne["montant"]) for ligne in lignes_de(octets))
    assert montants == [D("900.00"), D("3500.00"), D("30000.00"), D("38500.00")]
    globale = next(x for x in lignes_de(octets) if x["montant"] == "38500.00")
    assert globale["dateConvention"] == convention.date_signature_ville.isoformat()
    assert globale["conditionsVersement"] == "échelonné"
    assert globale["datesPeriodeVersement"] == "2026-05-15/2026-07-15"
    assert globale["referenceDecision"] == vote.numero_deliberation
    assert globale["idBeneficiaire"] == donnees.SIRET_A
    assert (globale["idRAE"], globale["notificationUE"]) == ("", "non")
    assert globale["pourcentageSubvention"] == "1.00"
    fete = par_objet["Fête , quartier été"]
    assert fete["dateConvention"] == "2026-03-16"
    assert fete["conditionsVersement"] == "unique"
    assert fete["datesPeriodeVersement"] == "2026-03-18/2026-05-17"
    salle = next(x for x in lignes_de(octets) if x["montant"] == "900.00")
    assert salle["nature"] == "aide en nature"
    assert [s.vote.libelle for s in publiee.annulees] == ["Annulée"]
    assert [v.libelle for v in publiee.en_attente] == ["Pas encore"]


def test_une_aide_en_nature_chiffree_s_ajoute_a_l_argent(p) -> None:
    accordee = fabrique.demande(p, etat="accordee", objet="Mixte")
    fabrique.attribution(accordee, "1000.00", valeur_en_nature=D("250.00"))
    (ligne,) = lignes_de(publication(p.pacte, 2026).ecrire())
    assert (ligne["nature"], ligne["montant"]) == ("aide en numéraire;aide en nature", "1250.00")


def test_les_annees_importees_se_publient_avec_leur_avance(p, tmp_path, monkeypatch) -> None:
    ancien = donnees.un_import(
        p,
        donnees.PASSE
        + (
            "Centre A;2021;-500,00;Fonctionnement;DCM-2021-090;20/09/2021\n"
            "Centre B;2021;-100,00;Rectification;DCM-2021-091;20/09/2021\n"
        ),
    )
    ancien.correspondance = {**ancien.correspondance, "executoires": True}
    ancien.save()
    effectuer_import(ancien, par=p.agent)
    octets = publication(p.pacte, 2021).ecrire()
    assert selon_le_schema(octets, tmp_path, monkeypatch) == []
    assert sorted((x["nomBeneficiaire"], D(x["montant"])) for x in lignes_de(octets)) == [
        (p.a.nom, D("39500.00")),
        (p.b.nom, D("12000.00")),
        (p.b.nom, D("27900.00")),
    ]


@pytest.mark.parametrize("siret", ["", "21799999400016"])
def test_sans_siret_de_la_ville_rien_n_est_ecrit(p, siret) -> None:
    fabrique.accordee(p)
    p.pacte.ville.siret = siret
    publiee = publication(p.pacte, 2026)
    assert str(publiee.ecarts[0]).startswith(f"Le SIRET de {p.pacte.ville.nom}")
    with pytest.raises(FichierScdlInvalide):
        publiee.ecrire()


def test_les_requetes_ne_croissent_pas_avec_les_subventions(p) -> None:
    fabrique.accordee(p)

    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            publication(p.pacte, 2026)
        return len(requetes)

    avant = compter()
    for rang in range(20):
        fabrique.accordee(p, objet=f"Action {rang}", genre="projet")
        fabrique.convention(p)
    assert compter() == avant


# --- The command ---------------------------------------------------------------------------------------
def exporter(sortie: Path, exercice: int = 2026) -> str:
    flux = io.StringIO()
    options = {"pacte": "essai", "exercice": exercice, "sortie": sortie}
    try:
        call_command("exporter_scdl", **options, stdout=flux, stderr=flux)
    except CommandError as refus:
        return f"{flux.getvalue()}{refus}"
    return flux.getvalue()


def test_la_commande_ecrit_le_fichier_d_un_coup(p, tmp_path) -> None:
    fabrique.accordee(p)
    assert "1 subvention(s)" in exporter(tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_bytes() == publication(p.pacte, 2026).ecrire()
    exporter(tmp_path)
    assert sorted(x.name for x in tmp_path.iterdir() if x.is_file()) == [
        "217999994_subventions_2026.csv",
        "f.csv",
    ]
    assert "ne s'écrit pas" in exporter(tmp_path / "nulle" / "part.csv")


def test_la_commande_refuse_plutot_que_d_ecrire_un_fichier_faux(p, tmp_path) -> None:
    fabrique.accordee(p)
    p.a.siret, p.a.rna = "", ""
    p.a.save()
    (tmp_path / "f.csv").write_text("ancien")
    dit = exporter(tmp_path / "f.csv")
    assert "ligne 2, colonne idBeneficiaire : il faut le SIRET ou le RNA" in dit
    assert p.a.nom in dit
    assert (tmp_path / "f.csv").read_text() == "ancien"
    assert "aucune subvention" in exporter(tmp_path / "g.csv", 2031)
    assert not (tmp_path / "g.csv").exists()


# --- The pages -------------------------------------------------------------------------------------------
def test_la_page_publique_montre_les_votes_executoires_seuls(p) -> None:
    fabrique.accordee(p, montant="40000.00", objet="Fonctionnement global")
    fabrique.accordee(p, p.b, montant="3500.00", objet="Fête", genre="projet")
    attend = fabrique.demande(p, etat="accordee", objet="Pas encore voté pour de bon")
    fabrique.attribution(attend, "800.00", date_publication=None)
    anonyme = Client()
    page = texte(anonyme.get(adresse("lister_subventions_votees")))
    assert "43\u00a0500,00\u00a0€" in page
    assert "Fonctionnement global" in page
    assert "Pas encore voté" not in page
    filtree = texte(anonyme.get(adresse("lister_subventions_votees"), {"genre": "projet"}))
    assert "3\u00a0500,00\u00a0€" in filtree
    assert "Fonctionnement global" not in filtree
    autre = texte(anonyme.get(adresse("lister_subventions_votees"), {"centre": p.a.code}))
    assert "Fête" not in autre
    rien = anonyme.get(adresse("lister_subventions_votees"), {"annee": "x", "page": "-1"})
    assert rien.status_code == 200


def test_le_fichier_public_se_telecharge_ou_dit_qu_il_attend(p) -> None:
    fabrique.accordee(p)
    reponse = Client().get(adresse("telecharger_scdl", 2026))
    assert reponse.content == publication(p.pacte, 2026).ecrire()
    assert "217999994_subventions_2026.csv" in reponse["Content-Disposition"]
    p.a.siret = p.a.rna = ""
    p.a.save()
    absent = Client().get(adresse("telecharger_scdl", 2026))
    assert absent.status_code == 404
    assert "Rien n’est publié avant d’être complet" in texte(absent)
    assert Client().get(adresse("telecharger_scdl", 1850)).status_code == 404


def test_le_lien_est_sur_la_page_publique_du_pacte(p) -> None:
    assert adresse("lister_subventions_votees") in texte(Client().get(adresse("voir_pacte")))


def test_la_ville_voit_ce_qui_manque_et_le_repare(p) -> None:
    fabrique.accordee(p)
    p.a.siret = p.a.rna = ""
    p.a.save()
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("controler_donnees_ouvertes")))
    assert "Il faut le SIRET ou le RNA du bénéficiaire" in page
    assert "18\u00a0juin\u00a02026" in page
    lien = adresse("completer_identite", p.a.code)
    assert lien in page
    version = navigateur.get(lien).context["form"].initial["version"]
    faux = navigateur.post(lien, {"version": version, "siret": "78999991900011", "rna": ""})
    assert "relisez-le" in texte(faux)
    envoi = {"version": version, "siret": "789 999 919 00010", "rna": "w731000001"}
    assert navigateur.post(lien, envoi)["Location"] == adresse("controler_donnees_ouvertes")
    assert navigateur.post(lien, envoi).status_code == 409
    p.a.refresh_from_db()
    assert (p.a.siret, p.a.rna) == ("78999991900010", "W731000001")
    page = texte(navigateur.get(adresse("controler_donnees_ouvertes"), {"exercice": "2026"}))
    assert "est complet" in page


@pytest.mark.parametrize("exercice", ["", "x", "99999", "2031", "²²²²"])
def test_une_annee_bricolee_ne_casse_rien(p, exercice) -> None:
    reponse = client(p.agent).get(adresse("controler_donnees_ouvertes"), {"exercice": exercice})
    assert reponse.status_code == 200


def test_les_pages_ne_croissent_pas_en_requetes(p) -> None:
    fabrique.accordee(p)
    navigateur = client(p.agent)
    pages = [adresse(nom) for nom in ("lister_subventions_votees", "controler_donnees_ouvertes")]
    navigateur.get(pages[0])

    def compter() -> list[int]:
        nombres = []
        for page in pages:
            with CaptureQueriesContext(connection) as requetes:
                navigateur.get(page)
            nombres.append(len(requetes))
        return nombres

    avant = compter()
    for rang in range(20):
        fabrique.accordee(p, objet=f"Action {rang}", genre="projet")
    assert compter() == avant


def test_la_ville_apprend_ce_qui_empeche_de_publier(p, django_assert_num_queries) -> None:
    fabrique.accordee(p)
    le = date(2026, 6, 15)
    with django_assert_num_queries(1):
        assert attentes.choses(p.agent, le, [p.pacte]) == []
    p.a.siret = p.a.rna = ""
    p.a.save()
    (chose,) = attentes.choses(p.agent, le, [p.pacte])
    assert chose.url == adresse("controler_donnees_ouvertes")
    assert chose.echeance == date(2026, 6, 16)
    with django_assert_num_queries(0):
        assert attentes.choses(p.direction, le, [p.pacte]) == []
