"""Who asks for a meeting, who puts a question to another party."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from gouvernance.models.ordre_du_jour import PointOrdreDuJour
from gouvernance.models.reunions import Reunion
from pacte.accord.models import (
    Fonction,
    GenreOrganisation,
    Instance,
    Organisation,
    Pacte,
    Partie,
    Theme,
)
from pacte.socle.etats import AvecTonalite, Tonalite
from pacte.socle.historique import Historique
from pacte.socle.modeles import Idempotent


class EtatDemandeReunion(AvecTonalite, models.TextChoices):
    """Computed from the dates, never stored."""

    EN_ATTENTE = "en_attente", "en attente"
    ACCEPTEE = "acceptee", "acceptée"
    REPONDUE = "repondue", "répondue"
    RETIREE = "retiree", "retirée"
    SANS_SUITE = "sans_suite", "sans suite"

    __tonalites__ = {
        "en_attente": Tonalite.ATTENTION,
        "acceptee": Tonalite.TENU,
        "repondue": Tonalite.INFORMATION,
        "retiree": Tonalite.NEUTRE,
        "sans_suite": Tonalite.NEUTRE,
    }


class SuiteDemande(models.TextChoices):
    """What the party that holds the initiative did of a request."""

    ACCEPTEE = "acceptee", "acceptée"
    REPONDUE = "repondue", "répondue"
    RETIREE = "retiree", "retirée"


class DemandeReunionQuerySet(models.QuerySet["DemandeReunion"]):
    def for_fonction(self, fonction: Fonction | None) -> "DemandeReunionQuerySet":
        """Requests that concern the acting function; the others do not exist for it (Q22).

        The AVS service sees those of the pacts that it runs, whoever asks sees her own. Out of the
        city, an organisation also sees those that it made, those put to it, and those about it.
        """
        if fonction is None:
            return self.none()
        concerne = Q(demandee_par__personne=fonction.personne_id)
        if fonction.is_avs:
            concerne |= Q(pacte__ville=fonction.organisation_id)
        if fonction.organisation.genre != GenreOrganisation.VILLE:
            ici = fonction.organisation_id
            concerne |= Q(adressee_a=ici) | Q(centre=ici) | Q(demandee_par__organisation=ici)
        return self.filter(concerne, pacte__in=Pacte.objects.for_fonction(fonction))

    def a_l_etat(self, etat: str, le: date) -> "DemandeReunionQuerySet":
        """Requests that stand at `etat` on day `le`, as `DemandeReunion.etat` says."""
        suivies = Q(date_reponse__lte=le) & ~Q(suite="")
        if etat == EtatDemandeReunion.EN_ATTENTE:
            return self.exclude(suivies).filter(date_limite__gte=le)
        if etat == EtatDemandeReunion.SANS_SUITE:
            return self.exclude(suivies).filter(date_limite__lt=le)
        return self.filter(suivies, suite=etat)


class DemandeReunion(Idempotent):
    """A dated request for a meeting, put to the party that the act entitles (C36, C40, C43)."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="demandes_de_reunion"
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
    theme = models.ForeignKey(
        Theme,
        verbose_name="thème",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    adressee_a = models.ForeignKey(
        Organisation, verbose_name="adressée à", on_delete=models.PROTECT, related_name="+"
    )
    demandee_par = models.ForeignKey(
        Fonction, verbose_name="demandée par", on_delete=models.PROTECT, related_name="+"
    )
    date_demande = models.DateField("demandée le")
    motif = models.TextField("pourquoi cette réunion")
    periode_souhaitee = models.CharField("période souhaitée", max_length=120, blank=True)
    date_limite = models.DateField("réponse attendue avant le")
    suite = models.CharField("suite", max_length=10, choices=SuiteDemande.choices, blank=True)
    reponse = models.TextField("réponse", blank=True)
    date_reponse = models.DateField("répondue le", null=True, blank=True)
    reponse_par = models.ForeignKey(
        Fonction,
        verbose_name="répondue par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reunion = models.ForeignKey(
        Reunion,
        verbose_name="réunion ouverte",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="demandes_de_reunion",
    )

    objects = DemandeReunionQuerySet.as_manager()
    history = Historique()

    class Meta:
        verbose_name = "demande de réunion"
        verbose_name_plural = "demandes de réunion"
        ordering = ("-date_demande", "-pk")
        constraints = (
            models.CheckConstraint(
                name="demande_reunion_motivee",
                condition=~Q(motif=""),
                violation_error_message="Dites pourquoi vous demandez cette réunion.",
            ),
            models.CheckConstraint(
                name="demande_reunion_suivie_a_sa_date",
                condition=Q(suite="") | Q(date_reponse__isnull=False, reponse_par__isnull=False),
                violation_error_message="Une suite porte sa date et son auteur.",
            ),
            models.CheckConstraint(
                name="demande_reunion_acceptee_a_sa_reunion",
                condition=~Q(suite="acceptee") | Q(reunion__isnull=False),
                violation_error_message="Une demande acceptée ouvre une réunion.",
            ),
            models.CheckConstraint(
                name="demande_reunion_repondue_dit_quoi",
                condition=~Q(suite="repondue") | ~Q(reponse=""),
                violation_error_message="Écrivez votre réponse.",
            ),
        )

    def __str__(self) -> str:
        return f"Demande de réunion, {self.sujet}"

    @property
    def sujet(self) -> str:
        """The body asked for, with its centre or its theme."""
        objet = self.centre or self.theme
        return f"{self.instance.nom} — {objet}" if objet else self.instance.nom

    def etat(self, le: date) -> EtatDemandeReunion:
        """Where the request stands on day `le`; without an answer in time, it lapses."""
        if self.suite and self.date_reponse is not None and self.date_reponse <= le:
            return EtatDemandeReunion(self.suite)
        if self.date_limite < le:
            return EtatDemandeReunion.SANS_SUITE
        return EtatDemandeReunion.EN_ATTENTE


class EtatInterpellation(AvecTonalite, models.TextChoices):
    """Computed from what happened, never stored."""

    POSEE = "posee", "en attente de réponse"
    INSCRITE = "inscrite", "inscrite à l'ordre du jour"
    REPONDUE = "repondue", "répondue"
    RETIREE = "retiree", "retirée"

    __tonalites__ = {
        "posee": Tonalite.ATTENTION,
        "inscrite": Tonalite.INFORMATION,
        "repondue": Tonalite.TENU,
        "retiree": Tonalite.NEUTRE,
    }


class InterpellationQuerySet(models.QuerySet["Interpellation"]):
    def for_fonction(self, fonction: Fonction | None) -> "InterpellationQuerySet":
        """Questions that concern the acting function; the others do not exist for it (Q22).

        A question about one centre stays between the two parties and the AVS service; in the city,
        whoever put it reads it too. A collective question is read by the parties of the pact.
        """
        if fonction is None:
            return self.none()
        ici = fonction.organisation_id
        partie = Partie.objects.filter(pacte=OuterRef("pacte"), organisation=ici)
        entre_soi = Q(posee_par__personne=fonction.personne_id)
        if fonction.is_avs:
            entre_soi |= Q(pacte__ville=ici)
        if fonction.organisation.genre != GenreOrganisation.VILLE:
            entre_soi |= Q(adressee_a=ici) | Q(posee_par__organisation=ici)
        collective = Q(centre__isnull=True) & Exists(partie)
        return self.filter(entre_soi | collective, pacte__in=Pacte.objects.for_fonction(fonction))

    def sans_reponse(self) -> "InterpellationQuerySet":
        """Questions still waiting: neither answered nor withdrawn."""
        return self.filter(date_reponse__isnull=True, date_retrait__isnull=True)

    def a_l_etat(self, etat: str, le: date) -> "InterpellationQuerySet":
        """Questions that stand at `etat` on day `le`, as `Interpellation.etat` says."""
        retirees = Q(date_retrait__isnull=False, date_retrait__lte=le)
        if etat == EtatInterpellation.RETIREE:
            return self.filter(retirees)
        repondues = Q(date_reponse__isnull=False, date_reponse__lte=le)
        if etat == EtatInterpellation.REPONDUE:
            return self.filter(repondues).exclude(retirees)
        inscrite = etat == EtatInterpellation.INSCRITE
        return self.exclude(retirees | repondues).filter(point__isnull=not inscrite)


class Interpellation(Idempotent):
    """A dated question of one party to another (C21); the AVS service holds the thread (C22)."""

    pacte = models.ForeignKey(
        Pacte, verbose_name="pacte", on_delete=models.PROTECT, related_name="interpellations"
    )
    instance = models.ForeignKey(
        Instance, verbose_name="instance concernée", on_delete=models.PROTECT, related_name="+"
    )
    centre = models.ForeignKey(
        Organisation,
        verbose_name="centre social",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    adressee_a = models.ForeignKey(
        Organisation, verbose_name="adressée à", on_delete=models.PROTECT, related_name="+"
    )
    posee_par = models.ForeignKey(
        Fonction, verbose_name="posée par", on_delete=models.PROTECT, related_name="+"
    )
    suivie_par = models.ForeignKey(
        Fonction,
        verbose_name="suivie par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    date_question = models.DateField("posée le")
    objet = models.CharField("objet", max_length=200)
    question = models.TextField("question")
    reponse = models.TextField("réponse", blank=True)
    date_reponse = models.DateField("répondue le", null=True, blank=True)
    reponse_par = models.ForeignKey(
        Fonction,
        verbose_name="répondue par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    date_retrait = models.DateField("retirée le", null=True, blank=True)
    point = models.ForeignKey(
        PointOrdreDuJour,
        verbose_name="point de l'ordre du jour",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="interpellations",
    )

    objects = InterpellationQuerySet.as_manager()
    history = Historique()

    class Meta:
        verbose_name = "interpellation"
        verbose_name_plural = "interpellations"
        ordering = ("-date_question", "-pk")
        constraints = (
            models.CheckConstraint(
                name="interpellation_dit_sa_question",
                condition=~Q(objet="") & ~Q(question=""),
                violation_error_message="Écrivez l'objet et la question.",
            ),
            models.CheckConstraint(
                name="interpellation_repondue_a_sa_date",
                condition=Q(reponse="") | Q(date_reponse__isnull=False, reponse_par__isnull=False),
                violation_error_message="Une réponse porte sa date et son auteur.",
            ),
        )

    def __str__(self) -> str:
        return self.objet

    @property
    def sujet(self) -> str:
        """The body concerned, with its centre."""
        return f"{self.instance.nom} — {self.centre}" if self.centre_id else self.instance.nom

    def etat(self, le: date) -> EtatInterpellation:
        """Where the question stands on day `le`."""
        if self.date_retrait is not None and self.date_retrait <= le:
            return EtatInterpellation.RETIREE
        if self.date_reponse is not None and self.date_reponse <= le:
            return EtatInterpellation.REPONDUE
        return EtatInterpellation.INSCRITE if self.point_id else EtatInterpellation.POSEE
