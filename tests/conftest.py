"""What every test shares: one fixed day, the two database roles, no network, no lasting file."""

import datetime as dt
import functools
import ipaddress
import socket
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
import time_machine
from django.conf import settings as reglages
from django.db import connections
from django.db.models.signals import post_save
from django.template import engines
from django.test import Client, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings as hypothese
from simple_history.manager import HistoryManager

from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel
from tests import modele_de_base
from tests.base_de_test import connecter_proprietaire, vider
from tests.courriels_ecrits import verifier as verifier_un_courriel
from tests.factories_accord import compte, fonction, un_pacte
from tests.puits import Puits
from tests.variables_de_gabarit import Surveillant

PARIS = ZoneInfo("Europe/Paris")
# The same examples at each run: a failure is of the code that changed, never of the draw.
hypothese.register_profile("suite", derandomize=True)
hypothese.load_profile("suite")

AUJOURDHUI = dt.date(2026, 6, 15)
MAINTENANT = dt.datetime.combine(AUJOURDHUI, dt.time(10), tzinfo=PARIS)


# --- Order --------------------------------------------------------------------
LONGS = ("tests/navigateur/", "tests/epreuves/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The folders of long tests first: two workers then end together, on short ones."""
    items.sort(key=lambda test: not test.nodeid.startswith(LONGS))


# --- Database -----------------------------------------------------------------
def _vider_apres_le_test(self: TransactionTestCase) -> None:
    """Replace Django's flush: the runtime role may not TRUNCATE, and that is the point."""
    for connexion in connections.all(initialized_only=True):
        connexion.close()
    vider()


TransactionTestCase._fixture_teardown = _vider_apres_le_test


# The class of a history's manager is made anew at each reading, for the same methods.
HistoryManager.from_queryset = functools.cache(HistoryManager.from_queryset)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Generator[None]:
    """Create the database as the owner; `default` then reads it under the runtime role."""
    garder = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock():
        if not garder or modele_de_base.is_a_creer():
            # Copied, then migrated all the same: the rights on a database are not in its copy.
            connections["proprietaire"].settings_dict["TEST"]["TEMPLATE"] = modele_de_base.obtenir()
        avant = setup_databases(
            verbosity=request.config.option.verbose,
            interactive=False,
            aliases={"default", "proprietaire"},
            serialized_aliases=set(),
            keepdb=garder,
        )
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            for alias in ("default", "proprietaire"):
                _fermer_les_sessions(connections[alias])
            teardown_databases(avant, verbosity=request.config.option.verbose)


def _fermer_les_sessions(connexion: Any) -> None:
    """Close this connection and the sessions that a server's thread left open under its role."""
    with connexion.cursor() as curseur:
        curseur.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )
    connexion.close()


@pytest.fixture
def proprietaire(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A connection of the owner to the test database (what the test committed is visible)."""
    with connecter_proprietaire() as connexion:
        yield connexion


# --- Time, files, mail ----------------------------------------------------------
@pytest.fixture(autouse=True)
def horloge() -> Iterator[Any]:
    """15 June 2026, 10:00 in Paris; it ticks, so that servers and time-outs live normally."""
    with time_machine.travel(MAINTENANT, tick=True) as voyageur:
        yield voyageur


@pytest.fixture
def aujourdhui() -> dt.date:
    return AUJOURDHUI


@pytest.fixture(autouse=True)
def fichiers(settings: Any, tmp_path: Path) -> Path:
    """Uploads and sealed documents of one test."""
    settings.MEDIA_ROOT = tmp_path / "fichiers"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def puits(settings: Any) -> Iterator[Puits]:
    """A real SMTP server of this test, towards which the portal sends its mail."""
    serveur = Puits()
    serveur.demarrer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = serveur.port
    yield serveur
    serveur.arreter()


# --- Templates and network ------------------------------------------------------
@pytest.fixture(scope="session", autouse=True)
def variables_definies() -> None:
    engines["django"].engine.string_if_invalid = Surveillant(reglages.RACINE / "templates")


@pytest.fixture(scope="session", autouse=True)
def courriels_lisibles() -> Iterator[None]:
    """Every mail that a test writes follows the rules of mails."""
    post_save.connect(verifier_un_courriel, sender=Courriel)
    yield
    post_save.disconnect(verifier_un_courriel, sender=Courriel)


class ReseauRefuse(AssertionError):
    """A test tried to leave this machine."""


def _is_locale(adresse: Any) -> bool:
    if not isinstance(adresse, tuple):
        return True
    try:
        return ipaddress.ip_address(adresse[0]).is_loopback
    except ValueError:
        return adresse[0] == "localhost"


@pytest.fixture(scope="session", autouse=True)
def sans_reseau() -> Iterator[None]:
    """Only Unix sockets and loopback addresses can be reached."""
    patch = pytest.MonkeyPatch()
    resoudre = socket.getaddrinfo

    for nom in ("connect", "connect_ex"):
        originale = getattr(socket.socket, nom)

        def garder(self: socket.socket, adresse: Any, originale: Any = originale) -> Any:
            if not _is_locale(adresse):
                raise ReseauRefuse(f"Connexion refusée dans les tests : {adresse!r}")
            return originale(self, adresse)

        patch.setattr(socket.socket, nom, garder)

    def resoudre_localement(hote: Any, *args: Any, **kwargs: Any) -> Any:
        if hote and not _is_locale((hote.decode() if isinstance(hote, bytes) else hote,)):
            raise ReseauRefuse(f"Nom refusé dans les tests : {hote!r}")
        return resoudre(hote, *args, **kwargs)

    patch.setattr(socket, "getaddrinfo", resoudre_localement)
    yield
    patch.undo()


# --- The small pact ------------------------------------------------------------------------------
@pytest.fixture
def p(db: None) -> SimpleNamespace:
    """The small whole pact; a folder that needs more of it has its own `p`."""
    return un_pacte()


@pytest.fixture
def avs(p: SimpleNamespace) -> Fonction:
    """The city's agent who runs the pact."""
    return fonction("agent_avs", p.ville)


@pytest.fixture
def connecter(client: Client) -> Callable[[Fonction], Client]:
    """Sign a function in and give the client back."""

    def _connecter(qui: Fonction) -> Client:
        client.force_login(compte(qui))
        return client

    return _connecter
