"""What a centre says of its own money: other funders, month-by-month treasury."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Fonction, Organisation
from pacte.socle.modeles import Idempotent, Versionne
from pacte.socle.montants import ZERO


class FinancementRecu(Idempotent, Versionne):
    """Money that another funder notified to a centre for a year, as the centre declares it.

    `compte_seuil` says whether it counts among subsidies for the threshold of 153 000 €.
    """

    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        related_name="financements_recus",
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    financeur = models.CharField("financeur", max_length=200)
    objet = models.CharField("objet", max_length=256, blank=True)
    montant = models.DecimalField(
        "montant notifié", max_digits=12, decimal_places=2, validators=[MinValueValidator(ZERO)]
    )
    en_nature = models.BooleanField("en nature", default=False)
    compte_seuil = models.BooleanField("compte comme subvention publique", default=True)
    date_notification = models.DateField("notifié le", null=True, blank=True)
    declare_par = models.ForeignKey(
        Fonction,
        verbose_name="déclaré par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "financement reçu"
        verbose_name_plural = "financements reçus"
        ordering = ("-exercice", "financeur", "pk")
        constraints = (
            models.CheckConstraint(
                name="financement_recu_positif",
                condition=Q(montant__gt=Decimal(0)),
                violation_error_message="Le montant notifié est supérieur à zéro.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.financeur} {self.exercice} : {self.montant}"


class PlanTresorerie(Versionne):
    """A centre's own month-by-month treasury of a year; nobody else reads it."""

    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        related_name="plans_tresorerie",
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    solde_initial = models.DecimalField(
        "en caisse et en banque au 1er janvier", max_digits=12, decimal_places=2, default=ZERO
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "plan de trésorerie"
        verbose_name_plural = "plans de trésorerie"
        ordering = ("-exercice",)
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "exercice"],
                name="plan_tresorerie_un_par_exercice",
                violation_error_message="Cette année a déjà son plan de trésorerie.",
            ),
        )

    def __str__(self) -> str:
        return f"Trésorerie {self.exercice} — {self.centre}"


class MoisTresorerie(models.Model):
    """What a centre expects to receive and to pay in a month, the city's payments apart."""

    plan = models.ForeignKey(
        PlanTresorerie,
        verbose_name="plan de trésorerie",
        on_delete=models.CASCADE,
        related_name="mois",
    )
    mois = models.PositiveSmallIntegerField(
        "mois", validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    recettes = models.DecimalField("recettes", max_digits=12, decimal_places=2, default=ZERO)
    depenses = models.DecimalField("dépenses", max_digits=12, decimal_places=2, default=ZERO)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "mois de trésorerie"
        verbose_name_plural = "mois de trésorerie"
        ordering = ("mois",)
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "mois"],
                name="mois_tresorerie_unique",
                violation_error_message="Ce mois figure déjà dans le plan.",
            ),
            models.CheckConstraint(
                name="mois_tresorerie_positif",
                condition=Q(recettes__gte=0, depenses__gte=0, mois__gte=1, mois__lte=12),
                violation_error_message="Recettes et dépenses ne sont pas négatives.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan}, mois {self.mois}"
