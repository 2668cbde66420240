"""Run the tests in parallel, with the browser and the database that they need.

Usage: `python -m scripts.tester [--epreuves] [pytest's own arguments]`; `--epreuves` runs the
long drills, and them alone.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.mise_en_place import RACINE, REFUS, base_pour_la_duree, en_une_ligne, preparer_django
from scripts.preparer import Refus, installer_paquets

NAVIGATEURS = ("chromium", "google-chrome-stable", "google-chrome", "chromium-browser")


def trouver_navigateur() -> str | None:
    """Path of a browser that really runs, CHROMIUM first; Ubuntu's stub for snap does not count."""
    for nom in (os.environ.get("CHROMIUM", ""), *NAVIGATEURS):
        chemin = shutil.which(nom) if nom else None
        if chemin is None:
            continue
        reponse = subprocess.run([chemin, "--version"], capture_output=True, text=True, check=False)
        if reponse.returncode == 0 and "snap" not in reponse.stdout + reponse.stderr:
            return chemin
    return None


def obtenir_navigateur() -> str:
    """The browser of the tests, installed by apt when absent (Debian only)."""
    if trouve := trouver_navigateur():
        return trouve
    systeme = Path("/etc/os-release").read_text() if Path("/etc/os-release").exists() else ""
    if "ID=ubuntu" in systeme.splitlines():
        raise Refus(
            "Sur Ubuntu, le paquet chromium n'est qu'un renvoi vers snap : installez Google Chrome "
            "ou donnez CHROMIUM=/chemin/du/navigateur, puis relancez."
        )
    installer_paquets(["chromium"])
    if trouve := trouver_navigateur():
        return trouve
    raise Refus("Le navigateur chromium est installé mais ne démarre pas.")


def main(arguments: list[str]) -> int:
    epreuves = "--epreuves" in arguments
    suite = [argument for argument in arguments if argument != "--epreuves"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.reglages"
    os.environ["CHROMIUM"] = obtenir_navigateur()
    choix = ["-m", "drill"] if epreuves else ["-m", "not drill", "-n", "2", "--dist", "worksteal"]
    preparer_django()
    with base_pour_la_duree():
        commande = [sys.executable, "-m", "pytest", *choix, *suite]
        return subprocess.run(commande, cwd=RACINE, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Refus, *REFUS) as refus:
        sys.exit(en_une_ligne(refus))
    except KeyboardInterrupt:
        sys.exit(130)
