"""The runtime role owns nothing, creates nothing, empties nothing."""

import pytest
from django.db import ProgrammingError, connection, transaction

from pacte.socle.droits_sql import accorder, role_execution, tables_insertion_seule
from scripts.base_locale import EXECUTION

pytestmark = pytest.mark.django_db


def refuse(ordre: str) -> bool:
    """Whether PostgreSQL refuses this order for want of a right."""
    with transaction.atomic(), connection.cursor() as curseur:
        point = transaction.savepoint()
        try:
            curseur.execute(ordre)
        except ProgrammingError as erreur:
            return erreur.__cause__.sqlstate == "42501"
        finally:
            transaction.savepoint_rollback(point)
    return False


def test_la_suite_tourne_sous_le_role_d_execution() -> None:
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert curseur.fetchone() == (EXECUTION, False)
    assert role_execution() == EXECUTION


def test_le_role_d_execution_ne_possede_aucun_objet() -> None:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT count(*) FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner "
            "WHERE rolname = current_user"
        )
        assert curseur.fetchone() == (0,)


@pytest.mark.parametrize(
    "ordre",
    [
        "CREATE TABLE essai (n int)",
        "CREATE TEMPORARY TABLE essai (n int)",
        "CREATE SCHEMA essai",
        "CREATE FUNCTION essai() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE django_session ADD COLUMN essai int",
        "DROP TABLE django_session",
        "TRUNCATE django_session",
        "DELETE FROM django_migrations",
        "UPDATE django_migrations SET name = name",
        "ALTER TABLE journal_entree DISABLE TRIGGER USER",
        "ALTER TABLE gouvernance_compterendu DISABLE TRIGGER ALL",
        "ALTER TABLE gouvernance_historicaldecision DISABLE TRIGGER USER",
        "DO $$ BEGIN EXECUTE 'ALTER TABLE journal_entree DISABLE TRIGGER ALL'; END $$",
        "SET session_replication_role = replica",
        # A table of the same name, read first, would blind the triggers.
        "CREATE TEMP TABLE gouvernance_compterendu (id int, reunion_id int, etat text)",
        "CREATE TEMP VIEW gouvernance_compterendu AS SELECT 1 AS id",
        "CREATE FUNCTION pg_temp.essai() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION public.unaccent(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "CREATE RULE essai AS ON INSERT TO journal_entree DO INSTEAD NOTHING",
        "MERGE INTO journal_entree USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE",
        "SELECT setval('journal_entree_id_seq', 1)",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "SET ROLE pacte_proprietaire",
    ],
)
def test_le_role_d_execution_se_voit_refuser(ordre: str) -> None:
    assert refuse(ordre)


def test_le_role_d_execution_lit_et_ecrit_les_tables_ordinaires() -> None:
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM django_session")
        curseur.execute("SELECT count(*) FROM procrastinate_jobs")
        curseur.execute("SELECT count(*) FROM cache_partage")


def test_les_tables_qui_prouvent_ne_recoivent_que_des_ajouts() -> None:
    tables = tables_insertion_seule()
    assert "journal_entree" in tables
    with connection.cursor() as curseur:
        for table in tables:
            curseur.execute(
                "SELECT has_table_privilege(%s, 'INSERT'), has_table_privilege(%s, 'SELECT'),"
                " has_table_privilege(%s, 'UPDATE'), has_table_privilege(%s, 'DELETE'),"
                " has_table_privilege(%s, 'TRUNCATE')",
                [table] * 5,
            )
            assert curseur.fetchone() == (True, True, False, False, False), table


def test_un_seul_role_pour_tout_donne_un_avertissement() -> None:
    (avertissement,) = accorder("default")
    assert "deux rôles" in avertissement


def test_les_declencheurs_qui_prouvent_n_ont_aucune_porte() -> None:
    """None of their functions reads a setting of the session, none runs with the owner's rights."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT proname, prosecdef, prosrc FROM pg_trigger"
            " JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgname LIKE 'pgtrigger%%'"
        )
        fonctions = curseur.fetchall()
    assert len(fonctions) > 20
    for nom, proprietaire, source in fonctions:
        assert not proprietaire, nom
        assert "ignore" not in source, nom


def test_chaque_table_d_historique_qui_prouve_refuse_aussi_le_proprietaire() -> None:
    """The journal, sealed documents, files, and the history of all that minutes are made of."""
    attendues = {"journal_entree", "documents_documentscelle", "documents_fichier"} | {
        f"gouvernance_historical{nom}"
        for nom in (
            "reunion", "pointordredujour", "participation", "compterendu", "passage", "decision",
        )
    }  # fmt: skip
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname LIKE 'pgtrigger_insertion_seule%%' AND tgenabled = 'O'"
            " GROUP BY relname HAVING count(*) = 2"
        )
        assert attendues <= {table for (table,) in curseur.fetchall()}
