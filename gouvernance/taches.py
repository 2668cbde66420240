"""What governance does by the clock."""

import datetime as dt

from gouvernance.operations.rappels import rappeler_actions
from pacte.courrier.periodique import chaque_jour


@chaque_jour(
    "gouvernance.rappeler_actions",
    heure=dt.time(7, 40),
    libelle="rappeler les actions bientôt dues, ou en retard",
)
def rappeler_les_actions(jour: dt.date) -> None:
    """Remind people of their actions, once before the day and once after."""
    rappeler_actions(jour)
