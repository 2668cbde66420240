"""The agreement's own rules: who has signed, from when, until when. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pacte.socle.dates import dernier_jour


def date_derniere_signature(signatures: Mapping[str, Sequence[date | None]]) -> date | None:
    """Return T0 as proposed by reading Q10: the day of the last required signature.

    `signatures` gives, for each party, the dates of its required lines. None while one is missing:
    T0 is never derived from the council's vote.
    """
    dates = [jour for lignes in signatures.values() for jour in lignes]
    if not dates or any(jour is None for jour in dates):
        return None
    return max(jour for jour in dates if jour is not None)


def is_partie_signataire(dates_requises: Sequence[date | None], au: date) -> bool:
    """Whether a party has signed on day `au`: all its required signers did (C07, Q9)."""
    return bool(dates_requises) and all(jour is not None and jour <= au for jour in dates_requises)


def fin_du_pacte(
    date_effet: date | None,
    duree_annees: int,
    prolongations: Iterable[tuple[date, date]] = (),
    au: date | None = None,
) -> date | None:
    """Return the pact's last day, included: T0 + term - 1 day (C51, article 5), avenants counted.

    `prolongations` are (signed on, new last day); with `au`, only those signed by that day and
    before the term they extend had ended count. None while T0 is unknown.
    """
    if date_effet is None:
        return None
    fin = dernier_jour(date_effet, duree_annees)
    for signe_le, nouvelle_fin in sorted(prolongations):
        if (au is None or signe_le <= au) and signe_le <= fin:
            fin = max(fin, nouvelle_fin)
    return fin


def is_en_vigueur(date_effet: date | None, fin: date | None, au: date) -> bool:
    """Whether the pact is in force on day `au`, both ends included."""
    return date_effet is not None and fin is not None and date_effet <= au <= fin
