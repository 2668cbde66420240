"""Two people, or one double click: real threads on real rows (R1, R4)."""

import threading
import uuid
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connections

from gouvernance import operations
from gouvernance.models import CompteRendu, Reunion
from gouvernance.operations.comptes_rendus import PREMIERE_VERSION
from pacte.courrier.models import Courriel
from pacte.documents.models import DocumentScelle
from pacte.documents.scelles import verifier_scelles
from pacte.socle.droits import ActeRefuse
from pacte.socle.versions import ConflitDeVersion
from tests.factories_accord import equipe, un_pacte
from tests.factories_gouvernance import relue, un_approuve, un_brouillon, une_tenue

FOIS = 6


@pytest.fixture
def p(transactional_db: None) -> SimpleNamespace:
    pacte = un_pacte()
    pacte.gens = equipe(pacte)
    pacte.avs = pacte.gens["agent_avs"]
    return pacte


def ensemble(*actes: Callable[[], object]) -> list[object]:
    """Run the acts at the same moment, each in its thread; return results or refusals."""
    depart = threading.Barrier(len(actes))
    issues: list[object] = [None] * len(actes)

    def courir(rang: int, acte: Callable[[], object]) -> None:
        depart.wait()
        try:
            issues[rang] = acte()
        except (ActeRefuse, ConflitDeVersion) as refus:
            issues[rang] = refus
        finally:
            connections.close_all()

    fils = [threading.Thread(target=courir, args=paire) for paire in enumerate(actes)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(30)
    return issues


def test_inviter_en_meme_temps(p: SimpleNamespace) -> None:
    reunion = un_brouillon(p, p.avs)
    issues = ensemble(*[lambda: operations.inviter(reunion, par=p.avs)] * FOIS)
    assert sorted(len(issue) for issue in issues)[:-1] == [0] * (FOIS - 1)
    destinataires = list(Courriel.objects.values_list("destinataire", flat=True))
    assert len(destinataires) == len(set(destinataires)) == max(len(issue) for issue in issues)


def test_ouvrir_en_meme_temps_avec_la_meme_cle(p: SimpleNamespace) -> None:
    cle = uuid.uuid4()

    def ouvrir() -> Reunion:
        return operations.ouvrir(
            p.pacte, instance=p.instances["comite-pilotage"], par=p.avs, cle=cle
        )

    issues = ensemble(*[ouvrir] * FOIS)
    assert len({reunion.pk for reunion in issues}) == Reunion.objects.count() == 1


def test_rendre_definitif_en_meme_temps(p: SimpleNamespace) -> None:
    reunion = un_approuve(p, p.avs)
    version = CompteRendu.objects.get(reunion=reunion).version
    avant = Courriel.objects.count()

    def rendre() -> CompteRendu:
        return operations.rendre_definitif(reunion, par=p.avs, version=version)

    issues = ensemble(*[rendre] * FOIS)
    assert {issue.document_id for issue in issues} == set(
        DocumentScelle.objects.values_list("pk", flat=True)
    )
    assert DocumentScelle.objects.count() == 1
    ecrits = list(Courriel.objects.order_by("cree_le")[avant:].values_list("destinataire"))
    assert ecrits
    assert len(ecrits) == len(set(ecrits))
    assert list(verifier_scelles()) == []


def test_rendre_definitif_pendant_qu_on_ecrit(p: SimpleNamespace) -> None:
    """Either the text is in the definitive version, or its writing is refused: never half."""
    reunion = un_approuve(p, p.avs)
    version = CompteRendu.objects.get(reunion=reunion).version
    texte = operations.Redaction(conclusion="Ajouté au dernier moment.")
    ensemble(
        lambda: operations.rendre_definitif(reunion, par=p.avs, version=version),
        lambda: operations.ecrire(reunion, par=p.avs, version=version, redaction=texte),
    )
    compte_rendu = CompteRendu.objects.get(reunion=reunion)
    ajoute = compte_rendu.conclusion == "Ajouté au dernier moment."
    assert compte_rendu.etat == ("redaction" if ajoute else "definitif")
    assert list(verifier_scelles()) == []


def test_annuler_pendant_qu_on_invite(p: SimpleNamespace) -> None:
    reunion = un_brouillon(p, p.avs)
    ensemble(
        lambda: operations.inviter(reunion, par=p.avs),
        lambda: operations.annuler(reunion, par=p.avs, motif="Doublon."),
    )
    apres = relue(reunion)
    assert apres.etat == "annulee"
    annonces = set(Courriel.objects.filter(methode_calendrier="CANCEL").values_list("destinataire"))
    invites = set(Courriel.objects.filter(methode_calendrier="REQUEST").values_list("destinataire"))
    assert annonces == invites


def test_deux_premieres_redactions_en_meme_temps(p: SimpleNamespace) -> None:
    reunion = une_tenue(p, p.avs)

    def ecrire(mot: str) -> CompteRendu:
        texte = operations.Redaction(conclusion=mot)
        return operations.ecrire(reunion, par=p.avs, version=PREMIERE_VERSION, redaction=texte)

    issues = ensemble(lambda: ecrire("Un."), lambda: ecrire("Deux."))
    assert sum(isinstance(issue, ConflitDeVersion) for issue in issues) == 1
    assert CompteRendu.objects.count() == 1
