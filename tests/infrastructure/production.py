"""Run a piece of Python under the settings of a real site, in a process of its own."""

import json
import os
import subprocess
import sys
from typing import Any

from django.conf import settings

REGLAGES = {
    "DEBUG": "0",
    "DEMONSTRATION": "0",
    "SECRET_KEY": "k" * 25 + "0123456789" * 5,
    "ALLOWED_HOSTS": "pacte.exemple.fr",
    "DATABASE_URL": "postgres://pacte_application@127.0.0.1:1/pacte",
    "DATABASE_OWNER_URL": "postgres://pacte_proprietaire@127.0.0.1:1/pacte",
    "ADRESSE_DU_SITE": "https://pacte.exemple.fr",
    "DJANGO_SETTINGS_MODULE": "pacte.settings",
}


def lancer(arguments: list[str], **reglages: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments from the root of the clone, under a real site's settings."""
    # The browser's tests set this one, which a real site must not have.
    environnement = {c: v for c, v in os.environ.items() if c != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.RACINE,
        env=environnement | REGLAGES | reglages,
        capture_output=True,
        text=True,
        check=False,
    )


def evaluer(programme: str, **reglages: str) -> Any:
    """What the program printed as its last line of JSON."""
    reponse = lancer(["-c", programme], **reglages)
    assert reponse.returncode == 0, reponse.stderr
    return json.loads(reponse.stdout.splitlines()[-1])
