"""The list of requests: filters in the address, exports, a constant number of queries."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pacte.accord.models import Qualite
from pacte.journal.models import Entree
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, texte

pytestmark = pytest.mark.django_db
D = Decimal


def test_le_centre_trouve_la_campagne_au_dessus_de_ses_demandes(p) -> None:
    campagne = fabrique.campagne(p)
    lien, url = adresse("voir_campagne", campagne.exercice), adresse("lister_demandes")
    page = texte(client(p.direction).get(url)).replace("\u00a0", " ")
    assert lien in page
    assert "est ouverte jusqu’au lundi 30 novembre 2026 inclus" in page
    campagne.date_cloture = date(2026, 6, 1)
    campagne.save()
    page = texte(client(p.direction).get(url)).replace("\u00a0", " ")
    assert "est close depuis le 1er juin 2026" in page


# --- Lists and exports ------------------------------------------------------------------------------------
def test_les_filtres_sont_dans_l_adresse(p) -> None:
    fabrique.demande(p, etat="deposee", objet="Celle de 2026")
    fabrique.demande(p, p.b, etat="recue", objet="Celle de 2027", exercice=2027)
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("lister_demandes"), {"exercice": "2027"}))
    assert "Celle de 2027" in page
    assert "Celle de 2026" not in page
    page = texte(navigateur.get(adresse("lister_demandes"), {"centre": p.a.code}))
    assert "Celle de 2026" in page
    assert "Celle de 2027" not in page
    page = texte(navigateur.get(adresse("lister_demandes"), {"etat": "refusee"}))
    assert "Aucune demande ne correspond à ces filtres" in page


@pytest.mark.parametrize(
    ("parametres", "trouvees"),
    [
        ({"montant_min": "12 345,67"}, {"Juste", "Grande"}),
        ({"montant_max": "12 345,67 €"}, {"Petite", "Juste"}),
        ({"montant_min": "12345.67", "montant_max": "12\u202f345,67"}, {"Juste"}),
        ({"montant_min": "12345,68", "montant_max": "39 999"}, set()),
        ({"montant_max": "0"}, set()),
        ({"montant_min": "beaucoup"}, {"Petite", "Juste", "Grande"}),
    ],
)
def test_le_montant_demande_filtre_la_liste_et_l_export(p, parametres, trouvees) -> None:
    montants = {"Petite": "500", "Juste": "12345.67", "Grande": "40000"}
    for objet, montant in montants.items():
        fabrique.demande(p, etat="deposee", objet=objet, montant_demande=D(montant))
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("lister_demandes"), parametres))
    export = lire_flux(navigateur.get(adresse("exporter_demandes", "csv"), parametres)).decode()
    for contenu in (page, export):
        assert {objet for objet in montants if objet in contenu} == trouvees


def test_le_filtre_du_montant_se_retire_et_dit_ce_qu_il_ne_lit_pas(p) -> None:
    fabrique.demande(p, etat="deposee")
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("lister_demandes"), {"montant_min": "12 345,6"}))
    assert "12\u00a0345,60\u00a0€</a>" in page
    page = texte(navigateur.get(adresse("lister_demandes"), {"montant_min": "beaucoup"}))
    assert "Écrivez le montant en euros" in page


@pytest.mark.parametrize(
    "parametres",
    [
        {"montant_min": "1e400"},
        {"exercice": "x"},
        {"centre": "nulle-part"},
        {"etat": "inconnu"},
        {"sort": "pacte__ville"},
        {"page": "99999"},
    ],
)
def test_une_adresse_bricolee_ne_casse_rien(p, parametres) -> None:
    fabrique.demande(p, etat="deposee")
    assert client(p.agent).get(adresse("lister_demandes"), parametres).status_code == 200


def test_l_export_csv_dit_ce_que_la_liste_montre(p) -> None:
    fabrique.demande(p, etat="deposee", objet="=1+1", montant_demande=D("12345.67"))
    fabrique.demande(p, p.b, etat="recue", exercice=2027)
    reponse = client(p.agent).get(adresse("exporter_demandes", "csv"), {"exercice": "2026"})
    octets = lire_flux(reponse)
    assert octets.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in octets
    lignes = list(csv.reader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))
    assert len(lignes) == 2
    assert "'=1+1" in lignes[1]
    assert "12345,67" in lignes[1]
    assert Entree.objects.filter(action="exporter_demandes").count() == 1


def test_l_export_xlsx_n_a_aucune_formule(p) -> None:
    for debut in ("=1+1", "+1", "-1", "@SUM(A1)", "＝1"):
        fabrique.demande(p, etat="deposee", objet=debut, montant_demande=D("12.50"))
    reponse = client(p.agent).get(adresse("exporter_demandes", "xlsx"))
    with zipfile.ZipFile(io.BytesIO(lire_flux(reponse))) as classeur:
        feuille = classeur.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in feuille
    assert re.search(r"<v>12\.50?</v>", feuille)
    assert "<t>=1+1</t>" in feuille


def test_un_format_inconnu_est_introuvable(p) -> None:
    assert client(p.agent).get(adresse("exporter_demandes", "exe")).status_code == 404


PAGES = ("lister_demandes", "lister_conventions")


@pytest.mark.parametrize("qualite", [Qualite.AGENT_AVS, Qualite.DIRECTION])
def test_les_requetes_ne_croissent_pas_avec_les_lignes(p, qualite) -> None:
    navigateur = client(p.fonctions[qualite])
    accordee = fabrique.accordee(p, avec_budget=True)
    fabrique.convention(p)
    noms = [adresse(nom) for nom in PAGES]
    noms += [adresse("voir_demande", accordee.pk), adresse("voir_avance", 2027, p.a.code)]
    if qualite == Qualite.AGENT_AVS:
        noms.append(adresse("lister_avances", 2027))
    navigateur.get(noms[0])  # the first page of a session also writes that session
    avant = {nom: compter(navigateur, nom) for nom in noms}
    for rang in range(20):
        fabrique.accordee(p, exercice=2000 + rang)
        fabrique.convention(p)
        fabrique.attribution(accordee, "-1", nature="modification", libelle=f"DM {rang}")
    apres = {nom: compter(navigateur, nom) for nom in noms}
    assert apres == avant
    assert max(avant.values()) <= 15, avant


def compter(navigateur, nom: str) -> int:
    with CaptureQueriesContext(connection) as requetes:
        assert navigateur.get(nom).status_code == 200
    return len(requetes)
