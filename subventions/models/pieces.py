"""The documents of a centre, kept once and reused, and those joined to a request."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Fonction, Organisation
from pacte.documents.models import Fichier
from pacte.socle.modeles import Idempotent, Versionne
from subventions.models.campagnes import NaturePiece, PieceAttendue
from subventions.models.demandes import Demande


class PieceCentreQuerySet(models.QuerySet["PieceCentre"]):
    def for_fonction(self, fonction: Fonction | None) -> "PieceCentreQuerySet":
        """The centre's own documents; the city reads those that a request joins, by the request."""
        if fonction is None or not fonction.is_centre:
            return self.none()
        return self.filter(centre=fonction.organisation_id)

    def en_cours(self) -> "PieceCentreQuerySet":
        """Documents that no newer one has replaced and that nobody put aside."""
        return self.filter(remplacee_par__isnull=True, date_retrait__isnull=True)


class PieceCentre(Idempotent, Versionne):
    """A document of the centre's file, with the days between which it is good.

    `iban` and `bic` are those of a bank statement alone; the screen shows their last characters.
    """

    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        related_name="pieces_du_dossier",
    )
    nature = models.CharField("nature", max_length=20, choices=NaturePiece.choices)
    libelle = models.CharField("libellé", max_length=200)
    fichier = models.ForeignKey(
        Fichier, verbose_name="fichier", on_delete=models.PROTECT, related_name="+"
    )
    exercice = models.PositiveSmallIntegerField("exercice concerné", null=True, blank=True)
    valable_du = models.DateField("valable à partir du", null=True, blank=True)
    valable_jusqu_au = models.DateField("valable jusqu'au (inclus)", null=True, blank=True)
    titulaire = models.CharField("titulaire du compte", max_length=200, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    remplacee_par = models.ForeignKey(
        "self",
        verbose_name="remplacée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="remplace",
    )
    date_retrait = models.DateField("retirée du dossier le", null=True, blank=True)
    ajoutee_par = models.ForeignKey(
        Fonction,
        verbose_name="ajoutée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ajoutee_le = models.DateTimeField("ajoutée le", auto_now_add=True)

    objects = PieceCentreQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["iban"])

    class Meta:
        verbose_name = "pièce du dossier du centre"
        verbose_name_plural = "pièces du dossier du centre"
        ordering = ("nature", "-pk")
        constraints = (
            models.CheckConstraint(
                name="piece_centre_dates_ordonnees",
                condition=Q(valable_du__isnull=True)
                | Q(valable_jusqu_au__isnull=True)
                | Q(valable_jusqu_au__gte=F("valable_du")),
                violation_error_message="La fin de validité ne précède pas son début.",
            ),
            models.CheckConstraint(
                name="piece_centre_iban_du_rib",
                condition=Q(iban="") | Q(nature="rib"),
                violation_error_message="L'IBAN va avec le relevé d'identité bancaire.",
            ),
        )

    def __str__(self) -> str:
        return self.libelle

    def is_valable(self, le: date) -> bool:
        """Whether the document is good on day `le`."""
        return (self.valable_du is None or self.valable_du <= le) and (
            self.valable_jusqu_au is None or le <= self.valable_jusqu_au
        )


class PieceDemande(models.Model):
    """A file joined to a request: brought for it, or taken from the centre's file."""

    demande = models.ForeignKey(
        Demande, verbose_name="demande", on_delete=models.CASCADE, related_name="pieces"
    )
    fichier = models.ForeignKey(
        Fichier, verbose_name="fichier", on_delete=models.PROTECT, related_name="+"
    )
    libelle = models.CharField("libellé", max_length=200)
    nature = models.CharField(
        "nature", max_length=20, choices=NaturePiece.choices, default=NaturePiece.AUTRE
    )
    attendue = models.ForeignKey(
        PieceAttendue,
        verbose_name="pièce attendue",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    piece_centre = models.ForeignKey(
        PieceCentre,
        verbose_name="pièce du dossier",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="usages",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "pièce de la demande"
        verbose_name_plural = "pièces de la demande"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["demande", "fichier"],
                name="piece_demande_une_fois",
                violation_error_message="Ce document est déjà joint à la demande.",
            ),
        )

    def __str__(self) -> str:
        return self.libelle


class ReglesCentre(Versionne):
    """What a centre decided for itself: who confirms a request before it is deposited."""

    centre = models.OneToOneField(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        related_name="regles_subventions",
    )
    confirmation_requise = models.BooleanField(
        "la présidence ou la trésorerie confirme avant le dépôt", default=False
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "règles du centre"
        verbose_name_plural = "règles des centres"

    def __str__(self) -> str:
        return f"Règles de {self.centre}"
