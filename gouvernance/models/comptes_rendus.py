"""The minutes of a meeting, their decisions, and what freezes them."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from gouvernance.models.reunions import REUNION_DEFINITIVE, PointOrdreDuJour, Reunion
from pacte.accord.models import Fonction, Pacte
from pacte.documents.models import DocumentScelle, Fichier
from pacte.socle.declencheurs import insertion_seule, protege_si, sans_troncature
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.modeles import Idempotent, Versionne


class EtatCompteRendu(AvecTonalite, models.TextChoices):
    REDACTION = "redaction", "en rédaction"
    PROJET = "projet", "projet soumis"
    DEFINITIF = "definitif", "version définitive"

    __tonalites__ = {
        "redaction": Tonalite.NEUTRE,
        "projet": Tonalite.INFORMATION,
        "definitif": Tonalite.TENU,
    }


# What the invited people see: a text still being written stays with those who write it.
ETATS_PARTAGES = (EtatCompteRendu.PROJET, EtatCompteRendu.DEFINITIF)


class ModeCompteRendu(models.TextChoices):
    SAISI = "saisi", "écrit point par point"
    FICHIER = "fichier", "apporté en fichier"


class CompteRendu(Idempotent, Versionne):
    """The minutes of one meeting; once definitive, nothing of them changes."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="comptes_rendus"
    )
    reunion = models.OneToOneField(
        Reunion, verbose_name="réunion", on_delete=models.PROTECT, related_name="compte_rendu"
    )
    etat = models.CharField(
        "état", max_length=12, choices=EtatCompteRendu.choices, default=EtatCompteRendu.REDACTION
    )
    mode = models.CharField(
        "mode", max_length=10, choices=ModeCompteRendu.choices, default=ModeCompteRendu.SAISI
    )
    fichier = models.ForeignKey(
        Fichier,
        verbose_name="fichier apporté",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    conclusion = models.TextField("conclusion et suites", blank=True)
    redige_par = models.ForeignKey(
        Fonction, verbose_name="rédigé par", on_delete=models.PROTECT, null=True, related_name="+"
    )
    soumis_par = models.ForeignKey(
        Fonction,
        verbose_name="soumis par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    date_soumission = models.DateField("projet soumis le", null=True, blank=True)
    rendu_definitif_par = models.ForeignKey(
        Fonction,
        verbose_name="rendu définitif par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    date_definitive = models.DateField("version définitive du", null=True, blank=True)
    document = models.OneToOneField(
        DocumentScelle,
        verbose_name="document définitif",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    empreinte_contenu = models.CharField(
        "empreinte du contenu", max_length=64, blank=True, editable=False
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "compte rendu"
        verbose_name_plural = "comptes rendus"
        constraints = (
            models.CheckConstraint(
                name="compte_rendu_definitif_a_son_document",
                condition=~Q(etat="definitif")
                | Q(document__isnull=False, date_definitive__isnull=False),
                violation_error_message="Un compte rendu définitif a son document et sa date.",
            ),
            models.CheckConstraint(
                name="compte_rendu_definitif_a_son_empreinte",
                condition=~Q(etat="definitif") | ~Q(empreinte_contenu=""),
                violation_error_message=(
                    "Un compte rendu définitif porte l'empreinte de son contenu."
                ),
            ),
            models.CheckConstraint(
                name="compte_rendu_fichier_apporte",
                condition=~Q(mode="fichier") | Q(fichier__isnull=False),
                violation_error_message="Joignez le fichier du compte rendu.",
            ),
        )
        triggers = (
            protege_si("compte_rendu_definitif", ancien="OLD.etat = 'definitif'"),
            sans_troncature(),
        )

    def __str__(self) -> str:
        return f"Compte rendu — {self.reunion}"

    @property
    def etat_enum(self) -> EtatCompteRendu:
        return EtatCompteRendu(self.etat)

    @property
    def is_definitif(self) -> bool:
        return self.etat == EtatCompteRendu.DEFINITIF


class Passage(models.Model):
    """What the minutes say on one item of the agenda."""

    compte_rendu = models.ForeignKey(
        CompteRendu, verbose_name="compte rendu", on_delete=models.CASCADE, related_name="passages"
    )
    point = models.ForeignKey(
        PointOrdreDuJour, verbose_name="point", on_delete=models.PROTECT, related_name="passages"
    )
    texte = models.TextField("texte", blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "passage de compte rendu"
        verbose_name_plural = "passages de compte rendu"
        ordering = ("point__ordre",)
        constraints = (
            models.UniqueConstraint(
                fields=["compte_rendu", "point"],
                name="passage_un_par_point",
                violation_error_message="Ce point a déjà son passage.",
            ),
        )
        triggers = (
            protege_si(
                "passage_definitif",
                ancien=(
                    "EXISTS (SELECT 1 FROM gouvernance_compterendu c "
                    "WHERE c.id = OLD.compte_rendu_id AND c.etat = 'definitif')"
                ),
                nouveau=(
                    "EXISTS (SELECT 1 FROM gouvernance_compterendu c "
                    "WHERE c.id = NEW.compte_rendu_id AND c.etat = 'definitif')"
                ),
            ),
            sans_troncature(),
        )

    def __str__(self) -> str:
        return f"Passage du point {self.point}"


class EtatDecision(AvecTonalite, models.TextChoices):
    """Computed from the dates, never stored."""

    PROJET = "projet", "en projet"
    A_FAIRE = "a_faire", "à faire"
    EN_RETARD = "en_retard", "en retard"
    REALISEE = "realisee", "réalisée"

    __tonalites__ = {
        "projet": Tonalite.NEUTRE,
        "a_faire": Tonalite.INFORMATION,
        "en_retard": Tonalite.ATTENTION,
        "realisee": Tonalite.TENU,
    }


class DecisionQuerySet(models.QuerySet["Decision"]):
    def for_fonction(self, fonction: Fonction | None) -> "DecisionQuerySet":
        """Decisions of the meetings that concern the function, once their minutes are submitted."""
        visibles = Reunion.objects.for_fonction(fonction).values("pk")
        return self.filter(reunion__in=visibles, reunion__compte_rendu__etat__in=ETATS_PARTAGES)

    def ouvertes(self) -> "DecisionQuerySet":
        """Decisions not done yet."""
        return self.filter(date_realisation__isnull=True)

    def en_retard(self, le: date) -> "DecisionQuerySet":
        """Open decisions whose day has gone by on day `le`."""
        return self.ouvertes().filter(echeance__lt=le)


class Decision(models.Model):
    """A decision of the minutes: what, who, by when.

    Its follow-up (done on, by whom, what came of it) lives on after the minutes are definitive.
    """

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="decisions"
    )
    reunion = models.ForeignKey(
        Reunion, verbose_name="réunion", on_delete=models.PROTECT, related_name="decisions"
    )
    point = models.ForeignKey(
        PointOrdreDuJour,
        verbose_name="point",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    texte = models.TextField("décision")
    responsable = models.ForeignKey(
        Fonction,
        verbose_name="responsable",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
    )
    echeance = models.DateField("échéance", null=True, blank=True)
    date_realisation = models.DateField("réalisée le", null=True, blank=True)
    realisation_par = models.ForeignKey(
        Fonction,
        verbose_name="réalisation notée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    suite = models.TextField("suite donnée", blank=True)

    objects = DecisionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ("reunion_id", "ordre")
        indexes = (models.Index(fields=["pacte", "echeance"], name="decision_pacte_echeance"),)
        constraints = (
            models.UniqueConstraint(
                fields=["reunion", "ordre"],
                name="decision_ordre_unique",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Deux décisions portent le même rang.",
            ),
            models.CheckConstraint(
                name="decision_dit_quelque_chose",
                condition=~Q(texte=""),
                violation_error_message="Écrivez la décision.",
            ),
            models.CheckConstraint(
                name="decision_realisee_par_quelqu_un",
                condition=Q(date_realisation__isnull=True) | Q(realisation_par__isnull=False),
                violation_error_message="Une décision réalisée dit qui l'a noté.",
            ),
        )
        triggers = (
            protege_si(
                "decision_definitive",
                ancien=REUNION_DEFINITIVE.format(ligne="OLD", colonne="reunion_id"),
                nouveau=REUNION_DEFINITIVE.format(ligne="NEW", colonne="reunion_id"),
                # Only the follow-up columns may still move.
                sauf=(
                    "(to_jsonb(OLD) - ARRAY['date_realisation', 'realisation_par_id', 'suite']) = "
                    "(to_jsonb(NEW) - ARRAY['date_realisation', 'realisation_par_id', 'suite'])"
                ),
            ),
            sans_troncature(),
        )

    def __str__(self) -> str:
        return self.texte if len(self.texte) <= 80 else f"{self.texte[:79]}…"

    def etat(self, le: date) -> EtatDecision:
        """Where the decision stands on day `le`."""
        if self.date_realisation is not None and self.date_realisation <= le:
            return EtatDecision.REALISEE
        return (
            EtatDecision.EN_RETARD
            if self.echeance is not None and self.echeance < le
            else EtatDecision.A_FAIRE
        )


for _modele in (CompteRendu, Passage, Decision):
    pgtrigger.register(*insertion_seule())(_modele.history.model)
