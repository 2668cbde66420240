"""Prepare a working copy: system libraries, virtual environment, `.env`, database.

Runs with the system's Python alone, before anything is installed. Each refusal is one French
line and exit 1. Usage: `python3 scripts/preparer.py execution|developpement [then a command]`;
the command, if any, replaces this process under the virtual environment's Python.
"""

import ast
import hashlib
import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
VENV = RACINE / ".venv"
PYTHON = VENV / "bin" / "python"
# Of each Python that the project supports, the oldest first.
VERSIONS = ((3, 11), (3, 12), (3, 13))
BIBLIOTHEQUES = {
    "execution": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig"],
    "developpement": [],
}
EXIGENCES = {
    "execution": RACINE / "requirements.txt",
    "developpement": RACINE / "requirements-dev.txt",
}
OUTILS = RACINE / "requirements-uv.txt"
# What pip was told about registries, told to uv: a town hall often has a mirror of its own.
DE_PIP_A_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


class Refus(Exception):
    """The copy cannot be prepared; the message is one French line."""


def trouver_python() -> str:
    """This Python when the project supports it, else another one of the machine."""
    if sys.version_info[:2] in VERSIONS:
        return sys.executable
    for majeure, mineure in VERSIONS:
        if autre := shutil.which(f"python{majeure}.{mineure}"):
            return autre
    trouve = f"{sys.version_info[0]}.{sys.version_info[1]}"
    raise Refus(f"Python 3.11, 3.12 ou 3.13 est nécessaire (trouvé : {trouve}).")


def verifier_ecriture() -> None:
    """Refuse a clone where this account cannot write."""
    for dossier in (RACINE, VENV, RACINE / ".donnees"):
        if dossier.exists() and not os.access(dossier, os.W_OK | os.X_OK):
            raise Refus(f"Permission manquante : vous ne pouvez pas écrire dans {dossier}.")


def _is_installe(paquet: str) -> bool:
    reponse = subprocess.run(
        ["dpkg-query", "-W", "-f=${db:Status-Status}", paquet],
        capture_output=True,
        text=True,
        check=False,
    )
    # An architecture may be listed beside another: one that is installed is enough.
    return reponse.returncode == 0 and "installed" in reponse.stdout.replace("not-installed", "")


def paquets_manquants(niveau: str, python: str) -> list[str]:
    """Debian packages to install for this level, in order."""
    voulus = list(BIBLIOTHEQUES["execution"])
    if niveau == "developpement":
        voulus += BIBLIOTHEQUES["developpement"]
    manquants = [paquet for paquet in voulus if not _is_installe(paquet)]
    if not PYTHON.exists() and not _a_venv(python):
        nom = Path(os.path.realpath(python)).name
        manquants.insert(0, f"{nom}-venv" if nom != "python3" else "python3-venv")
    return manquants


def _a_venv(python: str) -> bool:
    if python == sys.executable:
        return importlib.util.find_spec("ensurepip") is not None
    return subprocess.run([python, "-c", "import ensurepip"], check=False).returncode == 0


def installer_paquets(paquets: list[str]) -> None:
    """Install Debian packages, with sudo where not root, saying so first."""
    if not paquets:
        return
    liste = " ".join(paquets)
    if not shutil.which("apt-get"):
        raise Refus(f"Il manque des bibliothèques du système, à installer à la main : {liste}.")
    prefixe: list[str] = []
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            raise Refus(f"Il manque : {liste}. Un administrateur doit lancer : apt install {liste}")
        prefixe = ["sudo"]
    avec = ", avec sudo" if prefixe else ""
    print(f"Installation par apt-get{avec} de : {liste}", flush=True)
    environnement = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    installer = [*prefixe, "apt-get", "install", "-y", "-q", "--no-install-recommends", *paquets]
    for commande in ([*prefixe, "apt-get", "update", "-q"], installer):
        reponse = subprocess.run(
            commande, env=environnement, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, check=False,
        )  # fmt: skip
    # A failed update is not one yet: the package may be in a list already there.
    if reponse.returncode != 0:
        lignes = reponse.stderr.strip().splitlines() or ["raison inconnue"]
        raise Refus(f"apt-get n'a pas pu installer {liste} : {lignes[-1]}")


