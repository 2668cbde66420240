"""The tables of governance, for technical superusers: to look at, with their history."""

from django.contrib import admin
from django.db import models
from simple_history.admin import SimpleHistoryAdmin

from gouvernance.models import (
    AccordCompteRendu,
    Addendum,
    CompteRendu,
    Decision,
    DemandeReunion,
    Interpellation,
    LigneCalendrier,
    NumeroDecision,
    Participation,
    Passage,
    PieceReunion,
    PointOrdreDuJour,
    PointRecurrent,
    PropositionPoint,
    Remarque,
    Reunion,
    Sondage,
    SuiviDecision,
    Sujet,
    VersionProjet,
)
from pacte.socle.administration import LectureSeuleAdmin


class LectureAvecHistoriqueAdmin(LectureSeuleAdmin, SimpleHistoryAdmin):
    """Rows written by the portal's acts alone."""


@admin.register(Reunion)
class ReunionAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("instance", "centre", "theme", "date_reunion", "etat")
    list_filter = ("etat", "instance")
    list_select_related = ("instance", "centre", "theme")
    date_hierarchy = "date_reunion"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(PointOrdreDuJour)
class PointOrdreDuJourAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("reunion_id", "ordre", "titre", "duree_minutes")
    search_fields = ("titre",)


@admin.register(Participation)
class ParticipationAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("reunion_id", "fonction", "presence")
    list_filter = ("presence",)
    list_select_related = ("fonction__personne", "fonction__organisation")


@admin.register(CompteRendu)
class CompteRenduAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("reunion_id", "etat", "mode", "date_soumission", "date_definitive")
    list_filter = ("etat", "mode")


@admin.register(Passage)
class PassageAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("compte_rendu_id", "point_id")


@admin.register(Decision)
class DecisionAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("reunion_id", "ordre", "texte", "echeance", "date_realisation")
    search_fields = ("texte",)


admin.site.register(
    [
        DemandeReunion,
        Interpellation,
        LigneCalendrier,
        PieceReunion,
        PointRecurrent,
        PropositionPoint,
        Remarque,
        Sondage,
        Sujet,
    ],
    LectureAvecHistoriqueAdmin,
)
admin.site.register(
    [AccordCompteRendu, Addendum, NumeroDecision, SuiviDecision, VersionProjet], LectureSeuleAdmin
)
