"""The demonstration's agréments: each centre had one, and has one; the last one ends soon."""

from datetime import date

from centres.models import Agrement
from pacte.accord.models import GenreOrganisation, Organisation, Pacte
from pacte.pilotage.demo.calendrier import CENTRES
from pacte.socle.dates import ajouter_annees, dernier_jour

ANNEES_PROJET_SOCIAL = 4
PROJETS = (
    "Un quartier qui prend part",
    "Aller vers, faire avec",
    "Les Rives, maison de toutes et tous",
)


def charger_agrements(pacte: Pacte, au: date) -> None:
    """Give each centre its past and present agrément, of four years each, without a gap (C17)."""
    centres = Organisation.objects.filter(parties__pacte=pacte, genre=GenreOrganisation.CENTRE)
    par_code = {centre.code: centre for centre in centres}
    for rang, code in enumerate(CENTRES):
        # One, two and three years old: the third centre already prepares its renewal.
        debut = date(au.year - 1 - rang, 1, 1)
        for premier in (ajouter_annees(debut, -ANNEES_PROJET_SOCIAL), debut):
            Agrement(
                centre=par_code[code],
                projet_social=PROJETS[rang],
                reference=f"CA-CAF-{premier.year - 1}-{12 + rang}",
                date_debut=premier,
                date_fin=dernier_jour(premier, ANNEES_PROJET_SOCIAL),
            ).save()