def _empreinte(fichier: Path, python: str) -> str:
    contenu = fichier.read_bytes() + OUTILS.read_bytes() + os.fsencode(os.path.realpath(python))
    return hashlib.sha256(contenu).hexdigest()


def _is_en_place() -> bool:
    """Whether the environment was made here: moved, its programs point to the old place."""
    lieu = VENV / "lieu"
    return PYTHON.exists() and lieu.exists() and lieu.read_text() == str(VENV)


def _is_a_jour(niveau: str, python: str) -> bool:
    """Whether the environment holds this level; the development one holds both."""
    repere = VENV / "empreinte"
    if not (_is_en_place() and repere.exists()):
        return False
    connues = {_empreinte(EXIGENCES["developpement"], python)}
    if niveau == "execution":
        connues.add(_empreinte(EXIGENCES["execution"], python))
    return repere.read_text() in connues


def _lancer(commande: list[str], echec: str, **options: object) -> None:
    reponse = subprocess.run(
        commande, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        cwd=RACINE, **options,
    )  # fmt: skip
    if reponse.returncode != 0:
        print(reponse.stdout, file=sys.stderr)
        raise Refus(echec)


def _registres() -> dict[str, str]:
    """The environment under which uv reads the registries that pip is configured for."""
    environnement = dict(os.environ)
    reponse = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    for ligne in reponse.stdout.splitlines():
        cle, _, valeur = ligne.partition("=")
        variable = DE_PIP_A_UV.get(cle.rpartition(".")[2])
        if variable and variable not in os.environ:
            environnement[variable] = str(ast.literal_eval(valeur))
    return environnement


def preparer_environnement(niveau: str, python: str) -> None:
    """Create or update the virtual environment from the lock file, hashes checked."""
    if _is_a_jour(niveau, python):
        return
    if not _is_en_place():
        print("Création de l'environnement Python (.venv)", flush=True)
        _lancer([python, "-m", "venv", "--clear", str(VENV)], "Le module venv a échoué.")
        (VENV / "lieu").write_text(str(VENV))
    print(f"Installation des dépendances ({EXIGENCES[niveau].name})", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r"]
    if not (VENV / "bin" / "uv").exists():
        _lancer([*pip, str(OUTILS)], "pip n'a pas pu installer uv : le réseau est-il accessible ?")
    _lancer(
        [str(VENV / "bin" / "uv"), "pip", "sync", "--quiet", "--compile-bytecode", "--require-hashes",
         "--python", str(PYTHON), "--index-strategy", "unsafe-best-match", str(EXIGENCES[niveau])],
        "Les dépendances n'ont pas pu être installées : le réseau est-il accessible ?",
        env=_registres(),
    )  # fmt: skip
    (VENV / "empreinte").write_text(_empreinte(EXIGENCES[niveau], python))


def ecrire_reglages() -> None:
    """Write `.env` once: a demo on this machine, with a secret key of its own."""
    fichier = RACINE / ".env"
    try:
        descripteur = os.open(fichier, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descripteur, "w") as sortie:
        sortie.write(f"DEMONSTRATION=1\nSECRET_KEY={secrets.token_urlsafe(60)}\n")


def main(arguments: list[str]) -> None:
    niveau, *suite = arguments
    python = trouver_python()
    verifier_ecriture()
    installer_paquets(paquets_manquants(niveau, python))
    preparer_environnement(niveau, python)
    ecrire_reglages()
    if suite:
        os.chdir(RACINE)
        os.execv(PYTHON, [str(PYTHON), *suite])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (Refus, PermissionError) as refus:
        sys.exit(str(refus))
    except KeyboardInterrupt:
        sys.exit(130)
