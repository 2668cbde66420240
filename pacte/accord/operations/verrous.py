"""Rows locked until the end of the transaction, and sendings that were already received."""

import uuid
from typing import Any

from pacte.accord.models import Pacte, Personne
from pacte.socle.versions import CleDejaUtilisee


def verrouiller_pacte(pacte: Pacte) -> Pacte:
    """The pact's row, locked."""
    return Pacte.objects.select_for_update(of=("self",)).select_related("ville").get(pk=pacte.pk)


def verrouiller_personne(personne: Personne) -> Personne:
    """The person's row, locked."""
    return Personne.objects.select_for_update(of=("self",)).get(pk=personne.pk)


def deja_cree(portee: Any, cle: uuid.UUID) -> Any:
    """What this key already made among `portee` (a manager or a queryset); None for a new key.

    Raises CleDejaUtilisee when the key made something elsewhere. Call it under a lock.
    """
    cree = portee.filter(cle_idempotence=cle).first()
    if cree is None and portee.model._base_manager.filter(cle_idempotence=cle).exists():
        raise CleDejaUtilisee(str(cle))
    return cree
