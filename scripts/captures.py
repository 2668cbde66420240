"""The README's two pictures, taken from the running demonstration: `make demo`, then `make captures`.

The address is http://127.0.0.1:PORT; the pictures go to docs/images, in few colours to stay small.
"""

import os
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error, Page, sync_playwright

RACINE = Path(__file__).resolve().parent.parent
DOSSIER = RACINE / "docs" / "images"
COULEURS = 48
ECRAN = {"width": 1280, "height": 800}
ECHELLE = 0.75


def photographier(page: Page, adresse: str, nom: str) -> None:
    """Save what the first screen of `adresse` shows, as a small PNG."""
    page.goto(adresse)
    image = Image.open(BytesIO(page.screenshot(scale="device")))
    image.convert("RGB").quantize(COULEURS).save(DOSSIER / f"{nom}.png", optimize=True)


def premier_compte() -> tuple[str, str]:
    """The e-mail and the password of the first account that the demonstration prints."""
    lignes = subprocess.run(
        [sys.executable, "manage.py", "charger_demo", "--comptes"],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return lignes[1].split()[0], lignes[0].split()[-1]


def main() -> int:
    site = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    chemin = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chemin is None:
        print("chromium est introuvable : make test l'installe.", file=sys.stderr)
        return 1
    DOSSIER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=chemin, args=["--no-sandbox"])
        page = navigateur.new_page(viewport=ECRAN, device_scale_factor=ECHELLE, locale="fr-FR")
        try:
            page.goto(f"{site}/compte/connexion/")
        except Error:
            print(f"Rien ne répond sur {site} : lancez d'abord make demo.", file=sys.stderr)
            return 1
        courriel, mot_de_passe = premier_compte()
        page.locator("[name=login]").fill(courriel)
        page.locator("[name=password]").fill(mot_de_passe)
        page.get_by_role("button", name="Se connecter").click()
        page.wait_for_load_state()
        photographier(page, f"{site}/pactes/demonstration/tableau/", "tableau")
        exercice = int(page.evaluate("new Date().getFullYear()")) + 1
        photographier(page, f"{site}/pactes/demonstration/avances/{exercice}/TILLEULS/", "avance")
        navigateur.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
