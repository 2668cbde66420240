"""History of a model that has a field named `instance`, which is a word of the domain here."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


class Historique(HistoricalRecords):
    """HistoricalRecords whose own `instance` attribute gives way to the model's field.

    The attribute, which rebuilds the object as it was, is named `objet_d_alors` instead.
    """

    def get_extra_fields(
        self, model: type[models.Model], fields: dict[str, models.Field]
    ) -> dict[str, Any]:
        supplements = super().get_extra_fields(model, fields)
        supplements["objet_d_alors"] = supplements["instance"]
        if "instance" in fields:
            del supplements["instance"]
        return supplements
