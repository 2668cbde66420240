"""A key names one sending and one only; what was never deposited stays with its centre."""

import uuid
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from gouvernance import operations as reunions
from pacte.accord.models import Qualite
from pacte.socle.versions import CleDejaUtilisee
from subventions import operations
from subventions.forms.projet import nommer_reunion
from subventions.models import Attribution, Convention, Demande, Versement
from tests import factories_accord as accord
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, texte

pytestmark = pytest.mark.django_db
VOTE = {"numero_deliberation": "DCM-2027-045", "date_vote": "2026-06-10"}


# --- One key, one sending (R2) -------------------------------------------------------------------
def test_la_cle_d_un_vote_n_en_confirme_pas_un_autre(p) -> None:
    """Without this, the page would say « Le vote est enregistré » of a vote that is nowhere."""
    une, autre = (fabrique.demande(p, c, etat="proposee") for c in (p.a, p.b))
    navigateur, cle = client(p.agent), fabrique.cle()
    corps = {**VOTE, "cle_idempotence": cle, "montant": "40 000,00"}
    assert navigateur.post(adresse("enregistrer_attribution", une.pk), corps).status_code == 302
    assert navigateur.post(adresse("enregistrer_attribution", une.pk), corps).status_code == 302
    reponse = navigateur.post(adresse("enregistrer_attribution", autre.pk), corps)
    assert reponse.status_code == 422
    assert "déjà servi" in texte(reponse)
    corps["montant"] = "4 000,00"
    reponse = navigateur.post(adresse("enregistrer_attribution", une.pk), corps)
    assert reponse.status_code == 422
    assert Attribution.objects.get().montant == Decimal("40000.00")


@pytest.mark.parametrize(
    "autrement", [{"montant": "2 000,00"}, {"reference": "M-9"}, {"genre": "solde"}]
)
def test_la_cle_d_un_versement_n_en_confirme_pas_un_autre(p, autrement: dict[str, str]) -> None:
    demande = fabrique.accordee(p)
    corps = {
        "cle_idempotence": fabrique.cle(),
        "genre": "acompte",
        "montant": "1 000,00",
        "date_paiement": "2026-06-10",
        "reference": "M-1",
    }
    url = adresse("enregistrer_paiement", demande.pk)
    navigateur = client(p.agent)
    assert [navigateur.post(url, corps).status_code for _ in range(2)] == [302, 302]
    assert navigateur.post(url, {**corps, **autrement}).status_code == 422
    assert navigateur.post(adresse("enregistrer_paiement", fabrique.accordee(p, p.b).pk), corps)
    assert Versement.objects.get().montant == Decimal("1000.00")


def test_la_cle_d_une_convention_ou_d_un_brouillon_ne_sert_qu_une_fois(p) -> None:
    champs = {
        "reference": "CPO-1",
        "objet": "Convention",
        "premier_exercice": 2026,
        "dernier_exercice": 2029,
    }
    cle = uuid.uuid4()
    envoi = {"par": p.agent, "cle": cle, "champs": champs}
    faite = operations.enregistrer_convention(p.pacte, centre=p.a, **envoi)
    assert operations.enregistrer_convention(p.pacte, centre=p.a, **envoi) == faite
    with pytest.raises(CleDejaUtilisee):
        operations.enregistrer_convention(p.pacte, centre=p.b, **envoi)
    assert Convention.objects.count() == 1
    cle = uuid.uuid4()
    envoi = {"par": p.direction, "cle": cle, "genre": "fonctionnement", "objet": "Une"}
    operations.preparer(p.pacte, exercice=2027, **envoi)
    with pytest.raises(CleDejaUtilisee):
        operations.preparer(p.pacte, exercice=2026, **envoi)


# --- What was never deposited ---------------------------------------------------------------------
def test_un_brouillon_retire_reste_au_centre(p) -> None:
    brouillon = fabrique.demande(p, objet="Projet jamais envoyé", avec_budget=True)
    operations.retirer(brouillon, par=p.direction, motif="Nous y renonçons.")
    ville = client(p.agent)
    assert ville.get(adresse("voir_demande", brouillon.pk)).status_code == 404
    pages = [
        adresse("lister_demandes"),
        adresse("exporter_demandes", "csv"),
        reverse("voir_centre", args=["essai", p.a.code]),
        f"{reverse('rechercher', args=['essai'])}?q=renonçons jamais",
        reverse("accueil"),
    ]
    for page in pages:
        assert "jamais envoyé" not in lire_flux(ville.get(page)).decode(), page
    assert client(p.direction).get(adresse("voir_demande", brouillon.pk)).status_code == 200


def test_une_demande_deposee_puis_retiree_reste_lisible_de_la_ville(p) -> None:
    deposee = fabrique.demande(p, etat="deposee")
    operations.retirer(deposee, par=p.direction, motif="Nous y renonçons.")
    assert client(p.agent).get(adresse("voir_demande", deposee.pk)).status_code == 200


def test_les_annees_du_filtre_ne_disent_rien_des_brouillons_d_autrui(p) -> None:
    fabrique.demande(p, exercice=2031)
    for fonction in (p.agent, accord.fonction(Qualite.DIRECTION, p.b)):
        assert "2031" not in texte(client(fonction).get(adresse("lister_demandes")))
    assert "2031" in texte(client(p.direction).get(adresse("lister_demandes")))


def test_une_reunion_que_la_ville_prepare_n_est_pas_proposee_au_centre(p) -> None:
    """Its draft is the city's own until the invitations leave."""
    brouillon = fabrique.demande(p)
    reunion = reunions.ouvrir(
        p.pacte,
        instance=p.instances["comite-technique"],
        centre=p.a,
        par=p.agent,
        cle=uuid.uuid4(),
        date_reunion=date(2026, 6, 15) + timedelta(days=30),
        heure=time(14),
        lieu="Mairie",
    )
    navigateur, url = client(p.direction), adresse("modifier_projet", brouillon.pk)
    jour = nommer_reunion(reunion)
    assert jour not in texte(navigateur.get(url))
    corps = {"version": 1, "genre": "fonctionnement", "comite_technique": reunion.pk}
    assert navigateur.post(url, corps).status_code == 200
    assert Demande.objects.get().comite_technique is None
    reunions.inviter(reunion, par=p.agent)
    assert jour in texte(navigateur.get(url))
    assert navigateur.post(url, corps).status_code == 302


def test_un_filtre_illisible_ne_fait_pas_tomber_la_page(p) -> None:
    navigateur = client(p.agent)
    for page in (adresse("lister_demandes"), adresse("exporter_demandes", "csv")):
        for filtre in ("centre=%00", "exercice=%00", "etat=%00", "page=%00", "sort=%00"):
            assert navigateur.get(f"{page}?{filtre}").status_code == 200, filtre
    assert navigateur.get(adresse("voir_demande", 10**25)).status_code == 404
