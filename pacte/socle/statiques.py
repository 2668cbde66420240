"""Static files taken one by one from installed packages, so that nothing unused is collected."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage


class StatiquesConfig(StaticFilesConfig):
    """Django's application for static files, less what no page of ours asks for."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.md",
        "LICENSE*",
        "account/*",
        "django_htmx/ext",
        "django_htmx/htmax-*",
        "django_htmx/htmx-4*",
        "django_tables2/*",
    ]


class Fichiers(FileSystemStorage):
    """Read-only storage whose names are the addresses of `STATIQUES_DES_PAQUETS`."""

    # Read by collectstatic: the names below are already whole.
    prefix = ""

    def path(self, name: str) -> str:
        return str(settings.STATIQUES_DES_PAQUETS[name])


class ChercheurDesPaquets(BaseFinder):
    """Finds the files that the settings name, and no other file of those packages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = Fichiers()

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        absents = [str(f) for f in settings.STATIQUES_DES_PAQUETS.values() if not f.is_file()]
        return [
            Error(f"Fichier absent d'un paquet : {chemin}", id="socle.E001") for chemin in absents
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        fichier: Path | None = settings.STATIQUES_DES_PAQUETS.get(path)
        if fichier is None:
            return []
        return [str(fichier)] if find_all else str(fichier)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for nom in settings.STATIQUES_DES_PAQUETS:
            yield nom, self.storage
