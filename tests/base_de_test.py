"""The test database: created and emptied by the owner, while the tests run as the runtime role."""

import psycopg
from django.db import connections
from psycopg import sql

# Filled by the migrations and by Django's own signals: emptied, they would not come back.
TABLES_DURABLES = {"django_migrations", "django_content_type", "auth_permission"}


def connecter_proprietaire() -> psycopg.Connection:
    """A connection of the owner to the test database, outside Django's control of tests."""
    parametres = connections["proprietaire"].get_connection_params()
    parametres["dbname"] = connections["default"].settings_dict["NAME"]
    parametres.pop("cursor_factory", None)
    parametres.pop("context", None)
    return psycopg.connect(**parametres)


def vider() -> None:
    """Empty every table that a transactional test has filled, protected ones included.

    The triggers that refuse TRUNCATE are off for the time of this one transaction.
    """
    with connecter_proprietaire() as connexion:
        connexion.execute("SET LOCAL lock_timeout = '15s'")
        noms = [
            nom
            for (nom,) in connexion.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            )
            if nom not in TABLES_DURABLES
        ]
        if not noms:
            return
        question = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(nom, sql.Identifier(nom))
            for nom in noms
        )
        pleines = [sql.Identifier(nom) for (nom,) in connexion.execute(question)]
        if not pleines:
            return
        tables = [sql.Identifier(nom) for nom in noms]
        for verbe in ("DISABLE", "ENABLE"):
            for table in tables:
                connexion.execute(
                    sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(table, sql.SQL(verbe))
                )
            if verbe == "DISABLE":
                connexion.execute(
                    sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(pleines))
                )
