"""What was brought in bulk: past years, or requests deposited elsewhere."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Fonction, Pacte
from pacte.documents.models import Fichier
from pacte.socle.modeles import Idempotent, Versionne


class GenreImport(models.TextChoices):
    SUBVENTIONS = "subventions", "subventions des années passées"
    DEMANDES = "demandes", "demandes déposées ailleurs"


class ImportSubventionsQuerySet(models.QuerySet["ImportSubventions"]):
    def for_fonction(self, fonction: Fonction | None) -> "ImportSubventionsQuerySet":
        """Imports of the AVS service's own pacts."""
        if fonction is None or not fonction.is_avs:
            return self.none()
        return self.filter(pacte__ville=fonction.organisation_id)


class ImportSubventions(Idempotent, Versionne):
    """A workbook or CSV brought by the city, the mapping of its columns, and what came of it.

    Nothing is written before `effectue_le`; then everything, or nothing.
    """

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="imports_subventions"
    )
    genre = models.CharField("genre", max_length=12, choices=GenreImport.choices)
    fichier = models.ForeignKey(
        Fichier, verbose_name="fichier", on_delete=models.PROTECT, related_name="+"
    )
    correspondance = models.JSONField("correspondance des colonnes", default=dict, blank=True)
    prepare_par = models.ForeignKey(
        Fonction,
        verbose_name="préparé par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Vide : par la commande importer_subventions.",
    )
    prepare_le = models.DateTimeField("préparé le", auto_now_add=True)
    effectue_le = models.DateTimeField("effectué le", null=True, blank=True)
    lignes_creees = models.PositiveIntegerField("lignes créées", default=0)
    lignes_deja_la = models.PositiveIntegerField("lignes déjà présentes", default=0)
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)
    annule_par = models.ForeignKey(
        Fonction,
        verbose_name="annulé par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    motif_annulation = models.CharField("motif de l'annulation", max_length=300, blank=True)

    objects = ImportSubventionsQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "import de subventions"
        verbose_name_plural = "imports de subventions"
        ordering = ("-prepare_le", "-pk")
        constraints = (
            models.CheckConstraint(
                name="import_annule_apres_avoir_ete_fait",
                condition=Q(annule_le__isnull=True)
                | (Q(effectue_le__isnull=False) & ~Q(motif_annulation="")),
                violation_error_message="Un import s'annule une fois fait, avec un motif.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_genre_display()}, {self.fichier}"
