"""What stops an act from outside is said in French, and nothing is written (R10, S18)."""

import errno
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from gouvernance.models import CompteRendu, Reunion
from pacte.documents import depot_local
from pacte.documents.models import AnalyseFichier, DocumentScelle, Fichier, VerdictAnalyse
from tests.factories_gouvernance import un_pdf, une_definitive, une_piece, une_tenue
from tests.gouvernance.conftest import Connecter


@pytest.fixture
def disque_plein(monkeypatch: pytest.MonkeyPatch) -> None:
    def plein(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(depot_local, "_deverser", plein)


def test_disque_plein_le_formulaire_revient_avec_sa_phrase(
    p: SimpleNamespace, connecter: Connecter, disque_plein: None
) -> None:
    corps: dict[str, Any] = {
        "cle_idempotence": str(uuid.uuid4()),
        "sujet": f"i{p.instances['comite-technique'].pk}-c{p.a.pk}",
        "date_reunion": "2026-06-01",
        "fichier": un_pdf(),
        "decisions-TOTAL_FORMS": "0",
        "decisions-INITIAL_FORMS": "0",
    }
    url = reverse("apporter_compte_rendu", args=["essai"])
    reponse = connecter(p.avs).post(url, corps)
    assert reponse.status_code == 507
    page = reponse.content.decode()
    assert "Le disque du portail est plein" in page
    assert reponse.context["form"]["date_reunion"].value() == "2026-06-01"
    assert not Reunion.objects.exists()
    assert not CompteRendu.objects.exists()
    assert not Fichier.objects.exists()


def test_fichier_en_attente_de_l_antivirus_puis_refuse(
    p: SimpleNamespace, connecter: Connecter, settings: Any
) -> None:
    piece = une_piece(une_tenue(p, p.avs), p.avs)
    url = reverse("telecharger_piece_reunion", args=["essai", piece.reunion_id, piece.pk])
    client = connecter(p.avs)
    assert client.get(url).getvalue().startswith(b"%PDF-")
    settings.CLAMAV = "tcp://127.0.0.1:9"
    attente = client.get(url)
    assert attente.status_code == 409
    assert "en cours d’analyse" in attente.content.decode()
    AnalyseFichier.objects.create(fichier=piece.fichier, verdict=VerdictAnalyse.INFECTE)
    refuse = client.get(url)
    assert refuse.status_code == 410
    assert "programme dangereux" in refuse.content.decode()


def test_un_document_scelle_n_attend_pas_l_antivirus(
    p: SimpleNamespace, connecter: Connecter, settings: Any
) -> None:
    reunion = une_definitive(p, p.avs)
    settings.CLAMAV = "tcp://127.0.0.1:9"
    url = reverse("telecharger_compte_rendu", args=["essai", reunion.pk])
    assert connecter(p.avs).get(url).getvalue().startswith(b"%PDF-")
    assert DocumentScelle.objects.exists()
