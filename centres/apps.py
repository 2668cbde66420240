from django.apps import AppConfig

from pacte.journal.actions import nommer


class CentresConfig(AppConfig):
    name = "centres"
    label = "centres"
    verbose_name = "centres"

    def ready(self) -> None:
        nommer(enregistrer_agrement="enregistrer un agrément")
