"""The outbox in the technical administration: who, when, what failed; not what was written."""

from django.contrib import admin

from pacte.courrier.models import Courriel, Passage, PreferenceCourriel
from pacte.socle.administration import LectureSeuleAdmin


@admin.register(Courriel)
class CourrielAdmin(LectureSeuleAdmin):
    list_display = ("objet", "destinataire", "etat", "tentatives", "cree_le", "envoye_le")
    list_filter = ("etat", "nature", "pacte_code")
    search_fields = ("objet", "destinataire")
    exclude = ("texte", "html", "calendrier")


@admin.register(Passage)
class PassageAdmin(LectureSeuleAdmin):
    list_display = ("cle", "jour", "cree_le")
    search_fields = ("cle",)


@admin.register(PreferenceCourriel)
class PreferenceCourrielAdmin(LectureSeuleAdmin):
    list_display = ("adresse", "rythme", "modifiee_le")
    search_fields = ("adresse",)
