"""Many years of meetings, to see lists and calendars full: fictitious, the same for the same day."""

from collections.abc import Sequence
from datetime import date, timedelta

from gouvernance.models import Reunion
from pacte.accord.models import Fonction, Pacte
from pacte.pilotage.demo.calendrier import ReunionPrevue, jour_ouvre
from pacte.pilotage.demo.reunions import ouvrir_salle, tenir_reunion
from pacte.socle.dates import ajouter_annees

# How a year of the pact is made: mostly bilateral meetings, two comités de pilotage.
SUITE = (
    "comite-technique",
    "comite-financeurs",
    "comite-technique",
    "rencontre-thematique",
    "comite-technique",
    "comite-financeurs",
    "comite-pilotage",
)
BILATERALES = ("comite-technique", "comite-financeurs")
THEMES = 3
HEURES = (9, 10, 14, 17)


def reunions_du_volume(
    au: date, *, nombre: int, annees: int, centres: Sequence[str]
) -> list[ReunionPrevue]:
    """Return `nombre` meetings spread evenly over `annees` years before `au`, oldest first. Pure."""
    duree = (au - ajouter_annees(au, -annees)).days - 7
    prevues = []
    for rang in range(nombre):
        instance = SUITE[rang % len(SUITE)]
        jour = au - timedelta(days=duree * (nombre - rang) // nombre + 3)
        prevues.append(
            ReunionPrevue(
                instance,
                jour_ouvre(jour),
                HEURES[rang % len(HEURES)],
                centres[rang % len(centres)] if instance in BILATERALES else "",
                1 + rang % THEMES if instance == "rencontre-thematique" else 0,
            )
        )
    return prevues


def charger_volume(
    pacte: Pacte,
    agent: Fonction,
    fonctions: Sequence[Fonction],
    au: date,
    *,
    nombre: int,
    annees: int,
    sceller: bool,
) -> int:
    """Add meetings with people, minutes and decisions; return how many the pact now has.

    With `sceller`, each old record becomes a sealed PDF, as in life: about half a second each.
    """
    salle = ouvrir_salle(pacte, agent, list(fonctions), au, sceller=sceller)
    prevues = reunions_du_volume(au, nombre=nombre, annees=annees, centres=list(salle.centres))
    for rang, prevue in enumerate(prevues):
        tenir_reunion(salle, prevue, rang)
    return Reunion.objects.filter(pacte=pacte).count()
