"""The legal mentions of documents: dated texts that a city edits in `mentions.toml`, not code."""

from dataclasses import dataclass
from datetime import date

from pacte.accord.models import Pacte
from pacte.socle.dates import ajouter_mois, ecrire_jour_court
from subventions.textes.versions import en_vigueur, remplir


@dataclass(frozen=True, slots=True)
class Mentions:
    """The legal block of a receipt: its sentences and the text they rest on."""

    phrases: tuple[str, ...]
    source: str


def mentions_accuse(pacte: Pacte, date_depot: date) -> Mentions:
    """Return the legal block of a receipt of `date_depot`: the version in force that day.

    Raises LookupError when no version is that old.
    """
    version = en_vigueur("mentions.toml", "accuse", date_depot)
    mots = {
        "ville": pacte.ville.nom,
        "service": pacte.service_ville or "service de la vie associative",
        "date_depot": ecrire_jour_court(date_depot),
        "date_silence": ecrire_jour_court(ajouter_mois(date_depot, version["mois_silence"])),
    }
    return Mentions(tuple(remplir(version["texte"], mots)), version["source"])
