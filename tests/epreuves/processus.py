"""Real processes for the drills, forked from the test's own, so that they can be killed outright."""

import contextlib
import os
import random
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from django.core.management import call_command
from django.db import connections

from scripts.serveurs import FOURCHE, LIBC, PR_SET_PDEATHSIG, servir_le_site

HOTE = "127.0.0.1"


def fourcher(fonction: Callable[..., None], *arguments: Any) -> Any:
    """Start `fonction` in a process of its own session; no database connection is shared."""
    connections.close_all()
    processus = FOURCHE.Process(target=_vivre, args=(fonction, arguments), daemon=False)
    processus.start()
    return processus


def _vivre(fonction: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    os.setsid()
    # Even a killed test run leaves nothing behind.
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for numero in (signal.SIGINT, signal.SIGTERM):
        signal.signal(numero, signal.SIG_DFL)
    _fermer_les_ecoutes()
    fonction(*arguments)


def _fermer_les_ecoutes() -> None:
    """Close the listening sockets of the parent: a port that it closes must really be closed."""
    for descripteur in [int(lien.name) for lien in Path("/proc/self/fd").iterdir()]:
        with contextlib.suppress(OSError):
            copie = socket.socket(fileno=os.dup(descripteur))
            ecoute = copie.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
            copie.close()
            if ecoute:
                os.close(descripteur)


def tuer(processus: Any) -> None:
    """Send SIGKILL to the process and to all that it started, and wait for its end."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(processus.pid, signal.SIGKILL)
    processus.join(10)


def attendre(condition: Callable[[], bool], delai: float, pas: float = 0.05) -> float:
    """Wait until the condition holds; return the seconds it took, raise AssertionError after `delai`."""
    debut = time.monotonic()
    while not condition():
        ecoule = time.monotonic() - debut
        assert ecoule < delai, f"toujours faux après {ecoule:.0f} s"
        time.sleep(pas)
    return time.monotonic() - debut


def _travailler(sans_signe: int) -> None:
    call_command("ouvrier", pause=1, sans_signe=sans_signe)


class Ouvriers:
    """Some workers, killed at random and replaced at once."""

    def __init__(self, nombre: int = 2, *, sans_signe: int = 4) -> None:
        self._sans_signe = sans_signe
        self._hasard = random.Random(5)
        self._nombre = nombre
        self._processus: list[Any] = []

    def __enter__(self) -> Self:
        for _ in range(self._nombre):
            self._processus.append(fourcher(_travailler, self._sans_signe))
        return self

    def tuer_un(self) -> None:
        """Kill one of them, whatever it is doing, and start another."""
        rang = self._hasard.randrange(self._nombre)
        tuer(self._processus[rang])
        self._processus[rang] = fourcher(_travailler, self._sans_signe)

    def __exit__(self, *erreur: object) -> None:
        for processus in self._processus:
            tuer(processus)


class Site:
    """The web server (gunicorn, two processes of four threads), on a port of its own."""

    def __init__(self) -> None:
        with socket.socket() as libre:
            libre.bind((HOTE, 0))
            self.port: int = libre.getsockname()[1]
        self._processus: Any = None

    def demarrer(self) -> float:
        """Start it; return the seconds until it answers."""
        pret = FOURCHE.Event()
        pret.set()
        self._processus = fourcher(servir_le_site, self.port, pret)
        return attendre(self._ecoute, 30, 0.02)

    def _ecoute(self) -> bool:
        with socket.socket() as essai:
            return essai.connect_ex((HOTE, self.port)) == 0

    def tuer(self) -> None:
        """kill -9 of all its processes."""
        tuer(self._processus)
