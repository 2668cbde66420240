"""Prepare the database: create it on the embedded server, migrate as the owner, grant rights."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections
from psycopg import sql

PROPRIETAIRE = "proprietaire"


def dire_injoignable(nom: str, erreur: Exception) -> str:
    """One line of why the database does not answer, without libpq's advice nor any password."""
    premiere = str(erreur).strip().splitlines()[0]
    return f"La base « {nom} » est injoignable : {premiere.rpartition('failed: ')[2]}"


class Command(BaseCommand):
    help = "Crée la base si elle est locale, la migre et donne ses droits au rôle d'exécution."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        verbosite = options["verbosity"]
        connexion = connections[PROPRIETAIRE]
        parametres = connexion.get_connection_params()
        parametres.pop("cursor_factory", None)
        parametres.pop("context", None)
        nom = parametres["dbname"]
        if settings.BASE_LOCALE:
            parametres["dbname"] = "postgres"
        try:
            verrou = psycopg.connect(**parametres, autocommit=True)
        except psycopg.OperationalError as erreur:
            raise CommandError(dire_injoignable(nom, erreur)) from None
        # Two preparations at once (make demo beside make setup) would step on each other.
        with verrou:
            verrou.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"preparer_base {nom}"])
            if settings.BASE_LOCALE:
                self._creer(verrou, nom)
            # The handler of post_migrate creates the cache's table and grants the rights.
            call_command("migrate", database=PROPRIETAIRE, interactive=False, verbosity=verbosite)
        if verbosite:
            self.stdout.write(f"Base « {nom} » prête.")

    def _creer(self, connexion: psycopg.Connection, nom: str) -> None:
        presente = connexion.execute("SELECT 1 FROM pg_database WHERE datname = %s", [nom])
        if presente.fetchone() is None:
            connexion.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(nom)))
