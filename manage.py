#!/usr/bin/env python
"""Django's command-line entry point."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pacte.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as erreur:
        sys.exit(str(erreur))
    except OperationalError as erreur:
        if "connection failed" not in str(erreur):
            raise
        if settings.BASE_LOCALE:
            sys.exit("La base n'est pas démarrée : make setup.")
        raison = str(erreur).splitlines()[0].rpartition("failed: ")[2]
        sys.exit(f"La base est injoignable : {raison}")


if __name__ == "__main__":
    main()
