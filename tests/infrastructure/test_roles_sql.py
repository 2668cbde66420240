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
