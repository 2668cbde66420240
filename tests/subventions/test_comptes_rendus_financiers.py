"""The financial report: written and handed in by the centre, read and answered by the city."""

import io
import re
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pikepdf
import pytest
import time_machine
from django.db import IntegrityError, transaction

from pacte.accord.models import Qualite
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import ConflitDeVersion
from subventions import rules
from subventions.attentes import comptes_rendus as attentes
from subventions.lectures import comptes_rendus as comptes_rendus_lus
from subventions.lectures.comptes_rendus import comptes_rendus_en_retard
from subventions.listes.bilans import FiltreComptesRendus, attributions_visibles
from subventions.models import (
    Attribution,
    CompteRenduFinancier,
    Convention,
    EtatCompteRenduFinancier,
    FicheAssociation,
    Reversement,
)
from subventions.operations import comptes_rendus as operations
from subventions.operations.rappels_comptes_rendus import rappeler_comptes_rendus
from subventions.workflow import SituationCompteRendu
from tests import factories_bilans as bilans
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, pdf_minimal, texte

pytestmark = pytest.mark.django_db
D = Decimal
E = EtatCompteRenduFinancier
LE = date(2026, 6, 15)


def saisie(**champs: str) -> dict[str, str]:
    return {
        "version": "1",
        "bilan": "Le centre a ouvert toute l'année.",
        "montant_utilise": "38 500",
        "signataire": "Lise Aubier",
        "charge_641": "99 000,50",
        "produit_74-commune": "40 000",
        "produit_74-sociaux": "59 000",
        "emploi_nature_864": "5 000",
        "contribution_nature_875": "5 000",
        **champs,
    }


# --- The whole way --------------------------------------------------------------------------------------
def test_du_budget_prevu_au_reversement_du_reliquat(p) -> None:
    vote = bilans.attribution(p)
    fabrique.convention(p, premier_exercice=2025, sort_reliquat="reverse")
    centre, ville = client(p.direction), client(p.agent)
    page = texte(centre.get(adresse("rediger_compte_rendu_financier", vote.pk)))
    assert "100\u00a0000,00\u00a0€" in page
    envoi = saisie()
    assert centre.post(adresse("rediger_compte_rendu_financier", vote.pk), envoi).status_code == 302
    rapport = CompteRenduFinancier.objects.get()
    assert (rapport.etat, rapport.fin_exercice) == (E.BROUILLON, date(2025, 12, 31))
    ligne = rapport.lignes.get(compte="641")
    assert (ligne.prevu, ligne.realise) == (D(100_000), D("99000.50"))
    # A draft stays with the centre: the city knows that it is begun, and reads nothing of it.
    page = texte(ville.get(adresse("voir_compte_rendu_financier", vote.pk)))
    assert "en préparation" in page
    assert "ouvert toute" not in page
    assert ville.get(adresse("rediger_compte_rendu_financier", vote.pk)).status_code == 403
    depot = {"cle_idempotence": str(uuid.uuid4())}
    for _ in range(2):
        reponse = centre.post(adresse("deposer_compte_rendu_financier", vote.pk), depot)
        assert reponse.status_code == 302
    rapport.refresh_from_db()
    assert (rapport.etat, rapport.date_depot) == (E.DEPOSE, LE)
    assert Entree.objects.filter(action="deposer_compte_rendu_financier").count() == 1
    pdf = lire_flux(ville.get(adresse("telecharger_compte_rendu_financier", vote.pk)))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
    page = texte(ville.get(adresse("voir_compte_rendu_financier", vote.pk)))
    assert "1\u00a0500,00\u00a0€" in page
    assert "99\u00a0%" in page.replace("99 %", "99\u00a0%")
    page = texte(ville.get(adresse("accepter_compte_rendu_financier", vote.pk)))
    assert 'value="reverse" ' in page
    accord = {
        "version": str(rapport.version),
        "cle_idempotence": str(uuid.uuid4()),
        "sort_reliquat": "reverse",
    }
    reponse = ville.post(adresse("accepter_compte_rendu_financier", vote.pk), accord)
    assert reponse.status_code == 302
    claim = Reversement.objects.get()
    assert (claim.montant, claim.motif, claim.attribution) == (D(1500), "reliquat", vote)
    page = texte(centre.get(adresse("voir_compte_rendu_financier", vote.pk)))
    for mots in ("accepté", "Part non dépensée", "15\u00a0juin\u00a02036"):
        assert mots in page


