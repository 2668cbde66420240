"""Seals: complete before the row, unchangeable by SQL, and every tampering named."""

import hashlib
import io
import os
import random
import time
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from pacte.documents import depot_local, scelles, stockage
from pacte.documents.balayage import balayer_orphelins
from pacte.documents.models import DocumentScelle, GenreDocument
from pacte.documents.scelles import (
    Alteration,
    DocumentAltere,
    enregistrer_verification,
    lire,
    sceller,
    verifications,
    verifier_scelles,
)

CONTENU = b"%PDF-1.7\n" + bytes(range(256)) * 20


def _sceller(
    contenu: bytes = CONTENU, titre: str = "Comité technique, 14 mars 2026"
) -> DocumentScelle:
    return sceller(contenu, genre=GenreDocument.COMPTE_RENDU, titre=titre, nom="compte-rendu.pdf")


def _lieu(document: DocumentScelle) -> Path:
    return stockage.lieu_local(document.chemin)


def _forcer(lieu: Path, contenu: bytes) -> None:
    lieu.chmod(0o640)
    lieu.write_bytes(contenu)


@pytest.mark.django_db
def test_sceller_garde_octets_empreinte_et_ligne() -> None:
    document = _sceller()
    document.refresh_from_db()
    assert lire(document) == CONTENU
    assert document.sha256 == hashlib.sha256(CONTENU).hexdigest()
    assert document.taille == len(CONTENU)
    assert document.chemin == f"scelles/2026/{document.pk}.pdf"
    assert _lieu(document).stat().st_mode & 0o777 == 0o440
    assert list(verifier_scelles()) == []


@pytest.mark.django_db
def test_memes_octets_scelles_une_seule_fois() -> None:
    _sceller()
    with pytest.raises(IntegrityError), transaction.atomic():
        _sceller()


class Coupure(BaseException):
    """The process is killed here."""


