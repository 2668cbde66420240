"""The calendar of thematic meetings, that the first comité de pilotage sets (C47)."""

from django.db import models
from django.db.models import Q

from gouvernance.models.reunions import Reunion
from pacte.accord.models import Fonction, Instance, Pacte, Theme
from pacte.socle.dates import MOIS
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.historique import Historique
from pacte.socle.modeles import Idempotent


class EtatLigne(AvecTonalite, models.TextChoices):
    """What came of a line of the calendar; computed, never stored."""

    TENUE = "tenue", "tenue"
    PREVUE = "prevue", "réunion prévue"
    EN_PREPARATION = "en_preparation", "en préparation"
    A_OUVRIR = "a_ouvrir", "pas encore ouverte"
    RETIREE = "retiree", "retirée"

    __tonalites__ = {
        "tenue": Tonalite.TENU,
        "prevue": Tonalite.INFORMATION,
        "en_preparation": Tonalite.NEUTRE,
        "a_ouvrir": Tonalite.ATTENTION,
        "retiree": Tonalite.NEUTRE,
    }


class PlaceCalendrier(AvecTonalite, models.TextChoices):
    """Whether a thematic meeting comes from the calendar (C47); information, never a bar."""

    AU_CALENDRIER = "au_calendrier", "au calendrier"
    HORS_CALENDRIER = "hors_calendrier", "hors calendrier"

    __tonalites__ = {
        "au_calendrier": Tonalite.INFORMATION,
        "hors_calendrier": Tonalite.ATTENTION,
    }


class LigneCalendrier(Idempotent):
    """A line of the calendar of thematic meetings, set at the first comité de pilotage (C47)."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="lignes_calendrier"
    )
    instance = models.ForeignKey(
        Instance, verbose_name="instance", on_delete=models.PROTECT, related_name="+"
    )
    theme = models.ForeignKey(
        Theme, verbose_name="thème", on_delete=models.PROTECT, related_name="+"
    )
    fixee_en = models.ForeignKey(
        Reunion,
        verbose_name="fixée à la réunion",
        on_delete=models.PROTECT,
        related_name="lignes_fixees",
    )
    fixee_par = models.ForeignKey(
        Fonction, verbose_name="notée par", on_delete=models.PROTECT, related_name="+"
    )
    mois = models.DateField("mois prévu", help_text="Le premier jour du mois.")
    objet = models.CharField("objet", max_length=200, blank=True)
    date_retrait = models.DateField("retirée le", null=True, blank=True)
    motif_retrait = models.TextField("motif du retrait", blank=True)

    history = Historique()

    class Meta:
        verbose_name = "ligne du calendrier"
        verbose_name_plural = "lignes du calendrier"
        ordering = ("mois", "pk")
        constraints = (
            models.CheckConstraint(
                name="ligne_calendrier_au_premier_du_mois",
                condition=Q(mois__day=1),
                violation_error_message="Indiquez le mois prévu.",
            ),
            models.CheckConstraint(
                name="ligne_calendrier_retiree_avec_motif",
                condition=Q(date_retrait__isnull=True) | ~Q(motif_retrait=""),
                violation_error_message="Dites pourquoi cette rencontre est retirée du calendrier.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.theme.titre_court}, {self.mois_en_mots}"

    @property
    def mois_en_mots(self) -> str:
        """The month: « octobre 2026 »."""
        return f"{MOIS[self.mois.month - 1]} {self.mois.year}"
