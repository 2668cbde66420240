from django.apps import AppConfig
from django.db.models.signals import post_migrate

from pacte.socle.droits_sql import apres_migration


class SocleConfig(AppConfig):
    name = "pacte.socle"
    label = "socle"
    verbose_name = "socle"

    def ready(self) -> None:
        post_migrate.connect(apres_migration, dispatch_uid="droits_sql")