def test_un_compte_rendu_a_reprendre_se_modifie_d_abord(p) -> None:
    vote = bilans.attribution(p)
    bilans.compte_rendu(vote, E.A_REPRENDRE, motif_retour="Complétez les charges.")
    page = texte(client(p.direction).get(adresse("voir_compte_rendu_financier", vote.pk)))
    modifier = adresse("rediger_compte_rendu_financier", vote.pk)
    assert f'<a class="btn btn-principale" href="{modifier}">' in page


def test_un_compte_rendu_en_retard_ne_promet_plus_son_jour(p) -> None:
    vote = bilans.attribution(p)
    centre, url = client(p.direction), adresse("voir_compte_rendu_financier", vote.pk)
    assert "puis déposez-le avant le" in texte(centre.get(url))
    with time_machine.travel(datetime(2026, 9, 1, 10, tzinfo=UTC), tick=False):
        page = texte(client(p.direction).get(url)).replace("\u00a0", " ")
    assert "puis déposez-le dès que possible : il était attendu le" in page
    assert "déposez-le avant le" not in page
    with time_machine.travel(datetime(2026, 9, 1, 10, tzinfo=UTC), tick=False):
        demande = texte(client(p.direction).get(adresse("voir_demande", vote.demande_id)))
    assert "Rendez le compte rendu financier" in demande
    assert "rien n’est attendu de vous" not in demande
    # What the deposit requires is never called optional while it is written.
    page = texte(centre.get(adresse("rediger_compte_rendu_financier", vote.pk)))
    for nom in ("bilan", "montant_utilise", "signataire"):
        libelle = re.search(rf'<label[^>]*for="id_{nom}">(.*?)</label>', page, re.DOTALL)[1]
        assert "facultatif" not in libelle


def test_un_reliquat_conserve_ne_demande_rien(p) -> None:
    vote = bilans.attribution(p)
    rapport = bilans.compte_rendu(vote, E.DEPOSE, montant_utilise=D(39_000))
    champs = {"par": p.agent, "version": rapport.version, "cle": uuid.uuid4()}
    accepte = operations.accepter_compte_rendu(vote, sort_reliquat="conserve", **champs)
    assert accepte.sort_reliquat == "conserve"
    assert not Reversement.objects.exists()


def test_sans_reliquat_rien_n_est_demande_de_son_sort(p) -> None:
    vote = bilans.attribution(p)
    rapport = bilans.compte_rendu(vote, E.DEPOSE)
    page = texte(client(p.agent).get(adresse("accepter_compte_rendu_financier", vote.pk)))
    assert "sort_reliquat" not in page
    champs = {"par": p.agent, "version": rapport.version, "cle": uuid.uuid4()}
    accepte = operations.accepter_compte_rendu(vote, sort_reliquat="reverse", **champs)
    assert (accepte.sort_reliquat, Reversement.objects.count()) == ("", 0)


@pytest.mark.parametrize(
    ("champs", "manque"),
    [
        ({"bilan": ""}, "Dites ce qui a été fait."),
        ({"montant_utilise": ""}, "utilisé de la subvention"),
        ({"montant_utilise": "40 000,01"}, "ne dépasse pas la subvention"),
        ({"signataire": ""}, "la personne qui signe"),
        ({"charge_641": "79 999,99"}, "Expliquez les écarts"),
    ],
)
def test_un_compte_rendu_incomplet_dit_ce_qui_manque(p, champs, manque) -> None:
    vote = bilans.attribution(p)
    centre = client(p.direction)
    centre.post(adresse("rediger_compte_rendu_financier", vote.pk), saisie(**champs))
    # What lacks is said on the page, on the deposit's, and by the deposit itself.
    page = texte(centre.get(adresse("voir_compte_rendu_financier", vote.pk)))
    assert manque in page
    assert "Le dépôt devient possible quand ce point est complété." in page
    assert manque in texte(centre.get(adresse("deposer_compte_rendu_financier", vote.pk)))
    reponse = centre.post(
        adresse("deposer_compte_rendu_financier", vote.pk), {"cle_idempotence": str(uuid.uuid4())}
    )
    assert reponse.status_code == 403
    assert CompteRenduFinancier.objects.get().etat == E.BROUILLON


def test_un_montant_illisible_garde_tout_ce_qui_est_tape(p) -> None:
    vote = bilans.attribution(p)
    reponse = client(p.direction).post(
        adresse("rediger_compte_rendu_financier", vote.pk), saisie(charge_645="12,345")
    )
    page = texte(reponse)
    assert reponse.status_code == 200
    for tape in ("12,345", "99 000,50", "38 500", "Lise Aubier"):
        assert tape in page
    assert not CompteRenduFinancier.objects.exists()


