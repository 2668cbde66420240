from importlib import import_module

from django.apps import AppConfig


class AccordConfig(AppConfig):
    name = "pacte.accord"
    label = "accord"
    verbose_name = "accord"

    def ready(self) -> None:
        # The journal of sign-ins listens from the start.
        import_module("pacte.accord.signals")
