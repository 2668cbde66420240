"""The budget's page: funders by name, last year's amounts, a spreadsheet in and out."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from subventions.lectures.budgets import budget_lu
from subventions.models import FinancementPrevu, LigneBudget
from subventions.operations.budgets import BUDGET
from subventions.rules.plan_comptable import totaliser
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, texte

pytestmark = pytest.mark.django_db
D = Decimal


def saisie(**champs: str) -> dict[str, str]:
    return {"version": "1", "charge_641": "100 000", "produit_74-commune": "40 000", **champs}


def financeur(compte: str, rang: int, nom: str, montant: str, acquis: str = "") -> dict[str, str]:
    debut = f"fin_{compte}_{rang}"
    return {f"{debut}_nom": nom, f"{debut}_montant": montant} | (
        {f"{debut}_acquis": acquis} if acquis else {}
    )


def montants(demande) -> dict[str, Decimal]:
    return {ligne.compte: ligne.montant for ligne in demande.lignes.order_by("pk") if ligne.montant}


# --- Funders by name -----------------------------------------------------------------------------------
def test_une_ligne_est_la_somme_de_ses_financeurs(p) -> None:
    demande = fabrique.demande(p)
    navigateur = client(p.direction)
    envoi = saisie(
        **financeur("74-sociaux", 0, "CAF de la Savoie", "55 000,50", "on"),
        **financeur("74-sociaux", 1, "MSA", "4 999,50"),
    )
    totaux = texte(navigateur.post(adresse("totaliser_budget", demande.pk), envoi))
    assert "2\u00a0financeurs nommés" in totaux
    assert "Budget équilibré" in totaux
    assert not demande.lignes.exists()
    assert navigateur.post(adresse("modifier_budget", demande.pk), envoi).status_code == 302
    assert montants(demande)["74-sociaux"] == D(60_000)
    lus = demande.financements.order_by("ordre").values_list("nom", "montant", "acquis")
    assert list(lus) == [("CAF de la Savoie", D("55000.50"), True), ("MSA", D("4999.50"), False)]
    page = texte(navigateur.get(adresse("relire_demande", demande.pk)))
    assert "CAF de la Savoie, 55\u00a0000,50\u00a0€ obtenu" in page
    # Changed, then removed: the line follows, and keeps its amount when nobody is named any more.
    envoi = saisie(
        version="2",
        **{"produit_74-sociaux": "60 000,00"},
        **financeur("74-sociaux", 0, "CAF de la Savoie", "50 000"),
        **financeur("74-sociaux", 1, "", ""),
    )
    navigateur.post(adresse("modifier_budget", demande.pk), envoi)
    assert montants(demande)["74-sociaux"] == D(50_000)
    assert FinancementPrevu.objects.filter(demande=demande).count() == 1


@pytest.mark.parametrize(
    ("champs", "erreur"),
    [
        (financeur("74-sociaux", 0, "CAF", ""), "Indiquez le montant attendu de CAF."),
        (financeur("74-sociaux", 0, "", "500"), "Nommez ce financeur."),
        (financeur("74-sociaux", 0, "CAF", "0"), "supérieur à zéro"),
        (financeur("74-sociaux", 0, "CAF", "12,345"), "par exemple 12 345,67"),
        (
            financeur("74-etat", 0, "CAF", "5") | financeur("74-etat", 1, "caf", "6"),
            "figure déjà sur cette ligne",
        ),
        (
            {"produit_74-etat": "900"} | financeur("74-etat", 0, "Préfecture", "500"),
            "Les financeurs nommés font 500,00",
        ),
    ],
)
def test_un_financeur_mal_rempli_garde_tout_ce_qui_est_tape(p, champs, erreur) -> None:
    demande = fabrique.demande(p)
    reponse = client(p.direction).post(
        adresse("modifier_budget", demande.pk), saisie(charge_604="1 234,5", **champs)
    )
    page = texte(reponse)
    assert reponse.status_code == 200
    assert erreur in page
    for tape in filter(None, ("1 234,5", *champs.values())):
        assert f'value="{tape}"' in page
    assert not demande.lignes.exists()
    assert not demande.financements.exists()


# --- The chart of accounts ---------------------------------------------------------------------------------
def ligne(demande, section: str, compte: str, libelle: str, montant: str) -> None:
    LigneBudget.objects.create(
        demande=demande, section=section, compte=compte, libelle=libelle, montant=D(montant)
    )


def test_un_ancien_budget_garde_ses_mots_et_un_nouveau_les_suit(p) -> None:
    avant = fabrique.accordee(p, exercice=2024)
    ligne(avant, "contribution_nature", "870", "Bénévolat", "5000")
    ligne(avant, "produit", "79", "Transfert de charges", "1200")
    demande = fabrique.demande(p, exercice=2025)
    navigateur = client(p.direction)
    ancienne = texte(navigateur.get(adresse("lire_demande", avant.pk)))
    assert "870 Bénévolat" in ancienne
    assert "79 Transfert de charges" in ancienne
    page = texte(navigateur.get(adresse("modifier_budget", demande.pk)))
    assert "875 Bénévolat" in page
    assert "En 2024, 1\u00a0200,00\u00a0€ étaient au compte 79 Transfert de charges." in page
    repris = texte(navigateur.get(adresse("modifier_budget", demande.pk), {"reprendre": "1"}))
    assert 'name="contribution_nature_875" value="5 000,00"' in repris.replace("\u00a0", " ")
    assert not demande.lignes.exists()


def test_un_brouillon_ecrit_dans_l_ancien_plan_passe_au_nouveau(p) -> None:
    demande = fabrique.demande(p, exercice=2026)
    ligne(demande, "contribution_nature", "870", "Bénévolat", "5000")
    ligne(demande, "produit", "79", "Transfert de charges", "1200")
    navigateur = client(p.direction)
    assert navigateur.get(adresse("lire_demande", demande.pk)).status_code == 200
    page = texte(navigateur.get(adresse("modifier_budget", demande.pk)))
    assert "placez ce montant ailleurs" in page
    envoi = {
        "version": "1",
        "contribution_nature_875": "5 000",
        "produit_75": "",
        "produit_758": "1 200",
    }
    assert navigateur.post(adresse("modifier_budget", demande.pk), envoi).status_code == 302
    lues = demande.lignes.exclude(montant=0).values_list("compte", "libelle", "montant")
    assert set(lues) == {
        ("875", "Bénévolat", D(5000)),
        ("758", "Dons manuels, mécénat", D(1200)),
    }


# --- A spreadsheet in ----------------------------------------------------------------------------------------
COLLAGE = (
    "604\tPrestations de services\t1 000,00\n60\tAchats\t1 000\nTOTAL\t1 000\n74\tCAF\t500\tobtenu"
)


def test_coller_montre_puis_applique(p) -> None:
    demande = fabrique.demande(p, avec_budget=True)
    navigateur = client(p.direction)
    url = adresse("importer_budget", demande.pk)
    assert navigateur.get(url).status_code == 200
    page = texte(navigateur.post(url, {"version": "1", "texte": COLLAGE, "action": "apercu"}))
    assert "2\u00a0lignes à reprendre" in page
    assert "Appliquer au budget" in page
    assert montants(demande)["641"] == D(100_000)
    assert "604" not in montants(demande)
    for _ in range(2):
        reponse = navigateur.post(
            url, {"version": "1", "texte": COLLAGE, "action": "appliquer"}, follow=False
        )
    # Sent twice, the second changes nothing: the same values are already there.
    assert reponse.status_code in {302, 409}
    assert montants(demande) == {
        "604": D(1000),
        "641": D(100_000),
        "74-commune": D(40_000),
        "74-sociaux": D(500),
        "864": D(5000),
        "875": D(5000),
    }
    assert demande.financements.get().nom == "CAF"


def test_une_ligne_en_erreur_arrete_tout_sauf_si_on_la_laisse(p) -> None:
    demande = fabrique.demande(p)
    navigateur = client(p.direction)
    url = adresse("importer_budget", demande.pk)
    envoi = {"version": "1", "texte": f"{COLLAGE}\n999\tInconnu\t5", "action": "appliquer"}
    page = texte(navigateur.post(url, envoi))
    assert "<strong>ligne 5\u00a0:</strong>" in page
    assert "999\tInconnu\t5" in page
    assert not demande.lignes.exists()
    assert navigateur.post(url, {**envoi, "ignorer": "on"}).status_code == 302
    assert montants(demande) == {"604": D(1000), "74-sociaux": D(500)}


def test_vider_les_autres_comptes(p) -> None:
    demande = fabrique.demande(p, avec_budget=True)
    envoi = {"version": "1", "texte": COLLAGE, "action": "appliquer", "vider": "on"}
    client(p.direction).post(adresse("importer_budget", demande.pk), envoi)
    assert montants(demande) == {"604": D(1000), "74-sociaux": D(500)}


def test_coller_sans_droit_ou_chez_un_autre(p) -> None:
    deposee = fabrique.demande(p, etat="deposee")
    voisine = fabrique.demande(p, p.b)
    navigateur = client(p.direction)
    envoi = {"version": "1", "texte": COLLAGE, "action": "appliquer"}
    assert navigateur.post(adresse("importer_budget", deposee.pk), envoi).status_code == 403
    assert navigateur.post(adresse("importer_budget", voisine.pk), envoi).status_code == 404
    assert navigateur.get(adresse("exporter_budget", voisine.pk, "xlsx")).status_code == 404
    assert not deposee.lignes.exists()


# --- Out, and in again -----------------------------------------------------------------------------------------
def un_budget(p, **champs):
    demande = fabrique.demande(p, avec_budget=True, **champs)
    FinancementPrevu.objects.create(
        demande=demande, compte="74-sociaux", nom="=HYPERLINK(1)", montant=D(59_000), acquis=True
    )
    FinancementPrevu.objects.create(
        demande=demande, compte="74-sociaux", nom="CAF de la Savoie", montant=D(1_000), ordre=1
    )
    return demande


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
@pytest.mark.parametrize("genre", ["fonctionnement", "projet"])
def test_exporter_puis_importer_rend_le_meme_budget(p, extension, genre) -> None:
    source = un_budget(p, genre=genre)
    navigateur = client(p.direction)
    sorti = lire_flux(navigateur.get(adresse("exporter_budget", source.pk, extension)))
    cible = fabrique.demande(p, genre=genre)
    url = adresse("importer_budget", cible.pk)
    fichier = SimpleUploadedFile(f"budget.{extension}", sorti)
    apercu = navigateur.post(url, {"version": "1", "fichier": fichier, "action": "apercu"})
    assert apercu.status_code == 200
    colle = apercu.context["colle"]
    assert colle.erreurs == ()
    envoi = {
        "version": "1",
        "texte": apercu.context["form"].data["texte"],
        "action": "appliquer",
    }
    assert navigateur.post(url, envoi).status_code == 302
    assert budget_lu(cible).montants == {
        **dict.fromkeys(budget_lu(cible).montants, D(0)),
        **{cle: m for cle, m in budget_lu(source).montants.items() if m},
    }
    assert budget_lu(cible).financeurs == budget_lu(source).financeurs


def test_le_classeur_ne_porte_aucune_formule(p) -> None:
    demande = un_budget(p)
    sorti = lire_flux(client(p.direction).get(adresse("exporter_budget", demande.pk, "xlsx")))
    feuille = openpyxl.load_workbook(io.BytesIO(sorti)).active
    cellules = [cellule for rangee in feuille.iter_rows() for cellule in rangee]
    assert all(cellule.data_type != "f" for cellule in cellules)
    assert "=HYPERLINK(1)" in [cellule.value for cellule in cellules]
    csv = lire_flux(client(p.direction).get(adresse("exporter_budget", demande.pk, "csv")))
    assert ";'=HYPERLINK(1);" in csv.decode("utf-8-sig")


def classeur(**parties: str) -> bytes:
    """A workbook whose parts are replaced."""
    tampon, sorti = io.BytesIO(), io.BytesIO()
    livre = openpyxl.Workbook()
    livre.active.append(["604", "Prestations de services", 10])
    livre.save(tampon)
    with zipfile.ZipFile(tampon) as lu, zipfile.ZipFile(sorti, "w", zipfile.ZIP_DEFLATED) as ecrit:
        for nom in lu.namelist():
            ecrit.writestr(nom, parties.get(nom.rpartition("/")[2], lu.read(nom)))
    return sorti.getvalue()


ENTITES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "0123456789">'
    + "".join(f'<!ENTITY a{n} "{"&a" + (str(n - 1) if n else "") + ";"}">' for n in range(1))
    + '<!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="str"><v>&d;</v></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [
        ("vide.xlsx", b""),
        ("faux.xlsx", b"PK\x03\x04pas un zip"),
        ("budget.pdf", b"%PDF-1.4"),
        ("budget.xls", b"\xd0\xcf\x11\xe0"),
        ("bombe.csv", b"604;x;1\n" * 200_000),
        ("binaire.csv", b"604\x00\x01"),
        ("ouvert.csv", b'604;"x' + b"y" * 200_000),
        (
            "dilate.xlsx",
            classeur(**{"sheet1.xml": "<worksheet>" + " " * 30_000_000 + "</worksheet>"}),
        ),
    ],
)
def test_un_fichier_hostile_est_refuse_avec_des_mots(p, nom, contenu) -> None:
    demande = fabrique.demande(p)
    fichier = SimpleUploadedFile(nom, contenu)
    reponse = client(p.direction).post(
        adresse("importer_budget", demande.pk),
        {"version": "1", "fichier": fichier, "action": "apercu"},
    )
    assert reponse.status_code == 200
    assert reponse.context["form"].errors["fichier"]
    assert not demande.lignes.exists()


def test_des_entites_ne_gonflent_pas_la_lecture(p) -> None:
    demande = fabrique.demande(p)
    fichier = SimpleUploadedFile("entites.xlsx", classeur(**{"sheet1.xml": ENTITES}))
    reponse = client(p.direction).post(
        adresse("importer_budget", demande.pk),
        {"version": "1", "fichier": fichier, "action": "apercu"},
    )
    assert reponse.status_code == 200
    assert len(reponse.content) < 200_000


def test_ce_que_lit_la_saisie_est_ce_que_montre_la_page(p) -> None:
    demande = un_budget(p)
    valeurs = BUDGET.lire(demande)
    assert valeurs["charge_641"] == D(100_000)
    assert valeurs["fin_74-sociaux_1_nom"] == "CAF de la Savoie"
    assert valeurs["fin_74-sociaux_4_montant"] is None
    lu = budget_lu(demande)
    assert totaliser(lu.plan, []).is_vide
    page = texte(client(p.direction).get(adresse("modifier_budget", demande.pk)))
    assert 'name="fin_74-sociaux_4_nom"' in page
    assert 'name="fin_74-sociaux_5_nom"' not in page
    assert page.count("readonly") == 1
