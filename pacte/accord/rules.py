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


# In which kinds of organisation a quality may be held: rights come from the pair (Q30).
GENRES_PAR_QUALITE: Mapping[str, frozenset[str]] = {
    "agent_avs": frozenset({"ville"}),
    "chef_service": frozenset({"ville"}),
    "agent_service": frozenset({"ville"}),
    "elu": frozenset({"ville", "financeur", "partenaire"}),
    "direction": frozenset({"centre", "caf", "federation", "partenaire"}),
    "professionnel": frozenset({"centre", "federation", "partenaire"}),
    "membre_ca": frozenset({"centre", "federation", "partenaire"}),
    "presidence": frozenset({"centre", "caf", "federation", "partenaire"}),
    "tresorerie": frozenset({"centre"}),
    "conseil_caf": frozenset({"caf"}),
    "federation": frozenset({"federation"}),
    "financeur": frozenset({"financeur", "caf"}),
}


def is_qualite_possible(qualite: str, genre_organisation: str) -> bool:
    """Whether a quality exists in this kind of organisation."""
    return genre_organisation in GENRES_PAR_QUALITE[qualite]


def motif_signature_impossible(jour: date, aujourdhui: date, apres: date | None = None) -> str:
    """Return why a signature cannot bear this date, in a French sentence; "" when it can.

    `apres` is the day of the council's vote, before which the city's signature has no ground (C05).
    """
    if jour > aujourdhui:
        return "Cette date est dans le futur : notez-la quand la signature aura eu lieu."
    if apres is not None and jour < apres:
        return "La Ville ne peut pas signer avant le vote de son conseil municipal."
    return ""


def date_effet_proposee(
    date_ecrite: date | None, signatures: Mapping[str, Sequence[date | None]]
) -> date | None:
    """Return T0 as reading Q10 proposes it: the written date, else the last signature's."""
    return date_ecrite or date_derniere_signature(signatures)


def motif_prolongation_impossible(
    signe_le: date, nouvelle_fin: date, fin: date, aujourdhui: date
) -> str:
    """Return why an extension signed on `signe_le` cannot move the end `fin`; "" when it can.

    An avenant extends a term that still runs (Q26): signed after the end, it needs a new pact.
    """
    if signe_le > aujourdhui:
        return "La date de signature de l'avenant est dans le futur."
    if signe_le > fin:
        return "L'avenant est signé après la fin du pacte : il faut alors un nouveau pacte."
    if nouvelle_fin <= fin:
        return "Le nouveau dernier jour doit venir après le dernier jour actuel."
    return ""


def date_executoire(transmission: date | None, publication: date | None) -> date | None:
    """Return the day from which a délibération applies: transmitted and published (C03)."""
    if transmission is None or publication is None:
        return None
    return max(transmission, publication)