@pytest.mark.django_db
@pytest.mark.parametrize("etape", ["deverser", "relire", "renommer", "apres_renommage", "ligne"])
def test_coupure_entre_deux_etapes_ne_laisse_aucune_ligne(
    monkeypatch: pytest.MonkeyPatch, fichiers: Path, etape: str
) -> None:
    def couper(*args: object, **kwargs: object) -> None:
        raise Coupure

    cibles = {
        "deverser": (depot_local, "_deverser"),
        "relire": (depot_local, "empreinte"),
        "renommer": (Path, "rename"),
        "apres_renommage": (DocumentScelle, "save"),
        "ligne": (scelles, "sceau"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*cibles[etape], couper)
        with pytest.raises(Coupure), transaction.atomic():
            _sceller()
    assert not DocumentScelle.objects.exists()
    # Run again, the same act seals the same bytes.
    document = _sceller()
    assert lire(document) == CONTENU
    assert list(verifier_scelles()) == []


@pytest.mark.django_db
def test_transaction_annulee_laisse_un_orphelin_que_le_balayage_met_de_cote(fichiers: Path) -> None:
    garde = _sceller()
    with transaction.atomic():
        lieu = _lieu(perdu := _sceller(b"autre contenu"))
        transaction.set_rollback(True)
    assert DocumentScelle.objects.count() == 1
    assert lieu.exists()
    assert balayer_orphelins().orphelins == 0, "un fichier récent attend peut-être sa transaction"

    hier = time.time() - 2 * stockage.UN_JOUR
    inacheve = lieu.with_name(".x.pdf.partiel")
    inacheve.write_bytes(b"a")
    for ancien in (lieu, inacheve, _lieu(garde)):
        os.utime(ancien, (hier, hier))
    bilan = balayer_orphelins()
    assert (bilan.orphelins, bilan.temporaires, bilan.supprimes) == (1, 1, 0)
    assert not lieu.exists()
    assert not inacheve.exists()
    assert lire(garde) == CONTENU
    aside = fichiers / "orphelins" / perdu.chemin
    assert aside.read_bytes() == b"autre contenu"

    os.utime(aside, (hier - stockage.GARDE_ORPHELINS,) * 2)
    assert balayer_orphelins().supprimes == 1
    assert not aside.exists()


@pytest.mark.django_db
def test_lire_refuse_un_fichier_change_ou_absent() -> None:
    document = _sceller()
    _forcer(_lieu(document), CONTENU[:-1] + b"\x00")
    with pytest.raises(DocumentAltere, match="n'est plus celui"):
        lire(document)
    _lieu(document).unlink()
    with pytest.raises(DocumentAltere, match="introuvable"):
        lire(document)


@pytest.mark.django_db
@pytest.mark.parametrize("graine", range(25))
def test_un_octet_change_est_toujours_nomme(graine: int) -> None:
    hasard = random.Random(graine)
    _sceller(b"temoin")
    document = _sceller()
    octets = bytearray(CONTENU)
    octets[hasard.randrange(len(octets))] ^= 1 << hasard.randrange(8)
    _forcer(_lieu(document), bytes(octets))
    (alteration,) = verifier_scelles()
    assert document.chemin in alteration.objet
    assert "empreinte" in alteration.motif


@pytest.mark.django_db
@pytest.mark.parametrize("contenu", [CONTENU[:-1], CONTENU + b"\n", b""])
def test_taille_changee_est_nommee(contenu: bytes) -> None:
    document = _sceller()
    _forcer(_lieu(document), contenu)
    (alteration,) = verifier_scelles()
    assert document.chemin in str(alteration)
    assert f"{len(contenu)} octets au lieu de {len(CONTENU)}" in str(alteration)


@pytest.mark.django_db
def test_fichier_absent_est_nomme() -> None:
    document = _sceller()
    _lieu(document).unlink()
    (alteration,) = verifier_scelles()
    assert document.chemin in str(alteration)
    assert "manque" in str(alteration)


# --- By SQL --------------------------------------------------------------------------
ORDRES = (
    "UPDATE documents_documentscelle SET titre = 'autre'",
    "DELETE FROM documents_documentscelle",
    "TRUNCATE documents_documentscelle CASCADE",
    "UPDATE documents_fichier SET nom = 'autre'",
    "DELETE FROM documents_fichier",
    "TRUNCATE documents_fichier CASCADE",
)


@pytest.mark.django_db
@pytest.mark.parametrize("ordre", ORDRES)
def test_rien_ne_se_modifie_sous_le_role_d_execution(ordre: str) -> None:
    _sceller()
    with pytest.raises(DatabaseError), transaction.atomic():
        transaction.get_connection().cursor().execute(ordre)


@pytest.mark.parametrize("ordre", ORDRES[:3])
def test_les_declencheurs_refusent_meme_au_proprietaire(
    proprietaire: psycopg.Connection, ordre: str
) -> None:
    _sceller()
    with pytest.raises(psycopg.errors.RaiseException), proprietaire.transaction():
        proprietaire.execute(ordre)


COLONNES = {
    "titre": "'Autre titre'",
    "nom": "'autre.pdf'",
    "genre": "'accuse_depot'",
    "scelle_le": "scelle_le - interval '1 day'",
    "taille": "taille + 1",
    "sha256": f"'{'0' * 64}'",
    "sceau": f"'{'0' * 64}'",
    "chemin": "'scelles/2026/ailleurs.pdf'",
}


@pytest.mark.parametrize("colonne", COLONNES)
def test_ligne_modifiee_sans_les_declencheurs_est_nommee(
    proprietaire: psycopg.Connection, colonne: str
) -> None:
    _sceller(b"temoin")
    document = _sceller()
    with proprietaire.transaction():
        proprietaire.execute("ALTER TABLE documents_documentscelle DISABLE TRIGGER USER")
        proprietaire.execute(
            f"UPDATE documents_documentscelle SET {colonne} = {COLONNES[colonne]} WHERE id = %s",
            [document.pk],
        )
        proprietaire.execute("ALTER TABLE documents_documentscelle ENABLE TRIGGER USER")
    alterations = list(verifier_scelles())
    assert alterations
    assert all(str(document.pk) in alteration.objet for alteration in alterations)
    assert any("ligne de la base" in alteration.motif for alteration in alterations)


# --- The commands and the registry -----------------------------------------------------
@pytest.fixture
def registre(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scelles, "_VERIFICATIONS", dict(verifications()))


@pytest.mark.django_db
def test_commande_dit_que_tout_est_intact(capsys: pytest.CaptureFixture[str]) -> None:
    _sceller()
    _sceller(b"autre")
    call_command("verifier_scelles")
    assert "Documents vérifiés : 2." in capsys.readouterr().out


@pytest.mark.django_db
def test_commande_nomme_et_finit_en_erreur(capsys: pytest.CaptureFixture[str]) -> None:
    document = _sceller()
    _lieu(document).unlink()
    with pytest.raises(SystemExit) as fin:
        call_command("verifier_scelles")
    assert fin.value.code == 1
    sortie = capsys.readouterr()
    assert document.chemin in sortie.out
    assert "1 altération" in sortie.err


@pytest.mark.django_db
@pytest.mark.usefixtures("registre")
def test_une_piece_ajoute_son_controle(capsys: pytest.CaptureFixture[str]) -> None:
    enregistrer_verification("lignes", lambda: [Alteration("ligne 12", "le texte a changé")])
    enregistrer_verification("lignes", lambda: [Alteration("ligne 13", "le texte a changé")])
    with pytest.raises(SystemExit):
        call_command("verifier_scelles")
    sortie = capsys.readouterr().out
    assert "Altéré (lignes) – ligne 13 : le texte a changé" in sortie
    assert "ligne 12" not in sortie


def test_empreinte_de_contenu_stable_et_sensible() -> None:
    donnees = {"b": [1, "é"], "a": None}
    assert scelles.empreinte_contenu(donnees) == scelles.empreinte_contenu(
        dict(reversed(donnees.items()))
    )
    assert scelles.empreinte_contenu(donnees) != scelles.empreinte_contenu(
        {**donnees, "b": [1, "e"]}
    )


@pytest.mark.django_db
def test_balayage_en_commande() -> None:
    sortie = io.StringIO()
    call_command("balayer_fichiers", stdout=sortie)
    assert "Orphelins mis de côté : 0." in sortie.getvalue()
