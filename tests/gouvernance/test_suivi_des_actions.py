"""The follow-up of decisions and actions: who may, what it writes, what it tells, once (R1, R2)."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction
from django.urls import reverse

from gouvernance import operations
from gouvernance.models import (
    CompteRendu,
    Decision,
    EtatDecision,
    GenreReleve,
    NumeroDecision,
    Reunion,
    SuiviDecision,
)
from pacte.courrier.models import Courriel
from pacte.documents.scelles import verifier_scelles
from pacte.journal.models import Entree
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import CleDejaUtilisee
from tests.conftest import AUJOURDHUI
from tests.factories_accord import equipe, un_pacte
from tests.factories_gouvernance import (
    un_approuve,
    un_projet,
    une_decision,
    une_definitive,
    une_definitive_avec,
)


def definitive(p: SimpleNamespace, **ligne: Any) -> Decision:
    """One action of definitive minutes, the direction of centre A in charge unless said."""
    champs = {"genre": "action", "responsable": p.direction, "texte": "Réserver la salle."}
    reunion = une_definitive_avec(p, p.avs, {**champs, **ligne})
    return relire(reunion.decisions.order_by("-ordre").first())


def relire(decision: Decision) -> Decision:
    return Decision.objects.select_related(
        "reunion__compte_rendu", "responsable__personne", "relais__personne", "pacte"
    ).get(pk=decision.pk)


# --- Where it stands ------------------------------------------------------------------------------
HIER, DEMAIN = AUJOURDHUI - timedelta(days=1), AUJOURDHUI + timedelta(days=1)


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"genre": "information"}, EtatDecision.INFORMATION),
        ({"genre": "decision"}, EtatDecision.PRISE),
        # Nobody carries it: taken, never late.
        ({"genre": "decision", "echeance": HIER}, EtatDecision.PRISE),
        ({"genre": "action"}, EtatDecision.A_FAIRE),
        ({"genre": "action", "echeance": AUJOURDHUI}, EtatDecision.A_FAIRE),
        ({"genre": "action", "echeance": HIER}, EtatDecision.EN_RETARD),
        ({"genre": "action", "date_avancee": HIER}, EtatDecision.EN_COURS),
        ({"genre": "action", "echeance": HIER, "date_avancee": HIER}, EtatDecision.EN_RETARD),
        (
            {"genre": "action", "echeance": HIER, "echeance_reportee": DEMAIN},
            EtatDecision.A_FAIRE,
        ),
        (
            {"genre": "action", "echeance": HIER, "date_blocage": HIER, "blocage": "X"},
            EtatDecision.BLOQUEE,
        ),
        ({"genre": "action", "echeance": HIER, "date_realisation": HIER}, EtatDecision.REALISEE),
        ({"genre": "action", "date_realisation": DEMAIN}, EtatDecision.A_FAIRE),
    ],
)
def test_l_etat_se_calcule(champs: dict[str, Any], attendu: EtatDecision) -> None:
    assert Decision(texte="X", **champs).etat(AUJOURDHUI) == attendu


def test_ce_qui_est_a_suivre_se_dit_pareil_en_python_et_en_sql(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    for genre in GenreReleve.values:
        une_decision(reunion, genre=genre)
        if genre != "information":
            une_decision(reunion, p.direction, genre=genre, echeance=HIER)
            une_decision(reunion, p.direction, genre=genre, echeance=HIER, echeance_reportee=DEMAIN)
            une_decision(
                reunion,
                p.direction,
                genre=genre,
                echeance=HIER,
                date_realisation=HIER,
                realisation_par=p.avs,
            )
    lignes = list(Decision.objects.order_by("pk"))
    assert {d.pk for d in Decision.objects.a_suivre()} == {d.pk for d in lignes if d.is_a_suivre}
    assert {d.pk for d in Decision.objects.en_retard(AUJOURDHUI)} == {
        d.pk for d in lignes if d.etat(AUJOURDHUI) == EtatDecision.EN_RETARD
    }


# --- Each act --------------------------------------------------------------------------------------
GESTES: dict[str, Callable[[Decision, Any, uuid.UUID], Decision]] = {
    "avancee": lambda d, par, cle: operations.avancer(d, par=par, texte="Devis reçu.", cle=cle),
    "blocage": lambda d, par, cle: operations.signaler_blocage(
        d, par=par, texte="Salle fermée.", cle=cle
    ),
    "realisation": lambda d, par, cle: operations.realiser(
        d, par=par, le=AUJOURDHUI, suite="Réservée.", cle=cle
    ),
    "report": lambda d, par, cle: operations.reporter(
        d, par=par, echeance=AUJOURDHUI + timedelta(days=30), motif="Travaux.", cle=cle
    ),
    "relais": lambda d, par, cle: operations.confier(
        d, par=par, a=d.pacte_avs, motif="Départ.", cle=cle
    ),
}


def faire(genre: str, decision: Decision, par: Any, p: SimpleNamespace, cle: uuid.UUID) -> Decision:
    decision.pacte_avs = p.avs
    return GESTES[genre](decision, par, cle)


@pytest.mark.parametrize("genre", GESTES)
def test_chaque_geste_ecrit_une_ligne_et_le_sceau_tient(p: SimpleNamespace, genre: str) -> None:
    action = definitive(p)
    cle = uuid.uuid4()
    for _ in range(3):
        faire(genre, action, p.direction, p, cle)
    suivi = SuiviDecision.objects.get()
    assert (suivi.genre, suivi.note_par, suivi.date_suivi) == (genre, p.direction, AUJOURDHUI)
    assert list(verifier_scelles()) == []
    assert Entree.objects.filter(objet_type="decision", objet_id=str(action.pk)).count() == 1


@pytest.mark.parametrize("genre", GESTES)
def test_la_cle_d_un_autre_n_ecrit_rien(p: SimpleNamespace, genre: str) -> None:
    action = definitive(p)
    autre = une_definitive(p, p.avs, dans=-30).decisions.get()
    cle = uuid.uuid4()
    faire(genre, action, p.direction, p, cle)
    with pytest.raises(CleDejaUtilisee):
        faire(genre, action, p.avs, p, cle)
    with pytest.raises(CleDejaUtilisee):
        faire(genre, relire(autre), p.direction, p, cle)
    assert SuiviDecision.objects.count() == 1


@pytest.mark.parametrize("genre", GESTES)
@pytest.mark.parametrize("qui", ["membre_ca", "elu", "conseil_caf"])
def test_le_responsable_ou_le_service_seulement(p: SimpleNamespace, genre: str, qui: str) -> None:
    action = definitive(p)
    with pytest.raises(ActeRefuse, match="revient à"):
        faire(genre, action, p.gens[qui], p, uuid.uuid4())
    assert not SuiviDecision.objects.exists()
    faire(genre, action, p.avs, p, uuid.uuid4())
    assert SuiviDecision.objects.get().note_par == p.avs


def test_un_blocage_previent_le_service(p: SimpleNamespace) -> None:
    action = definitive(p)
    avant = set(Courriel.objects.values_list("pk", flat=True))
    operations.signaler_blocage(action, par=p.direction, texte="La salle est fermée.")
    nouveaux = Courriel.objects.exclude(pk__in=avant)
    destinataires = {c.destinataire for c in nouveaux}
    assert destinataires == {
        p.gens["agent_avs"].personne.courriel,
        p.gens["chef_service"].personne.courriel,
    }
    courriel = nouveaux[0]
    assert "une action est bloquée" in courriel.objet
    assert courriel.texte.startswith("Aidez à débloquer une action : Réserver la salle.")
    assert "La salle est fermée." in courriel.texte
    assert reverse("voir_decision", args=["essai", action.pk]) in courriel.texte
    assert relire(action).etat(AUJOURDHUI) == EtatDecision.BLOQUEE


def test_avancer_ou_realiser_leve_le_blocage(p: SimpleNamespace) -> None:
    action = definitive(p)
    operations.signaler_blocage(action, par=p.direction, texte="Fermée.")
    operations.avancer(action, par=p.direction, texte="Rouverte.")
    assert relire(action).blocage == ""
    operations.signaler_blocage(action, par=p.direction, texte="Refermée.")
    operations.realiser(action, par=p.direction, le=AUJOURDHUI)
    lue = relire(action)
    assert (lue.date_blocage, lue.etat(AUJOURDHUI)) == (None, EtatDecision.REALISEE)
    operations.reprendre(action, par=p.direction, texte="Pas tout à fait.")
    genres = list(SuiviDecision.objects.order_by("pk").values_list("genre", flat=True))
    assert genres == ["blocage", "avancee", "blocage", "realisation", "reprise"]
    with pytest.raises(DatabaseError), transaction.atomic():
        SuiviDecision.objects.first().delete()


def test_une_echeance_changee_garde_celle_du_compte_rendu(p: SimpleNamespace) -> None:
    action = definitive(p, echeance=HIER)
    assert relire(action).etat(AUJOURDHUI) == EtatDecision.EN_RETARD
    operations.reporter(action, par=p.direction, echeance=DEMAIN, motif="Salle fermée.")
    lue = relire(action)
    assert (lue.echeance, lue.terme) == (HIER, DEMAIN)
    assert lue.etat(AUJOURDHUI) == EtatDecision.A_FAIRE
    texte = SuiviDecision.objects.get().texte.replace("\u00a0", " ")
    assert texte == "Du 14 juin 2026 au 16 juin 2026. Salle fermée."


def test_confier_passe_la_main_et_previent(p: SimpleNamespace) -> None:
    action = definitive(p)
    operations.confier(action, par=p.avs, a=p.gens["professionnel"], motif="Départ.")
    lue = relire(action)
    assert (lue.responsable, lue.porteur) == (p.direction, p.gens["professionnel"])
    courriel = Courriel.objects.latest("cree_le")
    assert courriel.destinataire == p.gens["professionnel"].personne.courriel
    assert courriel.texte.startswith("Une action vous est confiée : Réserver la salle.")
    with pytest.raises(ActeRefuse):
        operations.avancer(lue, par=p.direction, texte="Trop tard.")
    operations.avancer(lue, par=p.gens["professionnel"], texte="Je commence.")


def test_on_ne_confie_pas_a_un_autre_centre(p: SimpleNamespace) -> None:
    action = definitive(p)
    with pytest.raises(ActeRefuse, match="choisissez ailleurs"):
        operations.confier(action, par=p.avs, a=p.direction_b, motif="X")


def test_avant_la_version_definitive_on_corrige_la_ligne(p: SimpleNamespace) -> None:
    action = relire(une_decision(un_projet(p, p.avs), p.direction, genre="action"))
    with pytest.raises(ActeRefuse, match="n'est pas définitif"):
        operations.reporter(action, par=p.avs, echeance=DEMAIN, motif="X")
    with pytest.raises(ActeRefuse, match="n'est pas définitif"):
        operations.confier(action, par=p.avs, a=p.avs, motif="X")


def test_une_information_ne_se_realise_pas(p: SimpleNamespace) -> None:
    ligne = definitive(p, genre="information", responsable=None)
    with pytest.raises(ActeRefuse, match="ne se réalise pas"):
        operations.realiser(ligne, par=p.avs, le=AUJOURDHUI)


# --- Actions drawn from the record -------------------------------------------------------------------


def test_une_information_devient_une_action_sur_place(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    ligne = relire(une_decision(reunion, genre="information", texte="La salle ferme."))
    cle = uuid.uuid4()
    for _ in range(2):
        action = operations.faire_une_action(
            relire(ligne), par=p.avs, texte="Trouver une salle.", responsable=p.direction, cle=cle
        )
        assert action.pk == ligne.pk
    lue = relire(ligne)
    assert (lue.genre, lue.texte, lue.responsable) == ("action", "Trouver une salle.", p.direction)
    assert lue.date_ajout is None
    assert CompteRendu.objects.get(reunion=reunion).etat == "redaction"


def test_une_decision_ouverte_donne_une_action_a_cote(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    ligne = relire(reunion.decisions.get())
    action = operations.faire_une_action(ligne, par=p.avs, texte="Écrire.", cle=uuid.uuid4())
    assert (action.issue_de, action.genre, action.ordre) == (ligne, "action", 2)
    assert relire(ligne).genre == "decision"


@pytest.mark.parametrize("genre", ["information", "decision"])
def test_apres_la_version_definitive_l_action_s_ajoute(p: SimpleNamespace, genre: str) -> None:
    ligne = definitive(p, genre=genre, responsable=None)
    avant = CompteRendu.objects.get().empreinte_contenu
    cle = uuid.uuid4()
    actions = [
        operations.faire_une_action(
            relire(ligne), par=p.avs, texte="Écrire.", responsable=p.direction, cle=cle
        )
        for _ in range(3)
    ]
    action = relire(actions[0])
    assert {a.pk for a in actions} == {action.pk}
    assert (action.issue_de_id, action.date_ajout, action.ajout_par) == (
        ligne.pk,
        AUJOURDHUI,
        p.avs,
    )
    assert relire(ligne).genre == genre
    assert CompteRendu.objects.get().empreinte_contenu == avant
    assert list(verifier_scelles()) == []
    courriel = Courriel.objects.latest("cree_le")
    assert courriel.destinataire == p.direction.personne.courriel
    assert courriel.texte.startswith("Une action vous revient : Écrire.")


def test_qui_peut_en_faire_une_action(p: SimpleNamespace) -> None:
    ligne = definitive(p, genre="decision")
    for qui in (p.gens["membre_ca"], p.gens["elu"]):
        with pytest.raises(ActeRefuse):
            operations.faire_une_action(ligne, par=qui, texte="X", cle=uuid.uuid4())
    # Whoever carries the decision may.
    operations.faire_une_action(ligne, par=p.direction, texte="X", cle=uuid.uuid4())
    action = Decision.objects.get(issue_de=ligne)
    with pytest.raises(ActeRefuse, match="déjà une action"):
        operations.faire_une_action(relire(action), par=p.avs, texte="X", cle=uuid.uuid4())


# --- All at once (R1) ---------------------------------------------------------------------------------


@pytest.fixture
def q(transactional_db: None) -> SimpleNamespace:
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    pacte.avs = pacte.gens["agent_avs"]
    pacte.direction = pacte.gens["direction"]
    return pacte


def ensemble(actes: list[Callable[[], object]]) -> list[object]:
    depart = threading.Barrier(len(actes))
    issues: list[object] = [None] * len(actes)

    def courir(rang: int, acte: Callable[[], object]) -> None:
        depart.wait()
        try:
            issues[rang] = acte()
        except ActeRefuse as refus:
            issues[rang] = refus
        finally:
            connections.close_all()

    fils = [threading.Thread(target=courir, args=paire) for paire in enumerate(actes)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    return issues


@pytest.mark.parametrize("genre", GESTES)
def test_vingt_envois_identiques_font_une_ligne(q: SimpleNamespace, genre: str) -> None:
    action = definitive(q)
    cle = uuid.uuid4()
    avant = Courriel.objects.count()
    issues = ensemble([lambda: faire(genre, action, q.direction, q, cle)] * 20)
    assert {issue.pk for issue in issues} == {action.pk}
    assert SuiviDecision.objects.count() == 1
    attendus = {"blocage": 2, "relais": 1}.get(genre, 0)
    assert Courriel.objects.count() == avant + attendus


def test_vingt_actions_tirees_par_la_meme_cle_en_font_une(q: SimpleNamespace) -> None:
    ligne = definitive(q, genre="decision", responsable=None)
    cle = uuid.uuid4()
    issues = ensemble(
        [lambda: operations.faire_une_action(relire(ligne), par=q.avs, texte="X", cle=cle)] * 20
    )
    assert len({issue.pk for issue in issues}) == 1
    assert Decision.objects.filter(issue_de=ligne).count() == 1


def test_vingt_versions_definitives_en_meme_temps_numerotent_sans_trou(q: SimpleNamespace) -> None:
    reunions = [un_approuve(q, q.avs, dans=-10 - rang) for rang in range(20)]
    versions = {r.pk: CompteRendu.objects.get(reunion=r).version for r in reunions}

    def rendre(reunion: Reunion) -> Callable[[], object]:
        return lambda: operations.rendre_definitif(reunion, par=q.avs, version=versions[reunion.pk])

    ensemble([rendre(reunion) for reunion in reunions])
    numeros = list(
        NumeroDecision.objects.order_by("annee", "numero").values_list("annee", "numero")
    )
    assert numeros == [(2026, rang) for rang in range(1, 21)]


# --- The pages ----------------------------------------------------------------------------------------
