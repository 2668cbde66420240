"""The demo: prepared, filled, then served until Ctrl-C, which stops everything it started."""

import contextlib
import fcntl
import io
import os
import shutil
import signal
import socket
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
from scripts.serveurs import (
    FOURCHE,
    HOTE,
    SIGNAUX,
    ServeurArrete,
    Serveurs,
    recevoir_les_courriels,
    servir_le_site,
    traiter_les_taches,
)

PACTE_REEL = "pacte/accord/actes/chambery-2023.toml"
COURRIELS = RACINE / ".donnees" / "courriels"
JOURNAUX = RACINE / ".donnees" / "journaux"
SERVEUR_DE_LA_DEMO = "serveur de la demo"


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
    sortie = io.StringIO()
    call_command("charger_pacte", PACTE_REEL, stdout=sortie)
    print("Données de démonstration : la première fois demande une minute.", flush=True)
    call_command("charger_demo", si_absente=True, stdout=sortie)


def preparer_les_donnees(a_neuf: bool) -> None:
    """Database, pacts, demo and static files; no connection stays open for the forks to share."""
    demarrer_la_base()
    if a_neuf:
        effacer()
    call_command("preparer_base", verbosity=0)
    remplir()
    rassembler_statiques()
    connections.close_all()


def annoncer(port: int, lecture: int) -> None:
    """Say where the portal is, and under which accounts it can be seen."""
    print(f"\nLe portail est prêt : http://{HOTE}:{port}/")
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
    smtp, lecture = port_libre(8025), port_libre(8026)
    # A demo writes to nobody: whatever `.env` says, its mail goes to the sink.
    os.environ |= {
        "EMAIL_HOST": HOTE,
        "EMAIL_PORT": str(smtp),
        "EMAIL_USE_TLS": "0",
        "EMAIL_HOST_USER": "",
        "ADRESSE_DU_SITE": f"http://{HOTE}:{port}",
    }
    for numero in SIGNAUX:
        signal.signal(numero, interrompre)
    preparer_django()
    if not settings.DEMONSTRATION:
        raise Refus("La démonstration demande DEMONSTRATION=1 dans .env : ceci est un vrai site.")
    with seule_demonstration() as verrou:
        # A server left by a demo that was killed outright belongs to this one.
        laissee = verrou.read() == SERVEUR_DE_LA_DEMO
        a_arreter = settings.BASE_LOCALE and (laissee or not is_en_marche(RACINE))
        verrou.truncate(0)
        verrou.write(SERVEUR_DE_LA_DEMO if a_arreter else "")
        verrou.flush()
        serveurs = Serveurs(JOURNAUX)
        try:
            pret = FOURCHE.Event()
            serveurs.lancer("site", servir_le_site, port, pret)
            preparer_les_donnees("--recommencer" in arguments)
            pret.set()
            serveurs.lancer("taches", traiter_les_taches)
            serveurs.lancer("courriel", recevoir_les_courriels, smtp, lecture, COURRIELS)
            serveurs.attendre_le_site(port)
            annoncer(port, lecture)
            while True:
                serveurs.verifier()
                time.sleep(0.3)
        finally:
            for numero in SIGNAUX:
                signal.signal(numero, signal.SIG_IGN)
            serveurs.arreter()
            if a_arreter:
                arreter(RACINE)
            verrou.truncate(0)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (Arret, KeyboardInterrupt):
        print("\nTout est arrêté.")
    except (Refus, ServeurArrete, *REFUS) as refus:
        sys.exit(en_une_ligne(refus))
    except PermissionError as refus:
        sys.exit(f"Permission manquante : {refus.filename}.")
