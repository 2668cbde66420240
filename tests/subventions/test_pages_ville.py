"""The city's pages: a request received otherwise, the vote, conventions."""

import re
from datetime import date
from decimal import Decimal

import pytest

from subventions.models import Attribution, Convention, Demande
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, pdf_minimal, texte

pytestmark = pytest.mark.django_db
D = Decimal


# --- The city ---------------------------------------------------------------------------------------------
def recue(p, **champs) -> dict[str, object]:
    return {
        "cle_idempotence": fabrique.cle(),
        "centre": p.b.pk,
        "exercice": "2027",
        "genre": "fonctionnement",
        "objet": "Fonctionnement",
        "montant_demande": "25 000,00",
        "mode_depot": "cerfa",
        "date_reception": "2026-05-02",
        **champs,
    }


def test_une_demande_recue_s_enregistre_en_une_page(p) -> None:
    donnees = recue(p, fichier=pdf_minimal(), charge_641="25000", produit_74_x="")
    donnees["produit_74-commune"] = "25000"
    reponse = client(p.agent).post(adresse("enregistrer_demande_recue"), donnees)
    demande = Demande.objects.get()
    assert reponse.url == adresse("voir_demande", demande.pk)
    assert (demande.etat, demande.mode_depot) == ("recue", "cerfa")
    assert demande.date_depot == demande.date_reception == date(2026, 5, 2)
    assert demande.lignes.count() == 2
    piece = demande.pieces.get()
    reponse = client(p.agent).get(adresse("telecharger_piece", demande.pk, piece.pk))
    assert reponse["Content-Disposition"].startswith("attachment")
    lire_flux(reponse)


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"date_reception": "2026-06-16"}, "pas encore passée"),
        ({"montant_demande": "1e5"}, "12 345,67"),
        ({"objet": ""}, "obligatoire"),
        ({"centre": ""}, "obligatoire"),
        ({"mode_depot": "portail"}, "choix valide"),
    ],
)
def test_une_demande_recue_mal_saisie_garde_ce_qui_est_tape(p, champs, message) -> None:
    reponse = client(p.agent).post(adresse("enregistrer_demande_recue"), recue(p, **champs))
    page = texte(reponse)
    assert message in page
    assert 'value="25 000,00"' in page or "montant_demande" in champs
    assert not Demande.objects.exists()


def test_le_vote_s_enregistre_et_compte_par_genre(p) -> None:
    navigateur = client(p.agent)
    for genre, coche in (("fonctionnement", True), ("projet", False)):
        demande = fabrique.demande(p, etat="proposee", genre=genre)
        page = texte(navigateur.get(adresse("enregistrer_attribution", demande.pk)))
        case = re.search(r'<input[^>]*name="compte_base_avance"[^>]*>', page)[0]
        assert ("checked" in case) == coche
        assert "comprend_avance" not in page
    reponse = navigateur.post(
        adresse("enregistrer_attribution", demande.pk),
        {
            "cle_idempotence": fabrique.cle(),
            "montant": "38 000",
            "numero_deliberation": "DCM-2026-045",
            "date_vote": "2026-03-16",
        },
    )
    assert reponse.status_code == 302
    vote = Attribution.objects.get()
    assert (vote.montant, vote.compte_base_avance, vote.is_executoire) == (D(38000), False, False)


def test_une_date_avant_le_vote_est_expliquee(p) -> None:
    demande = fabrique.demande(p, etat="proposee")
    reponse = client(p.agent).post(
        adresse("enregistrer_attribution", demande.pk),
        {
            "cle_idempotence": fabrique.cle(),
            "montant": "1",
            "numero_deliberation": "D",
            "date_vote": "2026-03-16",
            "date_transmission": "2026-03-15",
        },
    )
    assert "Transmission, publication et notification suivent le vote." in texte(reponse)
    demande.refresh_from_db()
    assert demande.etat == "proposee"


def test_une_convention_s_enregistre_puis_se_complete(p) -> None:
    navigateur = client(p.agent)
    donnees = {
        "cle_idempotence": fabrique.cle(),
        "centre": p.a.pk,
        "reference": "CPO-2026",
        "objet": "Objectifs",
        "premier_exercice": "2026",
        "dernier_exercice": "2029",
        "date_signature_ville": "2026-01-20",
    }
    for _ in range(2):
        reponse = navigateur.post(adresse("enregistrer_convention"), donnees)
        assert reponse.status_code == 302
    convention = Convention.objects.get()
    assert not convention.is_signee
    suite = {**donnees, "version": "1", "date_signature_centre": "2026-02-01"}
    reponse = navigateur.post(
        adresse("modifier_convention", convention.pk), {**suite, "fichier": pdf_minimal()}
    )
    assert reponse.status_code == 302
    convention.refresh_from_db()
    assert convention.is_signee
    assert convention.fichier is not None
    # An older version writes nothing, and keeps the file.
    reponse = navigateur.post(adresse("modifier_convention", convention.pk), suite)
    assert reponse.status_code == 409


def test_la_page_refuse_un_vote_qui_retire_plus_que_l_accorde(p) -> None:
    demande = fabrique.accordee(p)
    envoi = {
        "cle_idempotence": fabrique.cle(),
        "nature": "annulation",
        "libelle": "Annulation",
        "montant": "-40 000,01",
        "numero_deliberation": "DCM-2026-060",
        "date_vote": "2026-05-04",
    }
    navigateur = client(p.agent)
    reponse = navigateur.post(adresse("enregistrer_modification", demande.pk), envoi)
    assert reponse.status_code == 200
    assert "sont accordés" in texte(reponse)
    assert "ce vote en retire davantage" in texte(reponse)
    assert demande.attributions.count() == 1
    envoi["montant"] = "-40 000,00"
    reponse = navigateur.post(adresse("enregistrer_modification", demande.pk), envoi)
    assert reponse.status_code == 302
    assert sum(vote.montant for vote in demande.attributions.order_by("pk")) == 0
