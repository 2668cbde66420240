"""What makes a creating form safe: the same key sent twice, even at once, makes one row (R1, R2)."""

import uuid
from typing import Any, TypeVar

from django.db import connection, models

from pacte.accord.models import Fonction
from pacte.socle.versions import CleDejaUtilisee

T = TypeVar("T", bound=models.Model)


def deja_envoye(
    modele: type[T], cle: uuid.UUID, par: Fonction, auteur: str, **envoi: Any
) -> T | None:
    """Return the row that this key already made, or None; to be called inside the transaction.

    Waits for a twin sending under way. Raises CleDejaUtilisee when the key is another person's (her
    row is never given away), or when the row does not hold what this sending says: « it is done »
    would be false. `auteur` names the field of the acting function, `envoi` the fields to compare.
    """
    attendre(cle)
    objet = modele._default_manager.filter(cle_idempotence=cle).first()
    if objet is None:
        return None
    attendu = {auteur: par, **envoi}
    if any(getattr(objet, nom) != valeur for nom, valeur in attendu.items()):
        raise CleDejaUtilisee
    return objet


def attendre(cle: uuid.UUID) -> None:
    """Hold the advisory lock of this key until the transaction ends."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(%s)", [cle.int & 0x7FFFFFFFFFFFFFFF])
