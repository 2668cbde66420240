"""What governance does by the clock."""

import datetime as dt

from gouvernance.operations.rappels import rappeler_actions
from gouvernance.operations.sondages import rappeler_la_veille
from pacte.courrier.periodique import chaque_jour


@chaque_jour(
    "gouvernance.rappeler_actions",
    heure=dt.time(7, 40),
    libelle="rappeler les actions bientôt dues, ou en retard",
)
def rappeler_les_actions(jour: dt.date) -> None:
    """Remind people of their actions, once before the day and once after."""
    rappeler_actions(jour)


@chaque_jour(
    "gouvernance.rappeler_sondages",
    heure=dt.time(8, 10),
    libelle="rappeler les sondages de date la veille de leur fin",
)
def rappeler_les_sondages(jour: dt.date) -> None:
    """Remind those who have not answered a date poll that ends tomorrow, or today when late."""
    rappeler_la_veille(jour)
