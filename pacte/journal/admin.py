"""The journal in the technical administration: read, never written."""

from django.contrib import admin

from pacte.journal.models import Entree
from pacte.socle.administration import LectureSeuleAdmin


@admin.register(Entree)
class EntreeAdmin(LectureSeuleAdmin):
    list_display = ("instant", "personne", "qualite", "action", "objet_libelle", "resultat")
    list_filter = ("resultat", "action")
    search_fields = ("personne", "objet_libelle")