def test_la_ville_demande_de_reprendre_puis_le_centre_redepose(p) -> None:
    vote = bilans.attribution(p)
    bilans.compte_rendu(vote, E.DEPOSE)
    reponse = client(p.agent).post(
        adresse("demander_reprise_compte_rendu", vote.pk),
        {"version": "1", "motif": "Les salaires manquent."},
    )
    assert reponse.status_code == 302
    page = texte(client(p.direction).get(adresse("voir_compte_rendu_financier", vote.pk)))
    assert "Les salaires manquent." in page
    assert any("Les salaires manquent." in c.texte for c in Courriel.objects.order_by("pk"))
    operations.rediger_compte_rendu(
        vote,
        par=p.direction,
        version=2,
        champs={"bilan": "Complété."},
        realises={("charge", "641"): D(98_000), ("produit", "70"): D(98_000)},
    )
    operations.rediger_compte_rendu(
        vote,
        par=p.direction,
        version=3,
        champs={"ecarts": "Les ventes ont pris la place des subventions."},
        realises={("charge", "641"): D(98_000), ("produit", "70"): D(98_000)},
    )
    depose = operations.deposer_compte_rendu(vote, par=p.direction, cle=uuid.uuid4())
    assert (depose.etat, depose.bilan) == (E.DEPOSE, "Complété.")


def test_un_compte_rendu_recu_sur_papier_s_enregistre_en_une_page(p) -> None:
    vote = bilans.attribution(p)
    envoi = {
        "cle_idempotence": str(uuid.uuid4()),
        "date_depot": "2026-06-10",
        "montant_utilise": "40 000",
    }
    ville = client(p.agent)
    url = adresse("enregistrer_compte_rendu_recu", vote.pk)
    assert ville.get(url).status_code == 200
    for _ in range(2):
        assert ville.post(url, {**envoi, "fichier": pdf_minimal()}).status_code == 302
    rapport = CompteRenduFinancier.objects.get()
    assert (rapport.etat, rapport.date_depot) == (E.DEPOSE, date(2026, 6, 10))
    centre = client(p.direction)
    recu = lire_flux(centre.get(adresse("telecharger_compte_rendu_financier", vote.pk)))
    assert recu.startswith(b"%PDF-")
    assert centre.get(url).status_code == 403


def test_deux_personnes_sur_le_meme_compte_rendu(p) -> None:
    vote = bilans.attribution(p)
    champs = {"par": p.direction, "version": 1, "realises": {}}
    operations.rediger_compte_rendu(vote, champs={"bilan": "Le mien."}, **champs)
    with pytest.raises(ConflitDeVersion):
        operations.rediger_compte_rendu(vote, champs={"bilan": "Le sien."}, **champs)
    assert CompteRenduFinancier.objects.get().bilan == "Le mien."


# --- States x acts -----------------------------------------------------------------------------------------
POSSIBLES = {
    "rediger": {E.BROUILLON, E.A_REPRENDRE},
    "deposer": {E.BROUILLON, E.A_REPRENDRE},
    "recu": {E.BROUILLON, E.A_REPRENDRE},
    "accepter": {E.DEPOSE},
    "reprendre": {E.DEPOSE},
}


@pytest.mark.parametrize("etat", list(E))
def test_chaque_acte_part_des_seuls_etats_permis(p, etat) -> None:
    for acte, permis in POSSIBLES.items():
        vote = bilans.attribution(p)
        rapport = bilans.compte_rendu(vote, etat, ecarts="Expliqués.")
        v = rapport.version
        actes = {
            "rediger": lambda w=vote, v=v: operations.rediger_compte_rendu(
                w, par=p.direction, version=v, champs={}, realises={}
            ),
            "deposer": lambda w=vote: operations.deposer_compte_rendu(
                w, par=p.direction, cle=uuid.uuid4()
            ),
            "recu": lambda w=vote: operations.enregistrer_compte_rendu_recu(
                w,
                par=p.agent,
                cle=uuid.uuid4(),
                date_depot=LE,
                montant_utilise=D(1),
                fichier=pdf_minimal(),
            ),
            "accepter": lambda w=vote, v=v: operations.accepter_compte_rendu(
                w, par=p.agent, version=v, sort_reliquat="", cle=uuid.uuid4()
            ),
            "reprendre": lambda w=vote, v=v: operations.demander_reprise(
                w, par=p.agent, version=v, motif="Motif."
            ),
        }
        if etat in permis:
            actes[acte]()
        else:
            with pytest.raises(ActeRefuse, match="n'est pas possible à l'état"):
                actes[acte]()


