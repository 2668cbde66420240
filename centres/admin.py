"""The agréments in the technical administration: read, with their history."""

from django.contrib import admin

from centres.models import Agrement
from pacte.accord.admin import LectureAvecHistoriqueAdmin


@admin.register(Agrement)
class AgrementAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("centre", "projet_social", "date_debut", "date_fin")
    list_select_related = ("centre",)
