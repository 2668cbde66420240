"""What governance does by the clock: each reminder, its hour of Paris, its French words."""

import datetime as dt

from gouvernance.operations.rappels import rappeler_actions
from gouvernance.operations.rappels_circulation import rappeler_projets
from gouvernance.operations.rappels_invitations import rappeler_les_invitations
from gouvernance.operations.rappels_rythme import rappeler_rythmes
from gouvernance.operations.sondages import rappeler_la_veille
from pacte.courrier.periodique import chaque_jour

for _nom, _heure, _libelle, _travail in (
    ("actions", dt.time(7, 40), "les actions bientôt dues, ou en retard", rappeler_actions),
    (
        "rythmes",
        dt.time(7, 50),
        "les réunions attendues, près de leur dernier jour",
        rappeler_rythmes,
    ),
    ("sondages", dt.time(8, 10), "les sondages de date, la veille de leur fin", rappeler_la_veille),
    ("projets", dt.time(8, 15), "les projets de compte rendu à relire", rappeler_projets),
    ("invitations", dt.time(8, 20), "les invitations sans réponse", rappeler_les_invitations),
):
    chaque_jour(f"gouvernance.rappeler_{_nom}", heure=_heure, libelle=f"rappeler {_libelle}")(
        _travail
    )
