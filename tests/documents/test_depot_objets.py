"""The same acts on an S3-compatible store: whole files, private, swept, sealed (moto)."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
import time_machine
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from moto import mock_aws

from pacte.documents import depot_objets, scelles, stockage
from pacte.documents.balayage import balayer_orphelins
from pacte.documents.models import DocumentScelle, GenreDocument
from pacte.documents.reponses import reponse_fichier
from pacte.documents.televersements import enregistrer_fichier
from tests.documents.fabriques import pdf, televerse

SEAU = "pacte-essai"
CONTENU = b"%PDF-1.7 compte rendu" * 400_000


@pytest.fixture
def seau(settings: object) -> Iterator[object]:
    settings.STORAGES = {
        **settings.STORAGES,
        "fichiers": {
            "BACKEND": "pacte.documents.depot_objets.DepotObjets",
            "OPTIONS": {
                "bucket_name": SEAU,
                "access_key": "essai",
                "secret_key": "essai",
                "region_name": "us-east-1",
                "file_overwrite": False,
                "default_acl": None,
            },
        },
    }
    # The store checks the clock of what it receives; the suite's day is fixed.
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=SEAU)
        yield client


def _cles(client: object) -> list[str]:
    return sorted(o["Key"] for o in client.list_objects_v2(Bucket=SEAU).get("Contents", []))


def test_ecrit_puis_relu(seau: object) -> None:
    assert isinstance(storages["fichiers"], depot_objets.DepotObjets)
    taille, sha256 = stockage.ecrire("a/b.bin", (b"un", b"deux"))
    assert (taille, sha256) == (6, hashlib.sha256(b"undeux").hexdigest())
    assert stockage.empreinte("a/b.bin") == (taille, sha256)
    assert _cles(seau) == ["a/b.bin"]


def test_jamais_deux_fois_sous_le_meme_nom(seau: object) -> None:
    stockage.ecrire("a.bin", (b"un",))
    with pytest.raises(stockage.EcritureImpossible):
        stockage.ecrire("a.bin", (b"deux",))
    assert stockage.lire("a.bin") == b"un"


def test_octets_qui_ne_se_relisent_pas(seau: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(depot_objets.DepotObjets, "_relire", lambda *_: (7, "0" * 64))
    with pytest.raises(stockage.EcritureImpossible, match="ne se relit pas"):
        stockage.ecrire("c.bin", (b"contenu",))
    assert _cles(seau) == []


def test_magasin_en_panne_dit_en_francais(seau: object) -> None:
    seau.delete_bucket(Bucket=SEAU)
    with pytest.raises(stockage.EcritureImpossible, match="n'a pas pu être enregistré"):
        stockage.ecrire("c.bin", (b"contenu",))


def test_absent_et_chemin_hors_du_depot(seau: object) -> None:
    with pytest.raises(FileNotFoundError):
        stockage.ouvrir("absent.bin")
    with pytest.raises(ValueError, match="hors du dossier"):
        stockage.ouvrir("../absent.bin")


@pytest.mark.django_db
def test_televersement_servi_par_le_portail_sans_adresse_du_magasin(seau: object) -> None:
    contenu = pdf()
    fichier = enregistrer_fichier(televerse(contenu, "Rapport.pdf"), compte=None)
    reponse = reponse_fichier(fichier)
    assert b"".join(reponse.streaming_content) == contenu
    reponse.file_to_stream.close()
    assert reponse["Content-Length"] == str(len(contenu))
    assert reponse["Content-Disposition"] == 'attachment; filename="Rapport.pdf"'
    assert "amazonaws" not in str(reponse.headers)


@pytest.mark.django_db
def test_scelle_verifie_et_toute_alteration_nommee(seau: object) -> None:
    document = scelles.sceller(
        CONTENU, genre=GenreDocument.COMPTE_RENDU, titre="Comité", nom="cr.pdf"
    )
    assert scelles.lire(document) == CONTENU
    assert list(scelles.verifier_documents()) == []
    seau.put_object(Bucket=SEAU, Key=document.chemin, Body=CONTENU[:-1] + b"!")
    assert [a.motif for a in scelles.verifier_documents()] == [
        "l'empreinte du fichier n'est plus celle de la ligne"
    ]
    seau.delete_object(Bucket=SEAU, Key=document.chemin)
    assert [a.motif for a in scelles.verifier_documents()] == ["le fichier manque ou est illisible"]


@pytest.mark.django_db
def test_orphelin_mis_de_cote_puis_supprime(seau: object) -> None:
    garde = scelles.sceller(b"%PDF un", genre="compte_rendu", titre="Un", nom="un.pdf")
    with transaction.atomic():
        perdu = scelles.sceller(b"%PDF deux", genre="compte_rendu", titre="Deux", nom="deux.pdf")
        transaction.set_rollback(True)
    assert balayer_orphelins().orphelins == 0, "un fichier récent attend peut-être sa transaction"
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert balayer_orphelins().orphelins == 1
    assert _cles(seau) == sorted([f"orphelins/{perdu.chemin}", garde.chemin])
    assert DocumentScelle.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        assert balayer_orphelins().supprimes == 1
    assert _cles(seau) == [garde.chemin]
