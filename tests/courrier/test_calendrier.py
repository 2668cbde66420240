"""Calendar events: parsed back, in the time of Paris, and closed to injection."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from pacte.courrier.calendrier import evenement_ics

PARIS = ZoneInfo("Europe/Paris")
HORODATAGE = dt.datetime(2026, 6, 15, 8, 0, tzinfo=dt.UTC)


def _ics(**autres: Any) -> str:
    debut = autres.pop("debut", dt.datetime(2026, 3, 14, 14, 0, tzinfo=PARIS))
    return evenement_ics(
        **{
            "uid": "reunion-12@exemple.fr",
            "sequence": 0,
            "methode": "REQUEST",
            "debut": debut,
            "fin": debut + dt.timedelta(hours=2),
            "titre": "Comité technique",
            "lieu": "Salle Garibaldi, 1 place de la Mairie ; entrée B",
            "description": "Ordre du jour :\n1. Accueil, café\n2. Bilan",
            "url": "https://pacte.exemple.fr/pactes/demo/reunions/12/",
            "organisateur_nom": "Ville, service AVS",
            "organisateur_courriel": "avs@exemple.fr",
            "participant_nom": "Léa Martin",
            "participant_courriel": "lea@exemple.fr",
            "horodatage": HORODATAGE,
            **autres,
        }
    )


def _evenement(texte: str) -> Any:
    (evenement,) = Calendar.from_ical(texte).walk("VEVENT")
    return evenement


def test_relu_a_l_identique() -> None:
    texte = _ics()
    calendrier = Calendar.from_ical(texte)
    assert str(calendrier["METHOD"]) == "REQUEST"
    assert str(calendrier["VERSION"]) == "2.0"
    evenement = _evenement(texte)
    assert str(evenement["UID"]) == "reunion-12@exemple.fr"
    assert evenement["SEQUENCE"] == 0
    assert str(evenement["SUMMARY"]) == "Comité technique"
    assert str(evenement["LOCATION"]) == "Salle Garibaldi, 1 place de la Mairie ; entrée B"
    assert str(evenement["DESCRIPTION"]) == "Ordre du jour :\n1. Accueil, café\n2. Bilan"
    assert str(evenement["URL"]).endswith("/reunions/12/")
    assert str(evenement["STATUS"]) == "CONFIRMED"
    assert str(evenement["ORGANIZER"]) == "mailto:avs@exemple.fr"
    assert evenement["ORGANIZER"].params["CN"] == "Ville, service AVS"
    assert str(evenement["ATTENDEE"]) == "mailto:lea@exemple.fr"
    assert evenement["ATTENDEE"].params["CN"] == "Léa Martin"
    assert evenement.decoded("DTSTAMP") == HORODATAGE


@pytest.mark.parametrize(
    ("jour", "decalage"),
    [
        (dt.date(2026, 3, 28), 1),
        (dt.date(2026, 3, 29), 2),
        (dt.date(2026, 3, 30), 2),
        (dt.date(2026, 10, 24), 2),
        (dt.date(2026, 10, 25), 1),
        (dt.date(2026, 10, 26), 1),
        (dt.date(2030, 7, 1), 2),
        (dt.date(2030, 12, 31), 1),
    ],
)
def test_heure_de_paris_des_deux_cotes_du_changement(jour: dt.date, decalage: int) -> None:
    debut = dt.datetime.combine(jour, dt.time(14), tzinfo=PARIS)
    # Given in UTC as the database does: the calendar says Paris all the same.
    texte = _ics(debut=debut.astimezone(dt.UTC))
    assert f"DTSTART;TZID=Europe/Paris:{jour:%Y%m%d}T140000\r\n" in texte
    assert f"DTEND;TZID=Europe/Paris:{jour:%Y%m%d}T160000\r\n" in texte
    (fuseau,) = Calendar.from_ical(texte).walk("VTIMEZONE")
    assert str(fuseau["TZID"]) == "Europe/Paris"
    # The rules written in the file, not those of this machine.
    lu = dt.datetime.combine(jour, dt.time(14), tzinfo=fuseau.to_tz(lookup_tzid=False))
    assert lu.utcoffset() == dt.timedelta(hours=decalage)


def test_reunion_a_cheval_sur_le_changement_d_heure() -> None:
    debut = dt.datetime(2026, 10, 25, 1, 30, tzinfo=PARIS)
    texte = _ics(debut=debut, fin=dt.datetime(2026, 10, 25, 3, 30, tzinfo=PARIS))
    evenement = _evenement(texte)
    duree = evenement.decoded("DTEND").astimezone(dt.UTC) - evenement.decoded("DTSTART").astimezone(
        dt.UTC
    )
    assert duree == dt.timedelta(hours=3)


def test_lignes_finies_par_crlf_et_de_75_octets_au_plus() -> None:
    texte = _ics(description="é" * 500)
    assert "\n" not in texte.replace("\r\n", "")
    assert texte.endswith("END:VCALENDAR\r\n")
    assert all(len(ligne.encode()) <= 75 for ligne in texte.split("\r\n"))
    assert str(_evenement(texte)["DESCRIPTION"]) == "é" * 500


def test_memes_arguments_meme_texte() -> None:
    assert _ics() == _ics()


def test_annulation() -> None:
    texte = _ics(methode="CANCEL", sequence=3)
    evenement = _evenement(texte)
    assert str(Calendar.from_ical(texte)["METHOD"]) == "CANCEL"
    assert str(evenement["STATUS"]) == "CANCELLED"
    assert evenement["SEQUENCE"] == 3
    assert str(evenement["UID"]) == str(_evenement(_ics())["UID"])


def test_sans_participant_ni_lieu() -> None:
    evenement = _evenement(
        _ics(participant_courriel="", participant_nom="", lieu="", description="", url="")
    )
    for absente in ("ATTENDEE", "LOCATION", "DESCRIPTION", "URL"):
        assert absente not in evenement


INJECTIONS = [
    "\r\nATTENDEE:mailto:intrus@exemple.fr",
    "\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:autre",
    "\rX-A:b",
    "\x00\x0b\x0c",
    "\u2028X-A:b\u2029\x85X-B:c",
    '";X-A=b:mailto:intrus@exemple.fr',
    ";:,\\",
    "\\nX-A:b",
    "^nX-A:b^'",
]
TEXTES = ("titre", "lieu", "description", "uid", "url", "organisateur_nom", "participant_nom",
          "organisateur_courriel", "participant_courriel")  # fmt: skip
PROPRIETES = {
    "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP", "LOCATION",
    "DESCRIPTION", "URL", "ORGANIZER", "ATTENDEE",
}  # fmt: skip


@pytest.mark.parametrize("injection", INJECTIONS)
@pytest.mark.parametrize("champ", TEXTES)
def test_injection_impossible(champ: str, injection: str) -> None:
    texte = _ics(**{champ: f"avant{injection}après"})
    evenement = _evenement(texte)
    assert set(evenement) == PROPRIETES
    assert not isinstance(evenement["ATTENDEE"], list)
    assert set(evenement["ATTENDEE"].params) == {"CN", "CUTYPE", "ROLE", "PARTSTAT", "RSVP"}
    assert set(evenement["ORGANIZER"].params) == {"CN"}
    assert texte.split("\r\n").count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("methode", "REPLY"),
        ("methode", "REQUEST\r\nX-A:b"),
        ("debut", dt.datetime.fromisoformat("2026-03-14T14:00")),
        ("fin", dt.datetime(2026, 3, 14, 14, 0, tzinfo=PARIS)),
    ],
)
def test_argument_refuse(champ: str, valeur: Any) -> None:
    with pytest.raises(ValueError, match=r"méthode|Méthode|fuseau|suit"):
        _ics(**{champ: valeur})
