from django.apps import AppConfig


class CourrierConfig(AppConfig):
    name = "pacte.courrier"
    label = "courrier"
    verbose_name = "courrier"
