"""The record of a meeting: its decisions, actions and information, and their follow-up."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from gouvernance.models.comptes_rendus import ETATS_PARTAGES
from gouvernance.models.ordre_du_jour import PointOrdreDuJour
from gouvernance.models.reunions import REUNION_DEFINITIVE, Reunion
from pacte.accord.models import Fonction, Pacte
from pacte.socle.declencheurs import insertion_seule, protege_si, sans_troncature
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.modeles import Idempotent


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


class GenreReleve(models.TextChoices):
    """What a line of the minutes' record is."""

    DECISION = "decision", "décision"
    ACTION = "action", "action"
    INFORMATION = "information", "information"


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
    genre = models.CharField(
        "genre", max_length=12, choices=GenreReleve.choices, default=GenreReleve.DECISION
    )
    issue_de = models.ForeignKey(
        "self",
        verbose_name="issue de",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="suites",
    )
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
    date_revue = models.DateField("à revoir le", null=True, blank=True)
    date_ajout = models.DateField("ajoutée après la version définitive le", null=True, blank=True)
    ajout_par = models.ForeignKey(
        Fonction,
        verbose_name="ajoutée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
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
            models.CheckConstraint(
                name="decision_information_sans_responsable",
                condition=~Q(genre="information")
                | Q(responsable__isnull=True, echeance__isnull=True, date_realisation__isnull=True),
                violation_error_message=(
                    "Une information n'a ni responsable ni échéance : faites-en une action."
                ),
            ),
            models.CheckConstraint(
                name="decision_ajoutee_par_quelqu_un",
                condition=Q(date_ajout__isnull=True) | Q(ajout_par__isnull=False),
                violation_error_message="Une action ajoutée après coup dit par qui.",
            ),
        )
        triggers = (
            protege_si(
                "decision_definitive",
                # An action drawn later from the minutes is no part of them.
                ancien="OLD.date_ajout IS NULL AND "
                + REUNION_DEFINITIVE.format(ligne="OLD", colonne="reunion_id"),
                nouveau="NEW.date_ajout IS NULL AND "
                + REUNION_DEFINITIVE.format(ligne="NEW", colonne="reunion_id"),
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


class NumeroDecision(models.Model):
    """The rank of a decision in the register of its pact and civil year; without gap, never moved."""

    INSERTION_SEULE = True

    decision = models.OneToOneField(
        Decision, verbose_name="décision", on_delete=models.PROTECT, related_name="inscription"
    )
    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="+"
    )
    annee = models.PositiveSmallIntegerField("année civile")
    numero = models.PositiveSmallIntegerField("numéro")

    class Meta:
        verbose_name = "numéro de décision"
        verbose_name_plural = "numéros de décision"
        ordering = ("annee", "numero")
        constraints = (
            models.UniqueConstraint(
                fields=["pacte", "annee", "numero"],
                name="numero_decision_unique",
                violation_error_message="Ce numéro est déjà pris dans le registre.",
            ),
        )
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return f"{self.annee}-{self.numero:03d}"


class GenreSuivi(AvecTonalite, models.TextChoices):
    """What a line of follow-up says of an action."""

    AVANCEE = "avancee", "en cours"
    BLOCAGE = "blocage", "bloquée"
    REALISATION = "realisation", "réalisée"
    REPRISE = "reprise", "reprise"

    __tonalites__ = {
        "avancee": Tonalite.INFORMATION,
        "blocage": Tonalite.ATTENTION,
        "realisation": Tonalite.TENU,
        "reprise": Tonalite.INFORMATION,
    }


class SuiviDecision(Idempotent):
    """One dated line of the follow-up of a decision or an action, written by its owner."""

    INSERTION_SEULE = True

    decision = models.ForeignKey(
        Decision, verbose_name="décision", on_delete=models.PROTECT, related_name="suivis"
    )
    genre = models.CharField("genre", max_length=12, choices=GenreSuivi.choices)
    texte = models.TextField("ce qui s'est passé", blank=True)
    date_suivi = models.DateField("date")
    note_par = models.ForeignKey(
        Fonction, verbose_name="noté par", on_delete=models.PROTECT, related_name="+"
    )
    note_le = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        verbose_name = "suivi de décision"
        verbose_name_plural = "suivis de décision"
        ordering = ("note_le", "pk")
        constraints = (
            models.CheckConstraint(
                name="suivi_blocage_dit_pourquoi",
                condition=~Q(genre="blocage") | ~Q(texte=""),
                violation_error_message="Dites ce qui bloque.",
            ),
        )
        triggers = tuple(insertion_seule())

    def __str__(self) -> str:
        return f"{self.get_genre_display()} — {self.decision}"


pgtrigger.register(*insertion_seule())(Decision.history.model)
