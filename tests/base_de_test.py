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

    Rows are deleted, not truncated: a test leaves few of them, and TRUNCATE would make new files
    for every table in reach. The triggers that refuse it are off for the time of this transaction.
    """
    with connecter_proprietaire() as connexion:
        connexion.execute("SET LOCAL lock_timeout = '15s'")
        tables = dict(
            connexion.execute(
                "SELECT relname, EXISTS (SELECT 1 FROM pg_trigger"
                "  WHERE tgrelid = pg_class.oid AND NOT tgisinternal) FROM pg_class"
                " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
            ).fetchall()
        )
        pleines = _pleines(connexion, sorted(tables.keys() - TABLES_DURABLES))
        if not pleines:
            return
        gardees = [nom for nom in pleines if tables[nom]]
        _regler_les_declencheurs(connexion, "DISABLE", gardees)
        # In one statement, so that no order between the tables has to be known.
        connexion.execute(
            sql.SQL("WITH {} SELECT 1").format(
                sql.SQL(", ").join(
                    sql.SQL("{} AS (DELETE FROM {})").format(
                        sql.Identifier(f"t{rang}"), sql.Identifier(nom)
                    )
                    for rang, nom in enumerate(pleines)
                )
            )
        )
        # The foreign keys are checked now: a table whose checks wait cannot be altered.
        connexion.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _regler_les_declencheurs(connexion, "ENABLE", gardees)


def _pleines(connexion: psycopg.Connection, noms: list[str]) -> list[str]:
    question = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(nom, sql.Identifier(nom))
        for nom in noms
    )
    return [nom for (nom,) in connexion.execute(question)] if noms else []


def _regler_les_declencheurs(connexion: psycopg.Connection, verbe: str, noms: list[str]) -> None:
    for nom in noms:
        connexion.execute(
            sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(sql.Identifier(nom), sql.SQL(verbe))
        )
