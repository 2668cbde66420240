"""The database of a working copy, ready: embedded server started, migrated, rights granted."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError

from scripts.base_locale import BaseIndisponible, demarrer

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


def main() -> None:
    preparer_django()
    demarrer_la_base()
    call_command("preparer_base", verbosity=0)
    print(f"Prêt. La base « {settings.DATABASES['default']['NAME']} » est en marche.")


if __name__ == "__main__":
    try:
        main()
    except REFUS as refus:
        sys.exit(en_une_ligne(refus))
