from django.apps import AppConfig

from pacte.journal.actions import nommer


class CourrierConfig(AppConfig):
    name = "pacte.courrier"
    label = "courrier"
    verbose_name = "courrier"

    def ready(self) -> None:
        nommer(choisir_rythme_courriels="choisir le rythme de ses courriels")
