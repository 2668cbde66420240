"""Organisations: the city, the CAF, the federation, the centres, the other funders."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords


class GenreOrganisation(models.TextChoices):
    VILLE = "ville", "ville"
    CAF = "caf", "CAF"
    FEDERATION = "federation", "fédération"
    CENTRE = "centre", "centre social"
    FINANCEUR = "financeur", "financeur"
    PARTENAIRE = "partenaire", "partenaire"


class Organisation(models.Model):
    """A legal person. A centre is one; its other names are aliases (Q15, Q16)."""

    code = models.SlugField("code", max_length=40, unique=True)
    nom = models.CharField("nom", max_length=200)
    sigle = models.CharField("sigle", max_length=40, blank=True)
    genre = models.CharField("genre", max_length=20, choices=GenreOrganisation.choices)
    alias = ArrayField(
        models.CharField(max_length=200), verbose_name="autres noms", default=list, blank=True
    )
    siret = models.CharField("SIRET", max_length=14, blank=True)
    rna = models.CharField("numéro RNA", max_length=10, blank=True)
    adresse = models.TextField("adresse", blank=True)
    courriel = models.EmailField("courriel", blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    territoire = models.CharField("territoire", max_length=200, blank=True)
    fictive = models.BooleanField("fictive", default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        ordering = ("nom",)
        constraints = (
            models.CheckConstraint(
                name="organisation_siret_14_chiffres",
                condition=Q(siret="") | Q(siret__regex=r"^\d{14}$"),
                violation_error_message="Le SIRET compte 14 chiffres.",
            ),
        )

    def __str__(self) -> str:
        return self.sigle or self.nom
