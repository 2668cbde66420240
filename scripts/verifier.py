"""Every check that needs no test: style, layers, templates, types, security, deployment."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

from scripts.mise_en_place import RACINE, REFUS, base_pour_la_duree, en_une_ligne, preparer_django

BIN = Path(sys.executable).parent
APPLICATIONS = ["pacte", "centres", "gouvernance", "subventions"]
# Pure modules: no ORM, no request, no clock. Their types are checked strictly.
PURS = [
    *(f"pacte/socle/{nom}.py" for nom in (
        "constats", "dates", "droits", "etats", "jours_ouvres", "montants", "mots", "workflow")),
    *(f"pacte/pilotage/{nom}.py" for nom in (
        "clauses", "evaluateurs", "evaluateur_avance", "extraits", "faits", "graphiques",
        "reponses", "tableau")),
    "pacte/accord/genres.py", "pacte/accord/texte_acte.py",
]  # fmt: skip
# No file may name a package registry: written in two halves, this one does not either.
REGISTRES = re.compile(
    "|".join(a + r"\." + b for a, b in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org")))
)
PRODUCTION = {
    "DEBUG": "0",
    "DEMONSTRATION": "0",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "pacte.exemple.fr",
    "DATABASE_URL": "postgres://pacte_application@127.0.0.1:5432/pacte",
    "DATABASE_OWNER_URL": "postgres://pacte_proprietaire@127.0.0.1:5432/pacte",
    "ADRESSE_DU_SITE": "https://pacte.exemple.fr",
}


def controles() -> list[tuple[str, list[str], dict[str, str]]]:
    """Title, command and added environment of each check, in order."""
    purs = PURS + sorted(
        str(chemin.relative_to(RACINE))
        for application in APPLICATIONS
        for motif in ("rules.py", "rules/*.py")
        for chemin in (RACINE / application).rglob(motif)
        # It reads workbooks, through a library that says no types.
        if chemin.name != "tableaux.py"
    )
    gerer = [sys.executable, "manage.py"]
    return [
        ("style", [f"{BIN}/ruff", "check", "--quiet", "."], {}),
        ("mise en forme", [f"{BIN}/ruff", "format", "--check", "--quiet", "."], {}),
        ("couches", [f"{BIN}/lint-imports"], {}),
        ("gabarits", [f"{BIN}/djlint", "templates", "--lint", "--quiet"], {}),
        ("types des modules purs", [f"{BIN}/mypy", *purs], {}),
        ("sécurité du code",
         [f"{BIN}/bandit", "-q", "-ll", "-c", "pyproject.toml", "-r", *APPLICATIONS, "scripts"],
         {}),
        ("migrations à jour", [*gerer, "makemigrations", "--check", "--dry-run"], {}),
        ("réglages de production",
         [*gerer, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ]  # fmt: skip


def fichiers_nommant_un_registre() -> list[str]:
    """Committed files that name a package registry."""
    reponse = subprocess.run(
        ["git", "ls-files", "-z"], cwd=RACINE, capture_output=True, text=True, check=True
    )
    chemins = [RACINE / nom for nom in reponse.stdout.split("\0") if nom]
    return [
        str(chemin.relative_to(RACINE))
        for chemin in chemins
        if chemin.is_file() and REGISTRES.search(chemin.read_bytes().decode(errors="ignore"))
    ]


def main() -> int:
    preparer_django()
    echecs = []
    with base_pour_la_duree():
        for titre, commande, environnement in controles():
            reponse = subprocess.run(
                commande, cwd=RACINE, env=os.environ | environnement, capture_output=True,
                text=True, check=False,
            )  # fmt: skip
            print(f"{'ok   ' if reponse.returncode == 0 else 'ÉCHEC'}  {titre}", flush=True)
            if reponse.returncode != 0:
                echecs.append(titre)
                print(reponse.stdout + reponse.stderr, flush=True)
    if nommes := fichiers_nommant_un_registre():
        echecs.append("registres")
        print(f"ÉCHEC  ces fichiers nomment un registre de paquets : {', '.join(nommes)}")
    print("Tout est bon." if not echecs else f"À corriger : {', '.join(echecs)}.")
    return 1 if echecs else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except REFUS as refus:
        sys.exit(en_une_ligne(refus))
