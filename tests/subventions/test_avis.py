"""Opinions asked of funders: a personal link, what is shared and nothing else, until the decision."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pacte.accord.models import Qualite
from pacte.courrier.models import Courriel
from pacte.socle.droits import ActeRefuse
from pacte.socle.jetons import empreinte_du_jeton
from subventions.acces_avis import creer_lien
from subventions.attentes.instruction import choses
from subventions.models import Avis, LienAvis, NaturePiece, PieceDemande
from subventions.operations import avis as operations
from subventions.operations.rappels_instruction import rappeler_avis
from tests import factories_etude as fe
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, fichier, lire_flux, texte

pytestmark = pytest.mark.django_db
REPONSE = {
    "version": 1,
    "sens": "reserve",
    "texte": "Le projet manque d'un budget.",
    "signataire": "Victor Pin, conseiller",
}


@pytest.fixture
def recue(p):
    return fabrique.demande(p, etat="recue", par=p.direction, avec_budget=True)


def par_lien(jeton: str) -> str:
    return reverse("rendre_avis_par_lien", args=[jeton])


def ouvrir(jeton: str) -> int:
    return Client().get(par_lien(jeton)).status_code


def test_plusieurs_organismes_une_fois_par_un_lien_dont_seule_l_empreinte_reste(p, recue) -> None:
    envoi = {
        "cle_idempotence": fabrique.cle(),
        "organisations": [p.caf.pk, p.financeur.pk],
        "courriel": "",
        "message": "Votre avis compte.",
        "echeance": "2026-06-25",
        "avec_budget": "on",
    }
    ville = client(p.agent)
    for _ in range(2):
        assert ville.post(adresse("demander_avis", recue.pk), envoi).status_code == 302
    assert Avis.objects.count() == LienAvis.objects.count() == Courriel.objects.count() == 2
    courriel = Courriel.objects.order_by("cree_le").first()
    assert (courriel.confidentiel, courriel.nature) == (True, "action")
    jeton = re.search(r"/avis/([\w-]{20,})/", courriel.texte).group(1)
    empreintes = set(LienAvis.objects.values_list("empreinte", flat=True))
    assert empreinte_du_jeton(jeton) in empreintes
    assert jeton not in str(list(LienAvis.objects.values()))
    assert ouvrir(jeton) == 200


def test_lire_n_ecrit_rien_et_la_reponse_peut_changer(p, recue) -> None:
    avis = fe.avis(recue, p.caf, p.agent)
    jeton = creer_lien(avis, "caf@exemple.test")
    page = Client().get(par_lien(jeton))
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert Avis.objects.get().date_avis is None
    assert Client().head(par_lien(jeton)).status_code == 200
    assert Client().post(par_lien(jeton), REPONSE).status_code == 302
    lu = Avis.objects.get()
    assert (lu.sens, lu.signataire, lu.rendu_par) == ("reserve", "Victor Pin, conseiller", None)
    # The same page sent twice is an older version: nothing is overwritten.
    assert Client().post(par_lien(jeton), {**REPONSE, "sens": "favorable"}).status_code == 409
    suite = {**REPONSE, "version": 2, "sens": "favorable"}
    assert Client().post(par_lien(jeton), suite).status_code == 302
    assert Avis.objects.get().sens == "favorable"


def test_un_lien_meurt_a_son_terme_a_son_retrait_et_a_la_decision(p, recue) -> None:
    avis = fe.avis(recue, p.caf, p.agent)
    jeton = creer_lien(avis, "caf@exemple.test")
    inconnu = Client().get(par_lien("inconnu"))
    assert inconnu.status_code == 410
    LienAvis.objects.update(expire_le=timezone.now() - timedelta(seconds=1))
    expire = Client().get(par_lien(jeton))
    assert (expire.status_code, texte(expire)) == (410, texte(inconnu))
    LienAvis.objects.update(expire_le=timezone.now() + timedelta(days=3))
    assert ouvrir(jeton) == 200
    recue.etat, recue.date_refus, recue.motif_refus = "refusee", fe.AUJOURDHUI, "Non."
    recue.save()
    assert Client().post(par_lien(jeton), REPONSE).status_code == 410
    recue.etat, recue.date_refus, recue.motif_refus = "recue", None, ""
    recue.save()
    operations.annuler_avis(avis, par=p.agent, version=1)
    assert ouvrir(jeton) == 410
    assert Client().post(par_lien(jeton), REPONSE).status_code == 410
    assert Avis.objects.get().sens == ""
    assert LienAvis.objects.get().revoque_le is not None


def test_un_financeur_ne_lit_que_ce_qui_est_partage(p, recue) -> None:
    devis = PieceDemande.objects.create(demande=recue, fichier=fichier(), libelle="Devis")
    rib = PieceDemande.objects.create(
        demande=recue, fichier=fichier(), libelle="RIB", nature=NaturePiece.RIB
    )
    fe.note(recue, p.agent, "Secret de la Ville")
    fe.avis_rendu(recue, p.financeur, p.agent, texte="Secret du Département")
    ferme = fe.avis(recue, p.caf, p.agent, avec_budget=False, avec_pieces=False)
    caf = client(p.fonctions[Qualite.CONSEIL_CAF])
    page = texte(caf.get(adresse("rendre_avis", ferme.pk)))
    assert "Secret" not in page
    assert "Rémunération des personnels" not in page
    assert "Devis" not in page
    assert caf.get(adresse("telecharger_piece_avis", ferme.pk, devis.pk)).status_code == 404
    Avis.objects.filter(pk=ferme.pk).update(avec_budget=True, avec_pieces=True)
    page = texte(caf.get(adresse("rendre_avis", ferme.pk)))
    assert "Rémunération des personnels" in page
    assert "RIB" not in page
    recu = caf.get(adresse("telecharger_piece_avis", ferme.pk, devis.pk))
    lire_flux(recu)
    assert recu.status_code == 200
    assert caf.get(adresse("telecharger_piece_avis", ferme.pk, rib.pk)).status_code == 404
    jeton = creer_lien(ferme, "caf@exemple.test")
    lien = reverse("telecharger_piece_avis_par_lien", args=[jeton, rib.pk])
    assert Client().get(lien).status_code == 404
    # Nothing else of subsidies opens to her.
    for nom, args in (
        ("voir_demande", (recue.pk,)),
        ("telecharger_piece", (recue.pk, devis.pk)),
        ("instruire_demande", (recue.pk,)),
        ("lister_demandes", ()),
        ("exporter_demandes", ("csv",)),
        ("exporter_comparaison", (2026, "fonctionnement")),
    ):
        assert caf.get(adresse(nom, *args)).status_code == 404, nom
    fragment = adresse("calculer_enveloppe", 2026, "fonctionnement")
    assert caf.post(fragment).status_code == 404


def test_avant_le_partage_un_financeur_ne_trouve_rien(p, recue) -> None:
    autre = fe.avis(recue, p.financeur, p.agent)
    retire = fe.avis(recue, p.caf, p.agent, date_annulation=date(2026, 6, 10))
    caf = client(p.fonctions[Qualite.CONSEIL_CAF])
    for avis in (autre, retire):
        assert caf.get(adresse("rendre_avis", avis.pk)).status_code == 404
        assert caf.post(adresse("rendre_avis", avis.pk), REPONSE).status_code == 404
    assert p.a.nom not in texte(caf.get(adresse("lister_avis_demandes")))


def test_un_avis_se_rend_avec_un_compte_jusqu_a_la_decision(p, recue) -> None:
    avis = fe.avis(recue, p.caf, p.agent)
    conseil = p.fonctions[Qualite.CONSEIL_CAF]
    caf = client(conseil)
    assert [chose.bouton for chose in choses(conseil, fe.AUJOURDHUI, [p.pacte])] == [
        "Donner l'avis"
    ]
    assert caf.post(adresse("rendre_avis", avis.pk), REPONSE).status_code == 302
    assert choses(conseil, fe.AUJOURDHUI, [p.pacte]) == []
    assert Avis.objects.get().rendu_par == conseil
    recue.etat = "accordee"
    recue.save()
    with pytest.raises(ActeRefuse):
        operations.rendre_avis(
            Avis.objects.get(), par=conseil, version=2, sens="favorable", texte="", signataire="X"
        )
    assert caf.get(adresse("rendre_avis", avis.pk)).status_code == 200
    assert caf.post(adresse("rendre_avis", avis.pk), REPONSE).status_code == 403


def test_un_avis_n_est_pas_communique_au_centre_avant_la_decision(p, recue) -> None:
    fe.avis_rendu(recue, p.caf, p.agent)
    centre = client(p.direction)
    assert "très réservé" not in texte(centre.get(adresse("voir_demande", recue.pk)))
    recue.etat = "accordee"
    recue.save()
    fabrique.attribution(recue)
    assert "très réservé" in texte(centre.get(adresse("voir_demande", recue.pk)))


def test_on_relance_ceux_qui_n_ont_pas_repondu_et_eux_seuls(p, recue) -> None:
    fe.avis_rendu(recue, p.caf, p.agent, courriel="caf@exemple.test")
    fe.avis(recue, p.financeur, p.agent, courriel="departement@exemple.test")
    fe.avis(recue, p.federation, p.agent, date_annulation=date(2026, 6, 10))
    assert [rappeler_avis(date(2026, 6, jour)) for jour in (12, 13, 14, 20, 21, 22)] == [
        0,
        1,
        0,
        0,
        1,
        0,
    ]
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {
        "departement@exemple.test"
    }
    assert operations.relancer_avis(recue, par=p.agent) == 1
    assert operations.relancer_avis(recue, par=p.agent) == 0


def test_la_cle_d_un_autre_envoi_ne_donne_pas_ses_avis(p, recue) -> None:
    autre = fabrique.demande(p, p.b, etat="recue")
    cle = uuid.uuid4()
    commun = {
        "par": p.agent,
        "cle": cle,
        "destinataires": {p.caf: "caf@exemple.test"},
        "message": "",
        "echeance": date(2026, 6, 25),
        "avec_budget": True,
        "avec_pieces": False,
    }
    operations.demander_avis(recue, **commun)
    with pytest.raises(operations.CleDejaUtilisee):
        operations.demander_avis(autre, **commun)
    assert Avis.objects.count() == 1
