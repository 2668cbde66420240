"""The demo: prepared, filled, then served until Ctrl-C, which stops everything it started."""

import contextlib
import ctypes
import fcntl
import http.client
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TextIO

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from scripts.base_locale import arreter, is_en_marche, ouvrir_proprietaire
from scripts.mise_en_place import (
    RACINE,
    REFUS,
    demarrer_la_base,
    en_une_ligne,
    preparer_django,
    rassembler_statiques,
)

HOTE = "127.0.0.1"
PACTE_REEL = "pacte/accord/actes/chambery-2023.toml"
COURRIELS = RACINE / ".donnees" / "courriels"
JOURNAUX = RACINE / ".donnees" / "journaux"
SIGNAUX = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
SERVEUR_DE_LA_DEMO = "serveur de la demo"
LIBC = ctypes.CDLL(None)


class Refus(Exception):
    """The demo cannot start; the message is one French line."""


class Arret(Exception):
    """Someone asked for the end: Ctrl-C, SIGTERM or a closed terminal."""


def lire_port(texte: str) -> int:
    """The port asked for; `Refus` when it is not one, is reserved, or is taken."""
    if not texte.isdecimal() or not 0 < int(texte) < 65536:
        raise Refus(f"PORT={texte} n'est pas un numéro de port (1 à 65535).")
    port = int(texte)
    try:
        with socket.socket() as essai:
            essai.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            essai.bind((HOTE, port))
    except PermissionError:
        raise Refus(f"Le port {port} est réservé à root : essayez make demo PORT=8000.") from None
    except OSError:
        autre = port + 1 if port < 65535 else 8000
        raise Refus(f"Le port {port} est déjà pris : essayez make demo PORT={autre}.") from None
    return port


def port_libre(prefere: int) -> int:
    """This port, or any free one when it is taken."""
    for port in (prefere, 0):
        try:
            with socket.socket() as essai:
                essai.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                essai.bind((HOTE, port))
                return essai.getsockname()[1]
        except OSError:
            continue
    raise Refus("Aucun port libre sur cette machine.")


def effacer() -> None:
    """Erase the demo: its database, its files, its mail."""
    if not settings.BASE_LOCALE:
        raise Refus("make demo-reset n'efface que la base locale : videz vous-même DATABASE_URL.")
    nom = settings.DATABASES["default"]["NAME"]
    connections.close_all()
    with ouvrir_proprietaire(RACINE) as connexion:
        connexion.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(nom)))
    for dossier in (Path(settings.MEDIA_ROOT), COURRIELS):
        shutil.rmtree(dossier, ignore_errors=True)


def remplir() -> None:
    """Load the real act as the file now says it, and the demo's data once."""
    call_command("charger_pacte", PACTE_REEL, verbosity=0, stdout=io.StringIO())
    call_command("charger_demo", si_absente=True)


class Serveurs:
    """The processes that serve the demo; none survives this one."""

    def __init__(self, environnement: dict[str, str]) -> None:
        self.environnement = environnement
        self.processus: dict[str, subprocess.Popen[bytes]] = {}

    def lancer(self, nom: str, commande: list[str]) -> None:
        JOURNAUX.mkdir(parents=True, exist_ok=True)
        with self.journal(nom).open("wb") as sortie:
            self.processus[nom] = subprocess.Popen(
                commande, cwd=RACINE, env=self.environnement, stdin=subprocess.DEVNULL,
                stdout=sortie, stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=_mourir_avec_le_parent,
            )  # fmt: skip

    def journal(self, nom: str) -> Path:
        return JOURNAUX / f"{nom}.log"

    def verifier(self) -> None:
        """Raise `Refus` naming the process that has ended, if any."""
        for nom, processus in self.processus.items():
            if processus.poll() is not None:
                lignes = self.journal(nom).read_text(errors="replace").strip().splitlines()
                derniere = f" : {lignes[-1]}" if lignes else ""
                raise Refus(f"Le service « {nom} » s'est arrêté{derniere} ({self.journal(nom)})")

    def attendre(self, port: int, delai: int = 60) -> None:
        """Wait until the site answers."""
        limite = time.monotonic() + delai
        while time.monotonic() < limite:
            self.verifier()
            with contextlib.suppress(OSError, http.client.HTTPException):
                connexion = http.client.HTTPConnection(HOTE, port, timeout=30)
                connexion.request("GET", "/")
                connexion.getresponse()
                connexion.close()
                return
            time.sleep(0.1)
        raise Refus(f"Le site ne répond pas après {delai} secondes.")

    def arreter(self) -> None:
        """Stop each process and all that it started."""
        for signal_, delai in ((signal.SIGTERM, 8), (signal.SIGKILL, 5)):
            for processus in self.processus.values():
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(processus.pid, signal_)
            limite = time.monotonic() + delai
            for processus in self.processus.values():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    processus.wait(max(0.1, limite - time.monotonic()))
        self.processus.clear()