# --- Late: the same in Python and in SQL --------------------------------------------------------------------
FINS = (None, date(2025, 8, 31), date(2026, 8, 31), date(2024, 6, 30), date(2024, 2, 29))


def test_la_base_lit_la_fin_de_l_exercice_comme_la_regle(p) -> None:
    for fin in FINS:
        vote = bilans.attribution(p)
        FicheAssociation.objects.update_or_create(
            demande=vote.demande, defaults={"exercice_du": None, "exercice_au": fin}
        )
    lus = list(comptes_rendus_lus.attributions_a_justifier(Attribution.objects.order_by("pk")))
    assert [vote.fin for vote in lus] == [rules.fin_exercice(2025, fin) for fin in FINS]
    assert [operations.fin_de_l_exercice(vote) for vote in lus] == [vote.fin for vote in lus]


def test_ce_qui_est_en_retard_et_ce_qui_ne_l_est_pas(p) -> None:
    a_temps = bilans.attribution(p)
    vieux = {etat: bilans.attribution(p, exercice=2024) for etat in (None, *E)}
    for etat, vote in vieux.items():
        if etat is not None:
            bilans.compte_rendu(vote, etat)
    voisin = bilans.attribution(p, p.b, exercice=2024)
    importe = bilans.attribution(p, exercice=2023)
    Attribution.objects.filter(pk=importe.pk).update(cle_import="2023-12")
    annule = bilans.attribution(p, exercice=2024)
    fabrique.attribution(annule.demande, "-40000.00", nature="annulation")
    retards = comptes_rendus_en_retard(p.a, LE)
    assert {ligne.attribution.pk for ligne in retards} == {
        vieux[etat].pk for etat in (None, E.BROUILLON, E.A_REPRENDRE)
    }
    assert all(ligne.echeance == date(2025, 6, 30) and ligne.is_en_retard for ligne in retards)
    assert [x.attribution for x in comptes_rendus_en_retard(p.b, LE)] == [voisin]
    assert comptes_rendus_en_retard(p.a, date(2025, 6, 30)) == []
    assert comptes_rendus_en_retard(p.a, LE, pacte=voisin.pacte) == retards
    # The last day itself is in time; the day after is late.
    assert not [
        x for x in comptes_rendus_en_retard(p.a, date(2026, 6, 30)) if x.attribution == a_temps
    ]
    assert [x for x in comptes_rendus_en_retard(p.a, date(2026, 7, 1)) if x.attribution == a_temps]


def test_le_filtre_dit_comme_la_page(p) -> None:
    for exercice in (2024, 2025):
        for etat in (None, *E):
            vote = bilans.attribution(p, exercice=exercice)
            if etat is not None:
                bilans.compte_rendu(vote, etat)
    visibles = attributions_visibles(p.pacte, p.agent)
    trouves = 0
    for situation in SituationCompteRendu:
        filtre = FiltreComptesRendus({"situation": situation.value}, visibles, fonction=p.agent)
        lignes = comptes_rendus_lus.lire(filtre.qs, LE)
        assert {ligne.situation for ligne in lignes} == {situation}
        trouves += len(lignes)
    assert trouves == visibles.count() == 10


def test_la_liste_l_export_et_l_accueil_en_requetes_constantes(
    p, django_assert_max_num_queries
) -> None:
    for rang in range(12):
        vote = bilans.attribution(p, exercice=2024 + rang % 2)
        if rang % 3:
            bilans.compte_rendu(vote, E.DEPOSE if rang % 2 else E.ACCEPTE)
    ville = client(p.agent)
    ville.get(adresse("lister_comptes_rendus_financiers"))
    with django_assert_max_num_queries(22):
        page = ville.get(adresse("lister_comptes_rendus_financiers"))
    assert "2\u00a0comptes rendus en retard" in texte(page)
    with django_assert_max_num_queries(1):
        assert len(attentes.choses(p.agent, LE, [p.pacte])) == 4
    with django_assert_max_num_queries(1):
        assert len(attentes.choses(p.direction, LE, [p.pacte])) == 4
    with django_assert_max_num_queries(0):
        assert attentes.choses(p.fonctions[Qualite.CONSEIL_CAF], LE, [p.pacte]) == []
    export = lire_flux(ville.get(adresse("exporter_comptes_rendus_financiers", "csv")))
    lignes = export.decode("utf-8-sig").splitlines()
    assert len(lignes) == 13
    assert lignes[0].endswith("Conservation jusqu'au;Sort final")
    assert sum(";tri" in ligne for ligne in lignes) == 4


