"""The mails of governance: composed here, written in the outbox in the transaction of the act."""

from django.urls import reverse

from gouvernance.models import Reunion
from pacte.socle.dates import ecrire_jour

LONGUEUR_OBJET = 200


def objet(reunion: Reunion, action: str) -> str:
    """Return a subject: body, subject, date, then what it is about (U19). One line, at most 200."""
    sujet = f", {reunion.sujet}" if reunion.sujet else ""
    quand = f", {ecrire_jour(reunion.date_reunion)}" if reunion.date_reunion else ""
    debut = " ".join(f"{reunion.instance.nom}{sujet}{quand}".split())
    return f"{debut[: LONGUEUR_OBJET - len(action) - 3]} : {action}"


def adresse_de(reunion: Reunion) -> str:
    return reverse("voir_reunion", args=[reunion.pacte.code, reunion.pk])
