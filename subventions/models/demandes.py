"""A centre's request for a year, from its draft to its decision."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from gouvernance.models import Reunion
from pacte.accord.models import Fonction, Organisation, Pacte, Theme
from pacte.documents.models import DocumentScelle
from pacte.socle.modeles import Idempotent, Versionne
from pacte.socle.montants import ZERO
from subventions.models.campagnes import GenreDemande
from subventions.rules import en_nature
from subventions.workflow import EtatDemande


class ModeDepot(models.TextChoices):
    PORTAIL = "portail", "sur le portail"
    COURRIEL = "courriel", "par courriel"
    CERFA = "cerfa", "sur formulaire Cerfa"
    COURRIER = "courrier", "par courrier postal"
    AUTRE_SITE = "autre_site", "sur un autre site"


class DemandeQuerySet(models.QuerySet["Demande"]):
    def for_fonction(self, fonction: Fonction | None) -> "DemandeQuerySet":
        """Requests that the acting function may see.

        A centre sees its own, drafts included; the AVS service and the elected members of the city
        those of its pacts once deposited: a draft withdrawn before its deposit stays with the centre.
        """
        if fonction is None:
            return self.none()
        if fonction.is_centre:
            return self.filter(centre=fonction.organisation_id)
        if fonction.is_avs or fonction.is_elu_ville:
            return self.filter(pacte__ville=fonction.organisation_id, date_depot__isnull=False)
        return self.none()


class Demande(Idempotent, Versionne):
    """A subsidy request of one centre to the city for one year (C35)."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="demandes"
    )
    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        related_name="demandes",
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    genre = models.CharField(
        "genre", max_length=15, choices=GenreDemande.choices, default=GenreDemande.FONCTIONNEMENT
    )
    objet = models.CharField("objet", max_length=256, blank=True)
    theme = models.ForeignKey(
        Theme,
        verbose_name="thème",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="demandes",
    )
    presentation = models.TextField("présentation", blank=True)
    objectifs = models.TextField("objectifs", blank=True)
    publics = models.TextField("publics et territoire", blank=True)
    evaluation = models.TextField("évaluation prévue", blank=True)
    date_debut = models.DateField("début de l'action", null=True, blank=True)
    date_fin = models.DateField("fin de l'action", null=True, blank=True)
    montant_demande = models.DecimalField(
        "montant demandé",
        max_digits=12,
        decimal_places=2,
        default=ZERO,
        validators=[MinValueValidator(ZERO)],
    )
    etat = models.CharField(
        "état", max_length=12, choices=EtatDemande.choices, default=EtatDemande.BROUILLON
    )
    numero = models.CharField("numéro", max_length=60, blank=True)
    cle_depot = models.UUIDField(
        "clé d'envoi du dépôt", null=True, blank=True, unique=True, editable=False
    )
    mode_depot = models.CharField(
        "mode de dépôt", max_length=10, choices=ModeDepot.choices, default=ModeDepot.PORTAIL
    )
    date_depot = models.DateField("déposée le", null=True, blank=True)
    depot_par = models.ForeignKey(
        Fonction,
        verbose_name="déposée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    suivie_par = models.ForeignKey(
        Fonction,
        verbose_name="suivie au centre par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    date_relecture = models.DateField("prête à relire depuis le", null=True, blank=True)
    relecture_par = models.ForeignKey(
        Fonction,
        verbose_name="proposée à la relecture par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    date_confirmation = models.DateField("confirmée le", null=True, blank=True)
    confirmation_par = models.ForeignKey(
        Fonction,
        verbose_name="confirmée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    date_reception = models.DateField("reçue le", null=True, blank=True)
    reception_par = models.ForeignKey(
        Fonction,
        verbose_name="réception notée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    instruite_par = models.ForeignKey(
        Fonction,
        verbose_name="instruite par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    date_completude = models.DateField("complète depuis le", null=True, blank=True)
    montant_propose = models.DecimalField(
        "montant proposé", max_digits=12, decimal_places=2, null=True, blank=True
    )
    date_proposition = models.DateField("proposée le", null=True, blank=True)
    motif_proposition = models.TextField("motif de la proposition", blank=True)
    date_ajournement = models.DateField("ajournée le", null=True, blank=True)
    motif_ajournement = models.TextField("motif de l'ajournement", blank=True)
    date_refus = models.DateField("refusée le", null=True, blank=True)
    motif_refus = models.TextField("motif du refus", blank=True)
    lettre_refus = models.OneToOneField(
        DocumentScelle,
        verbose_name="lettre de refus",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    date_retrait = models.DateField("retirée le", null=True, blank=True)
    motif_retrait = models.TextField("motif du retrait", blank=True)
    accuse = models.OneToOneField(
        DocumentScelle,
        verbose_name="accusé de dépôt",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    comite_technique = models.ForeignKey(
        Reunion,
        verbose_name="comité technique du dépôt",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="demandes",
    )
    redige_par = models.ForeignKey(
        Fonction,
        verbose_name="rédigée par",
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
        related_name="demandes",
    )
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)

    objects = DemandeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "demande"
        verbose_name_plural = "demandes"
        ordering = ("-exercice", "centre__nom", "-pk")
        indexes = (
            models.Index(fields=["pacte", "exercice", "etat"], name="demande_pacte_exercice"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["numero"],
                condition=~Q(numero=""),
                name="demande_numero_unique",
                violation_error_message="Ce numéro de demande existe déjà.",
            ),
            models.CheckConstraint(
                name="demande_montant_positif",
                condition=Q(montant_demande__gte=0),
                violation_error_message="Le montant demandé ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="demande_deposee_a_numero_et_date",
                condition=Q(etat__in=["brouillon", "retiree"])
                | (Q(date_depot__isnull=False) & ~Q(numero="")),
                violation_error_message="Une demande déposée a un numéro et une date de dépôt.",
            ),
            models.CheckConstraint(
                name="demande_proposition_positive",
                condition=Q(montant_propose__isnull=True) | Q(montant_propose__gte=0),
                violation_error_message="Le montant proposé ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="demande_refus_motive",
                condition=~Q(etat="refusee") | (Q(date_refus__isnull=False) & ~Q(motif_refus="")),
                violation_error_message="Un refus donne sa date et son motif.",
            ),
            models.CheckConstraint(
                name="demande_retrait_date",
                condition=~Q(etat="retiree") | Q(date_retrait__isnull=False),
                violation_error_message="Un retrait donne sa date.",
            ),
            models.CheckConstraint(
                name="demande_ajournement_motive",
                condition=~Q(etat="ajournee")
                | (Q(date_ajournement__isnull=False) & ~Q(motif_ajournement="")),
                violation_error_message="Un ajournement donne sa date et son motif.",
            ),
            models.CheckConstraint(
                name="demande_action_ordonnee",
                condition=Q(date_debut__isnull=True)
                | Q(date_fin__isnull=True)
                | Q(date_fin__gte=F("date_debut")),
                violation_error_message="La fin de l'action ne précède pas son début.",
            ),
            models.CheckConstraint(
                name="demande_confirmee_apres_relecture",
                condition=Q(date_confirmation__isnull=True)
                | Q(date_relecture__isnull=False, date_confirmation__gte=F("date_relecture")),
                violation_error_message="Une demande se confirme après sa relecture.",
            ),
            models.CheckConstraint(
                name="demande_reception_apres_depot",
                condition=Q(date_reception__isnull=True)
                | Q(date_depot__isnull=False, date_reception__gte=F("date_depot")),
                violation_error_message="La réception ne précède pas le dépôt.",
            ),
        )

    def __str__(self) -> str:
        return f"Demande {self.numero or 'en préparation'} — {self.centre}, {self.exercice}"

    @property
    def etat_enum(self) -> EtatDemande:
        """The state, with its word and its tone."""
        return EtatDemande(self.etat)

    @property
    def montant_propose_public(self) -> Decimal | None:
        """The amount put to the vote; None while it is the city's working figure (adjourned too)."""
        if self.date_proposition is None or self.etat == EtatDemande.AJOURNEE:
            return None
        return self.montant_propose

    @property
    def montant_demande_dit(self) -> str:
        """What is asked, in words: « aide en nature » when no money is."""
        return en_nature.dire_montant(
            self.montant_demande, is_aide_en_nature=self.is_aide_en_nature
        )

    @property
    def demande_dite(self) -> str:
        """The same, as the end of a sentence: « 12 000,00 € demandés »."""
        is_nature = self.is_aide_en_nature and self.montant_demande == ZERO
        return f"{self.montant_demande_dit} {'demandée' if is_nature else 'demandés'}"

    @property
    def montant_propose_dit(self) -> str:
        """The amount proposed, in words; empty before there is one."""
        if self.montant_propose is None:
            return ""
        return en_nature.dire_montant(
            self.montant_propose, is_aide_en_nature=self.is_aide_en_nature
        )

    @property
    def is_aide_en_nature(self) -> bool:
        """Whether it asks for premises, fluids or staff first."""
        return self.genre == GenreDemande.AIDE_EN_NATURE

    @property
    def is_projet(self) -> bool:
        """Whether the budget is a project's: it then has the lines of indirect charges."""
        return self.genre == GenreDemande.PROJET
