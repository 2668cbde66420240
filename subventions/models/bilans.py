"""What became of the money: the financial report, and what the city claims back."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.documents.models import DocumentScelle, Fichier
from pacte.socle.modeles import Idempotent, Versionne
from pacte.socle.montants import ZERO
from subventions.models.attributions import Attribution
from subventions.models.avances import Avance
from subventions.models.budgets import Section
from subventions.models.conventions import SortReliquat
from subventions.models.portee import PieceFinanciereQuerySet
from subventions.workflow import EtatCompteRenduFinancier, EtatReversement


class CompteRenduFinancier(Idempotent, Versionne):
    """The financial report of an award, in the layout of Cerfa 15059: forecast against actual.

    Due six months after the end of the exercise, at the last day of the month (domain, 1.5).
    """

    pacte = models.ForeignKey(
        Pacte,
        verbose_name="pacte",
        on_delete=models.PROTECT,
        related_name="comptes_rendus_financiers",
    )
    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        related_name="comptes_rendus_financiers",
    )
    attribution = models.OneToOneField(
        Attribution,
        verbose_name="attribution",
        on_delete=models.PROTECT,
        related_name="compte_rendu_financier",
    )
    etat = models.CharField(
        "état",
        max_length=12,
        choices=EtatCompteRenduFinancier.choices,
        default=EtatCompteRenduFinancier.BROUILLON,
    )
    fin_exercice = models.DateField("fin de l'exercice")
    bilan = models.TextField("ce qui a été fait", blank=True)
    publics = models.TextField("publics touchés", blank=True)
    ecarts = models.TextField("écarts entre prévu et réalisé", blank=True)
    regles_repartition = models.TextField("répartition des charges indirectes", blank=True)
    contributions = models.TextField("contributions volontaires", blank=True)
    observations = models.TextField("observations", blank=True)
    montant_utilise = models.DecimalField(
        "subvention utilisée", max_digits=12, decimal_places=2, null=True, blank=True
    )
    signataire = models.CharField("signé par", max_length=200, blank=True)
    cle_depot = models.UUIDField(
        "clé d'envoi du dépôt", null=True, blank=True, unique=True, editable=False
    )
    date_depot = models.DateField("déposé le", null=True, blank=True)
    depot_par = models.ForeignKey(
        Fonction,
        verbose_name="déposé par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    motif_retour = models.TextField("ce qui est à reprendre", blank=True)
    date_acceptation = models.DateField("accepté le", null=True, blank=True)
    sort_reliquat = models.CharField(
        "part non dépensée", max_length=10, choices=SortReliquat.choices, blank=True
    )
    document = models.OneToOneField(
        DocumentScelle,
        verbose_name="compte rendu déposé",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    fichier = models.ForeignKey(
        Fichier,
        verbose_name="document reçu",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PieceFinanciereQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "compte rendu financier"
        verbose_name_plural = "comptes rendus financiers"
        ordering = ("-fin_exercice", "centre__nom", "pk")
        constraints = (
            models.CheckConstraint(
                name="compte_rendu_financier_depot_date",
                condition=Q(etat="brouillon") | Q(date_depot__isnull=False),
                violation_error_message="Un compte rendu déposé a sa date de dépôt.",
            ),
            models.CheckConstraint(
                name="compte_rendu_financier_utilise_positif",
                condition=Q(montant_utilise__isnull=True) | Q(montant_utilise__gte=Decimal(0)),
                violation_error_message="Le montant utilisé ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="compte_rendu_financier_accepte_date",
                condition=~Q(etat="accepte") | Q(date_acceptation__isnull=False),
                violation_error_message="Une acceptation donne sa date.",
            ),
        )

    def __str__(self) -> str:
        return f"Compte rendu financier {self.attribution.exercice} — {self.centre}"

    @property
    def etat_enum(self) -> EtatCompteRenduFinancier:
        """The state, with its word and its tone."""
        return EtatCompteRenduFinancier(self.etat)


class LigneCompteRendu(models.Model):
    """One account of the report: what was forecast, what was spent or received."""

    compte_rendu = models.ForeignKey(
        CompteRenduFinancier,
        verbose_name="compte rendu financier",
        on_delete=models.CASCADE,
        related_name="lignes",
    )
    section = models.CharField("section", max_length=20, choices=Section.choices)
    compte = models.CharField("compte", max_length=20)
    libelle = models.CharField("libellé", max_length=200)
    prevu = models.DecimalField("prévu", max_digits=12, decimal_places=2, default=ZERO)
    realise = models.DecimalField("réalisé", max_digits=12, decimal_places=2, default=ZERO)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "ligne du compte rendu financier"
        verbose_name_plural = "lignes du compte rendu financier"
        ordering = ("section", "ordre")
        constraints = (
            models.UniqueConstraint(
                fields=["compte_rendu", "section", "compte"],
                name="ligne_compte_rendu_compte_unique",
                violation_error_message="Ce compte figure déjà dans le compte rendu.",
            ),
            models.CheckConstraint(
                name="ligne_compte_rendu_positive",
                condition=Q(prevu__gte=0, realise__gte=0),
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.compte} {self.libelle}"


class MotifReversement(models.TextChoices):
    TROP_PERCU = "trop_percu", "avance supérieure à la subvention votée"
    RELIQUAT = "reliquat", "part non dépensée"
    SANS_COMPTE_RENDU = "sans_compte_rendu", "compte rendu financier non produit"
    USAGE = "usage", "usage différent de celui prévu"
    ENGAGEMENT = "engagement", "contrat d'engagement républicain non respecté"


class Reversement(Idempotent, Versionne):
    """A sum that the city claims back: letter, observations, reasoned decision, titre de recettes."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="reversements"
    )
    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        related_name="reversements",
    )
    exercice = models.PositiveSmallIntegerField("exercice")
    attribution = models.ForeignKey(
        Attribution,
        verbose_name="attribution",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversements",
    )
    avance = models.ForeignKey(
        Avance,
        verbose_name="avance",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversements",
    )
    motif = models.CharField("motif", max_length=20, choices=MotifReversement.choices)
    explication = models.TextField("explication")
    montant = models.DecimalField("montant", max_digits=12, decimal_places=2)
    date_information = models.DateField("centre informé le")
    echeance_observations = models.DateField("observations possibles jusqu'au")
    observations = models.TextField("observations du centre", blank=True)
    date_observations = models.DateField("observations reçues le", null=True, blank=True)
    decision = models.TextField("décision motivée", blank=True)
    date_decision = models.DateField("décidé le", null=True, blank=True)
    numero_titre = models.CharField("numéro du titre de recettes", max_length=60, blank=True)
    date_titre = models.DateField("titre émis le", null=True, blank=True)
    date_encaissement = models.DateField("encaissé le", null=True, blank=True)
    date_abandon = models.DateField("abandonné le", null=True, blank=True)
    lettre = models.OneToOneField(
        DocumentScelle,
        verbose_name="lettre",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    ouvert_par = models.ForeignKey(
        Fonction, verbose_name="ouvert par", on_delete=models.PROTECT, related_name="+"
    )

    objects = PieceFinanciereQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "reversement"
        verbose_name_plural = "reversements"
        ordering = ("-date_information", "pk")
        constraints = (
            models.CheckConstraint(
                name="reversement_montant_positif",
                condition=Q(montant__gt=Decimal(0)),
                violation_error_message="Le montant à reverser est supérieur à zéro.",
            ),
            models.CheckConstraint(
                name="reversement_origine",
                condition=Q(attribution__isnull=False) | Q(avance__isnull=False),
                violation_error_message="Un reversement vient d'une subvention ou d'une avance.",
            ),
            models.CheckConstraint(
                name="reversement_delai_du_contradictoire",
                condition=Q(echeance_observations__gt=F("date_information")),
                violation_error_message="Le centre a un délai pour présenter ses observations.",
            ),
            models.CheckConstraint(
                name="reversement_decision_motivee",
                condition=Q(date_decision__isnull=True) | ~Q(decision=""),
                violation_error_message="La décision donne son motif.",
            ),
            models.CheckConstraint(
                name="reversement_titre_apres_decision",
                condition=Q(date_titre__isnull=True)
                | (
                    ~Q(numero_titre="")
                    & Q(date_decision__isnull=False)
                    & Q(date_titre__gte=F("date_decision"))
                ),
                violation_error_message="Le titre de recettes a un numéro et suit la décision.",
            ),
            models.CheckConstraint(
                name="reversement_encaisse_apres_titre",
                condition=Q(date_encaissement__isnull=True)
                | Q(date_titre__isnull=False, date_encaissement__gte=F("date_titre")),
                violation_error_message="L'encaissement suit le titre de recettes.",
            ),
        )

    def __str__(self) -> str:
        return f"Reversement de {self.montant} — {self.centre}"

    @property
    def etat_enum(self) -> EtatReversement:
        """Where the recovery stands, from its dates alone."""
        if self.date_abandon is not None:
            return EtatReversement.ABANDONNE
        if self.date_encaissement is not None:
            return EtatReversement.ENCAISSE
        if self.date_titre is not None:
            return EtatReversement.TITRE
        if self.date_decision is not None:
            return EtatReversement.DECIDE
        return EtatReversement.CONTRADICTOIRE
