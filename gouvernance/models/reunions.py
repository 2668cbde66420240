"""A meeting of a body, from its draft to its being held."""

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from gouvernance.rules import plan
from pacte.accord.models import (
    Fonction,
    GenreOrganisation,
    Instance,
    Organisation,
    Pacte,
    Theme,
)
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.declencheurs import insertion_seule, protege_si, sans_troncature
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.historique import Historique
from pacte.socle.modeles import Idempotent, Versionne

if TYPE_CHECKING:
    from gouvernance.models.comptes_rendus import CompteRendu
    from gouvernance.models.ordre_du_jour import PointOrdreDuJour

# A row is frozen once the minutes of its meeting are definitive.
REUNION_DEFINITIVE = (
    "EXISTS (SELECT 1 FROM gouvernance_compterendu c "
    "WHERE c.reunion_id = {ligne}.{colonne} AND c.etat = 'definitif')"
)


class EtatReunion(AvecTonalite, models.TextChoices):
    BROUILLON = "brouillon", "en préparation"
    INVITEE = "invitee", "invitations envoyées"
    TENUE = "tenue", "tenue"
    ANNULEE = "annulee", "annulée"

    __tonalites__ = {
        "brouillon": Tonalite.NEUTRE,
        "invitee": Tonalite.INFORMATION,
        "tenue": Tonalite.TENU,
        "annulee": Tonalite.ATTENTION,
    }


class ReunionQuerySet(models.QuerySet["Reunion"]):
    def for_fonction(self, fonction: Fonction | None) -> "ReunionQuerySet":
        """Meetings that concern the acting function (Q22: « bilatéral »).

        The AVS service sees those of the pacts that it runs; a centre its own and the collective
        ones of its pacts, once invited to or sent; everybody else (the service of another city
        too) those where they are invited themselves, and for the CAF and the federation those
        where their organisation is. A draft is seen by its organiser's side alone.
        """
        if fonction is None:
            return self.none()
        dans_le_pacte = self.filter(pacte__in=Pacte.objects.for_fonction(fonction))
        menee = Q(pk__in=[])
        if fonction.is_avs:
            menee = Q(pacte__ville=fonction.organisation_id)
        ici = models.QuerySet(self.model).filter(pk=OuterRef("pk"))
        concerne: Q | Exists
        organisee = Q(pk__in=[])
        if fonction.organisation.genre == GenreOrganisation.CENTRE:
            concerne = Q(centre=fonction.organisation_id) | Q(centre__isnull=True)
            organisee = Q(organisateur=fonction.organisation_id)
        elif fonction.organisation.genre in {GenreOrganisation.CAF, GenreOrganisation.FEDERATION}:
            concerne = Exists(
                ici.filter(participations__fonction__organisation=fonction.organisation_id)
            )
            # Their professionals may open a body too (C36).
            organisee = Q(organisateur=fonction.organisation_id)
        else:
            concerne = Exists(ici.filter(participations__fonction__personne=fonction.personne_id))
        # A draft that was cancelled before anybody was told stays with those who prepared it.
        jamais_dite = Q(etat=EtatReunion.ANNULEE, date_invitation__isnull=True)
        dite = ~Q(etat=EtatReunion.BROUILLON) & ~jamais_dite
        return dans_le_pacte.filter(menee | organisee | (dite & Q(concerne)))

    def tenues(self) -> "ReunionQuerySet":
        """Meetings that count: held, whatever the state of their minutes (Q23)."""
        return self.filter(etat=EtatReunion.TENUE)

    def restant_a_tenir(self, le: date) -> "ReunionQuerySet":
        """Meetings still ahead on day `le`: without a date yet, or not held and not gone by."""
        return self.filter(
            Q(date_reunion__isnull=True) | Q(date_reunion__gte=le),
            etat__in=[EtatReunion.BROUILLON, EtatReunion.INVITEE],
        )

    def a_venir(self, le: date) -> "ReunionQuerySet":
        """Meetings announced for day `le` or later, soonest first."""
        return self.filter(etat=EtatReunion.INVITEE, date_reunion__gte=le).order_by("debut")


