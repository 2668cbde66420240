"""Files and sealed documents in the technical administration: looked at, never touched."""

from django.contrib import admin

from pacte.documents.models import AnalyseFichier, DocumentScelle, Fichier
from pacte.socle.administration import LectureSeuleAdmin


@admin.register(Fichier)
class FichierAdmin(LectureSeuleAdmin):
    list_display = ("nom", "type_mime", "taille", "depose_le", "depose_par")
    list_select_related = ("depose_par",)
    search_fields = ("nom", "sha256")


@admin.register(AnalyseFichier)
class AnalyseFichierAdmin(LectureSeuleAdmin):
    list_display = ("fichier", "verdict", "signature", "analyse_le")
    list_filter = ("verdict",)
    list_select_related = ("fichier",)


@admin.register(DocumentScelle)
class DocumentScelleAdmin(LectureSeuleAdmin):
    list_display = ("titre", "genre", "taille", "scelle_le")
    list_filter = ("genre",)
    search_fields = ("titre", "sha256")
