"""The processes of the demo: forked from one that has loaded everything, stopped together.

Loading the portal takes seconds of processor: each process forked here starts from what its
parent has already imported, instead of importing it again.
"""

import contextlib
import ctypes
import http.client
import importlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from scripts import puits_courriel

HOTE = "127.0.0.1"
SIGNAUX = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
FOURCHE = multiprocessing.get_context("fork")


class ServeurArrete(Exception):
    """One of the processes has ended, or does not answer; the message is one French line."""


class Serveurs:
    """The processes that serve the demo; none survives this one."""

    def __init__(self, journaux: Path) -> None:
        self.journaux = journaux
        self.processus: dict[str, Any] = {}
        journaux.mkdir(parents=True, exist_ok=True)

    def lancer(self, nom: str, fonction: Callable[..., None], *arguments: Any) -> None:
        processus = FOURCHE.Process(
            target=_isoler, args=(self.journal(nom), fonction, arguments), name=nom
        )
        processus.start()
        self.processus[nom] = processus

    def journal(self, nom: str) -> Path:
        return self.journaux / f"{nom}.log"

    def verifier(self) -> None:
        """Raise `ServeurArrete` naming the process that has ended, if any."""
        for nom, processus in self.processus.items():
            if not processus.is_alive():
                lignes = self.journal(nom).read_text(errors="replace").strip().splitlines()
                derniere = f" : {lignes[-1]}" if lignes else ""
                raise ServeurArrete(
                    f"Le service « {nom} » s'est arrêté{derniere} ({self.journal(nom)})"
                )

    def attendre_le_site(self, port: int, delai: int = 60) -> None:
        """Wait until the site answers a request."""
        limite = time.monotonic() + delai
        while time.monotonic() < limite:
            self.verifier()
            with contextlib.suppress(OSError, http.client.HTTPException):
                connexion = http.client.HTTPConnection(HOTE, port, timeout=30)
                connexion.request("GET", "/")
                connexion.getresponse()
                connexion.close()
                return
            time.sleep(0.05)
        raise ServeurArrete(f"Le site ne répond pas après {delai} secondes.")

    def arreter(self) -> None:
        """Stop each process and all that it started."""
        for numero, delai in ((signal.SIGTERM, 8), (signal.SIGKILL, 5)):
            for processus in self.processus.values():
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(processus.pid, numero)
            limite = time.monotonic() + delai
            for processus in self.processus.values():
                processus.join(max(0.1, limite - time.monotonic()))
        self.processus.clear()


def _isoler(journal: Path, fonction: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Run `fonction` in a session of its own, its output in a file, tied to its parent's life."""
    os.setsid()
    # Even a `kill -9` of the demo must leave nothing behind.
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    for numero in SIGNAUX:
        signal.signal(numero, signal.SIG_DFL)
    with journal.open("wb") as sortie, Path(os.devnull).open("rb") as rien:
        os.dup2(rien.fileno(), 0)
        os.dup2(sortie.fileno(), 1)
        os.dup2(sortie.fileno(), 2)
    fonction(*arguments)


class Site(BaseApplication):
    """gunicorn in this process, loaded before its workers are forked."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        for cle, valeur in {
            "bind": f"{HOTE}:{self.port}",
            "worker_class": "gthread",
            "workers": 2,
            "threads": 4,
            "preload_app": True,
            "control_socket_disable": True,
            "loglevel": "warning",
        }.items():
            self.cfg.set(cle, valeur)

    def load(self) -> Any:
        return get_wsgi_application()


def servir_le_site(port: int, pret: Any) -> None:
    """Load the pages while the data is being prepared, then serve them once `pret` is set."""
    importlib.import_module(settings.ROOT_URLCONF)
    pret.wait()
    # gunicorn reads the command line of its process: this one is not its own.
    sys.argv = ["gunicorn"]
    Site(port).run()


def traiter_les_taches() -> None:
    call_command("ouvrier")


def recevoir_les_courriels(smtp: int, lecture: int, dossier: Path) -> None:
    puits_courriel.main([str(smtp), str(lecture), str(dossier)])
