"""Every address x every quality x {mine, the next centre's, another pact's}, against a written table.

The table is `matrice_permissions.py`. An address of the resolver that it does not know fails the
suite; a refused POST leaves the database as it was, the journal of refusals excepted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pacte import urls
from pacte.documents import pdf
from subventions.pdf import rendu
from tests.conftest import MAINTENANT
from tests.matrice_permissions import MATRICE, PUBLIQUES, Ligne, Publique
from tests.scene_permissions import AILLEURS, ICI, LETTRES, VOISIN, Scene, dresser

# A right that is granted: the page, the next one, or a form sent back with its errors.
ACCORDES = frozenset({200, 302, 409, 422})
# The sessions of the scene stay fresh to its end, without a write at each call.
SESSION_FRAICHE = 24 * 3600
# What a refusal may write: the line of the journal that says it.
SANS_COMPTER = ("journal_", "django_session", "cache_", "django_migrations")


@pytest.fixture(scope="module")
def scene(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """One scene for the whole table, rolled back at the end; each call rolls back its own writes.

    Documents are really made, once each: what the same text gives is kept from call to call.
    """
    dossier: Path = tmp_path_factory.mktemp("fichiers")
    with (
        pytest.MonkeyPatch.context() as rustine,
        django_db_blocker.unblock(),
        time_machine.travel(MAINTENANT, tick=True),
        override_settings(MEDIA_ROOT=dossier, SESSION_PRECISION=SESSION_FRAICHE),
        transaction.atomic(),
    ):
        for module in (pdf, rendu):
            rustine.setattr(module, "rendre_html", cache(module.rendre_html))
        dressee = dresser()
        for client in dressee.clients.values():
            # The session writes its first instant here, not again at each call that is undone.
            client.get(reverse("lire_mentions_legales"))
        dressee.dossier, dressee.empreinte = dossier, empreinte()
        yield dressee
        transaction.set_rollback(True)


@contextmanager
def sans_trace() -> Iterator[None]:
    """Whatever the call writes is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def empreinte() -> str:
    """A digest of every row that counts, in one query."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
        tables = [nom for (nom,) in curseur if not nom.startswith(SANS_COMPTER)]
        morceaux = " UNION ALL ".join(
            f"SELECT '{nom}' AS t, count(*) AS n, md5(string_agg(l::text, '|' ORDER BY l::text)) AS e "
            f"FROM {connection.ops.quote_name(nom)} l"
            for nom in tables
        )
        curseur.execute(
            f"SELECT md5(string_agg(t || n || coalesce(e, ''), '|' ORDER BY t)) FROM ({morceaux}) x"
        )
        return str(curseur.fetchone()[0])


@cache
def _tables_qui_comptent() -> list[int]:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT relid FROM pg_stat_user_tables WHERE NOT starts_with(relname, 'journal_') "
            "AND NOT starts_with(relname, 'cache_') AND relname <> 'django_session'"
        )
        return [table for (table,) in curseur.fetchall()]


def ecritures() -> int:
    """How many rows that count this transaction has written so far, undone ones included."""
    with connection.cursor() as curseur:
        # What pg_stat_xact_user_tables adds up, without its look at the indexes.
        curseur.execute(
            "SELECT sum(pg_stat_get_xact_tuples_inserted(t) + pg_stat_get_xact_tuples_updated(t) "
            "+ pg_stat_get_xact_tuples_deleted(t)) FROM unnest(%s::oid[]) AS t",
            [_tables_qui_comptent()],
        )
        return int(curseur.fetchone()[0])


def appeler(client: Client, ligne: Ligne, url: str) -> HttpResponse:
    reponse = client.post(url, {}) if ligne.verbe == "POST" else client.get(url)
    if reponse.streaming:
        # Read to its end, the test client closes the file.
        reponse.getvalue()
    return reponse


def verdict(reponse: HttpResponse) -> str:
    """Return « ok », or the code of the refusal."""
    if reponse.status_code == 302 and reponse["Location"].startswith(reverse("account_login")):
        return "connexion"
    return "ok" if reponse.status_code in ACCORDES else str(reponse.status_code)


def lire(attendu: str) -> dict[str, str]:
    """Read « VH:ok DP:403 *:404 » into an answer per letter; « * » stands for all the others."""
    reponses: dict[str, str] = {}
    reste = ""
    for morceau in attendu.split():
        lettres, reponse = morceau.split(":")
        if lettres == "*":
            reste = reponse
        else:
            reponses |= dict.fromkeys(lettres, reponse)
    return {lettre: reponses.get(lettre, reste) for lettre in LETTRES}


# --- The table is complete -----------------------------------------------------------------------
def _motifs(resolveur: URLResolver | None = None) -> Iterator[URLPattern]:
    for motif in (resolveur or get_resolver()).url_patterns:
        if isinstance(motif, URLPattern):
            yield motif
        elif motif.app_name != "admin":
            yield from _motifs(motif)


def test_toute_adresse_est_dans_la_table() -> None:
    noms = {motif.name for motif in _motifs()}
    assert noms == {ligne.nom for ligne in MATRICE} | {page.nom for page in PUBLIQUES}


def test_chaque_case_de_la_table_a_sa_reponse() -> None:
    for ligne in MATRICE:
        for attendu in (ligne.ici, ligne.voisin, ligne.ailleurs):
            if attendu:
                assert all(lire(attendu).values()), f"{ligne.nom} : {attendu}"


@pytest.fixture
def codes_seuls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page not found without its body: two answers in three are one, and only codes are read."""
    monkeypatch.setattr(urls, "handler404", lambda requete, exception: HttpResponse(status=404))


