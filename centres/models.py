"""The agréments of a centre: the CAF's part of the « socle de sérénité » (C17, C31)."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Organisation
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.modeles import Idempotent


class EtatAgrement(AvecTonalite, models.TextChoices):
    """Where a centre's agrément stands on a day; computed, never stored."""

    EN_COURS = "en_cours", "agrément en cours"
    A_RENOUVELER = "a_renouveler", "agrément à renouveler"
    EXPIRE = "expire", "agrément expiré"
    INCONNU = "inconnu", "agrément pas encore noté"

    __tonalites__ = {
        "en_cours": Tonalite.TENU,
        "a_renouveler": Tonalite.ATTENTION,
        "expire": Tonalite.ATTENTION,
    }


class AgrementQuerySet(models.QuerySet["Agrement"]):
    def en_cours(self, le: date) -> "AgrementQuerySet":
        """Agréments valid on day `le`, both ends included."""
        return self.filter(date_debut__lte=le, date_fin__gte=le)


class Agrement(Idempotent):
    """The CAF's approval of a centre's projet social, from a day to a day, both included."""

    centre = models.ForeignKey(
        Organisation, verbose_name="centre", on_delete=models.PROTECT, related_name="agrements"
    )
    projet_social = models.CharField("titre du projet social", max_length=200)
    reference = models.CharField("référence de la décision de la CAF", max_length=80, blank=True)
    date_debut = models.DateField("premier jour")
    date_fin = models.DateField("dernier jour (inclus)")

    objects = AgrementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "agrément"
        verbose_name_plural = "agréments"
        ordering = ("-date_debut", "-pk")
        constraints = (
            models.CheckConstraint(
                name="agrement_fin_apres_debut",
                condition=Q(date_fin__gt=F("date_debut")),
                violation_error_message="Le dernier jour d'un agrément suit son premier jour.",
            ),
            models.UniqueConstraint(
                fields=["centre", "date_debut"],
                name="agrement_un_par_debut",
                violation_error_message="Ce centre a déjà un agrément qui commence ce jour-là.",
            ),
        )

    def __str__(self) -> str:
        return f"Agrément de {self.centre}, {self.projet_social}"
