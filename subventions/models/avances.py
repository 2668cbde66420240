"""The advance of year N+1: asked, decided, prepared, recomputed."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.documents.models import DocumentScelle
from pacte.socle.declencheurs import insertion_seule
from pacte.socle.modeles import Idempotent, Versionne
from subventions.models.portee import PieceFinanciereQuerySet


class DecisionTardive(models.TextChoices):
    ACCEPTEE = "acceptee", "acceptée"
    REFUSEE = "refusee", "refusée"


class Avance(Idempotent, Versionne):
    """A centre's request for the advance of `exercice` (year N+1), and the city's dated tasks."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="avances"
    )
    centre = models.ForeignKey(
        Organisation, verbose_name="centre social", on_delete=models.PROTECT, related_name="avances"
    )
    exercice = models.PositiveSmallIntegerField(
        "exercice de l'avance (N+1)",
        help_text="L'avance est une part de la subvention de cet exercice.",
    )
    date_demande = models.DateField("demandée le")
    demandee_par = models.ForeignKey(
        Fonction, verbose_name="demandée par", on_delete=models.PROTECT, related_name="+"
    )
    decision_tardive = models.CharField(
        "décision sur une demande tardive",
        max_length=10,
        choices=DecisionTardive.choices,
        blank=True,
    )
    motif_decision = models.TextField("motif de la décision", blank=True)
    date_decision = models.DateField("décidée le", null=True, blank=True)
    decision_par = models.ForeignKey(
        Fonction,
        verbose_name="décidée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    date_credits_ouverts = models.DateField("crédits ouverts le", null=True, blank=True)
    numero_deliberation = models.CharField("délibération de l'avance", max_length=40, blank=True)
    date_deliberation = models.DateField("votée le", null=True, blank=True)
    date_executoire = models.DateField(
        "exécutoire le",
        null=True,
        blank=True,
        help_text="Le jour où la délibération est à la fois transmise et publiée.",
    )

    lettre = models.OneToOneField(
        DocumentScelle,
        verbose_name="lettre",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PieceFinanciereQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "avance"
        verbose_name_plural = "avances"
        ordering = ("-exercice", "centre__nom")
        constraints = (
            models.UniqueConstraint(
                fields=["pacte", "centre", "exercice"],
                name="avance_une_par_centre_et_exercice",
                violation_error_message="L'avance de cet exercice est déjà demandée.",
            ),
            models.CheckConstraint(
                name="avance_decision_motivee",
                condition=Q(decision_tardive="")
                | (~Q(motif_decision="") & Q(date_decision__isnull=False)),
                violation_error_message="Donnez le motif et la date de la décision.",
            ),
            models.CheckConstraint(
                name="avance_executoire_apres_vote",
                condition=Q(date_executoire__isnull=True)
                | Q(date_deliberation__isnull=False, date_executoire__gte=F("date_deliberation")),
                violation_error_message="La délibération est exécutoire après son vote, jamais avant.",
            ),
            models.CheckConstraint(
                name="avance_deliberation_numerotee",
                condition=Q(date_deliberation__isnull=True) | ~Q(numero_deliberation=""),
                violation_error_message="Une délibération votée porte un numéro.",
            ),
        )

    def __str__(self) -> str:
        return f"Avance {self.exercice} — {self.centre}"


class RecalculAvance(models.Model):
    """The amount of an advance after something changed it, and what: one line per change."""

    INSERTION_SEULE = True

    avance = models.ForeignKey(
        Avance, verbose_name="avance", on_delete=models.PROTECT, related_name="recalculs"
    )
    le = models.DateField("le")
    base = models.DecimalField("base", max_digits=12, decimal_places=2)
    montant = models.DecimalField("montant", max_digits=12, decimal_places=2)
    motif = models.CharField("pourquoi", max_length=300)
    inscrit_le = models.DateTimeField("inscrit le", auto_now_add=True)

    class Meta:
        verbose_name = "recalcul d'avance"
        verbose_name_plural = "recalculs d'avance"
        ordering = ("avance", "pk")
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return f"{self.avance} : {self.montant}"
