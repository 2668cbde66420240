"""The pages of payments: the schedule, the finance department's list, the centre's own."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from pacte.journal.models import Entree
from subventions.attentes.versements import choses
from subventions.models import Echeance, NaturePiece, PieceCentre, Versement
from tests import factories_subventions as fabrique
from tests import factories_versements as argent
from tests.subventions.navigation import adresse, client, fichier, texte

pytestmark = pytest.mark.django_db
D = Decimal
IBAN, BIC = "FR7630006000011234567890189", "AGRIFRPP"


def rib(centre, **champs) -> PieceCentre:
    defauts = {"nature": NaturePiece.RIB, "libelle": "RIB", "iban": IBAN, "bic": BIC}
    return PieceCentre.objects.create(centre=centre, fichier=fichier(), **{**defauts, **champs})


def grille(**lignes: str) -> dict[str, str]:
    return {"version": "1", "genre_0": "solde", "genre_1": "solde", "genre_2": "solde", **lignes}


def test_planifier_mandater_payer_dans_le_navigateur(p) -> None:
    demande = fabrique.accordee(p)
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("modifier_echeancier", demande.pk)))
    assert 'value="40\u00a0000,00"' in page
    faux = grille(
        montant_0="10 000,00",
        date_0="2026-06-30",
        montant_1="29 000",
        date_1="2026-09-30",
        genre_0="acompte",
    )
    refusee = navigateur.post(adresse("modifier_echeancier", demande.pk), faux)
    assert "Il manque 1\u00a0000,00\u00a0€" in texte(refusee)
    juste = {**faux, "montant_1": "30 000"}
    assert navigateur.post(adresse("modifier_echeancier", demande.pk), juste).status_code == 302
    acompte, solde = Echeance.objects.order_by("pk")
    assert (acompte.montant, solde.montant) == (D(10000), D(30000))
    mandat = {"version": "1", "date_ordonnancement": "2026-06-12", "reference": "M2026-12"}
    url = adresse("mandater_echeance", demande.pk, acompte.pk)
    assert navigateur.post(url, mandat).status_code == 302
    donnees = {"cle_idempotence": fabrique.cle(), "date_paiement": "2026-06-15", "montant": "99999"}
    for _ in range(2):
        url = adresse("payer_echeance", demande.pk, acompte.pk)
        assert navigateur.post(url, donnees).status_code == 302
    assert Versement.objects.get().montant == D(10000)
    page = texte(client(p.direction).get(adresse("voir_demande", demande.pk)))
    assert "Mandat M2026-12" in page
    assert "Payé le 15\u00a0juin\u00a02026" in page
    assert "30\u00a0000,00\u00a0€" in page
    assert adresse("mandater_echeance", demande.pk, solde.pk) not in page


def test_une_somme_sans_jour_se_dit_a_sa_place(p) -> None:
    demande = fabrique.accordee(p)
    reponse = client(p.agent).post(
        adresse("modifier_echeancier", demande.pk), grille(montant_0="40000", date_0="")
    )
    assert "Indiquez le jour où cette somme est à payer." in texte(reponse)
    assert not Echeance.objects.exists()


def test_le_rejet_du_comptable_se_voit_des_deux_cotes(p) -> None:
    demande = fabrique.accordee(p)
    ligne = argent.mandatee(demande)
    donnees = {"version": "1", "date_rejet": "2026-06-12", "motif_rejet": "RIB périmé."}
    client(p.agent).post(adresse("rejeter_echeance", demande.pk, ligne.pk), donnees)
    for fonction, nom, args in (
        (p.agent, "lister_paiements", ()),
        (p.direction, "suivre_versements", ()),
        (p.direction, "voir_demande", (demande.pk,)),
    ):
        assert "RIB périmé." in texte(client(fonction).get(adresse(nom, *args)))


# --- The finance department's list -------------------------------------------------------------------
def test_les_filtres_ecrivent_l_adresse_et_le_total_suit(p) -> None:
    demande, autre = fabrique.accordee(p), fabrique.accordee(p, p.b)
    vote = argent.vote(demande)
    vote.date_notification = date(2026, 3, 20)
    vote.save()
    argent.mandatee(demande, "10000")
    argent.prevue(demande, "30000", date_prevue=date(2026, 5, 19))
    argent.prevue(autre, "7000.01", date_prevue=date(2026, 12, 31))
    argent.rejetee(autre, "5000")
    navigateur = client(p.agent)

    def lire(filtre: str) -> str:
        return texte(navigateur.get(f"{adresse('lister_paiements')}?{filtre}"))

    assert "47\u00a0000,01\u00a0€" in lire("")
    assert "40\u00a0000,00\u00a0€" in lire(f"centre={p.a.code}")
    assert "37\u00a0000,01\u00a0€" in lire("etat=prevue")
    assert "30\u00a0000,00\u00a0€" in lire("avant=2026-06-01")
    # The law's day is past for both lines of the notified award, the ordered one included.
    assert "2\u00a0échéances" in lire("etat=en_retard")
    assert "Aucun versement ne correspond" in lire("exercice=2026&etat=payee")


def test_l_iban_est_masque_a_l_ecran_et_entier_dans_l_export(p) -> None:
    demande = fabrique.accordee(p)
    argent.prevue(demande)
    rib(p.a, valable_jusqu_au=date(2026, 6, 14), iban="FR1420041010050500013M02606")
    rib(p.a)
    navigateur = client(p.agent)
    page = texte(navigateur.get(adresse("lister_paiements")))
    assert IBAN not in page
    assert "0189" in page
    csv = navigateur.get(adresse("exporter_paiements", "csv")).content.decode("utf-8-sig")
    assert f";{IBAN};{BIC};40000,00;" in csv
    assert ";30/06/2026;" in csv
    xlsx = navigateur.get(adresse("exporter_paiements", "xlsx")).content
    feuille = load_workbook(io.BytesIO(xlsx)).active
    assert (feuille.cell(2, 3).value, feuille.cell(2, 5).value) == (IBAN, 40000)
    entrees = Entree.objects.filter(action="exporter_paiements")
    assert entrees.count() == 2
    assert IBAN not in "".join(entrees.values_list("motif", flat=True))


def test_sans_rib_la_liste_le_dit(p) -> None:
    argent.prevue(fabrique.accordee(p))
    assert "RIB manquant" in texte(client(p.agent).get(adresse("lister_paiements")))


def test_la_liste_se_lit_en_un_nombre_constant_de_requetes(
    p, django_assert_max_num_queries
) -> None:
    for _ in range(20):
        argent.prevue(fabrique.accordee(p))
    navigateur = client(p.agent)
    navigateur.get(adresse("lister_paiements"))
    with django_assert_max_num_queries(20):
        navigateur.get(adresse("lister_paiements"))


# --- The centre's own page -------------------------------------------------------------------------------
def test_le_centre_suit_ses_versements_et_eux_seuls(p) -> None:
    avance = fabrique.avance(p, exercice=2026, par=p.direction)
    fabrique.versement_avance(avance, "12000.00", reference="AV-1")
    demande, autre = fabrique.accordee(p), fabrique.accordee(p, p.b, objet="Chez le voisin")
    argent.payee(demande, "18000", reference="AC-2")
    argent.prevue(demande, "10000")
    argent.prevue(autre, "7777.77")
    page = texte(client(p.direction).get(adresse("suivre_versements")))
    for attendu in ("Mandat AV-1", "AC-2", "30\u00a0000,00\u00a0€", "10\u00a0000,00\u00a0€"):
        assert attendu in page
    assert "7\u00a0777,77" not in page
    assert client(p.agent).get(adresse("suivre_versements")).status_code == 404


def test_les_versements_d_une_annee_se_suivent_dans_l_ordre_des_jours(p) -> None:
    demande = fabrique.accordee(p)
    argent.prevue(demande, "9000", date_prevue=date(2026, 10, 1))
    argent.prevue(demande, "8000", date_prevue=date(2026, 7, 1))
    page = texte(client(p.direction).get(adresse("suivre_versements"))).replace("\u00a0", " ")
    assert page.index("1er juillet 2026") < page.index("1er octobre 2026")


def test_sans_versement_la_page_dit_pourquoi(p) -> None:
    page = texte(client(p.direction).get(adresse("suivre_versements")))
    assert "Aucun versement pour le moment" in page


# --- Home --------------------------------------------------------------------------------------------------
def test_l_accueil_de_la_ville_dit_ce_qui_est_a_payer(p, django_assert_num_queries) -> None:
    demande = fabrique.accordee(p)
    argent.prevue(demande, "10000", date_prevue=date(2026, 6, 20))
    argent.prevue(demande, "10000", date_prevue=date(2026, 6, 1), condition="Convention")
    argent.prevue(demande, "10000", date_prevue=date(2026, 9, 1))
    argent.payee(demande, "10000")
    with django_assert_num_queries(1):
        (chose,) = choses(p.agent, date(2026, 6, 15), [p.pacte])
    assert chose.phrase == "2 versements sont à mandater ou à payer, dont un en retard."
    assert chose.echeance == date(2026, 6, 1)
    with django_assert_num_queries(0):
        assert choses(p.direction, date(2026, 6, 15), [p.pacte]) == []
