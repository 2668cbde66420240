"""The deposit: what is missing, one deposit, its receipt and its mail."""

import io
import re
import subprocess
from datetime import date
from decimal import Decimal

import pikepdf
import pytest

from pacte.courrier.models import Courriel
from pacte.documents.scelles import lire
from pacte.journal.models import Entree
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, texte

pytestmark = pytest.mark.django_db
D = Decimal


# --- Deposit ---------------------------------------------------------------------------------------------
def test_le_depot_liste_ce_qui_manque_avec_des_liens(p) -> None:
    demande = fabrique.demande(p, objet="", presentation="", montant_demande=D(0))
    page = texte(client(p.direction).get(adresse("deposer_demande", demande.pk)))
    bloc = page[page.index('id="manques"') : page.index("</ul>", page.index('id="manques"'))]
    attendus = ("#id_objet", "#id_presentation", "#id_montant_demande", "/budget/")
    fiche = ("denomination", "siret", "adresse", "representante", "qualite_representante")
    fiche += ("contact", "exercice_du", "date_engagement", "obligations_a_jour")
    attendus += tuple(f"/association/#id_{champ}" for champ in fiche)
    assert bloc.count("<a href") == len(attendus)
    for attendu in attendus:
        assert attendu in bloc
    assert "<button" not in page[page.index("<main") :]


def test_la_page_ne_propose_le_depot_qu_une_fois_la_demande_complete(p) -> None:
    demande = fabrique.demande(p, avec_budget=True, presentation="")
    navigateur, url = client(p.direction), adresse("voir_demande", demande.pk)
    page = texte(navigateur.get(url))
    assert "Le dépôt devient possible quand ce point est complété." in page
    assert adresse("deposer_demande", demande.pk) not in page
    # What the reading again shows is offered once.
    assert page.count(adresse("relire_demande", demande.pk)) == 1
    demande.presentation = "Un accueil ouvert à tout le quartier."
    demande.save()
    page = texte(navigateur.get(url))
    assert adresse("deposer_demande", demande.pk) in page
    assert f'<a class="btn btn-principale" href="{adresse("relire_demande", demande.pk)}">' in page


@pytest.mark.parametrize(
    ("montant", "ville", "total", "manque"),
    [
        ("40000", "40000", "100000", ""),
        ("41000", "40000", "100000", "Accordez le montant demandé"),
    ],
)
def test_le_montant_demande_est_la_ligne_de_la_ville(p, montant, ville, total, manque) -> None:
    demande = fabrique.demande(p, montant_demande=D(montant))
    fabrique.budget(demande, D(total), D(ville))
    fabrique.fiche(demande)
    page = texte(client(p.direction).get(adresse("deposer_demande", demande.pk)))
    assert (manque in page) if manque else ('id="manques"' not in page)


def test_un_budget_desequilibre_se_voit_au_depot(p) -> None:
    demande = fabrique.demande(p, avec_budget=True)
    demande.lignes.filter(compte="641").update(montant=D(98000))
    demande.lignes.filter(compte="864").update(montant=D(1))
    page = texte(client(p.direction).get(adresse("deposer_demande", demande.pk)))
    assert "il manque 2\u00a0000,00\u00a0€ aux charges" in page
    assert "le total 86 est égal au total 87" in page


def test_deux_clics_font_un_depot(p) -> None:
    demande = fabrique.demande(p, avec_budget=True)
    navigateur, donnees = client(p.direction), {"cle_idempotence": fabrique.cle()}
    for _ in range(3):
        reponse = navigateur.post(adresse("deposer_demande", demande.pk), donnees)
        assert (reponse.status_code, reponse.url) == (302, adresse("voir_demande", demande.pk))
    assert Entree.objects.filter(action="deposer_demande", resultat="accompli").count() == 1
    assert Courriel.objects.count() == 1
    autre = navigateur.post(
        adresse("deposer_demande", demande.pk), {"cle_idempotence": fabrique.cle()}
    )
    assert autre.status_code == 403


def test_l_accuse_dit_la_suite_le_numero_et_le_budget(p) -> None:
    fabrique.campagne(p, 2026, date_vote_prevue=date(2026, 9, 21))
    demande = fabrique.demande(p, avec_budget=True)
    navigateur = client(p.direction)
    navigateur.post(adresse("deposer_demande", demande.pk), {"cle_idempotence": fabrique.cle()})
    demande.refresh_from_db()
    contenu = lire(demande.accuse)
    reponse = navigateur.get(adresse("telecharger_accuse", demande.pk))
    assert lire_flux(reponse) == contenu
    assert reponse["Content-Disposition"] == (f'attachment; filename="accuse-{demande.numero}.pdf"')
    page = texte(navigateur.get(adresse("voir_demande", demande.pk)))
    assert demande.accuse.sha256 in page
    assert "Déposée le lundi 15\u00a0juin\u00a02026 par" in page
    lu = lire_pdf(contenu)
    debut = lu[: lu.index("Numéro")]
    assert "Ce qui se passe maintenant" in debut
    assert "Vote prévu le lundi 21 septembre 2026" in debut
    for attendu in (demande.numero, "40 000,00 €", "641", "Total des charges", "L231-4"):
        assert attendu in lu
    # The typography of the pages, on paper too.
    assert "n’ouvre aucun droit" in lu
    assert "n'ouvre" not in lu
    with pikepdf.open(io.BytesIO(contenu)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "fr"
        assert document.docinfo["/Title"] == f"Accusé de dépôt de la demande {demande.numero}"
        assert len(document.pages) <= 3
        with document.open_metadata() as donnees:
            assert donnees["pdfuaid:part"] == "1"


def lire_pdf(contenu: bytes) -> str:
    """The text of a PDF, its no-break spaces made plain."""
    sortie = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=contenu, capture_output=True, check=True
    ).stdout.decode()
    return re.sub("[\u00a0\u202f]", " ", sortie)


def test_l_accuse_d_un_autre_centre_est_introuvable(p) -> None:
    demande = fabrique.demande(p, p.b, etat="deposee")
    assert client(p.direction).get(adresse("telecharger_accuse", demande.pk)).status_code == 404


def test_le_courriel_de_depot_dit_ce_qui_est_attendu(p) -> None:
    demande = fabrique.demande(p, avec_budget=True)
    client(p.direction).post(
        adresse("deposer_demande", demande.pk), {"cle_idempotence": fabrique.cle()}
    )
    courriel = Courriel.objects.get()
    assert "2026-ESSAI-A-001" in courriel.objet
    assert courriel.texte.startswith(
        "Votre demande 2026-ESSAI-A-001 est déposée : vous n’avez rien"
    )
    assert "40\u00a0000,00\u00a0€" in courriel.html
    assert adresse("voir_demande", demande.pk) in courriel.texte
