"""The record's lines by kind, the numbered register, and what earlier seals still prove."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from gouvernance import operations, scellement
from gouvernance.models import CompteRendu, Decision, GenreReleve, NumeroDecision, Reunion
from gouvernance.operations.comptes_rendus import PREMIERE_VERSION
from pacte.documents.scelles import verifier_scelles
from pacte.socle.droits import ActeRefuse
from tests.conftest import AUJOURDHUI
from tests.factories_gouvernance import (
    un_projet,
    une_decision,
    une_definitive,
    une_definitive_avec,
    une_tenue,
)


def definitive_avec(p: SimpleNamespace, *genres: str, **champs: Any) -> Reunion:
    """A definitive meeting whose record holds one line of each kind given, after its usual one."""
    return une_definitive_avec(p, p.avs, *({"genre": genre} for genre in genres), **champs)


def numeros(reunion: Reunion) -> list[str]:
    return [str(n) for n in NumeroDecision.objects.filter(decision__reunion=reunion)]


def test_seules_les_decisions_prennent_un_numero(p: SimpleNamespace) -> None:
    reunion = definitive_avec(p, "action", "information", "decision")
    assert numeros(reunion) == ["2026-001", "2026-002"]
    textes = [d.numero for d in reunion.decisions.select_related("inscription").order_by("ordre")]
    assert textes == ["2026-001", "", "", "2026-002"]


def test_l_annee_est_celle_de_la_reunion(p: SimpleNamespace) -> None:
    assert numeros(definitive_avec(p, dans=-200)) == ["2025-001"]
    assert numeros(definitive_avec(p)) == ["2026-001"]
    assert numeros(definitive_avec(p, dans=-220)) == ["2025-002"]


def test_un_projet_n_a_pas_de_numero(p: SimpleNamespace) -> None:
    un_projet(p, p.avs)
    assert not NumeroDecision.objects.exists()


def test_un_numero_ne_change_ni_ne_disparait(p: SimpleNamespace) -> None:
    definitive_avec(p)
    numero = NumeroDecision.objects.get()
    numero.numero = 9
    with pytest.raises(DatabaseError), transaction.atomic():
        numero.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        numero.delete()


def test_un_echec_ne_laisse_pas_de_trou(p: SimpleNamespace) -> None:
    def tomber() -> None:
        with transaction.atomic():
            definitive_avec(p)
            raise RuntimeError("panne")

    with pytest.raises(RuntimeError):
        tomber()
    assert numeros(definitive_avec(p)) == ["2026-001"]


# --- The record while minutes are open --------------------------------------------------------


def ecrire(reunion: Reunion, p: SimpleNamespace, *lignes: operations.DecisionEcrite) -> None:
    compte_rendu = CompteRendu.objects.filter(reunion=reunion).first()
    operations.ecrire(
        reunion,
        par=p.avs,
        version=compte_rendu.version if compte_rendu else PREMIERE_VERSION,
        redaction=operations.Redaction(decisions=lignes, conclusion="Fin."),
    )


def test_chaque_ligne_garde_son_genre(p: SimpleNamespace) -> None:
    reunion = une_tenue(p, p.avs)
    ecrire(
        reunion,
        p,
        operations.DecisionEcrite("Décider.", date_revue=AUJOURDHUI),
        operations.DecisionEcrite("Faire.", genre=GenreReleve.ACTION, responsable=p.direction),
        operations.DecisionEcrite("Savoir.", genre=GenreReleve.INFORMATION),
    )
    lignes = list(reunion.decisions.order_by("ordre"))
    assert [ligne.genre for ligne in lignes] == ["decision", "action", "information"]
    assert lignes[0].date_revue == AUJOURDHUI
    # Written again as they are, they make no line of history.
    avant = Decision.history.count()
    ecrire(
        reunion,
        p,
        *[
            operations.DecisionEcrite(
                ligne.texte, pk=ligne.pk, genre=ligne.genre, date_revue=ligne.date_revue,
                responsable=ligne.responsable,
            )
            for ligne in lignes
        ],
    )  # fmt: skip
    assert Decision.history.count() == avant


def test_retirer_une_ligne_garde_ce_qui_en_est_issu(p: SimpleNamespace) -> None:
    reunion = une_tenue(p, p.avs)
    ecrire(reunion, p, operations.DecisionEcrite("Décider."))
    mere = reunion.decisions.get()
    fille = une_decision(reunion, p.direction, genre="action", issue_de=mere)
    ecrire(
        reunion,
        p,
        operations.DecisionEcrite(
            fille.texte, pk=fille.pk, genre="action", responsable=p.direction
        ),
    )
    assert reunion.decisions.get() == fille
    assert reunion.decisions.get().issue_de is None


def test_une_ligne_deja_suivie_ne_se_retire_pas(p: SimpleNamespace) -> None:
    reunion = un_projet(p, p.avs)
    decision = reunion.decisions.get()
    operations.realiser(decision, par=p.avs, le=AUJOURDHUI)
    with pytest.raises(ActeRefuse, match="a déjà un suivi"):
        ecrire(reunion, p)
    with pytest.raises(ActeRefuse, match="a déjà un suivi"):
        ecrire(reunion, p, operations.DecisionEcrite("X", pk=decision.pk, genre="information"))
    assert reunion.decisions.get().genre == "decision"


# --- What the seal proves -----------------------------------------------------------------------


def ajouter_apres(reunion: Reunion, p: SimpleNamespace) -> Decision:
    return Decision.objects.create(
        pacte=reunion.pacte,
        reunion=reunion,
        ordre=reunion.decisions.count() + 1,
        genre=GenreReleve.ACTION,
        texte="Ajoutée.",
        date_ajout=AUJOURDHUI,
        ajout_par=p.avs,
    )


def test_un_sceau_d_avant_les_genres_se_verifie_encore(p: SimpleNamespace) -> None:
    """A record of plain decisions writes exactly what it wrote before kinds existed."""
    reunion = une_definitive(p, p.avs)
    contenu = scellement.contenu(CompteRendu.objects.get(reunion=reunion))
    ligne = reunion.decisions.get()
    assert contenu["decisions"] == [
        [ligne.pk, 1, ligne.point_id, ligne.texte, ligne.responsable_id, "2026-07-05"]
    ]
    assert list(verifier_scelles()) == []


def test_une_action_ajoutee_apres_ne_touche_pas_le_sceau(p: SimpleNamespace) -> None:
    reunion = une_definitive(p, p.avs)
    ajoutee = ajouter_apres(reunion, p)
    ajoutee.texte = "Ajoutée, puis précisée."
    ajoutee.save()
    assert list(verifier_scelles()) == []


def test_une_ligne_scellee_ne_devient_pas_ajoutee(p: SimpleNamespace) -> None:
    ligne = une_definitive(p, p.avs).decisions.get()
    ligne.date_ajout, ligne.ajout_par = AUJOURDHUI, p.avs
    with pytest.raises(DatabaseError, match="définitif"), transaction.atomic():
        ligne.save()
