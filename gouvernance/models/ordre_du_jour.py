"""The agenda: timed items, what recurs, what people propose, the documents of each item."""

import pgtrigger
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from gouvernance.models.reunions import REUNION_DEFINITIVE, Reunion
from pacte.accord.models import Fonction, Instance, Organisation, Pacte
from pacte.documents.models import Fichier
from pacte.socle.declencheurs import insertion_seule, protege_si, sans_troncature
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.historique import Historique
from pacte.socle.modeles import Idempotent


class GenrePoint(models.TextChoices):
    INFORMATION = "information", "information"
    ECHANGE = "echange", "échange"
    DECISION = "decision", "décision"


class Sujet(models.Model):
    """A topic followed from one meeting to the next: its items, decisions and actions."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="sujets"
    )
    instance = models.ForeignKey(
        Instance, verbose_name="instance", on_delete=models.PROTECT, related_name="+"
    )
    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    titre = models.CharField("titre", max_length=200)
    ouvert_le = models.DateField("suivi depuis le")

    history = Historique()

    class Meta:
        verbose_name = "sujet suivi"
        verbose_name_plural = "sujets suivis"
        ordering = ("-ouvert_le", "-pk")

    def __str__(self) -> str:
        return self.titre


class PointRecurrent(Idempotent):
    """An item that comes back on each agenda of a body, from one day until another."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="+"
    )
    instance = models.ForeignKey(
        Instance,
        verbose_name="instance",
        on_delete=models.PROTECT,
        related_name="points_recurrents",
    )
    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    titre = models.CharField("titre", max_length=200)
    duree_minutes = models.PositiveSmallIntegerField("durée en minutes", default=15)
    genre = models.CharField(
        "genre", max_length=12, choices=GenrePoint.choices, default=GenrePoint.ECHANGE
    )
    rapporteur = models.CharField("présenté par", max_length=120, blank=True)
    date_debut = models.DateField("à partir du")
    date_fin = models.DateField("jusqu'au (inclus)", null=True, blank=True)

    history = Historique()

    class Meta:
        verbose_name = "point récurrent"
        verbose_name_plural = "points récurrents"
        ordering = ("instance__ordre", "titre")
        constraints = (
            models.CheckConstraint(
                name="point_recurrent_dans_l_ordre",
                condition=Q(date_fin__isnull=True) | Q(date_fin__gte=models.F("date_debut")),
                violation_error_message="La fin vient après le début.",
            ),
        )

    def __str__(self) -> str:
        return self.titre


