"""When the automatic reminder of an invitation leaves. Pure: dates in, an answer out."""

from datetime import date, timedelta

# Nobody is reminded of an invitation that she received yesterday.
JOURS_DE_SILENCE = 2


def is_jour_de_relance(le: date, *, jour: date | None, delai: int, dernier_courriel: date) -> bool:
    """Whether the reminder of a meeting held on `jour` leaves on day `le`.

    - from `delai` days before the meeting (the body's documents delay), and until the day before;
    - late when nobody ran it on its day; never on the day itself nor after;
    - at least two days after the last mail about the meeting (`dernier_courriel`).
    """
    if jour is None:
        return False
    dans_les_temps = jour - timedelta(days=delai) <= le < jour
    return dans_les_temps and le - dernier_courriel >= timedelta(days=JOURS_DE_SILENCE)
