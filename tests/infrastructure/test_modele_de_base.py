"""The template of the test databases: never half made, never stale, one for each base's name."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from tests import modele_de_base

pytestmark = pytest.mark.django_db(databases=["default", "proprietaire"])


def _bases(prefixe: str) -> set[str]:
    with connections["proprietaire"]._nodb_cursor() as curseur:
        curseur.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefixe])
        return {nom for (nom,) in curseur.fetchall()}


def _executer(ordre: str) -> None:
    with connections["proprietaire"]._nodb_cursor() as curseur:
        curseur.execute(ordre)


@pytest.fixture
def prefixe(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Templates of a base's name of this test's own, quick to make: nothing is migrated."""
    nom = f"essai_{settings.DATABASES['proprietaire']['NAME']}"
    monkeypatch.setattr(modele_de_base, "_nom_de_la_base", lambda: nom)
    # A digest that no other base of the server has: theirs would serve.
    propre = hashlib.sha256(nom.encode()).hexdigest()[:16]
    monkeypatch.setattr(modele_de_base, "empreinte", lambda: propre)
    monkeypatch.setattr(
        modele_de_base, "_fabriquer", lambda base: _executer(f'CREATE DATABASE "{base}"')
    )
    prefixe = modele_de_base._prefixe()
    yield prefixe
    for base in _bases(prefixe):
        _executer(f'DROP DATABASE "{base}" WITH (FORCE)')


def test_le_modele_se_garde_d_une_fois_a_l_autre(
    prefixe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nom = modele_de_base.obtenir()
    assert _bases(prefixe) == {nom}
    monkeypatch.setattr(modele_de_base, "_fabriquer", pytest.fail)
    assert modele_de_base.obtenir() == nom


def test_un_modele_perime_disparait_et_celui_d_un_autre_reste(
    prefixe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    perime = modele_de_base.obtenir()
    autre = f"{prefixe}autre_{'0' * 16}"
    _executer(f'CREATE DATABASE "{autre}"')
    monkeypatch.setattr(modele_de_base, "empreinte", lambda: perime[:-17:-1])
    nom = modele_de_base.obtenir()
    assert nom != perime
    assert _bases(prefixe) == {nom, autre}


def test_un_modele_interrompu_ne_sert_jamais(prefixe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrompre(base: str) -> None:
        _executer(f'CREATE DATABASE "{base}"')
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(modele_de_base, "_fabriquer", interrompre)
        with pytest.raises(KeyboardInterrupt):
            modele_de_base.obtenir()
    assert _bases(prefixe) == {f"{prefixe}ebauche"}
    nom = modele_de_base.obtenir()
    assert _bases(prefixe) == {nom}
    assert nom != f"{prefixe}ebauche"


def test_le_meme_modele_d_une_autre_base_sert_aussi(
    prefixe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nom = modele_de_base.obtenir()
    autre = modele_de_base._nom_de_la_base() + "_bis"
    monkeypatch.setattr(modele_de_base, "_nom_de_la_base", lambda: autre)
    monkeypatch.setattr(modele_de_base, "_fabriquer", pytest.fail)
    assert modele_de_base.obtenir() == nom


@pytest.mark.parametrize("change", ["migrations/0001_initial.py", "models.py"])
def test_un_modele_depend_des_migrations_et_des_modeles(
    change: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    avant = modele_de_base.empreinte()
    assert modele_de_base.empreinte() == avant
    lues = list(modele_de_base._sources())
    ancien = next(chemin for chemin in lues if chemin.as_posix().endswith(change))
    nouveau = tmp_path / ancien.name
    nouveau.write_bytes(ancien.read_bytes() + b"\n")
    lues[lues.index(ancien)] = nouveau
    monkeypatch.setattr(modele_de_base, "_sources", lambda: iter(lues))
    assert modele_de_base.empreinte() != avant
