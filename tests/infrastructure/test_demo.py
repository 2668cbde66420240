"""The demo: its refusals in one line, and nothing left behind once it is stopped."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from scripts import base_locale, preparer
from scripts.demo import Refus, lire_port, port_libre


def test_un_port_deja_pris_se_dit_et_en_propose_un_autre() -> None:
    with socket.socket() as occupant:
        occupant.bind(("127.0.0.1", 0))
        occupant.listen()
        port = occupant.getsockname()[1]
        with pytest.raises(
            Refus, match=f"{port} est déjà pris : essayez make demo PORT={port + 1}"
        ):
            lire_port(str(port))
        assert port_libre(port) != port


@pytest.mark.parametrize("texte", ["", "0", "65536", "80a", "-1", "8000.5"])
def test_un_port_qui_n_en_est_pas_un_est_refuse(texte: str) -> None:
    with pytest.raises(Refus, match="n'est pas un numéro de port"):
        lire_port(texte)


def test_un_port_libre_est_accepte() -> None:
    assert lire_port(str(port := port_libre(0))) == port


# --- Preparation --------------------------------------------------------------------
@pytest.fixture
def racine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(preparer, "RACINE", tmp_path)
    monkeypatch.setattr(preparer, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(preparer, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    return tmp_path


def test_le_fichier_env_s_ecrit_une_fois_et_pour_soi_seul(racine: Path) -> None:
    preparer.ecrire_reglages()
    fichier = racine / ".env"
    premier = fichier.read_text()
    assert "DEMONSTRATION=1" in premier
    assert len(premier.partition("SECRET_KEY=")[2].strip()) >= 50
    assert fichier.stat().st_mode & 0o777 == 0o600
    preparer.ecrire_reglages()
    assert fichier.read_text() == premier


def test_un_python_trop_vieux_se_dit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparer.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(preparer.shutil, "which", lambda nom: None)
    with pytest.raises(preparer.Refus, match=r"trouvé : 3\.9"):
        preparer.trouver_python()


def test_un_autre_python_de_la_machine_est_choisi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparer.sys, "version_info", (3, 14, 0))
    trouves = {"python3.12": "/usr/bin/python3.12"}
    monkeypatch.setattr(preparer.shutil, "which", trouves.get)
    assert preparer.trouver_python() == "/usr/bin/python3.12"


def test_les_bibliotheques_manquantes_demandent_un_administrateur_sans_sudo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preparer.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(
        preparer.shutil, "which", lambda nom: "/usr/bin/apt-get" if nom == "apt-get" else None
    )
    with pytest.raises(preparer.Refus, match=r"apt install libpango-1\.0-0 fontconfig"):
        preparer.installer_paquets(["libpango-1.0-0", "fontconfig"])


def test_les_bibliotheques_s_installent_avec_sudo_en_le_disant(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commandes = []

    def executer(commande: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        commandes.append(commande)
        return subprocess.CompletedProcess(commande, 0, "", "")

    monkeypatch.setattr(preparer.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(preparer.shutil, "which", lambda nom: f"/usr/bin/{nom}")
    monkeypatch.setattr(preparer.subprocess, "run", executer)
    preparer.installer_paquets(["fontconfig"])
    assert [commande[:3] for commande in commandes] == [
        ["sudo", "apt-get", "update"],
        ["sudo", "apt-get", "install"],
    ]
    assert "avec sudo" in capsys.readouterr().out


def test_un_dossier_sans_permission_se_dit(racine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparer.os, "access", lambda chemin, mode: False)
    with pytest.raises(preparer.Refus, match="Permission manquante"):
        preparer.verifier_ecriture()


# --- From end to end ------------------------------------------------------------------
@pytest.fixture
def clone() -> Iterator[Path]:
    """A copy of what the repository holds, in a folder that every account can enter."""
    with tempfile.TemporaryDirectory(prefix="clone-") as nom:
        racine = Path(nom)
        racine.chmod(0o755)
        liste = subprocess.run(
            ["git", "ls-files", "-z"],
            cwd=settings.RACINE,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for chemin in filter(None, liste.split("\0")):
            if (settings.RACINE / chemin).is_file():
                (racine / chemin).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(settings.RACINE / chemin, racine / chemin)
        yield racine
        base_locale.arreter(racine)


def processus_du(clone: Path) -> list[str]:
    """Command lines of the processes that work in this clone."""
    trouves = []
    for dossier in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            lieu = str((dossier / "cwd").readlink())
            commande = (dossier / "cmdline").read_text().replace("\0", " ")
            if lieu.startswith(str(clone)) or str(clone) in commande:
                trouves.append(commande)
    return trouves


@contextlib.contextmanager
def demo_lancee(clone: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The demo of this clone, once it says it is ready; killed if the test leaves it running."""
    environnement = {
        cle: valeur
        for cle, valeur in os.environ.items()
        if cle not in ("DATABASE_URL", "DATABASE_OWNER_URL", "PACTE_BASE", "ALLOWED_HOSTS")
    } | {
        "PORT": str(port),
        "DEMONSTRATION": "1",
        "SECRET_KEY": "k" * 60,
        "DJANGO_SETTINGS_MODULE": "pacte.settings",
    }
    processus = subprocess.Popen(
        [sys.executable, "-u", "-m", "scripts.demo"],
        cwd=clone,
        env=environnement,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with processus:
        try:
            lignes = []
            for ligne in processus.stdout:
                lignes.append(ligne)
                if "Ctrl-C" in ligne:
                    break
            assert "Ctrl-C" in "".join(lignes), lignes
            yield processus
        finally:
            if processus.poll() is None:
                processus.terminate()


@pytest.mark.drill
@pytest.mark.parametrize("numero", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_la_demonstration_ne_laisse_rien_derriere_elle(clone: Path, numero: int) -> None:
    port = port_libre(0)
    with demo_lancee(clone, port) as demo:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/compte/connexion/") as page:
            assert page.status == 200
        assert len(processus_du(clone)) >= 6
        demo.send_signal(numero)
        assert demo.wait(timeout=30) == 0
    assert processus_du(clone) == []
    debut = time.monotonic()
    with demo_lancee(clone, port) as demo:
        duree = time.monotonic() - debut
        demo.send_signal(numero)
        assert demo.wait(timeout=30) == 0
    assert processus_du(clone) == []
    assert duree < 15, f"{duree} s pour une seconde fois (5 s sur une machine au repos)"


@pytest.mark.drill
def test_un_service_tue_arrete_toute_la_demonstration(clone: Path) -> None:
    with demo_lancee(clone, port_libre(0)) as demo:
        (serveur,) = [
            int(dossier.name)
            for dossier in Path("/proc").glob("[0-9]*")
            if is_service(dossier, demo.pid, "courriel")
        ]
        os.kill(serveur, signal.SIGKILL)
        assert demo.wait(timeout=30) == 1
        assert "Le service « courriel » s'est arrêté" in demo.stdout.read()
    assert processus_du(clone) == []


def is_service(dossier: Path, parent: int, nom: str) -> bool:
    """Whether this process of /proc is the service `nom` of the demo run by `parent`."""
    with contextlib.suppress(OSError):
        fils = f"PPid:\t{parent}\n" in (dossier / "status").read_text()
        return fils and str((dossier / "fd" / "1").readlink()).endswith(f"/{nom}.log")
    return False