# --- Reminders ----------------------------------------------------------------------------------------------
def test_un_rappel_part_une_fois_avant_et_apres_le_jour(p) -> None:
    vote = bilans.attribution(p)
    depose = bilans.attribution(p, p.b)
    bilans.compte_rendu(depose, E.DEPOSE)
    jours = {
        date(2026, 4, 30): 0,
        date(2026, 5, 1): 1,
        date(2026, 5, 2): 0,
        date(2026, 6, 15): 1,
        date(2026, 6, 30): 0,
        date(2026, 7, 1): 1,
        date(2026, 7, 2): 0,
        date(2026, 9, 28): 1,
        date(2026, 10, 9): 0,
    }
    assert {jour: rappeler_comptes_rendus(jour) for jour in jours} == jours
    objets = set(Courriel.objects.order_by("pk").values_list("objet", flat=True))
    assert {objet.split(" : ")[1] for objet in objets} == {
        "compte rendu financier à rendre",
        "compte rendu financier en retard",
    }
    assert all(str(vote.centre) in objet for objet in objets)


# --- Who must not see -----------------------------------------------------------------------------------------
def test_un_autre_centre_et_les_financeurs_ne_voient_rien(p) -> None:
    vote = bilans.attribution(p, p.b, objet="Budget du voisin")
    bilans.compte_rendu(vote, E.DEPOSE)
    noms = (
        "voir_compte_rendu_financier",
        "rediger_compte_rendu_financier",
        "deposer_compte_rendu_financier",
        "telecharger_compte_rendu_financier",
        "accepter_compte_rendu_financier",
        "enregistrer_compte_rendu_recu",
        "demander_reprise_compte_rendu",
        "ouvrir_reversement",
    )
    for qui in (p.direction, *(p.fonctions[q] for q in (Qualite.CONSEIL_CAF, Qualite.FINANCEUR))):
        navigateur = client(qui)
        for nom in noms:
            assert navigateur.get(adresse(nom, vote.pk)).status_code == 404, (qui, nom)
    centre = client(p.direction)
    assert "Budget du voisin" not in texte(centre.get(adresse("lister_comptes_rendus_financiers")))
    export = lire_flux(centre.get(adresse("exporter_comptes_rendus_financiers", "csv")))
    assert "Budget du voisin" not in export.decode("utf-8-sig")


def test_le_depot_revient_a_qui_engage_le_centre(p) -> None:
    vote = bilans.attribution(p)
    bilans.compte_rendu(vote)
    salariee = p.fonctions[Qualite.PROFESSIONNEL]
    with pytest.raises(ActeRefuse, match="direction, à la présidence"):
        operations.deposer_compte_rendu(vote, par=salariee, cle=uuid.uuid4())
    with pytest.raises(ActeRefuse):
        operations.accepter_compte_rendu(
            vote, par=p.direction, version=1, sort_reliquat="", cle=uuid.uuid4()
        )


def test_la_convention_de_l_annee_propose_le_sort_du_reliquat(p) -> None:
    vote = bilans.attribution(p)
    assert operations.sort_par_defaut(vote) == ""
    fabrique.convention(p, premier_exercice=2026, sort_reliquat="reverse")
    assert operations.sort_par_defaut(vote) == ""
    Convention.objects.update(premier_exercice=2025)
    assert operations.sort_par_defaut(vote) == "reverse"


@pytest.mark.parametrize(
    ("contrainte", "champs"),
    [
        ("compte_rendu_financier_depot_date", {"etat": E.DEPOSE, "date_depot": None}),
        ("compte_rendu_financier_utilise_positif", {"montant_utilise": D(-1)}),
        ("compte_rendu_financier_accepte_date", {"etat": E.ACCEPTE, "date_acceptation": None}),
    ],
)
def test_la_base_refuse_ce_qui_n_a_pas_de_sens(p, contrainte, champs) -> None:
    vote = bilans.attribution(p)
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        bilans.compte_rendu(vote, **champs)


def test_un_depot_apres_l_echeance_reste_possible(p) -> None:
    vote = bilans.attribution(p)
    bilans.compte_rendu(vote, ecarts="Expliqués.")
    with time_machine.travel("2026-08-01 09:00:00+02:00", tick=False):
        depose = operations.deposer_compte_rendu(vote, par=p.direction, cle=uuid.uuid4())
    assert depose.date_depot == date(2026, 8, 1)