def _mourir_avec_le_parent() -> None:
    # Even a `kill -9` of the demo must leave nothing behind.
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def servir(port: int) -> None:
    """Start the site, the worker and the mail sink, say where they are, then wait."""
    smtp, lecture = port_libre(8025), port_libre(8026)
    serveurs = Serveurs(
        os.environ
        | {
            "EMAIL_HOST": HOTE,
            "EMAIL_PORT": str(smtp),
            "EMAIL_USE_TLS": "0",
            "EMAIL_HOST_USER": "",
            "ADRESSE_DU_SITE": f"http://{HOTE}:{port}",
        }
    )
    python = sys.executable
    try:
        serveurs.lancer(
            "courriel",
            [python, "-m", "scripts.puits_courriel", str(smtp), str(lecture), str(COURRIELS)],
        )
        serveurs.lancer(
            "site",
            [python, "-m", "gunicorn", "pacte.wsgi", "--worker-class", "gthread", "--workers", "2",
             "--threads", "4", "--no-control-socket", "--bind", f"{HOTE}:{port}",
             "--log-level", "warning"],
        )  # fmt: skip
        serveurs.lancer("tâches", [python, "manage.py", "procrastinate", "worker"])
        serveurs.attendre(port)
        annoncer(port, lecture)
        while True:
            serveurs.verifier()
            time.sleep(0.3)
    finally:
        serveurs.arreter()


def annoncer(port: int, lecture: int) -> None:
    """Say where the portal is, and under which accounts it can be seen."""
    print(f"\nLe portal est prêt : http://{HOTE}:{port}/")
    print(f"Les courriels envoyés se lisent ici : http://{HOTE}:{lecture}/")
    call_command("charger_demo", comptes=True)
    print("\nCtrl-C arrête tout. Les données restent.", flush=True)


@contextlib.contextmanager
def seule_demonstration() -> Iterator[TextIO]:
    """One demo at a time for a clone; the lock's file says whether the database is the demo's."""
    (RACINE / ".donnees").mkdir(mode=0o711, exist_ok=True)
    with (RACINE / ".donnees" / "demo.verrou").open("a+") as fichier:
        try:
            fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refus("Une démonstration de ce dossier tourne déjà.") from None
        fichier.seek(0)
        yield fichier


def interrompre(numero: int, cadre: FrameType | None) -> None:
    raise Arret


def main(arguments: list[str]) -> None:
    port = lire_port(os.environ.get("PORT", "8000"))
    for numero in SIGNAUX:
        signal.signal(numero, interrompre)
    preparer_django()
    if not settings.DEMONSTRATION:
        raise Refus("La démonstration demande DEMONSTRATION=1 dans .env : ceci est un vrai site.")
    with seule_demonstration() as verrou:
        # A server left by a demo that was killed outright belongs to this one.
        laissee = verrou.read() == SERVEUR_DE_LA_DEMO
        a_arreter = settings.BASE_LOCALE and (laissee or not is_en_marche(RACINE))
        verrou.seek(0)
        verrou.truncate()
        verrou.write(SERVEUR_DE_LA_DEMO if a_arreter else "")
        verrou.flush()
        try:
            demarrer_la_base()
            if "--recommencer" in arguments:
                effacer()
            call_command("preparer_base", verbosity=0)
            remplir()
            rassembler_statiques()
            connections.close_all()
            servir(port)
        finally:
            for numero in SIGNAUX:
                signal.signal(numero, signal.SIG_IGN)
            if a_arreter:
                arreter(RACINE)
            verrou.truncate(0)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (Arret, KeyboardInterrupt):
        print("\nTout est arrêté.")
    except (Refus, *REFUS) as refus:
        sys.exit(en_une_ligne(refus))
    except PermissionError as refus:
        sys.exit(f"Permission manquante : {refus.filename}.")