def test_la_page_introuvable_se_lit_dans_chaque_qualite(scene: Scene) -> None:
    url = reverse("voir_reunion", kwargs=scene.lieux[AILLEURS]["reunion_tenue"])
    for lettre, client in scene.clients.items():
        with sans_trace():
            reponse = client.get(url)
        assert reponse.status_code == 404, LETTRES[lettre]
        assert "<main" in reponse.content.decode(), LETTRES[lettre]


# --- The table is true ------------------------------------------------------------------------------
@pytest.mark.parametrize("ligne", MATRICE, ids=lambda ligne: f"{ligne.verbe}-{ligne.cle}")
def test_chaque_qualite_obtient_ce_que_dit_la_table(
    scene: Scene, settings: Any, codes_seuls: None, ligne: Ligne
) -> None:
    settings.MEDIA_ROOT = scene.dossier
    ecarts = []
    avant = ecritures()
    for lieu in (ICI, VOISIN, AILLEURS):
        if not getattr(ligne, lieu):
            continue
        url = reverse(ligne.nom, kwargs=scene.lieux[lieu][ligne.objet])
        for lettre, attendu in lire(getattr(ligne, lieu)).items():
            with sans_trace():
                obtenu = verdict(appeler(scene.clients[lettre], ligne, url))
                apres = ecritures()
                # Rows may be written then undone by the refusal itself: the digest decides.
                if obtenu != "ok" and apres != avant and empreinte() != scene.empreinte:
                    ecarts.append(f"{lieu} {LETTRES[lettre]} : refusé, et la base a changé")
                avant = apres
            if obtenu != attendu:
                ecarts.append(f"{lieu} {LETTRES[lettre]} : {obtenu} au lieu de {attendu}")
    assert ecarts == []


@pytest.mark.parametrize("ligne", MATRICE, ids=lambda ligne: f"{ligne.verbe}-{ligne.cle}")
def test_personne_n_entre_sans_s_identifier(scene: Scene, ligne: Ligne) -> None:
    url = reverse(ligne.nom, kwargs=scene.lieux[ICI][ligne.objet])
    avant = ecritures()
    with sans_trace():
        assert verdict(appeler(Client(), ligne, url)) == "connexion"
    assert ecritures() == avant


ECRITES = {ligne.nom for ligne in MATRICE if ligne.verbe == "POST"}
LECTURES = [ligne for ligne in MATRICE if ligne.nom not in ECRITES]


@pytest.mark.parametrize("ligne", LECTURES, ids=lambda ligne: ligne.cle)
def test_une_page_sans_ligne_post_refuse_tout_autre_verbe(scene: Scene, ligne: Ligne) -> None:
    """What writes must be tried in POST: a view that accepts it has its line in the table."""
    url = reverse(ligne.nom, kwargs=scene.lieux[ICI][ligne.objet])
    for verbe in ("post", "put", "patch", "delete"):
        with sans_trace():
            assert getattr(scene.clients["V"], verbe)(url).status_code == 405, verbe


# --- Public pages and the technical administration -----------------------------------------------------
@pytest.mark.parametrize("page", PUBLIQUES, ids=lambda page: page.nom)
def test_une_page_publique_repond_a_tous(scene: Scene, page: Publique) -> None:
    url = reverse(page.nom, kwargs=page.arguments)
    avant = ecritures()
    with sans_trace():
        assert Client().get(url).status_code == page.statut
    for client in scene.clients.values():
        with sans_trace():
            assert client.get(url).status_code == (page.connecte or page.statut)
    assert ecritures() == avant


def test_la_liste_des_pages_publiques_est_celle_du_code() -> None:
    """Closed by default: what opens without an account is written here, and nowhere else."""
    ouvertes = {
        motif.name for motif in _motifs() if not getattr(motif.callback, "login_required", True)
    }
    assert ouvertes == {page.nom for page in PUBLIQUES}


def test_l_administration_technique_est_fermee_a_toute_fonction(scene: Scene) -> None:
    for nom in ("admin:index", "admin:accord_user_changelist", "admin:journal_entree_changelist"):
        for lettre, client in scene.clients.items():
            reponse = client.get(reverse(nom))
            assert reponse.status_code == 302, (nom, lettre)
            assert "login" in reponse["Location"]
