"""Factories of initiative: requests for a meeting and questions in each state, lines of the calendar."""

import uuid
from datetime import date
from types import SimpleNamespace
from typing import Any

from gouvernance.models import DemandeReunion, Interpellation, LigneCalendrier
from gouvernance.operations import demandes_reunion, interpellations, lignes_calendrier
from pacte.accord.models import Fonction, Organisation
from tests.factories_gouvernance import sujet, une_tenue


def une_demande(
    p: SimpleNamespace,
    par: Fonction,
    *,
    instance: str = "comite-financeurs",
    centre: Organisation | None = None,
    **champs: Any,
) -> DemandeReunion:
    """A request as the portal files it: for centre A unless another is given."""
    objet, habituel, theme = sujet(p, instance)
    defauts = {"motif": "Le budget change beaucoup.", "periode_souhaitee": "en septembre"}
    return demandes_reunion.demander(
        p.pacte,
        instance=objet,
        centre=(centre or habituel) if objet.portee == "centre" else None,
        theme=theme,
        par=par,
        **{"cle": uuid.uuid4(), **defauts, **champs},
    )


def une_question(
    p: SimpleNamespace,
    par: Fonction,
    a: Organisation,
    *,
    instance: str = "comite-technique",
    centre: Organisation | None = None,
    **champs: Any,
) -> Interpellation:
    """A question as the portal puts it, about centre A unless another is given."""
    objet, habituel, _ = sujet(p, instance)
    defauts = {"objet": "Les créneaux du gymnase", "question": "Quand seront-ils connus ?"}
    return interpellations.poser(
        p.pacte,
        instance=objet,
        centre=(centre or habituel) if objet.portee == "centre" else None,
        adressee_a=a,
        par=par,
        **{"cle": uuid.uuid4(), **defauts, **champs},
    )


def une_ligne(
    p: SimpleNamespace, par: Fonction, *, mois: date = date(2026, 10, 1), **champs: Any
) -> LigneCalendrier:
    """A line of the calendar, set at a comité de pilotage held ten days ago."""
    champs.setdefault("reunion", None)
    reunion = champs.pop("reunion") or une_tenue(p, par, instance="comite-pilotage")
    defauts = {"theme": p.themes["participation"], "objet": "Les conseils de quartier"}
    return lignes_calendrier.fixer(
        reunion, par=par, mois=mois, **{"cle": uuid.uuid4(), **defauts, **champs}
    )
