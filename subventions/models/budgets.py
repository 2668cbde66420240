"""The budget of a request: its lines, who else pays, what is given in kind."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Organisation
from pacte.socle.montants import ZERO
from subventions.models.demandes import Demande


class Section(models.TextChoices):
    CHARGE = "charge", "charges"
    PRODUIT = "produit", "produits"
    EMPLOI_NATURE = "emploi_nature", "emplois des contributions volontaires"
    CONTRIBUTION_NATURE = "contribution_nature", "contributions volontaires"


class LigneBudget(models.Model):
    """One line of the request's budget, in the Cerfa layout."""

    demande = models.ForeignKey(
        Demande, verbose_name="demande", on_delete=models.CASCADE, related_name="lignes"
    )
    section = models.CharField("section", max_length=20, choices=Section.choices)
    compte = models.CharField("compte", max_length=20)
    libelle = models.CharField("libellé", max_length=200)
    montant = models.DecimalField("montant", max_digits=12, decimal_places=2, default=ZERO)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "ligne de budget"
        verbose_name_plural = "lignes de budget"
        ordering = ("section", "ordre")
        constraints = (
            models.UniqueConstraint(
                fields=["demande", "section", "compte"],
                name="ligne_budget_compte_unique",
                violation_error_message="Ce compte figure déjà dans le budget.",
            ),
            models.CheckConstraint(
                name="ligne_budget_positive",
                condition=Q(montant__gte=0),
                violation_error_message="Un montant du budget ne peut pas être négatif.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.compte} {self.libelle}"


class FinancementPrevu(models.Model):
    """Another funder by name, on one line of account 74; the line is the sum of its funders."""

    demande = models.ForeignKey(
        Demande, verbose_name="demande", on_delete=models.CASCADE, related_name="financements"
    )
    compte = models.CharField("compte", max_length=20)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="organisme connu",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    nom = models.CharField("financeur", max_length=200)
    montant = models.DecimalField("montant", max_digits=12, decimal_places=2)
    acquis = models.BooleanField("déjà obtenu", default=False)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "financement prévu"
        verbose_name_plural = "financements prévus"
        ordering = ("compte", "ordre", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["demande", "compte", "nom"],
                name="financement_prevu_une_fois",
                violation_error_message="Ce financeur figure déjà sur cette ligne.",
            ),
            models.CheckConstraint(
                name="financement_prevu_positif",
                condition=Q(montant__gt=0),
                violation_error_message="Le montant attendu est supérieur à zéro.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.nom} : {self.montant}"


class NatureAide(models.TextChoices):
    LOCAUX = "locaux", "locaux"
    FLUIDES = "fluides", "fluides : eau, énergie"
    PERSONNEL = "personnel", "personnel mis à disposition"
    AUTRE = "autre", "autre"


class AideEnNature(models.Model):
    """Premises, fluids or staff that a request asks of the city, and what they are worth."""

    demande = models.ForeignKey(
        Demande, verbose_name="demande", on_delete=models.CASCADE, related_name="aides_en_nature"
    )
    nature = models.CharField("nature", max_length=10, choices=NatureAide.choices)
    description = models.CharField("description", max_length=256)
    valeur = models.DecimalField(
        "valeur par an",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(ZERO)],
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "aide en nature"
        verbose_name_plural = "aides en nature"
        ordering = ("ordre", "pk")
        constraints = (
            models.CheckConstraint(
                name="aide_en_nature_valeur_positive",
                condition=Q(valeur__isnull=True) | Q(valeur__gte=0),
                violation_error_message="La valeur ne peut pas être négative.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.description}"
