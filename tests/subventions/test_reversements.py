"""Claiming a sum back: nothing is decided before the centre could answer."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError

from pacte.accord.models import Qualite
from pacte.courrier.models import Courriel
from pacte.journal.models import Entree
from pacte.pilotage.instantane import lire_instantane
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import ConflitDeVersion
from subventions import rules
from subventions.lectures.dossiers import dossier_avance
from subventions.lectures.finances import finances
from subventions.listes.bilans import FiltreReversements, reversements_visibles
from subventions.models import Demande, EtatReversement, MotifReversement, Reversement
from subventions.operations import reversements as operations
from tests import factories_accord as accord
from tests import factories_bilans as bilans
from tests import factories_subventions as fabrique
from tests.subventions.navigation import adresse, client, lire_flux, texte

pytestmark = pytest.mark.django_db
D = Decimal


def ouvrir(p, vote, **champs):
    defauts = {
        "par": p.agent,
        "cle": uuid.uuid4(),
        "pacte": p.pacte,
        "centre": vote.centre,
        "exercice": vote.exercice,
        "motif": MotifReversement.RELIQUAT,
        "montant": D("1500.00"),
        "explication": "Il reste 1 500 euros non dépensés.",
        "attribution": vote,
    }
    return operations.ouvrir_reversement(**{**defauts, **champs})


# --- What it takes off -------------------------------------------------------------------------------
def decider(p, claim, montant="1500.00"):
    with time_machine.travel(date(2026, 7, 10), tick=False):
        return operations.decider_reversement(
            claim,
            par=p.agent,
            version=claim.version,
            montant=D(montant),
            decision="La part non dépensée revient à la Ville.",
            date_decision=date(2026, 7, 10),
        )


APRES = date(2026, 7, 11)


@pytest.mark.parametrize("etat", ["ouvert", "decide", "abandonne", "trop_percu"])
def test_seul_un_reversement_decide_baisse_l_accorde_et_la_base(p, etat) -> None:
    vote = bilans.attribution(p, exercice=2026)
    accorde = vote.montant
    motif = MotifReversement.TROP_PERCU if etat == "trop_percu" else MotifReversement.RELIQUAT
    claim = ouvrir(p, vote, motif=motif)
    if etat != "ouvert":
        claim = decider(p, claim, "1200.50")
    if etat == "abandonne":
        operations.abandonner_reversement(
            claim, par=p.agent, version=claim.version, motif="Erreur de calcul."
        )
    reverse = D("1200.50") if etat == "decide" else D(0)
    argent = finances(Demande.objects.get(pk=vote.demande_id), APRES)
    assert (argent.accorde, argent.reverse, argent.net) == (accorde, reverse, accorde - reverse)
    base = dossier_avance(p.pacte, vote.centre, 2027, APRES).calcul.base
    assert base.total == accorde - reverse
    # Before its decision, the same day read again says the same as then.
    assert dossier_avance(p.pacte, vote.centre, 2027, date(2026, 7, 1)).calcul.base.total == accorde
    # The council's vote does not change: it is what the open data and the totals voted say.
    assert vote.demande.attributions.count() == 1
    votes = lire_instantane(p.pacte).annees[vote.centre.code, 2026].votes
    assert rules.total_accorde(votes, APRES) == accorde
    page = texte(client(p.direction).get(adresse("voir_demande", vote.demande_id)))
    assert ("Accordé, après reversement" in page) is False
    with time_machine.travel(APRES, tick=False):
        page = texte(client(p.direction).get(adresse("voir_demande", vote.demande_id)))
    assert ("Accordé, après reversement" in page) is (etat == "decide")


def test_une_decision_de_reversement_recalcule_l_avance_demandee(p) -> None:
    vote = bilans.attribution(p, exercice=2026)
    avance = fabrique.avance(p, vote.centre, par=p.direction)
    claim = decider(p, ouvrir(p, vote))
    recalcul = avance.recalculs.latest("pk")
    assert recalcul.motif == "Reversement décidé le 10\u00a0juillet\u00a02026."
    assert recalcul.base == vote.montant - D("1500.00")
    operations.abandonner_reversement(claim, par=p.agent, version=claim.version, motif="Erreur.")
    assert avance.recalculs.latest("pk").base == vote.montant


def test_un_reversement_ne_se_note_pas_aussi_comme_un_vote(p) -> None:
    vote = bilans.attribution(p)
    reponse = client(p.agent).post(
        adresse("enregistrer_modification", vote.demande_id),
        {
            "cle_idempotence": fabrique.cle(),
            "nature": "reversement",
            "libelle": "Reversement",
            "montant": "-100",
            "numero_deliberation": "DCM-9",
            "date_vote": "2026-06-01",
        },
    )
    assert reponse.status_code == 200
    assert vote.demande.attributions.count() == 1


# --- From the letter to the money ------------------------------------------------------------------
def test_un_reversement_va_de_la_lettre_a_l_encaissement(p) -> None:
    vote = bilans.attribution(p)
    ville, centre = client(p.agent), client(p.direction)
    page = ville.get(adresse("ouvrir_reversement", vote.pk))
    assert page.status_code == 200
    envoi = {
        "cle_idempotence": str(uuid.uuid4()),
        "motif": "reliquat",
        "montant": "1 500,00",
        "explication": "Il reste une part non dépensée.",
        "echeance_observations": "2026-06-30",
    }
    for _ in range(2):
        assert ville.post(adresse("ouvrir_reversement", vote.pk), envoi).status_code == 302
    claim = Reversement.objects.get()
    assert claim.etat_enum == EtatReversement.CONTRADICTOIRE
    lettre = centre.get(adresse("telecharger_lettre_reversement", claim.pk))
    assert lire_flux(lettre).startswith(b"%PDF-")
    assert Entree.objects.filter(action="telecharger_lettre_reversement").count() == 1
    # The city waits for the answer: its button is grey, and says why.
    page = texte(ville.get(adresse("voir_reversement", claim.pk)))
    assert "Le centre peut encore répondre" in page
    assert ville.get(adresse("decider_reversement", claim.pk)).status_code == 403
    reponse = centre.post(
        adresse("observer_reversement", claim.pk),
        {"version": "1", "observations": "La somme est engagée."},
    )
    assert reponse.status_code == 302
    decision = {
        "version": "2",
        "montant": "1 200",
        "decision": "Une part est engagée, le reste est dû.",
        "date_decision": "2026-06-15",
    }
    assert ville.post(adresse("decider_reversement", claim.pk), decision).status_code == 302
    titre = {"version": "3", "numero_titre": "T-2026-31", "date_titre": "2026-06-15"}
    assert ville.post(adresse("noter_titre_reversement", claim.pk), titre).status_code == 302
    recu = {"version": "4", "date_encaissement": "2026-06-15"}
    assert ville.post(adresse("noter_encaissement_reversement", claim.pk), recu).status_code == 302
    claim.refresh_from_db()
    assert (claim.etat_enum, claim.montant) == (EtatReversement.ENCAISSE, D("1200.00"))
    page = texte(centre.get(adresse("voir_reversement", claim.pk)))
    for mots in ("La somme est engagée.", "Une part est engagée", "T-2026-31", "Encaissé"):
        assert mots in page
    objets = Courriel.objects.order_by("pk").values_list("objet", flat=True)
    assert {objet.split(" : ")[1] for objet in objets} == {
        "un reversement est envisagé, vous pouvez répondre",
        "observations reçues sur le reversement",
        "décision sur le reversement de 1 200,00 €",
    }


def test_sans_reponse_la_ville_decide_une_fois_le_delai_passe(p) -> None:
    claim = bilans.reversement(p, echeance_observations=date(2026, 6, 15))
    champs = {
        "par": p.agent,
        "version": 1,
        "montant": D(1500),
        "decision": "Sans réponse.",
        "date_decision": date(2026, 6, 15),
    }
    with pytest.raises(ActeRefuse, match="peut encore répondre"):
        operations.decider_reversement(claim, **champs)
    with time_machine.travel("2026-06-16 09:00:00+02:00", tick=False):
        decide = operations.decider_reversement(claim, **champs)
    assert decide.etat_enum == EtatReversement.DECIDE


def test_une_decision_ne_depasse_pas_la_lettre_et_n_est_pas_a_venir(p) -> None:
    claim = bilans.reversement(p, observations="Non.", date_observations=date(2026, 6, 10))
    champs = {"par": p.agent, "version": 1, "decision": "Motif."}
    with pytest.raises(ValidationError, match="pas davantage"):
        operations.decider_reversement(
            claim, montant=D("1500.01"), date_decision=date(2026, 6, 15), **champs
        )
    with pytest.raises(ValidationError, match="pas encore passée"):
        operations.decider_reversement(
            claim, montant=D(1500), date_decision=date(2026, 6, 16), **champs
        )
    with pytest.raises(ConflitDeVersion):
        operations.decider_reversement(
            claim,
            montant=D(1500),
            date_decision=date(2026, 6, 15),
            **{**champs, "version": 7},
        )


def test_la_ville_abandonne_avec_un_motif(p) -> None:
    claim = bilans.reversement(p)
    ville = client(p.agent)
    assert (
        ville.post(adresse("abandonner_reversement", claim.pk), {"version": "1"}).status_code == 200
    )
    claim.refresh_from_db()
    assert claim.date_abandon is None
    reponse = ville.post(
        adresse("abandonner_reversement", claim.pk),
        {"version": "1", "motif": "La dépense a été faite en janvier."},
    )
    assert reponse.status_code == 302
    claim.refresh_from_db()
    assert claim.etat_enum == EtatReversement.ABANDONNE
    assert all("faite en janvier." in c.texte for c in Courriel.objects.order_by("pk"))
    assert "La dépense a été faite en janvier." in texte(reponse.client.get(reponse.url))


def test_le_delai_laisse_au_centre_un_vrai_temps(p) -> None:
    vote = bilans.attribution(p)
    with pytest.raises(ValidationError, match="Laissez au centre jusqu"):
        ouvrir(p, vote, echeance_observations=date(2026, 6, 24))
    assert ouvrir(p, vote).echeance_observations == date(2026, 6, 30)


def test_on_ne_reclame_pas_la_subvention_d_un_autre_ni_plus_que_le_voté(p) -> None:
    vote = bilans.attribution(p)
    with pytest.raises(ValidationError, match="pas celle de ce centre"):
        ouvrir(p, vote, centre=p.b)
    ouvrir(p, vote, montant=D(30_000))
    with pytest.raises(ValidationError, match="Au plus 10"):
        ouvrir(p, vote, montant=D("10000.01"))
    assert ouvrir(p, vote, montant=D(10_000)).montant == D(10_000)


# --- States x acts ---------------------------------------------------------------------------------
ETATS = list(EtatReversement)
POSSIBLES = {
    "observer": {EtatReversement.CONTRADICTOIRE},
    "decider": {EtatReversement.CONTRADICTOIRE},
    "titre": {EtatReversement.DECIDE},
    "encaissement": {EtatReversement.TITRE},
    "abandonner": {EtatReversement.CONTRADICTOIRE, EtatReversement.DECIDE, EtatReversement.TITRE},
}


@pytest.mark.parametrize("acte", POSSIBLES)
def test_chaque_acte_part_des_seuls_etats_permis(p, acte) -> None:
    le = date(2026, 6, 15)
    for etat in ETATS:
        claim = bilans.reversement(
            p, etat=etat, observations="Réponse.", date_observations=date(2026, 6, 5)
        )
        actes = {
            "observer": lambda c=claim: operations.observer_reversement(
                c, par=p.direction, version=1, observations="Autre."
            ),
            "decider": lambda c=claim: operations.decider_reversement(
                c, par=p.agent, version=1, montant=D(1), decision="Oui.", date_decision=le
            ),
            "titre": lambda c=claim: operations.noter_titre(
                c, par=p.agent, version=1, champs={"numero_titre": "T", "date_titre": le}
            ),
            "encaissement": lambda c=claim: operations.noter_encaissement(
                c, par=p.agent, version=1, date_encaissement=le
            ),
            "abandonner": lambda c=claim: operations.abandonner_reversement(
                c, par=p.agent, version=1, motif="Motif."
            ),
        }
        if etat in POSSIBLES[acte]:
            actes[acte]()
        else:
            with pytest.raises(ActeRefuse, match="n'est pas possible à l'état"):
                actes[acte]()


def test_le_filtre_par_etat_dit_comme_la_page(p) -> None:
    vote = bilans.attribution(p)
    for etat in ETATS:
        bilans.reversement(p, vote, etat)
    for etat in ETATS:
        filtre = FiltreReversements(
            {"etat": etat.value}, reversements_visibles(p.pacte, p.agent), fonction=p.agent
        )
        assert [claim.etat_enum for claim in filtre.qs] == [etat]


# --- Who must not see ------------------------------------------------------------------------------
def test_un_centre_ne_voit_que_les_siens(p) -> None:
    a = bilans.reversement(p)
    b = bilans.reversement(p, bilans.attribution(p, p.b, objet="Budget du voisin"))
    centre = client(p.direction)
    assert centre.get(adresse("voir_reversement", a.pk)).status_code == 200
    for nom in ("voir_reversement", "telecharger_lettre_reversement", "observer_reversement"):
        assert centre.get(adresse(nom, b.pk)).status_code == 404
    assert "Budget du voisin" not in texte(centre.get(adresse("lister_reversements")))
    export = lire_flux(centre.get(adresse("exporter_reversements", "csv"))).decode("utf-8-sig")
    assert p.b.nom not in export
    assert p.a.nom in export
    for qualite in (Qualite.CONSEIL_CAF, Qualite.FINANCEUR):
        autre = client(p.fonctions[qualite])
        assert autre.get(adresse("lister_reversements")).status_code == 404
        assert autre.get(adresse("voir_reversement", a.pk)).status_code == 404


def test_le_centre_ne_decide_pas_et_la_ville_ne_repond_pas(p) -> None:
    claim = bilans.reversement(p)
    refus = client(p.direction).post(adresse("abandonner_reversement", claim.pk), {"version": "1"})
    assert refus.status_code == 403
    assert client(p.agent).get(adresse("observer_reversement", claim.pk)).status_code == 403
    membre = client(accord.fonction(Qualite.MEMBRE_CA, p.a))
    assert membre.get(adresse("observer_reversement", claim.pk)).status_code == 403
    claim.refresh_from_db()
    assert claim.version == 1
