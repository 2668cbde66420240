"""The poll that finds the date of a meeting: « oui », « si besoin », « non »."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from gouvernance.models.participations import Participation, VoieReponse
from gouvernance.models.reunions import Reunion
from pacte.accord.models import Fonction
from pacte.courrier.models import Courriel
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.modeles import Idempotent, Versionne


class EtatSondage(AvecTonalite, models.TextChoices):
    """Computed from the dates, never stored."""

    OUVERT = "ouvert", "réponses attendues"
    CLOS = "clos", "réponses closes"
    DATE_CHOISIE = "date_choisie", "date choisie"
    ABANDONNE = "abandonne", "abandonné"

    __tonalites__ = {
        "ouvert": Tonalite.INFORMATION,
        "clos": Tonalite.ATTENTION,
        "date_choisie": Tonalite.TENU,
        "abandonne": Tonalite.NEUTRE,
    }


class Sondage(Idempotent, Versionne):
    """A poll on the date of a meeting still in preparation; answers until its closing date."""

    reunion = models.ForeignKey(
        Reunion, verbose_name="réunion", on_delete=models.PROTECT, related_name="sondages"
    )
    ouvert_par = models.ForeignKey(
        Fonction, verbose_name="ouvert par", on_delete=models.PROTECT, related_name="+"
    )
    ouvert_le = models.DateField("ouvert le")
    date_cloture = models.DateField("réponses jusqu'au (inclus)")
    message = models.TextField("message", blank=True)
    relance_le = models.DateTimeField("dernier rappel le", null=True, blank=True)
    date_choix = models.DateField("date choisie le", null=True, blank=True)
    date_abandon = models.DateField("abandonné le", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "sondage de date"
        verbose_name_plural = "sondages de date"
        ordering = ("-ouvert_le", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["reunion"],
                condition=Q(date_choix__isnull=True, date_abandon__isnull=True),
                name="sondage_un_seul_en_cours",
                violation_error_message="Cette réunion a déjà un sondage en cours.",
            ),
            models.CheckConstraint(
                name="sondage_cloture_apres_ouverture",
                condition=Q(date_cloture__gte=models.F("ouvert_le")),
                violation_error_message="Les réponses se closent après l'ouverture du sondage.",
            ),
        )

    def __str__(self) -> str:
        return f"Sondage de date — {self.reunion}"

    def etat(self, le: date) -> EtatSondage:
        """Where the poll stands on day `le`."""
        if self.date_abandon is not None:
            return EtatSondage.ABANDONNE
        if self.date_choix is not None:
            return EtatSondage.DATE_CHOISIE
        return EtatSondage.CLOS if self.date_cloture < le else EtatSondage.OUVERT


class Creneau(models.Model):
    """A proposed time."""

    sondage = models.ForeignKey(
        Sondage, verbose_name="sondage", on_delete=models.CASCADE, related_name="creneaux"
    )
    debut = models.DateTimeField("début")
    duree_minutes = models.PositiveSmallIntegerField("durée en minutes", default=120)
    retenu = models.BooleanField("retenu", default=False)

    class Meta:
        verbose_name = "créneau proposé"
        verbose_name_plural = "créneaux proposés"
        ordering = ("debut",)
        constraints = (
            models.UniqueConstraint(
                fields=["sondage", "debut"],
                name="creneau_une_fois",
                violation_error_message="Ce créneau est proposé deux fois.",
            ),
            models.UniqueConstraint(
                fields=["sondage"],
                condition=Q(retenu=True),
                name="creneau_un_seul_retenu",
                violation_error_message="Un seul créneau est retenu.",
            ),
            models.CheckConstraint(
                name="creneau_duree_raisonnable",
                condition=Q(duree_minutes__gte=15, duree_minutes__lte=720),
                violation_error_message="La durée va de 15 minutes à 12 heures.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.debut:%d/%m/%Y %H:%M}"

    @property
    def fin(self) -> datetime:
        """The end of the proposed time."""
        return self.debut + timedelta(minutes=self.duree_minutes)


class EnvoiSondage(models.Model):
    """One person asked: her mail, her reminder."""

    sondage = models.ForeignKey(
        Sondage, verbose_name="sondage", on_delete=models.CASCADE, related_name="envois"
    )
    participation = models.ForeignKey(
        Participation, verbose_name="participation", on_delete=models.CASCADE, related_name="+"
    )
    courriel = models.ForeignKey(
        Courriel,
        verbose_name="courriel",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    rappel = models.ForeignKey(
        Courriel,
        verbose_name="rappel",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)
    voie_reponse = models.CharField(
        "voie de la réponse", max_length=12, choices=VoieReponse.choices, blank=True
    )

    class Meta:
        verbose_name = "envoi de sondage"
        verbose_name_plural = "envois de sondage"
        constraints = (
            models.UniqueConstraint(
                fields=["sondage", "participation"],
                name="envoi_sondage_une_fois",
                violation_error_message="Cette personne est déjà interrogée.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.participation} — {self.sondage}"


class ChoixCreneau(AvecTonalite, models.TextChoices):
    OUI = "oui", "oui"
    SI_BESOIN = "si_besoin", "si besoin"
    NON = "non", "non"

    __tonalites__ = {
        "oui": Tonalite.TENU,
        "si_besoin": Tonalite.INFORMATION,
        "non": Tonalite.NEUTRE,
    }


class ReponseCreneau(models.Model):
    """What one person answered for one proposed time."""

    creneau = models.ForeignKey(
        Creneau, verbose_name="créneau", on_delete=models.CASCADE, related_name="reponses"
    )
    envoi = models.ForeignKey(
        EnvoiSondage, verbose_name="personne", on_delete=models.CASCADE, related_name="reponses"
    )
    choix = models.CharField("choix", max_length=10, choices=ChoixCreneau.choices)

    class Meta:
        verbose_name = "réponse à un créneau"
        verbose_name_plural = "réponses aux créneaux"
        constraints = (
            models.UniqueConstraint(
                fields=["creneau", "envoi"],
                name="reponse_creneau_une_fois",
                violation_error_message="Cette personne a déjà répondu pour ce créneau.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.creneau} : {self.get_choix_display()}"
