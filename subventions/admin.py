"""The tables of subsidies, for technical superusers: to look at, with their history."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from pacte.socle.administration import LectureSeuleAdmin
from subventions.models import (
    Attribution,
    Avance,
    Campagne,
    Convention,
    Demande,
    LigneBudget,
    PieceDemande,
    Versement,
)


class LectureAvecHistoriqueAdmin(LectureSeuleAdmin, SimpleHistoryAdmin):
    """Rows written by the portal's acts alone."""


@admin.register(Demande)
class DemandeAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("numero", "centre", "exercice", "etat", "montant_demande")
    list_filter = ("exercice", "etat")
    search_fields = ("numero", "objet")


@admin.register(Attribution)
class AttributionAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("numero_deliberation", "centre", "exercice", "nature", "montant")
    list_filter = ("exercice", "nature")


@admin.register(Convention)
class ConventionAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("reference", "centre", "premier_exercice", "dernier_exercice")


@admin.register(Avance)
class AvanceAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("centre", "exercice", "date_demande", "decision_tardive")
    list_filter = ("exercice",)


@admin.register(Versement)
class VersementAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("centre", "exercice", "genre", "montant", "date_paiement")
    list_filter = ("exercice", "genre")


@admin.register(Campagne)
class CampagneAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("pacte", "exercice", "date_ouverture", "date_cloture")


@admin.register(LigneBudget)
class LigneBudgetAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("demande", "section", "compte", "montant")


@admin.register(PieceDemande)
class PieceDemandeAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("demande", "libelle", "fichier")