class Reunion(Idempotent, Versionne):
    """A meeting, opened from its body's template. Its legal date is the day it is held."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="reunions"
    )
    instance = models.ForeignKey(
        Instance, verbose_name="instance", on_delete=models.PROTECT, related_name="reunions"
    )
    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reunions",
    )
    theme = models.ForeignKey(
        Theme,
        verbose_name="thème",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reunions",
    )
    etat = models.CharField(
        "état", max_length=12, choices=EtatReunion.choices, default=EtatReunion.BROUILLON
    )
    date_reunion = models.DateField("date", null=True, blank=True)
    debut = models.DateTimeField("début", null=True, blank=True)
    duree_minutes = models.PositiveSmallIntegerField("durée en minutes", default=120)
    lieu = models.CharField("lieu", max_length=200, blank=True)
    visioconference = models.URLField("lien de visioconférence", blank=True)
    message = models.TextField("message joint à l'invitation", blank=True)
    ligne_calendrier = models.ForeignKey(
        "gouvernance.LigneCalendrier",
        verbose_name="ligne du calendrier",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reunions",
    )
    tenue_autrement = models.TextField(
        "organisée autrement que l'acte ne le prévoit : pourquoi", blank=True
    )
    organisateur = models.ForeignKey(
        Organisation, verbose_name="organisée par", on_delete=models.PROTECT, related_name="+"
    )
    ouverte_par = models.ForeignKey(
        Fonction, verbose_name="ouverte par", on_delete=models.PROTECT, null=True, related_name="+"
    )
    ouverte_le = models.DateTimeField("ouverte le", auto_now_add=True)
    date_invitation = models.DateField("invitations envoyées le", null=True, blank=True)
    date_annulation = models.DateField("annulée le", null=True, blank=True)
    motif_annulation = models.TextField("motif d'annulation", blank=True)
    uid = models.UUIDField("identifiant de calendrier", default=uuid.uuid4, unique=True)
    sequence = models.PositiveSmallIntegerField("séquence de calendrier", default=0)

    objects = ReunionQuerySet.as_manager()
    history = Historique()

    class Meta:
        verbose_name = "réunion"
        verbose_name_plural = "réunions"
        ordering = ("-date_reunion", "-pk")
        indexes = (
            models.Index(fields=["pacte", "date_reunion"], name="reunion_pacte_date"),
            models.Index(fields=["pacte", "etat"], name="reunion_pacte_etat"),
        )
        constraints = (
            models.CheckConstraint(
                name="reunion_annoncee_a_sa_date",
                condition=Q(etat__in=["brouillon", "annulee"])
                | Q(date_reunion__isnull=False, debut__isnull=False)
                # Minutes brought afterwards may not say at what time people met.
                | Q(etat="tenue", date_reunion__isnull=False),
                violation_error_message=(
                    "Une réunion annoncée a une date et une heure ; une réunion tenue a sa date."
                ),
            ),
            models.CheckConstraint(
                name="reunion_debut_a_sa_date",
                condition=Q(debut__isnull=True) | Q(date_reunion__isnull=False),
                violation_error_message="Une réunion qui a une heure a aussi une date.",
            ),
            models.CheckConstraint(
                name="reunion_annulee_avec_motif",
                condition=~Q(etat="annulee")
                | (Q(date_annulation__isnull=False) & ~Q(motif_annulation="")),
                violation_error_message="Une réunion annulée a sa date d'annulation et son motif.",
            ),
            models.CheckConstraint(
                name="reunion_duree_raisonnable",
                condition=Q(duree_minutes__gte=15, duree_minutes__lte=720),
                violation_error_message="La durée va de 15 minutes à 12 heures.",
            ),
        )
        triggers = (
            protege_si(
                "reunion_definitive",
                ancien=REUNION_DEFINITIVE.format(ligne="OLD", colonne="id"),
            ),
            sans_troncature(),
        )

    def __str__(self) -> str:
        return f"{self.instance.nom} — {self.sujet}" if self.sujet else self.instance.nom

    @property
    def sujet(self) -> str:
        """The centre or the theme it is about; "" for a meeting of the whole pact."""
        if self.centre_id:
            return str(self.centre)
        return str(self.theme) if self.theme_id else ""

    @property
    def etat_enum(self) -> EtatReunion:
        return EtatReunion(self.etat)

    @property
    def titre(self) -> str:
        """What the meeting is called on a page: its body, its subject, its day."""
        quand = f", {ecrire_jour_court(self.date_reunion)}" if self.date_reunion else ""
        return f"{self}{quand}"

    @property
    def compte_rendu_ou_rien(self) -> "CompteRendu | None":
        """The minutes, or None while there are none."""
        return getattr(self, "compte_rendu", None)

    def points_ordonnes(self) -> "list[PointOrdreDuJour]":
        """The agenda in its order, each item with its number (1, 1.1, 1.2). One query."""
        return plan.ordonner(self.points.order_by("ordre"))

    @property
    def is_passee(self) -> bool:
        """Whether the day of the meeting has come."""
        return self.date_reunion is not None and self.date_reunion <= timezone.localdate()

    @property
    def fin(self) -> datetime | None:
        """The planned end, or None without a start."""
        if self.debut is None:
            return None
        return self.debut + timedelta(minutes=self.duree_minutes)


pgtrigger.register(*insertion_seule())(Reunion.history.model)
