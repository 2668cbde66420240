from django.apps import AppConfig

from pacte.journal.actions import nommer


class DocumentsConfig(AppConfig):
    name = "pacte.documents"
    label = "documents"
    verbose_name = "documents"

    def ready(self) -> None:
        nommer(refuser_fichier="refuser un fichier, par l'antivirus")
