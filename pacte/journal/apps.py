from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "pacte.journal"
    label = "journal"
    verbose_name = "journal"
