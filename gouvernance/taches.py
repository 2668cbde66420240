"""What governance does by the clock."""

import datetime as dt

from gouvernance.operations.rappels import rappeler_actions
from gouvernance.operations.rappels_circulation import rappeler_projets
from gouvernance.operations.rappels_invitations import rappeler_les_invitations
from gouvernance.operations.rappels_rythme import rappeler_rythmes
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


@chaque_jour(
    "gouvernance.rappeler_invitations",
    heure=dt.time(8, 20),
    libelle="relancer les personnes invitées qui n'ont pas répondu",
)
def rappeler_invitations(jour: dt.date) -> None:
    """Remind those who have not answered their invitation, once a few days before the meeting."""
    rappeler_les_invitations(jour)


@chaque_jour(
    "gouvernance.rappeler_rythmes",
    heure=dt.time(7, 50),
    libelle="rappeler les réunions attendues dans l'année, près de leur dernier jour",
)
def rappeler_les_rythmes(jour: dt.date) -> None:
    """Remind whoever holds the initiative of a body near the limit of its rhythm, once a year."""
    rappeler_rythmes(jour)


@chaque_jour(
    "gouvernance.rappeler_projets",
    heure=dt.time(8, 15),
    libelle="rappeler les projets de compte rendu à relire",
)
def rappeler_les_projets(jour: dt.date) -> None:
    """Remind those who have said nothing of a draft, once, three days before the last day."""
    rappeler_projets(jour)
