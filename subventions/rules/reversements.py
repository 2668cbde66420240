"""The recovery of a sum: the delay that the centre has to answer (domain, 1.7)."""

from datetime import date, timedelta

# No text sets this delay for a commune: fifteen days is usual, and the page lets one lengthen it.
DELAI_OBSERVATIONS = 15
DELAI_MINIMAL = 10


def echeance_observations(information: date) -> date:
    """Return the last day, included, proposed to the centre for its observations."""
    return information + timedelta(days=DELAI_OBSERVATIONS)


def echeance_minimale(information: date) -> date:
    """Return the earliest last day that leaves the centre a real time to answer."""
    return information + timedelta(days=DELAI_MINIMAL)
