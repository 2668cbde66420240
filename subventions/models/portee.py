"""The scope that money shares: a centre's own rows, all those of its pact for the AVS service."""

from django.db import models

from pacte.accord.models import Fonction


class PieceFinanciereQuerySet(models.QuerySet):
    """Rows that carry `pacte` and `centre`."""

    def for_fonction(self, fonction: Fonction | None) -> "PieceFinanciereQuerySet":
        """Rows that the acting function may see: the centre's own, all those of its pact for AVS."""
        if fonction is None:
            return self.none()
        if fonction.is_centre:
            return self.filter(centre=fonction.organisation_id)
        if fonction.is_avs:
            return self.filter(pacte__ville=fonction.organisation_id)
        return self.none()
