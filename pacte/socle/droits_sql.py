"""What the runtime role may do in the database: the one home of every GRANT.

The owner role migrates; the runtime role (the user of the `default` alias) owns nothing, creates
nothing, truncates nothing, and only adds rows to the tables that prove: models that say
`INSERTION_SEULE = True`, and every history table.
"""

from collections.abc import Sequence

from django.apps import AppConfig, apps
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

CLES_D_HISTORIQUE = {"history_id", "m2m_history_id"}


def is_insertion_seule(modele: type[Model]) -> bool:
    """Whether the rows of this model are added and read, never changed nor removed."""
    return (
        getattr(modele, "INSERTION_SEULE", False) is True
        or modele._meta.pk.name in CLES_D_HISTORIQUE
    )


def tables_insertion_seule() -> list[str]:
    """Names of the tables where the runtime role only adds rows, sorted."""
    modeles = apps.get_models(include_auto_created=True)
    return sorted({modele._meta.db_table for modele in modeles if is_insertion_seule(modele)})


def role_execution() -> str:
    """Name of the role that the application runs under."""
    return connections[DEFAULT_DB_ALIAS].settings_dict["USER"]


def accorder(using: str) -> list[str]:
    """Grant the runtime role its rights, connected as the owner of the tables.

    Returns the French warnings to show (one role for both uses, schema open to all). Raises
    CommandError when the runtime role does not exist on the server.
    """
    connexion = connections[using]
    role = role_execution()
    if role == connexion.settings_dict["USER"]:
        return [
            f"Attention : le rôle « {role} » sert à la fois à migrer et à exécuter. "
            "Indiquez deux rôles (DATABASE_URL et DATABASE_OWNER_URL)."
        ]
    with transaction.atomic(using=using), connexion.cursor() as curseur:
        curseur.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if curseur.fetchone() is None:
            raise CommandError(
                f"Le rôle « {role} » de DATABASE_URL n'existe pas sur le serveur : créez-le "
                f"(CREATE ROLE {role} LOGIN PASSWORD …), puis relancez."
            )
        presentes = set(connexion.introspection.table_names(curseur))
        for ordre in _ordres(connexion, role, presentes):
            curseur.execute(ordre)
        curseur.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [role])
        if curseur.fetchone()[0]:
            return [
                f"Attention : le rôle « {role} » peut créer des tables. Un administrateur du "
                "serveur doit lancer : REVOKE CREATE ON SCHEMA public FROM PUBLIC."
            ]
    return []


def _ordres(connexion: BaseDatabaseWrapper, role: str, presentes: set[str]) -> Sequence[str]:
    citer = connexion.ops.quote_name
    qui = citer(role)
    base = citer(connexion.settings_dict["NAME"])
    ordres = [
        f"REVOKE ALL ON DATABASE {base} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {base} TO {qui}",
        f"GRANT USAGE ON SCHEMA public TO {qui}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {qui}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {qui}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {qui}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {qui}",
    ]
    ordres += [
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {citer(table)} FROM {qui}"
        for table in tables_insertion_seule()
        if table in presentes
    ]
    return ordres


def apres_migration(sender: AppConfig, using: str, verbosity: int = 1, **kwargs: object) -> None:
    """Signal handler: once the last app is migrated, the cache's table and the rights follow."""
    derniere = [config for config in apps.get_app_configs() if config.models_module][-1]
    if sender.name != derniere.name or using == DEFAULT_DB_ALIAS:
        return
    call_command("createcachetable", database=using, verbosity=0)
    for avertissement in accorder(using):
        if verbosity:
            print(avertissement)
