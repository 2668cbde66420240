"""One way to try a named constraint: a row that stands, then the fault that SQL alone refuses.

A case is `faute` (a field of a good row takes a wrong value) or `doublon` (the row comes twice).
Both are told in French by the constraint itself, then refused by the database, by its name.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

Fabrique = Callable[[Any], Model]


@dataclass(frozen=True)
class Cas:
    nom: str
    fabriquer: Fabrique
    champs: dict[str, Any] = field(default_factory=dict)
    double: bool = False

    def __str__(self) -> str:
        return self.nom


def faute(nom: str, fabriquer: Fabrique, **champs: Any) -> Cas:
    """A good row whose `champs` become wrong; a callable receives the pact's scene."""
    return Cas(nom, fabriquer, champs)


def doublon(nom: str, fabriquer: Fabrique, **champs: Any) -> Cas:
    """A good row written twice, the second time with these `champs`."""
    return Cas(nom, fabriquer, champs, double=True)


def eprouver(cas: Cas, p: Any) -> None:
    """The row stands, then is refused: in French, and by the constraint of this name alone."""
    objet = cas.fabriquer(p)
    if cas.double:
        objet.pk, objet._state.adding = None, True
        if hasattr(objet, "cle_idempotence"):
            objet.cle_idempotence = uuid.uuid4()
    for champ, valeur in cas.champs.items():
        setattr(objet, champ, valeur(p) if callable(valeur) else valeur)
    (contrainte,) = (c for c in objet._meta.constraints if c.name == cas.nom)
    with pytest.raises(ValidationError) as dit:
        contrainte.validate(type(objet), objet)
    assert dit.value.messages == [contrainte.violation_error_message]
    with pytest.raises(IntegrityError) as refus, transaction.atomic():
        _ecrire(objet)
    assert refus.value.__cause__.diag.constraint_name == cas.nom


def eprouver_chacune(table: Iterable[Cas], p: Any) -> None:
    """Try each case on the same scene: what a case writes is undone before the next one."""
    for cas in table:
        with transaction.atomic():
            eprouver(cas, p)
            transaction.set_rollback(True)


def _ecrire(objet: Model) -> None:
    objet.save()
    # A deferrable constraint answers at the end of the transaction: ask it now.
    connection.check_constraints()


def sans_epreuve(app: str, *tables: Iterable[Cas]) -> set[str]:
    """Names of the constraints of the app that no case of these tables trips, or no longer exist."""
    noms = {
        c.name for modele in apps.get_app_config(app).get_models() for c in modele._meta.constraints
    }
    return noms ^ {cas.nom for table in tables for cas in table}
