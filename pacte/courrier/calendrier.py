"""Calendar events as mail programs read them (RFC 5545), in the time of Paris."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vText

PARIS = ZoneInfo("Europe/Paris")
PRODUIT = "-//Portail du pacte//FR"
METHODES = {"REQUEST": "CONFIRMED", "CANCEL": "CANCELLED", "PUBLISH": "CONFIRMED"}
# How often an application reads a calendar again, when it asks the calendar itself.
RAFRAICHIR = timedelta(hours=4)


def evenement_ics(
    *,
    uid: str,
    sequence: int,
    methode: str,
    debut: datetime,
    fin: datetime,
    titre: str,
    lieu: str,
    description: str,
    url: str,
    organisateur_nom: str,
    organisateur_courriel: str,
    participant_nom: str = "",
    participant_courriel: str = "",
    horodatage: datetime,
) -> str:
    """Return one event with its time zone, lines ended by CRLF.

    `uid` stays the same for the life of the meeting and `sequence` grows at each change; `methode`
    is REQUEST, CANCEL or PUBLISH. Instants are aware; they are written in the time of Paris, with
    its rules, so that an hour stays the same hour on both sides of a clock change. `horodatage` is
    the instant of the writing: the same arguments give the same text. Raises ValueError for an
    unknown method, a naive instant or an end that does not follow the start.
    """
    evenement = composer_evenement(
        uid=uid,
        sequence=sequence,
        methode=methode,
        debut=debut,
        fin=fin,
        titre=titre,
        lieu=lieu,
        description=description,
        url=url,
        organisateur_nom=organisateur_nom,
        organisateur_courriel=organisateur_courriel,
        horodatage=horodatage,
    )
    if participant_courriel:
        participant = _adresse(participant_nom, participant_courriel)
        participant.params["cutype"] = vText("INDIVIDUAL")
        participant.params["role"] = vText("REQ-PARTICIPANT")
        participant.params["partstat"] = vText("NEEDS-ACTION")
        # The answer is given on the portal, not by a mail to an address that nobody reads.
        participant.params["rsvp"] = vText("FALSE")
        evenement.add("attendee", participant, encode=0)
    calendrier = _calendrier(methode)
    calendrier.add_component(evenement)
    return _rendre(calendrier)


def agenda_ics(nom: str, evenements: Iterable[Event]) -> str:
    """Return a whole calendar to subscribe to, under its name, with its time zone."""
    calendrier = _calendrier("PUBLISH")
    calendrier.add("x-wr-calname", _net(nom))
    calendrier.add("x-wr-timezone", str(PARIS))
    calendrier.add("refresh-interval", vDuration(RAFRAICHIR), parameters={"value": "DURATION"})
    calendrier.add("x-published-ttl", vDuration(RAFRAICHIR))
    for evenement in evenements:
        calendrier.add_component(evenement)
    return _rendre(calendrier)


def composer_evenement(
    *,
    uid: str,
    sequence: int,
    methode: str,
    debut: datetime,
    fin: datetime,
    titre: str,
    lieu: str,
    description: str,
    url: str,
    organisateur_nom: str,
    organisateur_courriel: str,
    horodatage: datetime,
) -> Event:
    """Return one event, without attendee (see `evenement_ics`)."""
    if methode not in METHODES:
        raise ValueError(f"Méthode de calendrier inconnue : {methode}")
    if any(instant.tzinfo is None for instant in (debut, fin, horodatage)):
        raise ValueError("Un instant porte son fuseau horaire.")
    if fin <= debut:
        raise ValueError("La fin d'une réunion suit son début.")
    evenement = Event()
    evenement.add("uid", _net(uid))
    evenement.add("sequence", sequence)
    evenement.add("dtstamp", horodatage.astimezone(ZoneInfo("UTC")).replace(microsecond=0))
    evenement.add("dtstart", _a_l_heure_de_paris(debut))
    evenement.add("dtend", _a_l_heure_de_paris(fin))
    evenement.add("summary", _net(titre))
    evenement.add("status", METHODES[methode])
    evenement.add("transp", "OPAQUE" if methode != "CANCEL" else "TRANSPARENT")
    for propriete, valeur in (("location", lieu), ("description", description)):
        if valeur:
            evenement.add(propriete, _net(valeur, lignes=propriete == "description"))
    if url:
        evenement.add("url", _net(url))
    evenement["organizer"] = _adresse(organisateur_nom, organisateur_courriel)
    return evenement


def _calendrier(methode: str) -> Calendar:
    calendrier = Calendar()
    calendrier.add("prodid", PRODUIT)
    calendrier.add("version", "2.0")
    calendrier.add("calscale", "GREGORIAN")
    calendrier.add("method", methode)
    return calendrier


@cache
def _fuseau() -> str:
    """The rules of Paris as text: slow to find and to write, and the same in every calendar."""
    return str(Timezone.from_tzid(str(PARIS)).to_ical().decode())


def _rendre(calendrier: Calendar) -> str:
    texte = str(calendrier.to_ical().decode())
    if str(PARIS) not in calendrier.get_missing_tzids():
        return texte
    # The time zone stands before the first event that speaks of it.
    entete, debut, evenements = texte.partition("BEGIN:VEVENT\r\n")
    return f"{entete}{_fuseau()}{debut}{evenements}"


def _a_l_heure_de_paris(instant: datetime) -> datetime:
    """Return the instant in the time of Paris, or in UTC in the hour that October lives twice.

    The second time, « 2 h 30 » would be read as the first.
    """
    local = instant.astimezone(PARIS).replace(microsecond=0)
    return local.astimezone(ZoneInfo("UTC")) if local.fold else local


def _adresse(nom: str, courriel: str) -> vCalAddress:
    adresse = vCalAddress(f"mailto:{_net(courriel)}")
    if nom:
        # A quoted parameter has no escape for a quotation mark (RFC 5545, 3.2).
        adresse.params["cn"] = vText(_net(nom).replace('"', "’"))
    return adresse


def _net(texte: str, *, lignes: bool = False) -> str:
    """Drop what could open another property: control characters, and line ends unless `lignes`."""
    gardes = "\n" if lignes else ""
    texte = texte.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(s if s in gardes or s.isprintable() else " " for s in texte).strip()
