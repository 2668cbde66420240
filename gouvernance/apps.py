from importlib import import_module

from django.apps import AppConfig

from pacte.socle import panneaux


class GouvernanceConfig(AppConfig):
    name = "gouvernance"
    verbose_name = "gouvernance"

    def ready(self) -> None:
        # Models are there only once the registry is ready.
        places = import_module("gouvernance.panneaux")
        panneaux.enregistrer("centre", places.reunions_du_centre)
        scelles = import_module("pacte.documents.scelles")
        scellement = import_module("gouvernance.scellement")
        scelles.enregistrer_verification(
            "comptes rendus définitifs", scellement.verifier_comptes_rendus
        )
