"""Django's admin becomes the technical administration, before the models are loaded."""

from django.contrib.admin.apps import AdminConfig


class TechniqueConfig(AdminConfig):
    default_site = "pacte.accord.site_technique.SiteTechnique"
