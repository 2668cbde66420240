"""The migrated database that each worker's own test database is copied from.

Migrating from zero takes half a minute of a processor: it is done once, by the first who needs
it, under a name that says what it was made of. A template is made aside then renamed, so that an
interruption leaves nothing half made; the stale ones of the same `PACTE_BASE` are dropped.
"""

import hashlib
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections

ALIAS = "proprietaire"
# What says the rights and the search settings of the database, beside models and migrations.
AUSSI = ("pacte/settings.py", "pacte/socle/droits_sql.py", "pacte/socle/apps.py")


def _sources() -> Iterator[Path]:
    for application in apps.get_app_configs():
        dossier = Path(application.path)
        yield from sorted(dossier.glob("migrations/**/*.py"))
        if dossier.is_relative_to(settings.RACINE) and ".venv" not in dossier.parts:
            yield from sorted(dossier.glob("models/**/*.py"))
            yield from sorted(dossier.glob("models.py"))
    for chemin in AUSSI:
        yield settings.RACINE / chemin


def empreinte() -> str:
    """A digest of all that the migrated database depends on."""
    somme = hashlib.sha256(settings.DATABASES["default"]["USER"].encode())
    for chemin in _sources():
        somme.update(b"\0" + chemin.name.encode() + b"\0" + chemin.read_bytes())
    for paquet in sorted(f"{lu.name}=={lu.version}" for lu in distributions()):
        somme.update(b"\0" + paquet.encode())
    return somme.hexdigest()[:16]


def _nom_de_la_base() -> str:
    """The name of the working base: before the first test, the settings still hold it."""
    return str(settings.DATABASES[ALIAS]["NAME"])


def _prefixe() -> str:
    nom = _nom_de_la_base()
    # A name of PostgreSQL holds 63 bytes, the rest of ours takes 24 of them.
    return f"modele_{nom if len(nom) < 40 else hashlib.sha256(nom.encode()).hexdigest()[:16]}_"


def is_a_creer() -> bool:
    """Whether the test database itself does not exist yet."""
    connexion = connections[ALIAS]
    with connexion._nodb_cursor() as curseur:
        nom = connexion.creation._get_test_db_name()
        curseur.execute("SELECT 1 FROM pg_database WHERE datname = %s", [nom])
        return curseur.fetchone() is None


def obtenir() -> str:
    """Name of the template, which is made when it does not exist."""
    prefixe = _prefixe()
    nom, ebauche = prefixe + empreinte(), f"{prefixe}ebauche"
    # The lock dies with its session: whoever is killed here blocks nobody.
    with connections[ALIAS]._nodb_cursor() as curseur:
        curseur.execute("SELECT pg_advisory_lock(hashtext(%s))", [prefixe])
        curseur.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            " AND substr(datname, %s) ~ '^(ebauche|[0-9a-f]{16})$'",
            [prefixe, len(prefixe) + 1],
        )
        presents = {lu for (lu,) in curseur.fetchall()}
        if nom not in presents and (voisin := _fait_pour_une_autre_base(curseur)):
            return voisin
        for perime in presents - {nom}:
            # The session of somebody who was killed while migrating may still be there.
            curseur.execute(f'DROP DATABASE "{perime}" WITH (FORCE)')
        if nom not in presents:
            _fabriquer(ebauche)
            curseur.execute(f'ALTER DATABASE "{ebauche}" RENAME TO "{nom}"')
    return nom


def _fait_pour_une_autre_base(curseur: Any) -> str | None:
    """The same template, made on this server for another `PACTE_BASE`: it serves as well."""
    curseur.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, 'modele_')"
        " AND right(datname, 17) = %s ORDER BY datname LIMIT 1",
        [f"_{empreinte()}"],
    )
    trouve = curseur.fetchone()
    return str(trouve[0]) if trouve else None


def _fabriquer(nom: str) -> None:
    """Create this database and run every migration, from the first."""
    connexion = connections[ALIAS]
    reglages = connexion.settings_dict
    base, base_de_test = reglages["NAME"], reglages["TEST"]["NAME"]
    reglages["TEST"]["NAME"] = nom
    try:
        connexion.creation.create_test_db(verbosity=0, serialize=False)
    finally:
        connexion.close()
        reglages["TEST"]["NAME"] = base_de_test
        settings.DATABASES[ALIAS]["NAME"] = reglages["NAME"] = base
