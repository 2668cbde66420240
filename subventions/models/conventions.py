"""Multi-year conventions, the advance of year N+1, payments."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.documents.models import Fichier
from pacte.socle.modeles import Idempotent, Versionne
from subventions.models.attributions import Attribution
from subventions.workflow import EtatConvention


class PieceFinanciereQuerySet(models.QuerySet):
    def for_fonction(self, fonction: Fonction | None) -> "PieceFinanciereQuerySet":
        """Rows that the acting function may see: the centre's own, all those of its pact for AVS."""
        if fonction is None:
            return self.none()
        if fonction.is_centre:
            return self.filter(centre=fonction.organisation_id)
        if fonction.is_avs:
            return self.filter(pacte__ville=fonction.organisation_id)
        return self.none()


class Convention(Idempotent, Versionne):
    """A convention d'objectifs between the city and a centre, over one or several exercises (C08)."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="conventions"
    )
    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        related_name="conventions",
    )
    reference = models.CharField("référence", max_length=60)
    objet = models.CharField("objet", max_length=256)
    premier_exercice = models.PositiveSmallIntegerField("premier exercice")
    dernier_exercice = models.PositiveSmallIntegerField("dernier exercice")
    date_signature_ville = models.DateField("signée par la Ville le", null=True, blank=True)
    date_signature_centre = models.DateField("signée par le centre le", null=True, blank=True)
    date_resiliation = models.DateField("résiliée à compter du", null=True, blank=True)
    date_notification_resiliation = models.DateField(
        "résiliation notifiée le", null=True, blank=True
    )
    fichier = models.ForeignKey(
        Fichier,
        verbose_name="convention signée",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    enregistree_par = models.ForeignKey(
        Fonction,
        verbose_name="enregistrée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PieceFinanciereQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        ordering = ("-premier_exercice", "centre__nom")
        constraints = (
            models.CheckConstraint(
                name="convention_exercices_ordonnes",
                condition=Q(dernier_exercice__gte=F("premier_exercice")),
                violation_error_message="Le dernier exercice ne précède pas le premier.",
            ),
            models.CheckConstraint(
                name="convention_resiliee_apres_signature",
                condition=Q(date_resiliation__isnull=True)
                | Q(date_signature_ville__isnull=True)
                | Q(date_resiliation__gte=F("date_signature_ville")),
                violation_error_message="Une résiliation ne précède pas la signature.",
            ),
            models.CheckConstraint(
                name="convention_resiliation_notifiee",
                condition=Q(
                    date_resiliation__isnull=True, date_notification_resiliation__isnull=True
                )
                | Q(
                    date_resiliation__isnull=False,
                    date_notification_resiliation__isnull=False,
                    date_resiliation__gte=F("date_notification_resiliation"),
                ),
                violation_error_message=(
                    "Une résiliation a deux dates : sa notification, puis le jour où elle compte."
                ),
            ),
            models.UniqueConstraint(
                fields=["pacte", "reference"],
                name="convention_reference_unique",
                violation_error_message="Cette référence de convention existe déjà.",
            ),
        )

    def __str__(self) -> str:
        return f"Convention {self.reference} — {self.centre}"

    @property
    def is_signee(self) -> bool:
        """Whether both parties have signed."""
        return self.date_signature_ville is not None and self.date_signature_centre is not None

    @property
    def etat_enum(self) -> EtatConvention:
        """Where the convention stands, whatever the day it is read."""
        if self.date_resiliation is not None:
            return EtatConvention.RESILIEE
        return EtatConvention.SIGNEE if self.is_signee else EtatConvention.EN_ATTENTE


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


class GenreVersement(models.TextChoices):
    AVANCE = "avance", "avance"
    ACOMPTE = "acompte", "acompte"
    SOLDE = "solde", "solde"


class Versement(Idempotent):
    """A payment by the city to a centre, for one exercise."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="versements"
    )
    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        related_name="versements",
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    genre = models.CharField("genre", max_length=10, choices=GenreVersement.choices)
    montant = models.DecimalField("montant", max_digits=12, decimal_places=2)
    date_paiement = models.DateField("payé le")
    reference = models.CharField("référence du mandat", max_length=60)
    avance = models.ForeignKey(
        Avance,
        verbose_name="avance",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="versements",
    )
    attribution = models.ForeignKey(
        Attribution,
        verbose_name="attribution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="versements",
    )
    enregistre_par = models.ForeignKey(
        Fonction,
        verbose_name="enregistré par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    enregistre_le = models.DateTimeField("enregistré le", auto_now_add=True)

    objects = PieceFinanciereQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "versement"
        verbose_name_plural = "versements"
        ordering = ("-date_paiement", "-pk")
        indexes = (
            models.Index(fields=["pacte", "centre", "exercice"], name="versement_centre_exercice"),
        )
        constraints = (
            models.CheckConstraint(
                name="versement_montant_positif",
                condition=Q(montant__gt=Decimal(0)),
                violation_error_message="Le montant payé est supérieur à zéro.",
            ),
            models.CheckConstraint(
                name="versement_avance_rattachee",
                condition=Q(genre="avance", avance__isnull=False)
                | (~Q(genre="avance") & Q(attribution__isnull=False)),
                violation_error_message="Une avance se rattache à sa demande, le reste à une attribution.",
            ),
            models.UniqueConstraint(
                fields=["avance"],
                condition=Q(genre="avance"),
                name="versement_une_avance_payee_une_fois",
                violation_error_message="Cette avance est déjà payée.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {self.exercice} — {self.centre}"