class PointOrdreDuJour(models.Model):
    """A timed item of the agenda, or an item under another one (one level).

    `numero` is what people read (« 2.1 »): see `gouvernance.plan.numeroter`, which sets it.
    """

    numero = ""

    reunion = models.ForeignKey(
        Reunion, verbose_name="réunion", on_delete=models.CASCADE, related_name="points"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="sous le point",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="sous_points",
    )
    sujet = models.ForeignKey(
        "gouvernance.Sujet",
        verbose_name="sujet suivi",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="points",
    )
    reporte_de = models.ForeignKey(
        "self",
        verbose_name="reporté du point",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
    )
    recurrent = models.ForeignKey(
        "gouvernance.PointRecurrent",
        verbose_name="point récurrent",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="points",
    )
    suite_de = models.ForeignKey(
        Reunion,
        verbose_name="suite des décisions de la réunion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="points_de_suite",
    )
    approbation_de = models.ForeignKey(
        Reunion,
        verbose_name="approbation du compte rendu de la réunion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="points_d_approbation",
    )
    attendu = models.CharField("ce qui est attendu", max_length=300, blank=True)
    a_reporter = models.BooleanField("à reprendre à la prochaine réunion", default=False)
    ordre = models.PositiveSmallIntegerField("ordre")
    titre = models.CharField("titre", max_length=200)
    duree_minutes = models.PositiveSmallIntegerField("durée en minutes", default=15)
    genre = models.CharField(
        "genre", max_length=12, choices=GenrePoint.choices, default=GenrePoint.ECHANGE
    )
    rapporteur = models.CharField("présenté par", max_length=120, blank=True)
    objectif = models.CharField("objectif de l'instance", max_length=40, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "point de l'ordre du jour"
        verbose_name_plural = "points de l'ordre du jour"
        ordering = ("ordre",)
        constraints = (
            models.UniqueConstraint(
                fields=["reunion", "ordre"],
                name="point_ordre_unique",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Deux points portent le même rang.",
            ),
        )
        triggers = (
            protege_si(
                "point_definitif",
                ancien=REUNION_DEFINITIVE.format(ligne="OLD", colonne="reunion_id"),
                nouveau=REUNION_DEFINITIVE.format(ligne="NEW", colonne="reunion_id"),
                # An item may still be followed at a later meeting.
                sauf=(
                    "(to_jsonb(OLD) - ARRAY['sujet_id', 'a_reporter']) = "
                    "(to_jsonb(NEW) - ARRAY['sujet_id', 'a_reporter'])"
                ),
            ),
            sans_troncature(),
        )

    def __str__(self) -> str:
        return f"{self.numero or self.ordre}. {self.titre}"


class EtatProposition(AvecTonalite, models.TextChoices):
    PROPOSEE = "proposee", "à examiner"
    RETENUE = "retenue", "retenue"
    ECARTEE = "ecartee", "écartée"
    RETIREE = "retiree", "retirée"

    __tonalites__ = {
        "proposee": Tonalite.ATTENTION,
        "retenue": Tonalite.TENU,
        "ecartee": Tonalite.NEUTRE,
        "retiree": Tonalite.NEUTRE,
    }


class PropositionPoint(Idempotent):
    """An item that a participant would like on the agenda, and what the organiser made of it."""

    reunion = models.ForeignKey(
        Reunion, verbose_name="réunion", on_delete=models.PROTECT, related_name="propositions"
    )
    proposee_par = models.ForeignKey(
        Fonction, verbose_name="proposée par", on_delete=models.PROTECT, related_name="+"
    )
    date_proposition = models.DateField("proposée le")
    titre = models.CharField("titre", max_length=200)
    genre = models.CharField(
        "genre", max_length=12, choices=GenrePoint.choices, default=GenrePoint.ECHANGE
    )
    duree_minutes = models.PositiveSmallIntegerField("durée en minutes", default=15)
    motif = models.TextField("pourquoi ce point", blank=True)
    etat = models.CharField(
        "état", max_length=10, choices=EtatProposition.choices, default=EtatProposition.PROPOSEE
    )
    reponse = models.TextField("réponse", blank=True)
    date_reponse = models.DateField("examinée le", null=True, blank=True)
    reponse_par = models.ForeignKey(
        Fonction,
        verbose_name="examinée par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    point = models.ForeignKey(
        PointOrdreDuJour,
        verbose_name="point retenu",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="propositions",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "proposition de point"
        verbose_name_plural = "propositions de point"
        ordering = ("date_proposition", "pk")
        constraints = (
            models.CheckConstraint(
                name="proposition_ecartee_avec_reponse",
                condition=~Q(etat="ecartee") | ~Q(reponse=""),
                violation_error_message="Dites pourquoi le point n'est pas retenu.",
            ),
            models.CheckConstraint(
                name="proposition_examinee_a_sa_date",
                condition=~Q(etat__in=["retenue", "ecartee"])
                | Q(date_reponse__isnull=False, reponse_par__isnull=False),
                violation_error_message="Une proposition examinée dit quand et par qui.",
            ),
        )

    def __str__(self) -> str:
        return self.titre

    @property
    def etat_enum(self) -> EtatProposition:
        return EtatProposition(self.etat)


class PieceReunion(Idempotent):
    """A document of a meeting, or of one item of its agenda.

    `numero` (that of its item, "" for the whole meeting) and `tardive` (attached after the delay of
    the documents) are set by `gouvernance.pieces.pieces_de`.
    """

    numero = ""
    tardive = False

    reunion = models.ForeignKey(
        Reunion, verbose_name="réunion", on_delete=models.PROTECT, related_name="pieces"
    )
    point = models.ForeignKey(
        PointOrdreDuJour,
        verbose_name="point de l'ordre du jour",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="pieces",
    )
    fichier = models.ForeignKey(
        Fichier, verbose_name="fichier", on_delete=models.PROTECT, related_name="+"
    )
    titre = models.CharField("titre", max_length=200)
    deposee_par = models.ForeignKey(
        Fonction, verbose_name="déposée par", on_delete=models.PROTECT, related_name="+"
    )
    date_depot = models.DateField("déposée le")
    date_retrait = models.DateField("retirée le", null=True, blank=True)
    date_annonce = models.DateField("annoncée par courriel le", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "document de réunion"
        verbose_name_plural = "documents de réunion"
        ordering = ("point__ordre", "date_depot", "pk")

    def __str__(self) -> str:
        return self.titre


pgtrigger.register(*insertion_seule())(PointOrdreDuJour.history.model)
