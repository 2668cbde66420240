"""Attendance: person by person, as they come and leave, or for all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.utils import timezone

from gouvernance import permissions
from gouvernance.lectures.composition import categorie_de
from gouvernance.models import EtatReunion, Participation, Presence, Reunion
from gouvernance.models.participations import PRESENCES_COMPTEES
from gouvernance.operations.reouverture import rouvrir_le_projet
from gouvernance.operations.reunions import marquer_tenue, noter_tenue
from gouvernance.operations.seances import inscrire_par_seance
from gouvernance.operations.verrou import verrouiller
from pacte.accord.models import Fonction
from pacte.journal.operations import inscrire
from pacte.socle.droits import ActeRefuse, exiger, refus
from pacte.socle.versions import ConflitDeVersion, verifier_version


@dataclass(frozen=True, slots=True)
class PresenceNotee:
    """How somebody came: in which way, who stood for her, from when to when."""

    presence: str = Presence.ATTENDUE
    represente_par: str = ""
    arrivee: time | None = None
    depart: time | None = None

    @property
    def marque(self) -> str:
        """What the next writing has to show, so that nobody's note is replaced unseen."""
        heures = [h.strftime("%H:%M") if h else "" for h in (self.arrivee, self.depart)]
        return "|".join([self.presence, self.represente_par, *heures])

    def en_ordre(self) -> "PresenceNotee":
        """Keep what makes sense together: times are those of somebody who came."""
        comptee = self.presence in PRESENCES_COMPTEES
        return PresenceNotee(
            self.presence,
            self.represente_par.strip() if self.presence == Presence.REPRESENTEE else "",
            self.arrivee if comptee else None,
            self.depart if comptee else None,
        )


def presence_de(participation: Participation) -> PresenceNotee:
    """Return the presence of somebody as it is noted now."""
    return PresenceNotee(
        participation.presence,
        participation.represente_par,
        participation.arrivee,
        participation.depart,
    )


class ConflitDePresence(ConflitDeVersion):
    """Somebody noted these people otherwise meanwhile; nothing was written."""

    def __init__(self, participations: list[Participation], version: int) -> None:
        super().__init__(version, version)
        self.participations = participations


def _poser(participation: Participation, notee: PresenceNotee) -> None:
    participation.presence = notee.presence
    participation.represente_par = notee.represente_par
    participation.arrivee = notee.arrivee
    participation.depart = notee.depart
    participation.save()


@transaction.atomic
def noter_presence(
    reunion: Reunion, *, par: Fonction, participation: int, avant: str, notee: PresenceNotee
) -> Participation:
    """Note how one person came; the meeting is then held, on its date.

    The same note sent again changes nothing. Raises ConflitDePresence when somebody noted her
    otherwise since `avant`.
    """
    reunion = verrouiller(reunion)
    exiger(permissions.can_noter_presences(par, reunion, timezone.localdate()))
    ligne = reunion.participations.filter(pk=participation).first()
    if ligne is None:
        raise ActeRefuse(refus("Cette personne n'est plus dans la liste : rouvrez la page."))
    voulue = notee.en_ordre()
    actuelle = presence_de(ligne)
    if voulue == actuelle:
        return ligne
    if actuelle.marque != avant:
        raise ConflitDePresence([ligne], reunion.version)
    _poser(ligne, voulue)
    rouvrir_le_projet(reunion)
    marquer_tenue(reunion)
    inscrire_par_seance("noter_presences", reunion, par=par)
    return ligne


@transaction.atomic
def noter_presences(
    reunion: Reunion,
    *,
    par: Fonction,
    version: int,
    presences: Mapping[int, tuple[str, str] | PresenceNotee],
    avant: Mapping[int, str] | None = None,
    venue: Fonction | None = None,
) -> Reunion:
    """Note who came, for all at once; the meeting is then held, on its date.

    `presences` gives, for each participation, a Presence and who stood for the person, or a whole
    note. `avant` gives the notes that were read: a line left as it was read keeps what somebody else
    noted meanwhile, and one changed on both sides raises ConflitDePresence. `venue` came without
    being invited.
    """
    reunion = verrouiller(reunion)
    exiger(permissions.can_noter_presences(par, reunion, timezone.localdate()))
    verifier_version(version, reunion.version)
    voulues = {
        pk: (notee if isinstance(notee, PresenceNotee) else PresenceNotee(*notee)).en_ordre()
        for pk, notee in presences.items()
    }
    if (
        reunion.etat != EtatReunion.TENUE
        and venue is None
        and all(notee.presence == Presence.ATTENDUE for notee in voulues.values())
    ):
        raise ActeRefuse(refus("Notez au moins une présence ou une absence."))
    lues = avant or {}
    lignes = list(
        reunion.participations.filter(pk__in=voulues).select_related("fonction__personne")
    )
    changees = [
        ligne
        for ligne in lignes
        if voulues[ligne.pk] != presence_de(ligne)
        and voulues[ligne.pk].marque != lues.get(ligne.pk)
    ]
    heurtees = [
        ligne
        for ligne in changees
        if ligne.pk in lues and presence_de(ligne).marque != lues[ligne.pk]
    ]
    if heurtees:
        raise ConflitDePresence(heurtees, reunion.version)
    for ligne in changees:
        _poser(ligne, voulues[ligne.pk])
    if venue is not None:
        _ajouter(reunion, venue)
    rouvrir_le_projet(reunion)
    noter_tenue(reunion)
    reunion.version += 1
    reunion.save()
    inscrire("noter_presences", objet=reunion, par=par)
    return reunion


def _ajouter(reunion: Reunion, venue: Fonction) -> None:
    """Add somebody who came without being invited; somebody in the list already is noted present."""
    ligne = reunion.participations.filter(fonction=venue).first()
    if ligne is None:
        categories = list(reunion.instance.categories.order_by("ordre"))
        ligne = Participation(
            reunion=reunion, fonction=venue, categorie=categorie_de(categories, venue)
        )
    if not ligne.is_comptee:
        ligne.presence = Presence.PRESENTE
        ligne.save()
