from importlib import import_module

from django.apps import AppConfig

from pacte.journal.actions import nommer
from pacte.socle import panneaux


class PilotageConfig(AppConfig):
    name = "pacte.pilotage"
    label = "pilotage"
    verbose_name = "pilotage"

    def ready(self) -> None:
        places = import_module("pacte.pilotage.panneaux")
        panneaux.enregistrer("pacte_statuts", places.statuts_des_engagements)
        nommer(voir_tableau="lire le tableau", lister_clauses="lire les engagements suivis")
