"""The tasks of the clock: their hour in the city's time, their last run, the next."""

from datetime import datetime
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from pacte.courrier.models import Passage
from pacte.courrier.periodique import TACHES, TachePeriodique
from pacte.socle.dates import ecrire_jour
from pacte.socle.templatetags.socle import heure

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class Command(BaseCommand):
    help = "Liste les tâches de l'horloge : leur heure à Paris, la dernière fois, la prochaine."

    def handle(self, *args: Any, **options: Any) -> None:
        maintenant = timezone.now()
        for tache in sorted(TACHES.values(), key=lambda t: (t.heure, t.nom)):
            self.stdout.write(f"{tache.libelle[:1].upper()}{tache.libelle[1:]} ({tache.nom})")
            self.stdout.write(f"  {_rythme(tache)}")
            derniere = Passage.objects.filter(cle=tache.cle).order_by("-jour").first()
            quand = _ecrire(derniere.cree_le) if derniere else "jamais"
            self.stdout.write(f"  Dernière fois : {quand}")
            faite = derniere is not None and derniere.jour >= tache.jour_du(maintenant)
            suivante = max(tache.prochaine(maintenant, faite=faite), maintenant)
            self.stdout.write(f"  Prochaine fois : {_ecrire(suivante)}")


def _rythme(tache: TachePeriodique) -> str:
    jour = "chaque jour" if tache.jour_semaine is None else f"chaque {JOURS[tache.jour_semaine]}"
    return f"{jour}, à {tache.heure.hour}\u00a0h\u00a0{tache.heure.minute:02d}"


def _ecrire(instant: datetime) -> str:
    local = timezone.localtime(instant)
    return f"{ecrire_jour(local.date())}, {heure(local)}"
