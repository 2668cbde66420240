"""A file is wholly there or wholly absent, whatever breaks on the way."""

import errno
import os
from pathlib import Path

import pytest

from pacte.documents import depot_local, stockage


def _restes(dossier: Path) -> list[str]:
    return sorted(str(lieu.relative_to(dossier)) for lieu in dossier.rglob("*") if lieu.is_file())


def test_ecriture_relue(fichiers: Path) -> None:
    assert stockage.ecrire("a/b/c.bin", (b"un", b"deux")) == stockage.empreinte("a/b/c.bin")
    assert _restes(fichiers) == ["a/b/c.bin"]


@pytest.mark.parametrize("etape", ["fsync", "empreinte", "rename"])
def test_rien_ne_reste_quand_une_etape_casse(
    fichiers: Path, monkeypatch: pytest.MonkeyPatch, etape: str
) -> None:
    def casser(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EIO, "panne")

    cible = {
        "fsync": (os, "fsync"),
        "empreinte": (depot_local, "empreinte"),
        "rename": (Path, "rename"),
    }
    (fichiers / "a").mkdir()
    monkeypatch.setattr(*cible[etape], casser)
    with pytest.raises(stockage.EcritureImpossible, match="n'a pas pu être enregistré"):
        stockage.ecrire("a/c.bin", (b"contenu",))
    assert _restes(fichiers) == []


def test_octets_qui_ne_se_relisent_pas(fichiers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(depot_local, "empreinte", lambda _: (7, "0" * 64))
    with pytest.raises(stockage.EcritureImpossible, match="ne se relit pas"):
        stockage.ecrire("c.bin", (b"contenu",))
    assert _restes(fichiers) == []


def test_disque_plein_dit_en_francais(fichiers: Path) -> None:
    def plein():
        yield b"un"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(stockage.EcritureImpossible, match="disque du portail est plein"):
        stockage.ecrire("c.bin", plein())
    assert _restes(fichiers) == []


def test_temporaire_d_un_autre_jamais_touche(fichiers: Path) -> None:
    (fichiers / ".c.bin.partiel").write_bytes(b"autre")
    with pytest.raises(stockage.EcritureImpossible):
        stockage.ecrire("c.bin", (b"contenu",))
    assert _restes(fichiers) == [".c.bin.partiel"]
    assert (fichiers / ".c.bin.partiel").read_bytes() == b"autre"


@pytest.mark.parametrize("chemin", ["../secret", "/etc/passwd", "", ".", "a/../../b"])
def test_chemin_hors_du_dossier(fichiers: Path, chemin: str) -> None:
    with pytest.raises(ValueError, match="hors du dossier"):
        stockage.lieu_local(chemin)
