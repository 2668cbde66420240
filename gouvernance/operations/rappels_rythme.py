"""Sending the reminder of a rhythm near its limit: once for each subject and each year (R20)."""

from datetime import date

from django.db import transaction

from gouvernance.lectures.rythmes import rythmes_a_rappeler
from gouvernance.notifications import initiative as notifications_initiative
from pacte.accord.models import Pacte
from pacte.courrier.periodique import une_seule_fois


def rappeler_rythmes(le: date) -> int:
    """Write to whoever holds the initiative of a meeting owed and near its limit; return the mails.

    Run twice, in parallel or after some stopped days, each subject is reminded once in its year; a
    limit that has gone by is reminded no more.
    """
    ecrits = 0
    for rappel in rythmes_a_rappeler(Pacte.objects.order_by("pk"), le):
        with transaction.atomic():
            if une_seule_fois(rappel.cle, date(rappel.annee, 12, 31)):
                ecrits += notifications_initiative.rappeler_rythme(rappel, le)
    return ecrits
