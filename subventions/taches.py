"""What subsidies do by the clock: each reminder, its hour of Paris, its French words."""

import datetime as dt

from pacte.courrier.periodique import chaque_jour
from subventions.operations.rappels import (
    annoncer_les_campagnes,
    rappeler_les_avances,
    rappeler_les_clotures,
    rappeler_les_pieces,
)
from subventions.operations.rappels_comptes_rendus import rappeler_comptes_rendus
from subventions.operations.rappels_conventions import rappeler_fins_de_convention
from subventions.operations.rappels_instruction import rappeler_avis, rappeler_corrections

for _nom, _heure, _libelle, _travail in (
    (
        "annoncer_les_campagnes",
        dt.time(7, 30),
        "annoncer les campagnes qui ouvrent",
        annoncer_les_campagnes,
    ),
    (
        "rappeler_les_clotures",
        dt.time(8, 25),
        "rappeler la clôture d'une campagne aux centres qui n'ont pas déposé",
        rappeler_les_clotures,
    ),
    (
        "rappeler_les_avances",
        dt.time(8, 30),
        "rappeler l'avance aux centres qui peuvent la demander",
        rappeler_les_avances,
    ),
    (
        "rappeler_les_pieces",
        dt.time(8, 35),
        "prévenir des documents dont la validité finit",
        rappeler_les_pieces,
    ),
    (
        "rappeler_corrections",
        dt.time(8, 40),
        "rappeler les corrections attendues des centres",
        rappeler_corrections,
    ),
    ("rappeler_avis", dt.time(8, 45), "rappeler les avis attendus", rappeler_avis),
    (
        "rappeler_fins_de_convention",
        dt.time(8, 50),
        "prévenir des conventions qui finissent dans neuf mois",
        rappeler_fins_de_convention,
    ),
    (
        "rappeler_comptes_rendus",
        dt.time(8, 55),
        "rappeler les comptes rendus financiers à rendre, ou en retard",
        rappeler_comptes_rendus,
    ),
):
    chaque_jour(f"subventions.{_nom}", heure=_heure, libelle=_libelle)(_travail)
