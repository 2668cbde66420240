"""The tables of subsidies, for technical superusers: to look at, with their history."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from pacte.socle.administration import LectureSeuleAdmin
from subventions.models import (
    Attribution,
    Avance,
    Avis,
    Campagne,
    CompteRenduFinancier,
    Convention,
    Correction,
    Demande,
    Deport,
    Echeance,
    ImportSubventions,
    LigneBudget,
    PieceDemande,
    ProjetDeliberation,
    Reversement,
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


@admin.register(Avis)
class AvisAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("demande", "organisation", "sens", "date_avis")


@admin.register(Correction)
class CorrectionAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("demande", "objet", "echeance", "date_levee")


@admin.register(Deport)
class DeportAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("demande", "personne", "date_deport")


@admin.register(ProjetDeliberation)
class ProjetDeliberationAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("titre", "exercice", "numero", "date_vote")


@admin.register(Echeance)
class EcheanceAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("centre", "genre", "montant", "date_prevue", "reference")


@admin.register(CompteRenduFinancier)
class CompteRenduFinancierAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("attribution", "etat", "fin_exercice", "date_depot")


@admin.register(Reversement)
class ReversementAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("centre", "exercice", "motif", "montant", "date_titre")


@admin.register(ImportSubventions)
class ImportSubventionsAdmin(LectureAvecHistoriqueAdmin):
    list_display = ("genre", "fichier", "effectue_le", "lignes_creees")
