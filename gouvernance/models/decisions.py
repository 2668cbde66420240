"""The record of a meeting: its decisions, actions and information, and their follow-up."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from gouvernance.models.comptes_rendus import ETATS_PARTAGES, EtatCompteRendu
from gouvernance.models.ordre_du_jour import PointOrdreDuJour
from gouvernance.models.reunions import REUNION_DEFINITIVE, Reunion
from pacte.accord.models import Fonction, Pacte
from pacte.socle.declencheurs import insertion_seule, protege_si, sans_troncature
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.modeles import Idempotent

# What may still move once the minutes are definitive: where the follow-up has led.
SUIVI_EN_SQL = (
    "ARRAY['date_realisation', 'realisation_par_id', 'suite', 'date_avancee', 'date_blocage', "
    "'blocage', 'echeance_reportee', 'relais_id']"
)


class EtatDecision(AvecTonalite, models.TextChoices):
    """Computed from the dates, never stored."""

    PROJET = "projet", "en projet"
    INFORMATION = "information", "information"
    PRISE = "prise", "prise"
    A_FAIRE = "a_faire", "à faire"
    EN_COURS = "en_cours", "en cours"
    BLOQUEE = "bloquee", "bloquée"
    EN_RETARD = "en_retard", "en retard"
    REALISEE = "realisee", "réalisée"

    __tonalites__ = {
        "projet": Tonalite.NEUTRE,
        "information": Tonalite.NEUTRE,
        "prise": Tonalite.NEUTRE,
        "a_faire": Tonalite.INFORMATION,
        "en_cours": Tonalite.INFORMATION,
        "bloquee": Tonalite.ATTENTION,
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

    def a_suivre(self) -> "DecisionQuerySet":
        """What somebody has to carry out: actions, and decisions that were given to somebody.

        Information asks nothing; a decision that nobody carries out is taken, and that is all.
        """
        return self.filter(
            Q(genre=GenreReleve.ACTION)
            | Q(genre=GenreReleve.DECISION, responsable__isnull=False)
            | Q(genre=GenreReleve.DECISION, relais__isnull=False)
        )

    def ouvertes(self) -> "DecisionQuerySet":
        """What is to be carried out and is not yet."""
        return self.a_suivre().filter(date_realisation__isnull=True)

    def bloquees(self) -> "DecisionQuerySet":
        """Open ones that somebody said were stuck."""
        return self.ouvertes().filter(date_blocage__isnull=False)

    def avec_terme(self) -> "DecisionQuerySet":
        """With `jour_du_terme` to filter and sort by: the day that counts now."""
        return self.alias(jour_du_terme=Coalesce("echeance_reportee", "echeance"))

    def en_retard(self, le: date) -> "DecisionQuerySet":
        """Open ones whose day has gone by on day `le`."""
        return self.ouvertes().avec_terme().filter(jour_du_terme__lt=le)

    def portees_par(self, personne: int) -> "DecisionQuerySet":
        """Those that this person carries now, in any of her functions."""
        return self.filter(
            Q(relais__personne=personne) | Q(relais__isnull=True, responsable__personne=personne)
        )

    def engagees(self) -> "DecisionQuerySet":
        """Those of definitive minutes: a draft asks nothing of anybody yet."""
        return self.filter(reunion__compte_rendu__etat=EtatCompteRendu.DEFINITIF)


class Decision(models.Model):
    """A line of the minutes' record: a decision, an action (what, who, by when), or information.

    What it says is sealed with the minutes. Its follow-up lives on: each fact is a dated line of
    SuiviDecision, and the columns at the end say where these lines have led, so that lists need no
    other query.
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
    cle_ajout = models.UUIDField("clé d'envoi", null=True, blank=True, unique=True, editable=False)
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
    date_avancee = models.DateField("avancée le", null=True, blank=True)
    date_blocage = models.DateField("bloquée depuis le", null=True, blank=True)
    blocage = models.TextField("ce qui bloque", blank=True)
    echeance_reportee = models.DateField("échéance reportée au", null=True, blank=True)
    relais = models.ForeignKey(
        Fonction,
        verbose_name="confiée depuis à",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

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
            models.CheckConstraint(
                name="decision_bloquee_dit_pourquoi",
                condition=Q(date_blocage__isnull=True) | ~Q(blocage=""),
                violation_error_message="Dites ce qui bloque.",
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
                sauf=f"(to_jsonb(OLD) - {SUIVI_EN_SQL}) = (to_jsonb(NEW) - {SUIVI_EN_SQL})",
            ),
            sans_troncature(),
        )

    def __str__(self) -> str:
        return self.texte if len(self.texte) <= 80 else f"{self.texte[:79]}…"

    @property
    def genre_enum(self) -> GenreReleve:
        return GenreReleve(self.genre)

    @property
    def numero(self) -> str:
        """Its number in the register, « 2026-014 »; "" before the definitive version."""
        inscription: NumeroDecision | None = getattr(self, "inscription", None)
        return str(inscription) if inscription is not None else ""

    @property
    def porteur(self) -> Fonction | None:
        """Who carries it now: whoever it was handed to, else whom the minutes name."""
        return self.relais or self.responsable

    @property
    def terme(self) -> date | None:
        """The day that counts now: the one it was put off to, else that of the minutes."""
        return self.echeance_reportee or self.echeance

    @property
    def is_a_suivre(self) -> bool:
        """Whether somebody has to carry it out."""
        if self.genre == GenreReleve.DECISION:
            return self.responsable_id is not None or self.relais_id is not None
        return self.genre == GenreReleve.ACTION

    def etat(self, le: date) -> EtatDecision:
        """Where it stands on day `le`. What nobody has to carry out is never late."""
        if self.genre == GenreReleve.INFORMATION:
            return EtatDecision.INFORMATION
        if self.date_realisation is not None and self.date_realisation <= le:
            return EtatDecision.REALISEE
        if not self.is_a_suivre:
            return EtatDecision.PRISE
        if self.date_blocage is not None and self.date_blocage <= le:
            return EtatDecision.BLOQUEE
        if self.terme is not None and self.terme < le:
            return EtatDecision.EN_RETARD
        if self.date_avancee is not None and self.date_avancee <= le:
            return EtatDecision.EN_COURS
        return EtatDecision.A_FAIRE


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
    REPORT = "report", "échéance changée"
    RELAIS = "relais", "confiée à quelqu'un d'autre"

    __tonalites__ = {
        "avancee": Tonalite.INFORMATION,
        "blocage": Tonalite.ATTENTION,
        "realisation": Tonalite.TENU,
        "reprise": Tonalite.INFORMATION,
        "report": Tonalite.NEUTRE,
        "relais": Tonalite.NEUTRE,
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

    @property
    def genre_enum(self) -> GenreSuivi:
        return GenreSuivi(self.genre)


pgtrigger.register(*insertion_seule())(Decision.history.model)
