"""What the council voted for a centre and a year: the award, then what changed it."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.documents.models import DocumentScelle
from pacte.socle.modeles import Idempotent, Versionne
from subventions.models.demandes import Demande
from subventions.rules import en_nature
from subventions.workflow import NatureVote


class AttributionQuerySet(models.QuerySet["Attribution"]):
    def for_fonction(self, fonction: Fonction | None) -> "AttributionQuerySet":
        """Awards seen one by one: the centre's own; all, for the AVS service and city's elected.

        A vote of the council is public: the elected members of the city read every award.
        """
        if fonction is None:
            return self.none()
        if fonction.is_centre:
            return self.filter(centre=fonction.organisation_id)
        if fonction.is_avs or fonction.is_elu_ville:
            return self.filter(pacte__ville=fonction.organisation_id)
        return self.none()


class Attribution(Idempotent, Versionne):
    """The amount voted by a délibération for one exercise; amendments are rows of their own.

    `montant` is money, negative for a cancellation or a recovery decided afterwards (Q1); it is zero
    when only `valeur_en_nature` is given, or taken back.
    """

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="attributions"
    )
    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        related_name="attributions",
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    demande = models.ForeignKey(
        Demande,
        verbose_name="demande",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attributions",
    )
    projet = models.ForeignKey(
        "subventions.ProjetDeliberation",
        verbose_name="projet de délibération",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attributions",
    )
    nature = models.CharField(
        "nature", max_length=15, choices=NatureVote.choices, default=NatureVote.VOTE
    )
    libelle = models.CharField("libellé", max_length=256)
    montant = models.DecimalField("montant voté", max_digits=12, decimal_places=2)
    numero_deliberation = models.CharField("délibération", max_length=40)
    date_vote = models.DateField("votée le")
    resultat_vote = models.CharField("résultat du vote", max_length=200, blank=True)
    conditions = models.TextField("conditions", blank=True)
    compte = models.CharField(
        "compte budgétaire",
        max_length=20,
        blank=True,
        help_text="Celui de la comptabilité de la Ville, par exemple 65748.",
    )
    date_transmission = models.DateField("transmise le", null=True, blank=True)
    date_publication = models.DateField("publiée le", null=True, blank=True)
    date_notification = models.DateField("notifiée le", null=True, blank=True)
    compte_base_avance = models.BooleanField(
        "compte dans la base de l'avance",
        default=True,
        help_text="Seule la subvention de fonctionnement compte (interprétation Q1).",
    )
    comprend_avance = models.BooleanField(
        "le montant voté comprend l'avance déjà versée",
        default=True,
        help_text="L'avance d'une année compte une seule fois (interprétation Q2).",
    )
    valeur_en_nature = models.DecimalField(
        "valeur des aides en nature",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Si la délibération la chiffre.",
    )
    lettre = models.OneToOneField(
        DocumentScelle,
        verbose_name="lettre de notification",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    importation = models.ForeignKey(
        "subventions.ImportSubventions",
        verbose_name="import",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="attributions",
    )
    cle_import = models.CharField("clé d'import", max_length=64, blank=True, editable=False)
    enregistree_par = models.ForeignKey(
        Fonction,
        verbose_name="enregistrée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = AttributionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "attribution"
        verbose_name_plural = "attributions"
        ordering = ("-exercice", "date_vote", "pk")
        indexes = (
            models.Index(
                fields=["pacte", "centre", "exercice"], name="attribution_centre_exercice"
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="attribution_montant_non_nul",
                condition=~Q(montant=Decimal(0))
                | (Q(valeur_en_nature__isnull=False) & ~Q(valeur_en_nature=Decimal(0))),
                violation_error_message="Le montant voté n'est pas nul, sauf pour une aide en nature évaluée.",
            ),
            models.CheckConstraint(
                name="attribution_vote_positif",
                condition=~Q(nature="vote")
                | Q(montant__gt=Decimal(0))
                | Q(montant=Decimal(0), valeur_en_nature__gt=Decimal(0)),
                violation_error_message="Une subvention votée donne de l'argent, ou une aide en nature évaluée.",
            ),
            models.CheckConstraint(
                name="attribution_retrait_negatif",
                condition=~Q(nature__in=["annulation", "reversement"])
                | Q(montant__lt=Decimal(0))
                | Q(montant=Decimal(0), valeur_en_nature__lt=Decimal(0)),
                violation_error_message="Une annulation ou un reversement diminue le montant.",
            ),
            models.CheckConstraint(
                name="attribution_dates_apres_vote",
                condition=(
                    Q(date_transmission__isnull=True) | Q(date_transmission__gte=F("date_vote"))
                )
                & (Q(date_publication__isnull=True) | Q(date_publication__gte=F("date_vote")))
                & (Q(date_notification__isnull=True) | Q(date_notification__gte=F("date_vote"))),
                violation_error_message="Transmission, publication et notification suivent le vote.",
            ),
            models.UniqueConstraint(
                fields=["pacte", "cle_import"],
                condition=~Q(cle_import=""),
                name="attribution_importee_une_fois",
                violation_error_message="Cette ligne est déjà importée.",
            ),
            models.CheckConstraint(
                name="attribution_valeur_en_nature_positive",
                condition=~Q(nature="vote")
                | Q(valeur_en_nature__isnull=True)
                | Q(valeur_en_nature__gte=Decimal(0)),
                violation_error_message="La valeur des aides en nature n'est pas négative.",
            ),
            models.UniqueConstraint(
                fields=["demande"],
                condition=Q(nature="vote"),
                name="attribution_un_vote_par_demande",
                violation_error_message="Cette demande a déjà sa subvention votée.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.libelle} — {self.centre}, {self.exercice}"

    @property
    def is_tout_en_nature(self) -> bool:
        """Whether it gives, or takes back, help in kind and no money."""
        return en_nature.is_tout_en_nature(self.montant, self.valeur_en_nature)

    @property
    def valeur(self) -> Decimal:
        """What it is worth in euros: its money and its help in kind."""
        return en_nature.valeur_totale(self.montant, self.valeur_en_nature)

    @property
    def montant_dit(self) -> str:
        """Its money, its help in kind, or both, in words."""
        return en_nature.dire_vote(self.montant, self.valeur_en_nature)

    @property
    def date_executoire(self) -> date | None:
        """The day the vote became enforceable: published and transmitted; None before (domain, 1.1)."""
        if self.date_transmission is None or self.date_publication is None:
            return None
        return max(self.date_transmission, self.date_publication)

    @property
    def is_executoire(self) -> bool:
        """Whether the vote is enforceable."""
        return self.date_executoire is not None
