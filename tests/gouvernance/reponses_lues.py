"""What the tests of answers read in mails and pages, and the answers that they give."""

import re
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from icalendar import Calendar

from gouvernance import operations
from gouvernance.models import (
    LienPersonnel,
    Participation,
)
from gouvernance.operations import reponses
from gouvernance.operations.reponses import Reponse
from pacte.courrier.models import Courriel
from tests.factories_gouvernance import relue

PARIS = ZoneInfo("Europe/Paris")
LA = Reponse("presente")
LOIN = Reponse("a_distance")
EXCUSEE = Reponse("excusee")
ATTENDUE = Reponse("attendue")
PAR_ALIX = Reponse("representee", "Alix Tilleul", "alix@exemple.test")


def dernier(adresse: str) -> Courriel:
    return Courriel.objects.filter(destinataire=adresse).latest("cree_le")


def jeton_de(courriel: Courriel) -> str:
    [jeton] = re.findall(r"/invitations/([^/\s]+)/", courriel.texte)
    return jeton


def lu(page: Any) -> str:
    """The text of an answer, its no-break spaces written as ordinary ones."""
    return re.sub(r"[\u00a0\u202f]", " ", page.content.decode())


def lien_de(adresse: str) -> LienPersonnel:
    lien = reponses.trouver_invitation(jeton_de(dernier(adresse)))
    assert lien is not None
    return lien


def evenement(courriel: Courriel) -> dict[str, Any]:
    lu = Calendar.from_ical(courriel.calendrier)
    [trouve] = lu.walk("VEVENT")
    return {"methode": str(lu["METHOD"]), **{cle: trouve.get(cle) for cle in trouve}}


def deplacer(reunion: Any, p: SimpleNamespace, **champs: Any) -> int:
    reunion = relue(reunion)
    debut = timezone.localtime(reunion.debut)
    valeurs = {
        "version": reunion.version, "date_reunion": debut.date(), "heure": debut.time(),
        "duree_minutes": reunion.duree_minutes, "lieu": reunion.lieu,
        "visioconference": "", "message": "", "motif": "La salle est prise.",
    }  # fmt: skip
    return operations.modifier(reunion, par=p.avs, **{**valeurs, **champs})


def relire(participation: Participation) -> Participation:
    return Participation.objects.select_related("fonction__personne", "reunion").get(
        pk=participation.pk
    )
