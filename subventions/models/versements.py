"""The payments of the city: what is due and when, what was ordered, what was paid."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from pacte.accord.models import Fonction, Organisation, Pacte
from pacte.socle.declencheurs import Refus
from pacte.socle.modeles import Idempotent, Versionne
from subventions.models.attributions import Attribution
from subventions.models.avances import Avance
from subventions.models.portee import PieceFinanciereQuerySet
from subventions.workflow import EtatEcheance

# The last barrier behind the operations: what is paid on a request never exceeds its votes. A later
# cancellation may, and gives a sum to claim back; the row that was paid does not move.
JAMAIS_PLUS_QUE_L_ACCORDE = """
    IF NEW.attribution_id IS NULL OR NEW.genre = 'avance' THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' AND NEW.montant <= OLD.montant
        AND NEW.attribution_id IS NOT DISTINCT FROM OLD.attribution_id THEN RETURN NEW; END IF;
    SELECT a.demande_id INTO demande FROM subventions_attribution a WHERE a.id = NEW.attribution_id;
    SELECT COALESCE(SUM(a.montant), 0) INTO accorde FROM subventions_attribution a
        WHERE a.id = NEW.attribution_id OR a.demande_id = demande;
    SELECT COALESCE(SUM(v.montant), 0) INTO paye FROM subventions_versement v
        JOIN subventions_attribution a ON a.id = v.attribution_id
        WHERE v.id <> NEW.id AND v.genre <> 'avance'
        AND (a.id = NEW.attribution_id OR a.demande_id = demande);
    IF paye + NEW.montant > accorde THEN
        RAISE EXCEPTION 'Les versements ne dépassent jamais le montant accordé.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


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
        triggers = (
            Refus(
                name="jamais_plus_que_l_accorde",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("demande", "bigint"), ("accorde", "numeric"), ("paye", "numeric")],
                func=JAMAIS_PLUS_QUE_L_ACCORDE,
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {self.exercice} — {self.centre}"


class Echeance(Idempotent, Versionne):
    """One line of the schedule of an award: due, ordered, then paid by a `Versement`, or refused.

    The advance is not here: it has its own request, tasks and payment.
    """

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="echeances"
    )
    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        related_name="echeances",
    )
    attribution = models.ForeignKey(
        Attribution, verbose_name="attribution", on_delete=models.PROTECT, related_name="echeances"
    )
    genre = models.CharField("genre", max_length=10, choices=GenreVersement.choices)
    montant = models.DecimalField("montant", max_digits=12, decimal_places=2)
    date_prevue = models.DateField("à payer le")
    condition = models.CharField("condition", max_length=256, blank=True)
    date_ordonnancement = models.DateField("mandatée le", null=True, blank=True)
    reference = models.CharField("référence du mandat", max_length=60, blank=True)
    date_rejet = models.DateField("rejetée le", null=True, blank=True)
    motif_rejet = models.TextField("motif du rejet", blank=True)
    date_annulation = models.DateField("annulée le", null=True, blank=True)
    versement = models.OneToOneField(
        Versement,
        verbose_name="versement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="echeance",
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
        verbose_name = "échéance de versement"
        verbose_name_plural = "échéances de versement"
        ordering = ("date_prevue", "pk")
        indexes = (models.Index(fields=["pacte", "date_prevue"], name="echeance_pacte_date"),)
        constraints = (
            models.CheckConstraint(
                name="echeance_montant_positif",
                condition=Q(montant__gt=Decimal(0)),
                violation_error_message="Le montant à payer est supérieur à zéro.",
            ),
            models.CheckConstraint(
                name="echeance_sans_avance",
                condition=~Q(genre="avance"),
                violation_error_message="L'avance a sa propre page.",
            ),
            models.CheckConstraint(
                name="echeance_mandatee_avec_reference",
                condition=Q(date_ordonnancement__isnull=True) | ~Q(reference=""),
                violation_error_message="Un mandat porte sa référence.",
            ),
            models.CheckConstraint(
                name="echeance_rejet_motive",
                condition=Q(date_rejet__isnull=True)
                | (
                    ~Q(motif_rejet="")
                    & Q(date_ordonnancement__isnull=False)
                    & Q(date_rejet__gte=F("date_ordonnancement"))
                ),
                violation_error_message="Un rejet suit le mandat et donne son motif.",
            ),
            models.CheckConstraint(
                name="echeance_payee_ou_close",
                condition=Q(versement__isnull=True)
                | Q(date_rejet__isnull=True, date_annulation__isnull=True),
                violation_error_message="Une échéance payée n'est ni rejetée ni annulée.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_genre_display()} de {self.montant} — {self.centre}"

    @property
    def etat_enum(self) -> EtatEcheance:
        """Where the payment stands, from its dates alone."""
        if self.versement_id is not None:
            return EtatEcheance.PAYEE
        if self.date_annulation is not None:
            return EtatEcheance.ANNULEE
        if self.date_rejet is not None:
            return EtatEcheance.REJETEE
        if self.date_ordonnancement is not None:
            return EtatEcheance.MANDATEE
        return EtatEcheance.PREVUE
