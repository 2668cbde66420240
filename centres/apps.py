from django.apps import AppConfig


class CentresConfig(AppConfig):
    name = "centres"
    label = "centres"
    verbose_name = "centres"
