"""The conventions d'objectifs: what they say, who signed, what came back signed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.documents.models import DocumentScelle, Fichier
from pacte.socle.declencheurs import insertion_seule
from pacte.socle.modeles import Idempotent, Versionne
from subventions.models.demandes import Demande
from subventions.models.portee import PieceFinanciereQuerySet
from subventions.workflow import EtatConvention


class SortReliquat(models.TextChoices):
    """What becomes of the part not spent, which the law wants written (loi 2021-875, art. 1)."""

    CONSERVE = "conserve", "le centre la conserve pour l'année suivante"
    REVERSE = "reverse", "le centre la reverse à la Ville"


# Written on the portal (it has its articles) and not yet made a document.
EN_PREPARATION = (
    ~Q(modalites="")
    & Q(document__isnull=True, fichier__isnull=True)
    & Q(date_signature_ville__isnull=True, date_signature_centre__isnull=True)
)


class ConventionQuerySet(PieceFinanciereQuerySet):
    def for_fonction(self, fonction: Fonction | None) -> "ConventionQuerySet":
        """The centre's own once there is something to sign; all those of its pacts for AVS."""
        visibles = super().for_fonction(fonction)
        if fonction is not None and fonction.is_centre:
            return visibles.exclude(EN_PREPARATION)
        return visibles


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
    demande = models.ForeignKey(
        Demande,
        verbose_name="demande",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conventions",
    )
    montant = models.DecimalField(
        "montant annuel", max_digits=12, decimal_places=2, null=True, blank=True
    )
    modalites = models.TextField("modalités de versement", blank=True)
    conditions = models.TextField("conditions d'utilisation", blank=True)
    evaluation = models.TextField("contrôle et évaluation", blank=True)
    sort_reliquat = models.CharField(
        "part non dépensée", max_length=10, choices=SortReliquat.choices, blank=True
    )
    clauses = ArrayField(
        models.CharField(max_length=40),
        verbose_name="clauses vérifiées",
        default=list,
        blank=True,
    )
    annexe = models.TextField("annexe", blank=True)
    signataire_ville = models.CharField("signataire pour la Ville", max_length=200, blank=True)
    signataire_centre = models.CharField("signataire pour le centre", max_length=200, blank=True)
    document = models.OneToOneField(
        DocumentScelle,
        verbose_name="convention à signer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    code_retour = models.CharField("code de retour", max_length=32, blank=True, editable=False)
    nombre_pages = models.PositiveSmallIntegerField("nombre de pages", null=True, blank=True)
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

    objects = ConventionQuerySet.as_manager()
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
                fields=["code_retour"],
                condition=~Q(code_retour=""),
                name="convention_code_retour_unique",
                violation_error_message="Ce code de retour existe déjà.",
            ),
            models.CheckConstraint(
                name="convention_document_code",
                condition=Q(document__isnull=True) | ~Q(code_retour=""),
                violation_error_message="Une convention à signer porte son code de retour.",
            ),
            models.CheckConstraint(
                name="convention_montant_positif",
                condition=Q(montant__isnull=True) | Q(montant__gt=0),
                violation_error_message="Le montant de la convention est supérieur à zéro.",
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
    def is_pluriannuelle(self) -> bool:
        """Whether it covers several exercises."""
        return self.dernier_exercice > self.premier_exercice

    @property
    def is_signee(self) -> bool:
        """Whether both parties have signed."""
        return self.date_signature_ville is not None and self.date_signature_centre is not None

    @property
    def is_en_preparation(self) -> bool:
        """Whether the city is still writing it on the portal (see EN_PREPARATION)."""
        return bool(self.modalites) and not any(
            (
                self.document_id,
                self.fichier_id,
                self.date_signature_ville,
                self.date_signature_centre,
            )
        )

    @property
    def etat_enum(self) -> EtatConvention:
        """Where the convention stands, whatever the day it is read."""
        if self.date_resiliation is not None:
            return EtatConvention.RESILIEE
        if self.is_en_preparation:
            return EtatConvention.EN_PREPARATION
        return EtatConvention.SIGNEE if self.is_signee else EtatConvention.EN_ATTENTE


class RetourConvention(models.Model):
    """A scan brought back: the pages whose code was read, and what was attached."""

    INSERTION_SEULE = True

    convention = models.ForeignKey(
        Convention, verbose_name="convention", on_delete=models.PROTECT, related_name="retours"
    )
    fichier = models.ForeignKey(
        Fichier, verbose_name="numérisation", on_delete=models.PROTECT, related_name="+"
    )
    pages_lues = models.PositiveSmallIntegerField("pages reconnues")
    pages_du_fichier = models.PositiveSmallIntegerField("pages du fichier")
    recu_le = models.DateTimeField("reçu le", auto_now_add=True)
    recu_par = models.ForeignKey(
        Fonction, verbose_name="reçu par", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "retour de convention signée"
        verbose_name_plural = "retours de conventions signées"
        ordering = ("-recu_le",)
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return f"Retour de {self.convention}"
