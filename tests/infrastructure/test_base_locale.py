"""The embedded PostgreSQL: both kinds of programs, its enclosure, its refusals in one line."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from scripts import base_locale
from scripts.base_locale import BaseIndisponible

GENRES = [
    genre
    for genre, lister in (
        ("systeme", base_locale._binaires_systeme),
        ("embarque", base_locale._binaires_embarques),
    )
    if any(base_locale._version(chemin) for chemin in lister())
]


@pytest.fixture
def clone() -> Iterator[Path]:
    """A folder that every account can enter, as a clone in /srv would be."""
    with tempfile.TemporaryDirectory(prefix="clone-") as nom:
        racine = Path(nom)
        racine.chmod(0o755)
        yield racine
        base_locale.arreter(racine)


def test_la_roue_embarquee_est_toujours_la() -> None:
    assert "embarque" in GENRES


@pytest.mark.parametrize("genre", GENRES)
def test_le_serveur_demarre_se_retrouve_et_s_arrete(
    clone: Path, genre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACTE_POSTGRES", genre)
    assert not base_locale.is_en_marche(clone)
    assert base_locale.demarrer(clone)
    assert not base_locale.demarrer(clone)
    assert base_locale.is_en_marche(clone)
    execution, proprietaire = base_locale.adresses_locales(clone, "essai")
    with base_locale.ouvrir_proprietaire(clone) as connexion:
        connexion.execute("CREATE DATABASE essai")
    with psycopg.connect(proprietaire) as connexion:
        for extension in ("unaccent", "pg_trgm", "btree_gist"):
            connexion.execute(f"CREATE EXTENSION {extension}")
        (sommes,) = connexion.execute("SHOW data_checksums").fetchone()
        (tcp,) = connexion.execute("SHOW listen_addresses").fetchone()
        assert (sommes, tcp) == ("on", "")
    with psycopg.connect(execution) as connexion:
        roles = connexion.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles "
            "WHERE rolname LIKE 'pacte_%' ORDER BY rolname"
        ).fetchall()
    assert roles == [
        ("pacte_application", False, False, False),
        ("pacte_proprietaire", False, True, False),
    ]
    assert base_locale.arreter(clone)
    assert not base_locale.arreter(clone)
    # The programs that made the data open them again, whichever are preferred now.
    monkeypatch.delenv("PACTE_POSTGRES")
    assert base_locale.demarrer(clone)


def test_seul_le_compte_du_serveur_entre_dans_ses_dossiers(clone: Path) -> None:
    base_locale.demarrer(clone)
    compte = base_locale.compte_du_serveur()
    for dossier in (base_locale.dossier_base(clone), base_locale.dossier_socket(clone)):
        infos = dossier.stat()
        assert stat.S_IMODE(infos.st_mode) == 0o700
        assert infos.st_uid == compte.pw_uid
    (prise,) = base_locale.dossier_socket(clone).glob(".s.PGSQL.*[0-9]")
    assert stat.S_IMODE(prise.stat().st_mode) == 0o700


def test_un_pid_repris_par_un_autre_programme_ne_trompe_pas(clone: Path) -> None:
    base_locale.demarrer(clone)
    base_locale.arreter(clone)
    fichier = base_locale.dossier_base(clone) / "postmaster.pid"
    fichier.write_text(f"{os.getpid()}\n{base_locale.dossier_base(clone)}\n")
    assert not base_locale.is_en_marche(clone)
    assert base_locale.demarrer(clone)


def test_une_creation_interrompue_se_reprend(clone: Path) -> None:
    ebauche = clone / ".donnees" / "base.ebauche"
    ebauche.mkdir(parents=True)
    (ebauche / "PG_VERSION").write_text("15")
    assert base_locale.demarrer(clone)
    assert not ebauche.exists()


def test_des_donnees_d_une_version_absente_se_disent_en_une_ligne(clone: Path) -> None:
    base = base_locale.dossier_base(clone)
    base.mkdir(parents=True)
    (base / "PG_VERSION").write_text("9\n")
    with pytest.raises(BaseIndisponible, match="version 9"):
        base_locale.demarrer(clone)
    shutil.rmtree(base)


def test_un_chemin_trop_long_met_la_prise_dans_tmp() -> None:
    longue = Path("/srv") / ("dossier" * 20)
    prise = base_locale.dossier_socket(longue)
    assert prise.parent == Path("/tmp")
    assert len(str(prise)) < 40
    assert base_locale.dossier_socket(Path("/srv/pacte")) == Path("/srv/pacte/.donnees/socket")


def test_un_dossier_d_un_autre_compte_est_refuse(clone: Path) -> None:
    moi = base_locale.compte_du_serveur()
    dossier = clone / "pris"
    dossier.mkdir()
    if os.geteuid() == 0:
        os.chown(dossier, 12345, 12345)
        refuse = moi
    else:
        # Without root no folder can be given away: the check is asked for another account.
        refuse = pwd.struct_passwd((*moi[:2], moi.pw_uid + 1, *moi[3:]))
    with pytest.raises(BaseIndisponible, match="appartient à"):
        base_locale._dossier_reserve(dossier, refuse)


def test_un_lien_a_la_place_du_dossier_est_refuse(clone: Path, tmp_path: Path) -> None:
    lien = clone / "lien"
    lien.symlink_to(tmp_path)
    with pytest.raises(BaseIndisponible, match="dossier ordinaire"):
        base_locale._dossier_reserve(lien, base_locale.compte_du_serveur())


def test_un_clone_sous_un_dossier_ferme_se_dit_en_une_ligne(tmp_path: Path) -> None:
    """As root, the server's account cannot enter a folder reserved to root."""
    if os.geteuid() == 0:
        tmp_path.chmod(0o700)
        with pytest.raises(BaseIndisponible, match="ne peut pas entrer"):
            base_locale.demarrer(tmp_path)
    else:
        tmp_path.chmod(0o500)
        with pytest.raises(BaseIndisponible, match="ne peut pas écrire"):
            base_locale.demarrer(tmp_path)
        tmp_path.chmod(0o700)


def test_la_commande_explique_son_usage() -> None:
    script = Path(base_locale.__file__)
    reponse = subprocess.run(
        [sys.executable, script, "redemarrer"], capture_output=True, text=True, check=False
    )
    assert reponse.returncode == 2
    assert reponse.stderr == "Usage : python scripts/base_locale.py start|stop|status\n"
