"""Long lists: the same queries for one row and for twenty, exports in bounded memory, rich filters."""

import csv
import io
import re
import tracemalloc
import zipfile
from contextlib import closing
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pacte.accord.models import Qualite
from pacte.socle.tableur import ecrire_csv, reponse_csv_en_flux, reponse_xlsx_en_flux
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, texte

D = Decimal
LE = date(2026, 6, 15)
ENTETES = ("Objet", "Montant", "Le", "Rang")


def lignes(nombre: int):
    for rang in range(nombre):
        yield ("=Objet" if rang % 2 else "Objet", D("12.50"), LE, rang)


# --- Files in bounded memory ---------------------------------------------------------------------------
@pytest.mark.parametrize("nombre", [0, 1, 199, 200, 201, 450])
def test_le_flux_csv_est_le_meme_fichier(nombre) -> None:
    flux = lire_flux(reponse_csv_en_flux("a", ENTETES, lignes(nombre), le=LE))
    assert flux == ecrire_csv(ENTETES, lignes(nombre))


def test_le_flux_xlsx_a_ses_types_et_aucune_formule() -> None:
    reponse = reponse_xlsx_en_flux("a", ENTETES, lignes(3), le=LE)
    assert "a-2026-06-15.xlsx" in reponse["Content-Disposition"]
    with closing(reponse), zipfile.ZipFile(io.BytesIO(lire_flux(reponse))) as classeur:
        feuille = classeur.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in feuille
    assert "<t>=Objet</t>" in feuille
    assert re.search(r"<v>12\.50?</v>", feuille)


def test_la_memoire_ne_suit_pas_le_nombre_de_lignes() -> None:
    def sommet(nombre: int) -> int:
        tracemalloc.start()
        for _ in reponse_csv_en_flux("a", ENTETES, lignes(nombre), le=LE).streaming_content:
            pass
        reponse_xlsx_en_flux("a", ENTETES, lignes(nombre), le=LE).close()
        _, pic = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return pic

    sommet(200)
    assert sommet(6_000) < 2 * sommet(600) + 2_000_000


# --- The list of requests -----------------------------------------------------------------------------
pytestmark = pytest.mark.django_db


def trouvees(navigateur, **filtres) -> set[str]:
    octets = lire_flux(navigateur.get(adresse("exporter_demandes", "csv"), filtres))
    return {
        x["Objet"] for x in csv.DictReader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";")
    }


def test_les_filtres_se_composent_et_la_recherche_ignore_les_accents(p) -> None:
    fabrique.demande(p, etat="deposee", objet="Été des familles", genre="projet")
    fabrique.demande(p, p.b, etat="recue", objet="Fonctionnement", presentation="Accueil d’ÉTÉ")
    fabrique.demande(p, etat="recue", objet="Toiture", genre="investissement", exercice=2027)
    navigateur = client(p.agent)
    assert trouvees(navigateur, q="ete") == {"Été des familles", "Fonctionnement"}
    assert trouvees(navigateur, q="FAMILLES ete") == {"Été des familles"}
    assert trouvees(navigateur, q="ete", centre=p.b.code) == {"Fonctionnement"}
    assert trouvees(navigateur, genre="investissement") == {"Toiture"}
    assert trouvees(navigateur, genre="projet", exercice="2027") == set()
    page = texte(navigateur.get(adresse("lister_demandes"), {"q": "ete", "genre": "projet"}))
    page = page.replace("\u00a0", " ")
    assert "Mots : ete" in page
    assert "Genre : projet" in page
    assert "Retirer le filtre" in page


@pytest.mark.parametrize("q", ["%", "_", "'", "\\", "\x00", "é" * 200, "a " * 60])
def test_une_recherche_bricolee_ne_casse_rien(p, q) -> None:
    fabrique.demande(p, etat="deposee")
    assert client(p.agent).get(adresse("lister_demandes"), {"q": q}).status_code == 200


@pytest.mark.parametrize("qualite", [Qualite.AGENT_AVS, Qualite.ELU, Qualite.DIRECTION])
@pytest.mark.parametrize("page", ["liste", "csv", "xlsx"])
def test_liste_et_exports_en_requetes_constantes(p, qualite, page) -> None:
    navigateur = client(p.fonctions[qualite])
    url = adresse("lister_demandes") if page == "liste" else adresse("exporter_demandes", page)

    def compter() -> int:
        with CaptureQueriesContext(connection) as requetes:
            reponse = navigateur.get(url, {"q": "centre"})
            assert reponse.status_code == 200
            lire_flux(reponse)
        return len(requetes)

    fabrique.accordee(p, objet="Projet de centre")
    compter()
    avant = compter()
    for rang in range(20):
        fabrique.accordee(p, objet=f"Centre {rang}", exercice=2000 + rang % 5)
    assert compter() == avant
