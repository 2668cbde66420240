"""Abstract columns shared by rooms: no table of its own."""

import uuid

from django.db import models


class Idempotent(models.Model):
    """A row created by a form: the same key sent twice makes one row (R1)."""

    cle_idempotence = models.UUIDField(
        "clé d'envoi", default=uuid.uuid4, unique=True, editable=False
    )

    class Meta:
        abstract = True


class Versionne(models.Model):
    """A row edited by several people: a save from an older version is refused (R3)."""

    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        abstract = True
