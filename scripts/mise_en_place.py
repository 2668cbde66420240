"""The database of a working copy, ready: embedded server started, migrated, rights granted."""

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError

from scripts.base_locale import BaseIndisponible, arreter, demarrer

RACINE = Path(__file__).resolve().parent.parent
REFUS = (BaseIndisponible, ImproperlyConfigured, CommandError, OperationalError)


def en_une_ligne(erreur: Exception) -> str:
    """An error as one line for the user."""
    return " ".join(str(erreur).split())


def preparer_django() -> None:
    """Read the settings; ImproperlyConfigured when they are refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pacte.settings")
    django.setup()


def demarrer_la_base() -> bool:
    """Start the embedded server when the settings use it; True when this call started it."""
    return settings.BASE_LOCALE and demarrer(RACINE)


@contextlib.contextmanager
def base_pour_la_duree() -> Iterator[None]:
    """The embedded server during a command, stopped afterwards when it did not run before."""
    demarree_ici = demarrer_la_base()
    try:
        yield
    finally:
        if demarree_ici:
            arreter(RACINE)


def _empreinte(dossier: Path) -> str:
    lignes = [
        f"{fichier}:{fichier.stat().st_size}:{fichier.stat().st_mtime_ns}"
        for fichier in sorted(dossier.rglob("*"))
        if fichier.is_file()
    ]
    exigences = (RACINE / "requirements.txt").read_text()
    return hashlib.sha256("\n".join([*lignes, exigences]).encode()).hexdigest()


def rassembler_statiques() -> None:
    """Collect static files when they changed since the last time."""
    repere = RACINE / ".donnees" / "statiques.empreinte"
    empreinte = _empreinte(RACINE / "static")
    if Path(settings.STATIC_ROOT).is_dir() and repere.exists() and repere.read_text() == empreinte:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    repere.write_text(empreinte)


def main() -> None:
    preparer_django()
    demarrer_la_base()
    call_command("preparer_base", verbosity=0)
    rassembler_statiques()
    print(f"Prêt. La base « {settings.DATABASES['default']['NAME']} » est en marche.")


if __name__ == "__main__":
    try:
        main()
    except REFUS as refus:
        sys.exit(en_une_ligne(refus))
